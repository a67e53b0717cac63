/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * GET /v1/offers: programmes as they are delivered, and services and group actions of structures,
 * by programme, place, day and text.
 */

#include "api/handlers/handlers.h"

#include "api/filter.h"

#include "registry/snapshot.h"

#include <string.h>

#define OFFERS_LIMIT 100
#define OFFERS_MAX 1000

const Param offers_params[] = {
    { "q", PARAM_TEXT, false, 100, "Μέρος του ονόματος της δομής ή του φορέα" },
    { "programme", PARAM_CODE, false, 0, "Κωδικός προγράμματος" },
    { "municipality", PARAM_TEXT, false, 100, "Κωδικός ή όνομα δήμου που εξυπηρετείται" },
    { "on", PARAM_DATE, false, 0, "Ημέρα που ισχύουν· αλλιώς σήμερα" },
    { "limit", PARAM_COUNT, false, OFFERS_MAX, "Πόσες το πολύ· αλλιώς 100" },
    { 0 },
};

static bool
is_valid(Day from, Day to, Day on)
{
    return (from == DAY_NONE || from <= on) && (to == DAY_NONE || on <= to);
}

static bool
is_wanted(const Offer *offer, const Filter *filter, int32_t programme)
{
    const Structure *structure = offer->structure;

    return (programme == 0 || offer->programme == programme)
            && is_valid(offer->valid_from, offer->valid_to, filter->on)
            && filter_area_may_hold(filter, &offer->area)
            && (!filter->text
                    || (structure
                            && (filter_text_matches(filter, structure->name)
                                    || filter_text_matches(filter, structure->body))));
}

static void
write_point(JsonWriter *json, GeoPoint point)
{
    if (geo_point_is_known(point)) {
        json_decimal(json, "lon", point.lon, 6);
        json_decimal(json, "lat", point.lat, 6);
    } else {
        json_null(json, "lon");
        json_null(json, "lat");
    }
}

static const char *
first_of(const char *one, const char *other)
{
    return one ? one : other;
}

/* A branch for one group prints the name that does not tell which. */
static const char *
printed_name(const Structure *structure)
{
    return first_of(structure->neutral_name, structure->name);
}

static void
write_offer(JsonWriter *json, const Snapshot *snapshot, const Offer *offer)
{
    const Structure *structure = offer->structure;
    const Site *site = offer->site;

    json_object_begin(json, /* key= */ NULL);
    json_string(json, "offer", offer->code);
    json_string(json, "kind", offer_kind_key(offer->kind));
    json_string(json, "programme", snapshot_programme_code(snapshot, offer->programme));
    json_string(json, "service", offer->service ? offer->service->key : NULL);
    json_string(json, "title", offer->title);
    json_string(json, "structure", structure ? structure->code : NULL);
    json_string(json, "name", structure ? printed_name(structure) : NULL);
    json_string(json, "body", structure ? structure->body : NULL);
    json_bool(json, "sample", structure && structure->is_sample);
    json_string(json, "mode", offer->mode);
    json_string(json, "site", site ? site->code : NULL);
    json_string(json, "address", site ? site->address : NULL);
    write_point(json, site ? site->point : GEO_NOWHERE);
    json_string(json, "hours", first_of(offer->hours, site ? site->hours : NULL));
    json_string(json, "phone", first_of(offer->phone, site ? site->phone : NULL));
    json_string(json, "email", first_of(offer->email, site ? site->email : NULL));
    json_day(json, "valid_from", offer->valid_from);
    json_day(json, "valid_to", offer->valid_to);
    json_day(json, "confirmed_on", offer->confirmed_on);
    json_string(json, "confirmation", confirmation_key(offer_confirmation(offer, day_today())));
    json_object_end(json);
}

/* The key of the programme asked for; -1 where there is no such, which no offer has. */
static int32_t
programme_asked(Exchange *exchange)
{
    const char *code = exchange_text(exchange, "programme");
    int32_t key = code ? snapshot_programme_key(exchange_snapshot(exchange), code) : 0;

    return code && key == 0 ? -1 : key;
}

int
offers_handle(Exchange *exchange)
{
    const Snapshot *snapshot;
    int32_t programme;
    JsonWriter *json;
    Filter filter;
    int64_t left;

    if (!registers_are_there(exchange) || !filter_read(exchange, &filter))
        return 0;

    snapshot = exchange_snapshot(exchange);
    programme = programme_asked(exchange);
    left = exchange_count(exchange, "limit", OFFERS_LIMIT);
    json = exchange_json(exchange, 200);
    json_object_begin(json, /* key= */ NULL);
    json_integer(json, "register_version", snapshot_version(snapshot));
    json_day(json, "on", filter.on);
    json_array_begin(json, "offers");
    for (size_t i = 0; i < snapshot_n_offers(snapshot) && left > 0; i++) {
        const Offer *offer = snapshot_offer(snapshot, i);

        if (!is_wanted(offer, &filter, programme))
            continue;
        write_offer(json, snapshot, offer);
        left--;
    }
    json_array_end(json);
    json_object_end(json);
    return 0;
}
