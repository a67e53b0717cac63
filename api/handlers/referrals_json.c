/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Visits and referrals for programs: the same as the pages do, with the same rights, by the same
 * functions of the database.
 */

#include "api/handlers/handlers.h"

#include "api/access.h"
#include "api/json_fields.h"
#include "api/referral_wish.h"

#include "registry/opening.h"
#include "registry/person.h"

#include <inttypes.h>
#include <string.h>

#define BOOKING_DAYS 60 /* as far ahead as the places of a unit are told */
#define BOOKING_STOPS_MAX 100

const Param referrals_json_params[] = {
    { "all", PARAM_COUNT, false, 1, "1: και όσες έχουν κλείσει" },
    { 0 },
};
const Param referral_json_params[] = {
    { "number", PARAM_COUNT, true, INT32_MAX, "Αριθμός της παραπομπής" },
    { 0 },
};
const Param bookings_params[] = {
    { "offer", PARAM_CODE, true, 0, "Κωδικός παροχής κινητής μονάδας" },
    { 0 },
};

typedef struct Wanted {
    ReferralForm form;
    ReferralWish wish;
    FormNotes notes;
    int64_t number;
    const Referrals *list;
    const Bookings *bookings;
} Wanted;

static Wanted *
wanted_new(Exchange *exchange)
{
    Wanted *wanted = arena_alloc(exchange_arena(exchange), sizeof *wanted);

    exchange_keep(exchange, wanted);
    return wanted;
}

/* A text of the body, kept; "" = none. */
static const char *
text_of(Exchange *exchange, const JsonInput *body, const char *name)
{
    const char *text = json_input_text(json_input_member(body, name));

    return text ? arena_text(exchange_arena(exchange), text) : "";
}

static bool
is_true(const JsonInput *body, const char *name)
{
    return json_input_bool(json_input_member(body, name));
}

static int
refuse_body(Exchange *exchange)
{
    return exchange_problem(
            exchange, 400, "referral", "Κάποιο πεδίο λείπει, είναι άγνωστο ή δεν διαβάζεται.");
}

/* ---- the list ----------------------------------------------------------------------------- */

static void
write_referral(JsonWriter *json, const Referral *referral)
{
    char reference[UUID_TEXT_SIZE];

    json_object_begin(json, /* key= */ NULL);
    json_integer(json, "number", referral->number);
    json_string(json, "direction", referral->is_ours ? "sent" : "received");
    json_string(json, "case", referral->case_reference);
    json_string(json, "offer", referral->offer);
    json_string(json, "title", referral->title);
    json_string(json, "other", referral->other);
    json_string(json, "state", referral->state);
    json_string(json, "reason", referral->reason);
    json_day(json, "wished_on", referral->wished_on);
    json_string(json, "wished_at", referral->wished_at);
    json_bool(json, "is_booked", referral->is_booked);
    json_day(json, "made_on", referral->made_on);
    json_day(json, "changed_on", referral->changed_on);
    json_day(json, "due_on", referral->due_on);
    if (referral->waits_days == DB_NULL)
        json_null(json, "waits_days");
    else
        json_integer(json, "waits_days", referral->waits_days);
    uuid_format(&referral->reference, reference);
    json_string(json, "reference", referral->has_reference ? reference : NULL);
    json_object_end(json);
}

static int
give_list(Exchange *exchange, StaffStatus status)
{
    const Wanted *wanted = exchange_kept(exchange);
    JsonWriter *json = exchange_json(exchange, 200);

    (void) status;
    json_object_begin(json, /* key= */ NULL);
    json_integer(json, "total", (int64_t) wanted->list->total);
    json_array_begin(json, "referrals");
    for (size_t i = 0; i < wanted->list->n; i++)
        write_referral(json, &wanted->list->items[i]);
    json_array_end(json);
    json_object_end(json);
    return 0;
}

int
referrals_json_handle(Exchange *exchange)
{
    Wanted *wanted = wanted_new(exchange);
    StaffAsk ask;

    if (!access_ask(exchange, give_list, &ask))
        return access_unavailable(exchange);
    referral_list(&ask, !exchange_has(exchange, "all"), &wanted->list);
    return EXCHANGE_WAITS;
}

/* ---- a new one ---------------------------------------------------------------------------- */

/* The pages' fields have other names than ours. */
static const struct {
    const char *note;
    const char *pointer;
} pointers[] = {
    { "case", "/case" },
    { "wished", "/wished_on" },
    { "hour", "/wished_at" },
    { "agreed", "/agreed" },
    { "special", "/agreed_special" },
    { "anyway", "/anyway" },
};

static int
refuse_notes(Exchange *exchange, const FormNotes *notes, unsigned status, const char *type)
{
    for (size_t i = 0; i < notes->n; i++)
        for (size_t j = 0; j < sizeof pointers / sizeof *pointers; j++)
            if (strcmp(notes->items[i].field, pointers[j].note) == 0)
                exchange_error(exchange, pointers[j].pointer, "%s", notes->items[i].text);
    return exchange_problem(exchange, status, type, notes->items[0].text);
}

static void
write_number(Exchange *exchange, unsigned status, int64_t number)
{
    JsonWriter *json = exchange_json(exchange, status);

    json_object_begin(json, /* key= */ NULL);
    json_integer(json, "number", number);
    json_object_end(json);
}

static int
give_made(Exchange *exchange, StaffStatus status)
{
    Wanted *wanted = exchange_kept(exchange);

    if (status == STAFF_DONE)
        write_number(exchange, 200, wanted->number);
    else if (!referral_wish_refused(status, &wanted->notes))
        return exchange_not_found(exchange);
    else if ((int) status == REFERRAL_DUPLICATE)
        return refuse_notes(exchange, &wanted->notes, 409, "referral-duplicate");
    else if ((int) status == REFERRAL_STOP_FULL)
        return refuse_notes(exchange, &wanted->notes, 409, "stop-full");
    else
        return refuse_notes(exchange, &wanted->notes, 400, "referral");
    return 0;
}

static bool
read_wish(Exchange *exchange, Wanted *wanted)
{
    static const JsonField fields[] = {
        { "reference", JSON_KIND_TEXT },
        { "offer", JSON_KIND_TEXT },
        { "case", JSON_KIND_TEXT },
        { "wished_on", JSON_KIND_TEXT },
        { "wished_at", JSON_KIND_TEXT },
        { "agreed", JSON_KIND_BOOL },
        { "agreed_special", JSON_KIND_BOOL },
        { "anyway", JSON_KIND_BOOL },
        { NULL, 0 },
    };
    CLEANUP(json_input_freep) JsonInput *body = json_fields_body(exchange);

    if (exchange_errors(exchange) > 0 || !json_fields_check(exchange, "", body, fields))
        return false;
    wanted->form = (ReferralForm) {
        .reference = text_of(exchange, body, "reference"),
        .offer = referral_offer(exchange_snapshot(exchange), text_of(exchange, body, "offer")),
        .case_reference = text_of(exchange, body, "case"),
        .wished = text_of(exchange, body, "wished_on"),
        .hour = text_of(exchange, body, "wished_at"),
        .agreed = is_true(body, "agreed"),
        .special = is_true(body, "agreed_special"),
        .anyway = is_true(body, "anyway"),
    };
    return true;
}

int
referral_json_handle(Exchange *exchange)
{
    Wanted *wanted = wanted_new(exchange);
    StaffAsk ask;

    if (!registers_are_there(exchange))
        return 0;
    if (!read_wish(exchange, wanted))
        return refuse_body(exchange);
    if (!wanted->form.offer || !uuid_parse(wanted->form.reference, &wanted->wish.reference))
        return exchange_not_found(exchange);
    referral_wish_read(exchange_arena(exchange), &wanted->form, &wanted->wish, &wanted->notes);
    if (wanted->notes.n > 0)
        return refuse_notes(exchange, &wanted->notes, 400, "referral");
    if (!access_ask(exchange, give_made, &ask))
        return access_unavailable(exchange);
    referral_make(&ask, &wanted->wish, &wanted->number);
    return EXCHANGE_WAITS;
}

/* ---- a step ------------------------------------------------------------------------------- */

static int
give_stepped(Exchange *exchange, StaffStatus status)
{
    if (status == STAFF_NOT_ALLOWED)
        return exchange_problem(exchange, 409, "referral-step",
                "Η παραπομπή δεν βρίσκεται σε βήμα που το επιτρέπει, ή λείπει ο λόγος του. Ζητήστε "
                "ξανά τη λίστα για να δείτε πού βρίσκεται.");
    if (status != STAFF_DONE)
        return exchange_not_found(exchange);
    write_number(exchange, 200, exchange_count(exchange, "number", 0));
    return 0;
}

int
referral_step_json_handle(Exchange *exchange)
{
    static const JsonField fields[] = {
        { "action", JSON_KIND_TEXT },
        { "reason", JSON_KIND_TEXT },
        { NULL, 0 },
    };
    CLEANUP(json_input_freep) JsonInput *body = json_fields_body(exchange);
    const char *action = json_input_text(json_input_member(body, "action"));
    StaffAsk ask;

    if (exchange_errors(exchange) == 0 && json_fields_check(exchange, "", body, fields) && !action)
        exchange_error(
                exchange, "/action", "Αναμένεται accept, decline, ask, finish, answer ή withdraw.");
    if (exchange_errors(exchange) > 0)
        return refuse_body(exchange);
    if (!access_ask(exchange, give_stepped, &ask))
        return access_unavailable(exchange);
    referral_step(&ask, exchange_count(exchange, "number", 0), action,
            json_input_text(json_input_member(body, "reason")));
    return EXCHANGE_WAITS;
}

/* ---- a visit ------------------------------------------------------------------------------ */

static int
give_recorded(Exchange *exchange, StaffStatus status)
{
    JsonWriter *json;

    if (status != STAFF_DONE)
        return exchange_not_found(exchange);
    json = exchange_json(exchange, 200);
    json_object_begin(json, /* key= */ NULL);
    json_bool(json, "recorded", true);
    json_object_end(json);
    return 0;
}

int
visit_json_handle(Exchange *exchange)
{
    static const JsonField fields[] = {
        { "reference", JSON_KIND_TEXT },
        { "case", JSON_KIND_TEXT },
        { NULL, 0 },
    };
    CLEANUP(json_input_freep) JsonInput *body = json_fields_body(exchange);
    const char *case_reference = json_input_text(json_input_member(body, "case"));
    const char *said = json_input_text(json_input_member(body, "reference"));
    Uuid reference;
    StaffAsk ask;

    if (exchange_errors(exchange) == 0 && json_fields_check(exchange, "", body, fields)
            && (!case_reference || !person_case_is_valid(case_reference)))
        exchange_error(exchange, "/case", "Γράψτε αριθμό υπόθεσης όπως ΚΚ-2026-00017.");
    if (exchange_errors(exchange) > 0)
        return refuse_body(exchange);
    if (!said || !uuid_parse(said, &reference))
        return exchange_not_found(exchange);
    if (!access_ask(exchange, give_recorded, &ask))
        return access_unavailable(exchange);
    visit_record(&ask, &reference, case_reference);
    return EXCHANGE_WAITS;
}

/* ---- the places of a mobile unit ---------------------------------------------------------- */

static int64_t
taken_of(const Bookings *bookings, Day on, const char *from)
{
    int64_t taken = 0;

    for (size_t i = 0; i < bookings->n; i++) {
        const Booking *booking = &bookings->items[i];

        if (booking->on == on && (!booking->from || strcmp(booking->from, from) == 0))
            taken += booking->taken;
    }
    return taken;
}

static void
write_stop(JsonWriter *json, const Offer *offer, const Stop *stop, Day on, int64_t taken)
{
    json_object_begin(json, /* key= */ NULL);
    json_day(json, "on", on);
    json_string(json, "from", stop->from);
    json_string(json, "to", stop->to);
    json_string(json, "place", stop->place);
    json_integer(json, "taken", taken);
    if (offer->capacity < 0)
        json_null(json, "free");
    else
        json_integer(json, "free", taken < offer->capacity ? offer->capacity - taken : 0);
    json_object_end(json);
}

static void
write_stops(JsonWriter *json, const Offer *offer, const Bookings *bookings)
{
    const Structure *unit = offer->structure;
    Day last = day_today() + BOOKING_DAYS;
    size_t n = 0;

    for (Day on = unit_next_day(unit, day_today());
            on != DAY_NONE && on <= last && n < BOOKING_STOPS_MAX; on = unit_next_day(unit, on + 1))
        for (size_t i = 0; i < unit->n_stops && n < BOOKING_STOPS_MAX; i++)
            if (stop_next_day(&unit->stops[i], on) == on) {
                write_stop(json, offer, &unit->stops[i], on,
                        taken_of(bookings, on, unit->stops[i].from));
                n++;
            }
}

static int
give_bookings(Exchange *exchange, StaffStatus status)
{
    const Wanted *wanted = exchange_kept(exchange);
    const Offer *offer = wanted->form.offer;
    JsonWriter *json = exchange_json(exchange, 200);

    (void) status;
    json_object_begin(json, /* key= */ NULL);
    json_string(json, "offer", offer->code);
    if (offer->capacity < 0)
        json_null(json, "capacity");
    else
        json_integer(json, "capacity", offer->capacity);
    json_array_begin(json, "stops");
    write_stops(json, offer, wanted->bookings);
    json_array_end(json);
    json_object_end(json);
    return 0;
}

int
bookings_handle(Exchange *exchange)
{
    Wanted *wanted = wanted_new(exchange);
    StaffAsk ask;

    if (!registers_are_there(exchange))
        return 0;
    wanted->form.offer =
            referral_offer(exchange_snapshot(exchange), exchange_text(exchange, "offer"));
    if (!wanted->form.offer || !wanted->form.offer->mode
            || strcmp(wanted->form.offer->mode, "stop") != 0)
        return exchange_not_found(exchange);
    if (!access_ask(exchange, give_bookings, &ask))
        return access_unavailable(exchange);
    referral_bookings(&ask, wanted->form.offer->code, day_today(), day_today() + BOOKING_DAYS,
            &wanted->bookings);
    return EXCHANGE_WAITS;
}
