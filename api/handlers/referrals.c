/* SPDX-License-Identifier: EUPL-1.2 */

/* Visits and referrals: recorded and made from an answer, moved on from the structure's own list.
 */

#include "api/handlers/handlers.h"

#include "api/access.h"
#include "api/referral_wish.h"
#include "api/web/pages.h"

#include "registry/person.h"

#include <string.h>

typedef struct Desired {
    ReferralForm form;
    ReferralWish wish;
    FormNotes notes;
    const Referrals *list;
    const char *done;
    int64_t number;
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
const char *const referral_fields[] = { "reference", "offer", "case", "wished", "hour", "agreed",
    "special", "anyway", NULL };
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
    bool is_taken = (int) status == REFERRAL_DUPLICATE || (int) status == REFERRAL_STOP_FULL;

    if (status == STAFF_DONE)
        return exchange_see_other(exchange, "/referrals?done=made");
    desired->form.is_duplicate = (int) status == REFERRAL_DUPLICATE;
    if (!referral_wish_refused(status, &desired->notes))
        return exchange_not_found(exchange);
    return show_form(exchange, is_taken ? 409 : 400);
}

int
referral_handle(Exchange *exchange)
{
    Desired *desired = desired_new(exchange);
    ReferralForm *form = &desired->form;
    StaffAsk ask;

    if (!registers_are_there(exchange))
        return 0;
    *form = (ReferralForm) {
        .reference = typed(exchange, "reference"),
        .offer = referral_offer(exchange_snapshot(exchange), typed(exchange, "offer")),
        .case_reference = typed(exchange, "case"),
        .wished = typed(exchange, "wished"),
        .hour = typed(exchange, "hour"),
        .agreed = is_ticked(exchange, "agreed"),
        .special = is_ticked(exchange, "special"),
        .anyway = is_ticked(exchange, "anyway"),
    };
    if (!form->offer || !uuid_parse(form->reference, &desired->wish.reference))
        return exchange_not_found(exchange);
    referral_wish_read(exchange_arena(exchange), form, &desired->wish, &desired->notes);
    if (desired->notes.n > 0)
        return show_form(exchange, 400);
    if (!access_ask(exchange, referral_made, &ask))
        return access_unavailable(exchange);
    referral_make(&ask, &desired->wish, &desired->number);
    return EXCHANGE_WAITS;
}
