/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/referral.h"

#include "registry/db/statements.h"
#include "registry/staff_call.h"

#include <string.h>

static const struct {
    const char *key;
    const char *greek;
} words[] = {
    { "sent", "στάλθηκε" },
    { "asked", "ζητήθηκε κάτι ακόμη" },
    { "answered", "απαντήθηκε" },
    { "accepted", "έγινε δεκτή" },
    { "done", "ολοκληρώθηκε" },
    { "declined", "απορρίφθηκε" },
    { "withdrawn", "ανακλήθηκε" },
    { "expired", "έληξε χωρίς απάντηση" },
    { "full", "δεν υπάρχει θέση" },
    { "not_entitled", "δεν πληροί τα κριτήρια" },
    { "outside_area", "εκτός περιοχής" },
    { "not_ours", "δεν το παρέχουμε εμείς" },
    { "no_contact", "δεν ήρθε σε επαφή" },
    { "documents", "λείπουν δικαιολογητικά" },
    { "telephone", "να επικοινωνήσει μαζί μας" },
    { "other_day", "να προταθεί άλλη ημέρα" },
    { "consent", "να επιβεβαιωθεί η συμφωνία του" },
};

const char *
referral_word(const char *key)
{
    for (size_t i = 0; key && i < sizeof words / sizeof *words; i++)
        if (strcmp(key, words[i].key) == 0)
            return words[i].greek;
    return key;
}

void
visit_record(const StaffAsk *ask, const Uuid *reference, const char *case_reference)
{
    StaffCall *call = staff_call_of_session(ask, &sql_visit_record, staff_read_status);

    params_uuid(&call->params, reference);
    params_text(&call->params, case_reference);
    staff_call_send(ask, call);
}

static StaffStatus
read_made(StaffCall *call, const Result *rows)
{
    StaffStatus status = staff_read_status(call, rows);

    if (status == STAFF_DONE)
        *(int64_t *) call->ret = result_int(rows, 0, 1);
    return status;
}

void
referral_make(const StaffAsk *ask, const ReferralWish *wish, int64_t *ret_number)
{
    StaffCall *call = staff_call_of_session(ask, &sql_referral_make, read_made);

    call->ret = ret_number;
    params_uuid(&call->params, &wish->reference);
    params_text(&call->params, wish->offer);
    params_text(&call->params, wish->case_reference);
    params_day(&call->params, wish->on);
    params_text(&call->params, wish->at);
    params_text(&call->params, wish->booked_from);
    params_bool(&call->params, wish->agreed);
    params_bool(&call->params, wish->agreed_special);
    params_bool(&call->params, wish->anyway);
    staff_call_send(ask, call);
}

static Referral
read_row(const StaffCall *call, const Result *rows, size_t row)
{
    bool has_reference = !result_is_null(rows, row, 16);

    return (Referral) {
        .number = result_int(rows, row, 0),
        .is_ours = result_bool(rows, row, 1),
        .case_reference = staff_read_text(call, rows, row, 2),
        .offer = staff_read_text(call, rows, row, 3),
        .other = staff_read_text(call, rows, row, 5),
        .state = staff_read_text(call, rows, row, 6),
        .reason = staff_read_text(call, rows, row, 7),
        .title = staff_read_text(call, rows, row, 8),
        .wished_on = result_day(rows, row, 9),
        .wished_at = staff_read_text(call, rows, row, 10),
        .is_booked = result_bool(rows, row, 11),
        .made_on = result_day(rows, row, 12),
        .changed_on = result_day(rows, row, 13),
        .due_on = result_day(rows, row, 14),
        .waits_days = result_int(rows, row, 15),
        .has_reference = has_reference,
        .reference = has_reference ? result_uuid(rows, row, 16) : (Uuid) { { 0 } },
    };
}

static StaffStatus
read_list(StaffCall *call, const Result *rows)
{
    const Referrals **ret = call->ret;
    Referrals *list = arena_alloc(call->arena, sizeof *list);
    Referral *items = arena_array(call->arena, Referral, result_rows(rows));

    for (size_t row = 0; row < result_rows(rows); row++) {
        items[row] = read_row(call, rows, row);
        list->total = (size_t) result_int(rows, row, 17);
    }
    list->items = items;
    list->n = result_rows(rows);
    *ret = list;
    return STAFF_DONE;
}

void
referral_list(const StaffAsk *ask, bool only_open, const Referrals **ret)
{
    StaffCall *call = staff_call_of_session(ask, &sql_referral_list, read_list);

    call->ret = ret;
    params_bool(&call->params, only_open);
    staff_call_send(ask, call);
}

static StaffStatus
read_bookings(StaffCall *call, const Result *rows)
{
    const Bookings **ret = call->ret;
    Bookings *list = arena_alloc(call->arena, sizeof *list);
    Booking *items = arena_array(call->arena, Booking, result_rows(rows));

    for (size_t row = 0; row < result_rows(rows); row++)
        items[row] = (Booking) {
            .on = result_day(rows, row, 0),
            .from = staff_read_text(call, rows, row, 1),
            .taken = result_int(rows, row, 2),
        };
    *list = (Bookings) { items, result_rows(rows) };
    *ret = list;
    return STAFF_DONE;
}

void
referral_bookings(const StaffAsk *ask, const char *offer, Day from, Day to, const Bookings **ret)
{
    StaffCall *call = staff_call_of_session(ask, &sql_referral_bookings, read_bookings);

    call->ret = ret;
    params_text(&call->params, offer);
    params_day(&call->params, from);
    params_day(&call->params, to);
    staff_call_send(ask, call);
}

void
referral_step(const StaffAsk *ask, int64_t number, const char *action, const char *reason)
{
    StaffCall *call = staff_call_of_session(ask, &sql_referral_step, staff_read_status);

    params_int(&call->params, number);
    params_text(&call->params, action);
    params_text(&call->params, reason);
    staff_call_send(ask, call);
}
