/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * GET /places/{code} and /v1/places/{code}: a place for everybody, as a page and as data.
 *
 * A municipality may link to it: what there is in it, where, when and whom to call. Nothing in it
 * is about a person, and nothing depends on who asks.
 */

#include "api/handlers/handlers.h"

#include "api/links.h"
#include "api/place_json.h"
#include "api/web/pages.h"

#include "registry/answer.h"
#include "registry/place_sheet.h"

#include <math.h>

const Param place_params[] = {
    { "code", PARAM_CODE, true, 0, "Κωδικός του τόπου: 4401, 44, GR-17, EL65, ypes:9118" },
    { "on", PARAM_DATE, false, 0, "Ημέρα· αλλιώς σήμερα" },
    { 0 },
};

/* NULL after a 503 or a 404. */
static const PlaceSheet *
find_sheet(Exchange *exchange)
{
    const Place *place;

    if (!registers_are_there(exchange))
        return NULL;
    place = places_by_code(
            snapshot_places(exchange_snapshot(exchange)), exchange_text(exchange, "code"));
    if (!place) {
        (void) exchange_not_found(exchange);
        return NULL;
    }
    return place_sheet(exchange_arena(exchange), exchange_registers(exchange), place,
            exchange_day(exchange, "on", day_today()));
}

int
place_page_handle(Exchange *exchange)
{
    const PlaceSheet *sheet = find_sheet(exchange);

    if (sheet)
        page_place(exchange_page(exchange, 200), exchange_arena(exchange), sheet);
    return 0;
}

/* What a municipality's own site shows of us, from the one record: fetched, or copied. */
int
place_snippet_handle(Exchange *exchange)
{
    const PlaceSheet *sheet = find_sheet(exchange);

    if (!sheet)
        return 0;
    if (sheet->place->level != PLACE_MUNICIPALITY)
        return exchange_not_found(exchange);
    page_place_snippet(
            exchange_page(exchange, 200), exchange_arena(exchange), links_origin(exchange), sheet);
    return 0;
}

const Param places_page_params[] = {
    { "q", PARAM_TEXT, false, 100,
            "Μέρος ονόματος σε όποια γραφή, κωδικός, ή ταχυδρομικός κώδικας" },
    { "on", PARAM_DATE, false, 0, "Ημέρα· αλλιώς σήμερα" },
    { 0 },
};

int
places_page_handle(Exchange *exchange)
{
    if (registers_are_there(exchange))
        page_places(exchange_page(exchange, 200), exchange_arena(exchange),
                exchange_snapshot(exchange), exchange_text(exchange, "q"),
                exchange_day(exchange, "on", day_today()));
    return 0;
}

/* ---- as data ------------------------------------------------------------------------------ */

static void
write_outer(JsonWriter *json, const char *key, const Place *place)
{
    if (!place) {
        json_null(json, key);
        return;
    }
    json_object_begin(json, key);
    json_string(json, "code", place->code);
    json_string(json, "name", place->name);
    json_object_end(json);
}

static void
write_trait(JsonWriter *json, const char *key, PlaceTrait trait)
{
    if (trait == PLACE_TRAIT_UNKNOWN)
        json_null(json, key);
    else
        json_bool(json, key, trait == PLACE_TRAIT_YES);
}

static void
write_about(JsonWriter *json, const PlaceSheet *sheet)
{
    const Place *place = sheet->place;

    json_string(json, "seat", place->seat);
    write_outer(json, "regional_unit", sheet->regional_unit);
    write_outer(json, "prefecture", sheet->prefecture);
    write_outer(json, "region", sheet->region);
    json_string(json, "code_elstat2011", place->code_2011);
    json_string(json, "code_ypes", place->code_ypes);
    if (place->population >= 0)
        json_integer(json, "population", place->population);
    else
        json_null(json, "population");
    if (place->population_year)
        json_integer(json, "population_year", place->population_year);
    else
        json_null(json, "population_year");
    if (isnan(place->area_km2))
        json_null(json, "area_km2");
    else
        json_decimal(json, "area_km2", place->area_km2, 2);
    write_trait(json, "mountain", place->mountain);
    write_trait(json, "disadvantaged", place->disadvantaged);
    write_trait(json, "island", place->island);
    write_trait(json, "remote", place->remote);
    json_string(json, "source", place->source);
}

static void
write_boundaries(JsonWriter *json, const PlaceSheet *sheet)
{
    json_array_begin(json, "boundaries");
    for (size_t i = 0; i < sheet->n_boundaries; i++) {
        json_object_begin(json, /* key= */ NULL);
        json_string(json, "source", sheet->boundaries[i].source);
        json_string(json, "quality", sheet->boundaries[i].is_official ? "official" : "approximate");
        json_bool(json, "decides", sheet->boundaries[i].decides);
        json_day(json, "as_of", sheet->boundaries[i].as_of);
        json_day(json, "imported_on", sheet->boundaries[i].imported_on);
        json_object_end(json);
    }
    json_array_end(json);
}

static void
write_headcount(JsonWriter *json, const char *key, const Headcount *count)
{
    json_object_begin(json, key);
    if (count->people >= 0)
        json_integer(json, "people", count->people);
    else
        json_null(json, "people");
    json_bool(json, "at_least", count->at_least);
    json_bool(json, "sample", count->is_sample);
    json_object_end(json);
}

/* Its people, the places of its offers, and until when it is paid. */
static void
write_means(JsonWriter *json, const PlaceSheet *sheet, const SheetStructure *described)
{
    write_headcount(json, "staff", &described->staff);
    answer_staff_json(json, described->structure, sheet->on);
    json_array_begin(json, "capacity");
    for (size_t i = 0; i < described->n_measured; i++) {
        json_object_begin(json, /* key= */ NULL);
        json_string(json, "offer", described->measured[i]->code);
        json_integer(json, "places", described->measured[i]->capacity);
        json_object_end(json);
    }
    json_array_end(json);
    if (described->funding_has_ended == OUTCOME_UNKNOWN)
        json_null(json, "funding_has_ended");
    else
        json_bool(json, "funding_has_ended", described->funding_has_ended == OUTCOME_TRUE);
    json_day(json, "funding_ends_on", described->funding_ends_on);
}

static void
write_structures(JsonWriter *json, const PlaceSheet *sheet)
{
    json_array_begin(json, "structures");
    for (size_t i = 0; i < sheet->n_structures; i++) {
        const SheetStructure *described = &sheet->structures[i];
        const Structure *structure = described->structure;
        const Site *site = structure->n_sites > 0 ? &structure->sites[0] : NULL;

        json_object_begin(json, /* key= */ NULL);
        json_string(json, "structure", structure->code);
        json_string(json, "name", structure_name(structure));
        json_string(json, "kind", structure->kind);
        json_string(json, "body", structure->body);
        json_string(json, "address", site && site->address ? site->address : structure->address);
        place_json_point(json, site ? site->point : structure->point);
        json_string(json, "geocoding", site ? geocoding_key(site->geocoding) : NULL);
        json_string(json, "hours", site && site->hours ? site->hours : structure->hours);
        json_string(json, "phone", site && site->phone ? site->phone : structure->phone);
        json_string(json, "email", site && site->email ? site->email : structure->email);
        json_string(json, "url", structure->url);
        write_means(json, sheet, described);
        json_bool(json, "sample", structure->is_sample);
        json_object_end(json);
    }
    json_array_end(json);
    write_headcount(json, "staff", &sheet->staff);
}

static void
write_stops(JsonWriter *json, const PlaceSheet *sheet)
{
    json_array_begin(json, "stops");
    for (size_t i = 0; i < sheet->n_stops; i++) {
        const AnswerStop *stop = &sheet->stops[i];

        json_object_begin(json, /* key= */ NULL);
        json_string(json, "unit", stop->unit->code);
        json_day(json, "day", stop->day);
        json_string(json, "from", stop->from);
        json_string(json, "to", stop->to);
        json_string(json, "place", stop->place);
        place_json_point(json, stop->point);
        json_string(json, "services", stop->services);
        json_string(json, "rule", stop->rule);
        json_object_end(json);
    }
    json_array_end(json);
}

static void
write_wheres(JsonWriter *json, const char *key, const AnswerWhere *list, size_t n)
{
    json_array_begin(json, key);
    for (size_t i = 0; i < n; i++)
        answer_where_json(json, &list[i]);
    json_array_end(json);
}

static void
write_programmes(JsonWriter *json, const PlaceSheet *sheet)
{
    json_array_begin(json, "programmes");
    for (size_t i = 0; i < sheet->n_programmes; i++) {
        const SheetProgramme *listed = &sheet->programmes[i];

        json_object_begin(json, /* key= */ NULL);
        json_string(json, "programme", listed->programme->code);
        json_string(json, "title", programme_title(listed->programme));
        json_string(json, "kind", listed->programme->kind);
        json_string(json, "url", listed->programme->url);
        json_bool(json, "area_is_unknown", listed->area_is_unknown);
        additions_json(json, "local", listed->local, listed->n_local);
        write_wheres(json, "where", listed->where, listed->n_where);
        json_object_end(json);
    }
    json_array_end(json);
}

static void
write_own(JsonWriter *json, const char *key, const AnswerWhere *list, size_t n)
{
    json_array_begin(json, key);
    for (size_t i = 0; i < n; i++) {
        json_object_begin(json, /* key= */ NULL);
        json_string(json, "title", where_title(&list[i]));
        answer_choices_json(json, list[i].choices);
        write_wheres(json, "where", &list[i], 1);
        json_object_end(json);
    }
    json_array_end(json);
}

static void
write_municipalities(JsonWriter *json, const PlaceSheet *sheet)
{
    json_array_begin(json, "municipalities");
    for (size_t i = 0; i < sheet->n_municipalities; i++)
        write_outer(json, /* key= */ NULL, sheet->municipalities[i]);
    json_array_end(json);
}

int
place_handle(Exchange *exchange)
{
    const PlaceSheet *sheet = find_sheet(exchange);
    JsonWriter *json;

    if (!sheet)
        return 0;

    json = exchange_json(exchange, 200);
    json_object_begin(json, /* key= */ NULL);
    json_integer(json, "register_version", snapshot_version(sheet->snapshot));
    json_day(json, "on", sheet->on);
    json_string(json, "code", sheet->place->code);
    json_string(json, "name", sheet->place->name);
    json_string(json, "title", place_title(exchange_arena(exchange), sheet->place));
    json_string(json, "kind", place_level_name(sheet->place->level));
    json_day(json, "valid_from", sheet->place->valid_from);
    json_day(json, "valid_to", sheet->place->valid_to);
    json_bool(json, "valid", sheet->is_valid);
    place_json_point(json, sheet->place->label);
    write_about(json, sheet);
    place_json_succession(json, snapshot_places(sheet->snapshot), sheet->place);
    write_boundaries(json, sheet);
    write_municipalities(json, sheet);
    answer_centre_json(json, &sheet->centre);
    write_structures(json, sheet);
    write_stops(json, sheet);
    write_programmes(json, sheet);
    write_own(json, "services", sheet->services, sheet->n_services);
    write_own(json, "group_actions", sheet->group_actions, sheet->n_group_actions);
    json_object_end(json);
    return 0;
}
