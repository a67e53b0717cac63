/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * GET /v1/places: which place is meant by a name in any spelling, a code of any edition, a point?
 */

#include "api/handlers/handlers.h"

#include "api/place_json.h"

#include "registry/snapshot.h"

#include <stdbool.h>

#define PLACES_LIMIT PLACES_FOUND_MAX
#define PLACES_MAX 100

const Param places_params[] = {
    { "q", PARAM_TEXT, false, 100,
            "Μέρος ονόματος σε όποια γραφή, κωδικός, ή ταχυδρομικός κώδικας" },
    { "lon", PARAM_LONGITUDE, false, 0, "Γεωγραφικό μήκος σημείου (EPSG:4326), μαζί με lat" },
    { "lat", PARAM_LATITUDE, false, 0, "Γεωγραφικό πλάτος σημείου (EPSG:4326), μαζί με lon" },
    { "code", PARAM_CODE, false, 0, "Κωδικός: 4401, elstat2011:1402, ypes:9254" },
    { "on", PARAM_DATE, false, 0, "Ημέρα που ισχύουν· αλλιώς σήμερα" },
    { "limit", PARAM_COUNT, false, PLACES_MAX, "Πόσοι τόποι το πολύ· αλλιώς 20" },
    { 0 },
};

static void
write_name_of(JsonWriter *json, const char *key, const Places *places, int32_t place_key)
{
    const Place *place = place_key ? places_by_key(places, place_key) : NULL;

    json_string(json, key, place ? place->name : NULL);
}

/* Whose border decides there which municipality a point lies in. */
static void
write_boundary(JsonWriter *json, const Snapshot *snapshot, const Place *place)
{
    const Boundary *boundaries;
    size_t n = snapshot_boundaries(snapshot, place, &boundaries);

    json_string(json, "boundary_source", n > 0 ? boundaries->source : NULL);
    if (n > 0)
        json_string(json, "boundary_quality", boundaries->is_official ? "official" : "approximate");
    else
        json_null(json, "boundary_quality");
    json_day(json, "boundary_as_of", n > 0 ? boundaries->as_of : DAY_NONE);
}

static void
write_place(JsonWriter *json, const Snapshot *snapshot, const Place *place)
{
    const Places *places = snapshot_places(snapshot);

    json_object_begin(json, /* key= */ NULL);
    json_string(json, "code", place->code);
    json_string(json, "name", place->name);
    json_string(json, "kind", place_level_name(place->level));
    write_name_of(json, "regional_unit", places, place->regional_unit);
    write_name_of(json, "prefecture", places, place->prefecture);
    write_name_of(json, "region", places, place->region);
    place_json_point(json, place->label);
    json_day(json, "valid_from", place->valid_from);
    json_day(json, "valid_to", place->valid_to);
    place_json_succession(json, places, place);
    write_boundary(json, snapshot, place);
    json_object_end(json);
}

static size_t
find_at_point(Exchange *exchange, Day on, const Place **ret_found)
{
    const GeoPoint point = { exchange_number(exchange, "lon"), exchange_number(exchange, "lat") };
    MunicipalityFound how;

    return snapshot_municipality_at(exchange_registers(exchange), point, on, ret_found, &how) == 0;
}

static size_t
find_by_code(Exchange *exchange, const Places *places, Day on, const Place **ret_found)
{
    return places_resolve(places, exchange_text(exchange, "code"), /* level_bits= */ 0, on,
                   ret_found, 0, NULL)
            == 0;
}

int
places_handle(Exchange *exchange)
{
    bool by_text = exchange_has(exchange, "q");
    bool by_code = exchange_has(exchange, "code");
    bool by_point = exchange_has(exchange, "lon") && exchange_has(exchange, "lat");
    bool half_a_point = exchange_has(exchange, "lon") != exchange_has(exchange, "lat");
    Day on = exchange_day(exchange, "on", day_today());
    const Place *found[PLACES_MAX];
    const Places *places;
    JsonWriter *json;
    size_t n;

    if (!registers_are_there(exchange))
        return 0;
    if (half_a_point || by_text + by_code + by_point != 1)
        return exchange_problem(exchange, 400, "parameters",
                "Δώστε ακριβώς ένα από τα: q, code, ή lon μαζί με lat.");

    places = snapshot_places(exchange_snapshot(exchange));
    if (by_point)
        n = find_at_point(exchange, on, found);
    else if (by_code)
        n = find_by_code(exchange, places, on, found);
    else
        n = places_search(places, exchange_text(exchange, "q"), /* level_bits= */ 0, on,
                (size_t) exchange_count(exchange, "limit", PLACES_LIMIT), found);

    json = exchange_json(exchange, 200);
    json_object_begin(json, /* key= */ NULL);
    json_array_begin(json, "places");
    for (size_t i = 0; i < n; i++)
        write_place(json, exchange_snapshot(exchange), found[i]);
    json_array_end(json);
    json_object_end(json);
    return 0;
}
