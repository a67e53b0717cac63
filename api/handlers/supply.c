/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * /supply and /v1/supply/{view}: what planners ask of the public registers, as pages and as data.
 */

#include "api/handlers/handlers.h"

#include "api/loop.h"
#include "api/web/form.h"
#include "api/web/pages.h"

/* A loop waits meanwhile: small problems alone, which take a fraction of it. */
#define EXACT_MS 100

const Param supply_params[] = {
    { "view", PARAM_CODE, true, 0,
            "Πίνακας: holes, reach, equity, overlap, funding, demand, what-if" },
    { "on", PARAM_DATE, false, 0, "Ημέρα· αλλιώς σήμερα" },
    { "within", PARAM_TEXT, false, 100, "Τόπος με όνομα ή κωδικό: μόνο οι δήμοι του" },
    { "programme", PARAM_CODE, false, 0, "Κωδικός προγράμματος· αλλιώς όλα" },
    { "km", PARAM_COUNT, false, SUPPLY_KM_MAX, "Ως πόσα χιλιόμετρα είναι κοντά· αλλιώς 20" },
    { "days", PARAM_COUNT, false, SUPPLY_DAYS_MAX, "Σε πόσες ημέρες μετρά μια στάση· αλλιώς 30" },
    { "in_person", PARAM_COUNT, false, 1, "1: ό,τι δίνεται μόνο από απόσταση μετρά για κενό" },
    { "ahead", PARAM_COUNT, false, SUPPLY_AHEAD_MAX,
            "Χρηματοδοτήσεις που λήγουν σε τόσες ημέρες· αλλιώς 180" },
    { "k", PARAM_COUNT, false, SUPPLY_K_MAX, "Πόσα νέα σημεία· αλλιώς 3" },
    { "lon", PARAM_LONGITUDE, false, 0, "Ένα νέο σημείο εδώ, με lat" },
    { "lat", PARAM_LATITUDE, false, 0, "Γεωγραφικό πλάτος του" },
    { "release", PARAM_COUNT, false, INT32_MAX, "Αριθμός δημοσίευσης· αλλιώς η νεότερη" },
    { 0 },
};

/* At the field of a page, and as the reason of data. */
static void
say(Exchange *exchange, FormNotes *wrong, const char *field, const char *text)
{
    form_note(wrong, field, text);
    exchange_error(exchange, field, "%s", text);
}

static void
read_place(Exchange *exchange, SupplyQuestion *question, FormNotes *wrong)
{
    const char *text = exchange_text(exchange, "within");

    if (!text
            || places_resolve(snapshot_places(question->snapshot), text, /* level_bits= */ 0,
                       question->on, &question->within, 0, NULL)
                    == 0)
        return;
    say(exchange, wrong, "within",
            "Κανένας ή πάνω από ένας τόπος έχει αυτό το όνομα εκείνη την ημέρα. Γράψτε όλο το "
            "όνομα, π.χ. «Περιφέρεια Πελοποννήσου», ή τον κωδικό του.");
}

static void
read_programme(Exchange *exchange, SupplyQuestion *question, FormNotes *wrong)
{
    const char *code = exchange_text(exchange, "programme");

    if (!code)
        return;
    question->programme = snapshot_programme_on(question->snapshot, code, question->on);
    if (!question->programme)
        say(exchange, wrong, "programme",
                "Κανένα πρόγραμμα με αυτόν τον κωδικό δεν ισχύει εκείνη την ημέρα.");
}

static void
read_point(Exchange *exchange, SupplyQuestion *question, FormNotes *wrong)
{
    GeoPoint point = { exchange_number(exchange, "lon"), exchange_number(exchange, "lat") };

    if (!exchange_has(exchange, "lon") && !exchange_has(exchange, "lat"))
        return;
    if (geo_point_is_in_reach(point))
        question->point = point;
    else
        say(exchange, wrong, "lon",
                "Δώστε και τα δύο, μήκος (lon) και πλάτος (lat), ενός σημείου στην Ελλάδα.");
}

/* The view that was asked for; NULL after an answer that says why there is none. */
static const SupplyView *
read_question(Exchange *exchange, SupplyQuestion *ret_question, FormNotes *wrong)
{
    const SupplyView *view = supply_view(exchange_text(exchange, "view"));

    if (!registers_are_there(exchange))
        return NULL;
    if (!view) {
        (void) exchange_not_found(exchange);
        return NULL;
    }
    *ret_question = supply_question(exchange_snapshot(exchange));
    ret_question->on = exchange_day(exchange, "on", ret_question->on);
    ret_question->reach.metres =
            1000.0 * (double) exchange_count(exchange, "km", (int64_t) (REACH_M / 1000));
    ret_question->reach.days = (int) exchange_count(exchange, "days", REACH_DAYS);
    ret_question->days_ahead = (int) exchange_count(exchange, "ahead", SUPPLY_DAYS_AHEAD);
    ret_question->in_person = exchange_has(exchange, "in_person");
    ret_question->local = exchange_registers(exchange);
    ret_question->k = (int) exchange_count(exchange, "k", SUPPLY_K);
    ret_question->exact_ms = EXACT_MS;
    read_place(exchange, ret_question, wrong);
    read_programme(exchange, ret_question, wrong);
    read_point(exchange, ret_question, wrong);
    return view;
}

int
supply_page_handle(Exchange *exchange)
{
    page_supply(exchange_page(exchange, 200), exchange_session(exchange));
    return 0;
}

/* ---- with the figures of a release, where the view tells persons ----------------------------- */

typedef struct SupplyAsked {
    const SupplyView *view;
    SupplyQuestion question;
    FormNotes wrong;
    void (*write)(Exchange *exchange, const struct SupplyAsked *asked);
} SupplyAsked;

/* A page then shows its form alone. */
static bool
has_no_table(const SupplyAsked *asked)
{
    return asked->wrong.n > 0
            || (!asked->question.programme && asked->view->asks & SUPPLY_NEEDS_PROGRAMME);
}

/* Some milliseconds for the whole country: in its turn, so that short questions go between. */
static int
write_now(Exchange *exchange)
{
    const SupplyAsked *asked = exchange_kept(exchange);

    asked->write(exchange, asked);
    return 0;
}

static void
figures_came(void *context, const Figures *figures)
{
    Exchange *exchange = context;
    SupplyAsked *asked = exchange_kept(exchange);
    int r = 0;

    asked->question.figures = figures;
    if (figures)
        r = exchange_later(exchange, write_now);
    else
        (void) exchange_unavailable(
                exchange, "database", "Η βάση δεν απαντά αυτή τη στιγμή. Δοκιμάστε ξανά σε λίγο.");
    exchange_finish(exchange, r);
}

static int
ask(Exchange *exchange, void (*write)(Exchange *exchange, const SupplyAsked *asked))
{
    Arena *arena = exchange_arena(exchange);
    SupplyAsked *asked = arena_alloc(arena, sizeof *asked);
    Desk *desk = loop_desk(exchange_loop(exchange));
    FiguresQuestion wanted;

    asked->wrong.n = 0;
    asked->view = read_question(exchange, &asked->question, &asked->wrong);
    asked->write = write;
    if (!asked->view)
        return 0;
    wanted = supply_figures_question(asked->view, &asked->question);
    wanted.release = (int32_t) exchange_count(exchange, "release", 0);
    exchange_keep(exchange, asked);
    if (wanted.what == FIGURES_NONE || has_no_table(asked))
        return exchange_later(exchange, write_now);
    if (!desk)
        return exchange_unavailable(exchange, "stopping", "Η υπηρεσία σταματά αυτή τη στιγμή.");
    figures_ask(arena, desk, &wanted, figures_came, exchange);
    return EXCHANGE_WAITS;
}

static void
write_page(Exchange *exchange, const SupplyAsked *asked)
{
    Arena *arena = exchange_arena(exchange);

    page_supply_view(exchange_page(exchange, asked->wrong.n > 0 ? 400 : 200), arena,
            exchange_session(exchange), asked->view, &asked->question,
            has_no_table(asked) ? NULL : asked->view->make(arena, &asked->question), &asked->wrong,
            exchange_text(exchange, "within"));
}

static void
write_json(Exchange *exchange, const SupplyAsked *asked)
{
    if (has_no_table(asked)) {
        if (asked->wrong.n == 0)
            exchange_error(
                    exchange, "programme", "Λείπει: αυτός ο πίνακας είναι ενός προγράμματος.");
        (void) exchange_problem(exchange, 400, "parameters",
                "Κάποια παράμετρος λείπει, είναι άγνωστη ή έχει τιμή που δεν διαβάζεται.");
        return;
    }
    listing_write_json(exchange_json(exchange, 200), /* key= */ NULL,
            asked->view->make(exchange_arena(exchange), &asked->question));
}

int
supply_view_page_handle(Exchange *exchange)
{
    return ask(exchange, write_page);
}

int
supply_handle(Exchange *exchange)
{
    return ask(exchange, write_json);
}
