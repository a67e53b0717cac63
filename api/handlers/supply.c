/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * /supply and /v1/supply/{view}: what planners ask of the public registers, as pages and as data.
 */

#include "api/handlers/handlers.h"

#include "api/web/pages.h"

const Param supply_params[] = {
    { "view", PARAM_CODE, true, 0, "Πίνακας: holes, equity, overlap, funding" },
    { "on", PARAM_DATE, false, 0, "Ημέρα· αλλιώς σήμερα" },
    { "within", PARAM_TEXT, false, 100, "Τόπος με όνομα ή κωδικό: μόνο οι δήμοι του" },
    { "programme", PARAM_CODE, false, 0, "Κωδικός προγράμματος· αλλιώς όλα" },
    { "km", PARAM_COUNT, false, SUPPLY_KM_MAX, "Ως πόσα χιλιόμετρα είναι κοντά· αλλιώς 20" },
    { "days", PARAM_COUNT, false, SUPPLY_DAYS_MAX, "Σε πόσες ημέρες μετρά μια στάση· αλλιώς 30" },
    { "in_person", PARAM_COUNT, false, 1, "1: ό,τι δίνεται μόνο από απόσταση μετρά για κενό" },
    { "ahead", PARAM_COUNT, false, SUPPLY_AHEAD_MAX,
            "Χρηματοδοτήσεις που λήγουν σε τόσες ημέρες· αλλιώς 180" },
    { 0 },
};

static bool
read_place(Exchange *exchange, SupplyQuestion *question)
{
    const char *text = exchange_text(exchange, "within");

    if (!text
            || places_resolve(snapshot_places(question->snapshot), text, /* level_bits= */ 0,
                       question->on, &question->within, 0, NULL)
                    == 0)
        return true;
    exchange_error(exchange, "within",
            "Κανένας ή πάνω από ένας τόπος έχει αυτό το όνομα εκείνη την ημέρα. Γράψτε όλο το "
            "όνομα, π.χ. «Περιφέρεια Πελοποννήσου», ή τον κωδικό του.");
    return false;
}

static bool
read_programme(Exchange *exchange, SupplyQuestion *question)
{
    const char *code = exchange_text(exchange, "programme");

    if (!code)
        return true;
    question->programme = snapshot_programme_on(question->snapshot, code, question->on);
    if (!question->programme)
        exchange_error(exchange, "programme",
                "Κανένα πρόγραμμα με αυτόν τον κωδικό δεν ισχύει εκείνη την ημέρα.");
    return question->programme != NULL;
}

/* The view that was asked for; NULL after an answer that says what is wrong. */
static const SupplyView *
read_question(Exchange *exchange, SupplyQuestion *ret_question)
{
    const SupplyView *view = supply_view(exchange_text(exchange, "view"));
    bool place, programme;

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
    place = read_place(exchange, ret_question);
    programme = read_programme(exchange, ret_question);
    if (place && programme)
        return view;
    (void) exchange_problem(exchange, 400, "parameters",
            "Κάποια παράμετρος λείπει, είναι άγνωστη ή έχει τιμή που δεν διαβάζεται.");
    return NULL;
}

int
supply_page_handle(Exchange *exchange)
{
    page_supply(exchange_page(exchange, 200), exchange_session(exchange));
    return 0;
}

int
supply_view_page_handle(Exchange *exchange)
{
    Arena *arena = exchange_arena(exchange);
    SupplyQuestion question;
    const SupplyView *view = read_question(exchange, &question);

    if (view)
        page_supply_view(exchange_page(exchange, 200), arena, exchange_session(exchange), view,
                &question, view->make(arena, &question));
    return 0;
}

int
supply_handle(Exchange *exchange)
{
    SupplyQuestion question;
    const SupplyView *view = read_question(exchange, &question);

    if (view)
        listing_write_json(exchange_json(exchange, 200), /* key= */ NULL,
                view->make(exchange_arena(exchange), &question));
    return 0;
}
