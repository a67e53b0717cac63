/* SPDX-License-Identifier: EUPL-1.2 */

/* Visits and referrals: recorded and made from an answer, moved on from the structure's own list.
 */

#include "api/handlers/handlers.h"

#include "api/access.h"
#include "api/web/pages.h"

#include "registry/person.h"
#include "registry/snapshot.h"

#include <string.h>

typedef struct Desired {
    ReferralForm form;
    ReferralWish wish;
    FormNotes notes;
    const Referrals *list;
    const char *done;
    bool all;
} Desired;

const Param referrals_params[] = {
    { "all", PARAM_COUNT, false, 1, "1: και όσες έχουν κλείσει" },
    { "done", PARAM_CODE, false, 16, "τι μόλις έγινε: made, visit, step" },
    { 0 },
};
const Param referral_params[] = {
    { "number", PARAM_CODE, true, 18, "αριθμός παραπομπής" },
    { 0 },
};
const char *const visit_fields[] = { "reference", "visit_case", NULL };
const char *const referral_fields[] = { "reference", "offer", "case", "wished", "agreed", "special",
    "anyway", NULL };
const char *const step_fields[] = { "action", "reason", NULL };

static Desired *
desired_new(Exchange *exchange)
{
    Desired *desired = arena_alloc(exchange_arena(exchange), sizeof *desired);

    exchange_keep(exchange, desired);
    return desired;
}

/* ---- the list ---------------------------------------------------------------------------------
 */

static int
show_list(Exchange *exchange, StaffStatus status)
{
    const Desired *desired = exchange_kept(exchange);

    (void) status;
    page_referrals(exchange_page(exchange, 200), exchange_arena(exchange),
            exchange_session(exchange), desired->list, desired->all, desired->done);
    return 0;
}

int
referrals_page_handle(Exchange *exchange)
{
    Desired *desired = desired_new(exchange);
    StaffAsk ask;

    desired->all = exchange_has(exchange, "all");
    desired->done = exchange_text(exchange, "done");
    if (!access_ask(exchange, show_list, &ask))
        return access_unavailable(exchange);
    referral_list(&ask, !desired->all, &desired->list);
    return EXCHANGE_WAITS;
}

static int
stepped_on(Exchange *exchange, StaffStatus status)
{
    switch (status) {
    case STAFF_DONE:
        return exchange_see_other(exchange, "/referrals?done=step");
    case STAFF_NOT_ALLOWED:
        return exchange_problem(exchange, 409, "referral-step",
                "Η παραπομπή δεν βρίσκεται πια σε αυτό το βήμα, ή λείπει ο λόγος. Ανοίξτε ξανά τη "
                "λίστα για να δείτε πού βρίσκεται.");
    default:
        return exchange_not_found(exchange);
    }
}

int
referral_step_handle(Exchange *exchange)
{
    const char *action = form_field(exchange, "action", NULL);
    const char *reason = form_field(exchange, "reason", NULL);
    int64_t number = 0;
    StaffAsk ask;

    if (!form_number(exchange_text(exchange, "number"), &number) || !action)
        return exchange_not_found(exchange);
    if (!access_ask(exchange, stepped_on, &ask))
        return access_unavailable(exchange);
    referral_step(&ask, number, action, reason && *reason ? reason : NULL);
    return EXCHANGE_WAITS;
}

/* ---- what an answer leads to ------------------------------------------------------------------
 */

static const char *
typed(const Exchange *exchange, const char *name)
{
    const char *value = form_field(exchange, name, NULL);

    return value ? value : "";
}

static bool
is_ticked(const Exchange *exchange, const char *name)
{
    return strcmp(typed(exchange, name), "yes") == 0;
}

static int
visit_recorded(Exchange *exchange, StaffStatus status)
{
    return status == STAFF_DONE ? exchange_see_other(exchange, "/referrals?done=visit")
                                : exchange_not_found(exchange);
}

int
visit_handle(Exchange *exchange)
{
    const char *case_reference = typed(exchange, "visit_case");
    Uuid reference;
    StaffAsk ask;

    if (!uuid_parse(typed(exchange, "reference"), &reference))
        return exchange_not_found(exchange);
    if (!person_case_is_valid(case_reference)) {
        exchange_error(exchange, "visit_case", "Γράψτε αριθμό υπόθεσης όπως ΚΚ-2026-00017.");
        return exchange_problem(exchange, 400, "visit",
                "Η επίσκεψη καταγράφεται με αριθμό υπόθεσης. Γυρίστε στην απάντηση και γράψτε "
                "τον.");
    }
    if (!access_ask(exchange, visit_recorded, &ask))
        return access_unavailable(exchange);
    visit_record(&ask, &reference, case_reference);
    return EXCHANGE_WAITS;
}

static const Offer *
find_offer(const Snapshot *snapshot, const char *code)
{
    const Offer *offer;

    for (size_t i = 0; (offer = snapshot_offer(snapshot, i)); i++)
        if (strcmp(offer->code, code) == 0)
            return offer;
    return NULL;
}

/* The first stop of the unit on the day or after it. */
static Day
next_stop(const Structure *structure, Day on)
{
    Day next = DAY_NONE;

    for (size_t i = 0; i < structure->n_stops; i++) {
        Day day = stop_next_day(&structure->stops[i], on);

        if (day != DAY_NONE && (next == DAY_NONE || day < next))
            next = day;
    }
    return next;
}

/* A wished day of a mobile unit is one on which it stands somewhere, and takes a place there. */
static void
read_stop(Exchange *exchange, Desired *desired, const Offer *offer)
{
    char day[DAY_TEXT_SIZE];
    Day next;

    if (!offer->mode || strcmp(offer->mode, "stop") != 0 || desired->wish.on == DAY_NONE)
        return;
    next = next_stop(offer->structure, desired->wish.on);
    desired->wish.books = next == desired->wish.on;
    if (!desired->wish.books)
        form_note(&desired->notes, "wished",
                next == DAY_NONE
                        ? "Η κινητή μονάδα δεν έχει άλλη στάση. Αφήστε την ημέρα κενή."
                        : arena_format(exchange_arena(exchange),
                                "Η κινητή μονάδα δεν έχει στάση εκείνη την ημέρα. Η επόμενη "
                                "είναι στις %s.",
                                day_format_greek(next, day)));
}

static void
read_wish(Exchange *exchange, Desired *desired, const Offer *offer)
{
    ReferralForm *form = &desired->form;
    ReferralWish *wish = &desired->wish;

    wish->on = DAY_NONE;
    wish->offer = offer->code;
    wish->case_reference = form->case_reference;
    wish->agreed = form->agreed;
    wish->agreed_special = form->special;
    wish->anyway = is_ticked(exchange, "anyway");
    form->offer = offer;
    if (!person_case_is_valid(form->case_reference))
        form_note(&desired->notes, "case", "Γράψτε αριθμό υπόθεσης όπως ΚΚ-2026-00017.");
    if (*form->wished && day_parse(form->wished, &wish->on) != 0)
        form_note(&desired->notes, "wished", "Γράψτε την ημέρα όπως 21/11/2026, ή αφήστε κενό.");
    else if (wish->on != DAY_NONE && wish->on < day_today())
        form_note(&desired->notes, "wished", "Η ημέρα έχει περάσει.");
    else
        read_stop(exchange, desired, offer);
    if (!form->agreed)
        form_note(&desired->notes, "agreed",
                "Παραπομπή γίνεται μόνο αν το πρόσωπο συμφωνεί. Ρωτήστε το και σημειώστε το.");
}

static int
show_form(Exchange *exchange, unsigned status)
{
    const Desired *desired = exchange_kept(exchange);

    page_referral(exchange_page(exchange, status), exchange_session(exchange), &desired->form,
            &desired->notes);
    return 0;
}

static int
referral_made(Exchange *exchange, StaffStatus status)
{
    Desired *desired = exchange_kept(exchange);

    switch ((int) status) {
    case STAFF_DONE:
        return exchange_see_other(exchange, "/referrals?done=made");
    case REFERRAL_DUPLICATE:
        desired->form.is_duplicate = true;
        form_note(&desired->notes, "anyway",
                "Υπάρχει ήδη ανοιχτή παραπομπή αυτού του προσώπου σε αυτή την παροχή.");
        return show_form(exchange, 409);
    case REFERRAL_NOT_AGREED_SPECIAL:
        form_note(&desired->notes, "special",
                "Η παροχή απευθύνεται σε ειδική κατηγορία: η παραπομπή το φανερώνει στη δομή που "
                "τη "
                "δέχεται. Ρωτήστε το πρόσωπο αν συμφωνεί και με αυτό.");
        return show_form(exchange, 400);
    case REFERRAL_STOP_FULL:
        form_note(&desired->notes, "wished",
                "Δεν υπάρχει άλλη θέση σε αυτή τη στάση. Προτείνετε άλλη ημέρα.");
        return show_form(exchange, 409);
    default:
        return exchange_not_found(exchange);
    }
}

int
referral_handle(Exchange *exchange)
{
    Desired *desired = desired_new(exchange);
    const Offer *offer;
    StaffAsk ask;

    if (!registers_are_there(exchange))
        return 0;
    desired->form.reference = typed(exchange, "reference");
    desired->form.case_reference = typed(exchange, "case");
    desired->form.wished = typed(exchange, "wished");
    desired->form.agreed = is_ticked(exchange, "agreed");
    desired->form.special = is_ticked(exchange, "special");
    offer = find_offer(exchange_snapshot(exchange), typed(exchange, "offer"));
    if (!offer || !uuid_parse(desired->form.reference, &desired->wish.reference))
        return exchange_not_found(exchange);
    read_wish(exchange, desired, offer);
    if (desired->notes.n > 0)
        return show_form(exchange, 400);
    if (!access_ask(exchange, referral_made, &ask))
        return access_unavailable(exchange);
    referral_make(&ask, &desired->wish);
    return EXCHANGE_WAITS;
}
