/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * The current release as a collection for GIS programs: the places of a level, each with one
 * protected number. For coordinators, and not in the list of collections, which is for everybody;
 * what opens it is its own address, /ogc/collections/coverage.
 */

#include "api/handlers/handlers.h"

#include "api/features_query.h"
#include "api/links.h"
#include "api/loop.h"

#include "registry/collection.h"
#include "registry/coverage.h"
#include "registry/map_desk.h"

#include <stdlib.h>
#include <string.h>

#define JSON "application/json"
#define GEOJSON "application/geo+json"
#define PROPERTIES ", \"properties\" : "
#define RELEASE_MAX 1000

/* clang-format off */
const Param features_coverage_params[] = {
    { "level", PARAM_CODE, false, 0, "municipality (αλλιώς), regional_unit, prefecture ή region" },
    { "measure", PARAM_CODE, false, 0, "Μέγεθος, όπως στο /v1/coverage· αλλιώς registered" },
    { "programme", PARAM_CODE, false, 0, "Κωδικός προγράμματος, όπου το μέγεθος είναι ανά πρόγραμμα" },
    { "group", PARAM_CODE, false, 0, "Ομάδα προσώπων, όπως στο /v1/coverage" },
    { "release", PARAM_COUNT, false, RELEASE_MAX, "Αριθμός δημοσίευσης· αλλιώς η νεότερη" },
    { "bbox", PARAM_TEXT, false, 0, "Πλαίσιο: 4 αριθμοί, ή 6 με υψόμετρα, με κόμματα" },
    { "bbox-crs", PARAM_TEXT, false, 0, "Σύστημα αναφοράς του bbox ως URI· αλλιώς CRS84" },
    { "crs", PARAM_TEXT, false, 0, "Σύστημα αναφοράς της απάντησης ως URI· αλλιώς CRS84" },
    { "datetime", PARAM_TEXT, false, 0, "Πότε ισχύουν οι τόποι: ημέρα ή διάστημα" },
    { "limit", PARAM_COUNT, false, 1000000, "Πόσα σε μία σελίδα· έως 1000, αλλιώς 100" },
    { "offset", PARAM_INDEX, false, 100000000, "Πόσα προηγούνται" },
    { 0 },
};
/* clang-format on */

static const char *const levels[] = {
    [PLACE_MUNICIPALITY] = "municipalities",
    [PLACE_REGIONAL_UNIT] = "regional_units",
    [PLACE_PREFECTURE] = "prefectures",
    [PLACE_REGION] = "regions",
};

typedef struct CoverageAsked {
    CoverageQuestion question;
    FeaturesAsked places;
    const Coverage *coverage;
} CoverageAsked;

static const char *
base_of(Exchange *exchange)
{
    return arena_format(
            exchange_arena(exchange), "%s/ogc/collections/coverage", links_origin(exchange));
}

static void
write_link(JsonWriter *json, const char *href, const char *rel, const char *type)
{
    json_object_begin(json, /* key= */ NULL);
    json_string(json, "href", href);
    json_string(json, "rel", rel);
    json_string(json, "type", type);
    json_object_end(json);
}

static void
write_systems(JsonWriter *json)
{
    json_array_begin(json, "crs");
    for (Crs crs = CRS_84; crs <= CRS_3857; crs++)
        json_string(json, /* key= */ NULL, crs_uri(crs));
    json_array_end(json);
    json_string(json, "storageCrs", crs_uri(CRS_84));
}

int
features_coverage_handle(Exchange *exchange)
{
    const char *base = base_of(exchange);
    JsonWriter *json = exchange_json(exchange, 200);

    json_object_begin(json, /* key= */ NULL);
    json_string(json, "id", "coverage");
    json_string(json, "title", "Κάλυψη: η τρέχουσα δημοσίευση");
    json_string(json, "description", COVERAGE_SAYS);
    json_array_begin(json, "links");
    write_link(json, base, "self", JSON);
    write_link(json, arena_format(exchange_arena(exchange), "%s/items", base), "items", GEOJSON);
    json_array_end(json);
    json_string(json, "itemType", "feature");
    write_systems(json);
    json_object_end(json);
    return 0;
}

/* ---- features ----------------------------------------------------------------------------- */

/* Cells are ordered by code. */
static const CoverageCell *
find_cell(const Coverage *coverage, const char *code)
{
    for (size_t i = 0; i < coverage->n_cells; i++)
        if (strcmp(coverage->cells[i].code, code) == 0)
            return &coverage->cells[i];
    return NULL;
}

static void
write_properties(JsonWriter *json, const Coverage *coverage, const CoverageCell *cell)
{
    json_object_begin(json, "properties");
    json_string(json, "code", cell->code);
    json_string(json, "name", cell->name);
    json_string(json, "measure", coverage->question.measure);
    json_string(json, "programme", coverage->question.programme);
    json_string(json, "group", coverage->question.group);
    json_integer(json, "release", coverage->release);
    json_day(json, "on", coverage->on);
    if (cell->value == COVERAGE_NONE)
        json_null(json, "value");
    else
        json_integer(json, "value", cell->value);
    json_string(json, "text", cell->text);
    json_bool(json, "hidden", cell->hidden);
    json_bool(json, "incomplete", cell->incomplete);
    json_object_end(json);
}

/* The place as the database wrote it, up to its properties; those are the release's. */
static bool
write_feature(JsonWriter *json, Arena *arena, const Coverage *coverage, const char *place)
{
    static const char id_key[] = "\"id\" : \"";
    const char *id = strstr(place, id_key);
    const char *end = strstr(place, PROPERTIES);
    const char *geometry = strstr(place, "\"geometry\" : ");
    const CoverageCell *cell;

    if (!id || !end || !geometry)
        return false;
    id += strlen(id_key);
    geometry += strlen("\"geometry\" : ");
    cell = find_cell(coverage, arena_text_n(arena, id, strcspn(id, "\"")));
    if (!cell)
        return false;
    json_object_begin(json, /* key= */ NULL);
    json_string(json, "type", "Feature");
    json_string(json, "id", cell->code);
    json_raw(json, "geometry", geometry, (size_t) (end - geometry));
    write_properties(json, coverage, cell);
    json_object_end(json);
    return true;
}

static const char *
next_link(Exchange *exchange, const FeaturesAsked *places)
{
    static const char *const kept[] = { "level", "measure", "programme", "group", "release", "bbox",
        "bbox-crs", "crs", "datetime" };

    return links_query(exchange,
            arena_format(exchange_arena(exchange), "%s/items?offset=%u&limit=%u", base_of(exchange),
                    places->offset + places->limit, places->limit),
            kept, sizeof kept / sizeof *kept);
}

static void
places_came(void *context, int status, const char *const *features, size_t n, int64_t matched)
{
    Exchange *exchange = context;
    const CoverageAsked *asked = exchange_kept(exchange);
    int64_t returned = 0;
    JsonWriter json;
    Buffer buffer;
    char *bytes;
    size_t size;

    if (status != 0) {
        exchange_finish(exchange,
                exchange_unavailable(exchange, "database",
                        "Το μητρώο δεν απαντά αυτή τη στιγμή. Δοκιμάστε ξανά σε λίγο."));
        return;
    }
    buffer_init(&buffer);
    json_init(&json, &buffer);
    json_object_begin(&json, /* key= */ NULL);
    json_string(&json, "type", "FeatureCollection");
    json_array_begin(&json, "features");
    for (size_t i = 0; i < n; i++)
        returned += write_feature(&json, exchange_arena(exchange), asked->coverage, features[i]);
    json_array_end(&json);
    json_integer(&json, "numberReturned", returned);
    json_array_begin(&json, "links");
    if ((int64_t) asked->places.offset + (int64_t) n < matched)
        write_link(&json, next_link(exchange, &asked->places), "next", GEOJSON);
    write_link(&json, base_of(exchange), "collection", JSON);
    json_array_end(&json);
    json_string(&json, "note", COVERAGE_SAYS);
    json_object_end(&json);
    bytes = buffer_take(&buffer, &size);
    exchange_set_header(exchange, "Content-Crs",
            arena_format(exchange_arena(exchange), "<%s>", crs_uri(asked->places.crs)));
    exchange_finish(
            exchange, exchange_held_bytes(exchange, 200, GEOJSON, bytes, size, free, bytes));
}

static int
refuse(Exchange *exchange, int condition)
{
    if (condition == COVERAGE_E_UNAVAILABLE)
        return exchange_unavailable(exchange, "database", "Η βάση δεν απαντά τώρα.");
    if (condition == COVERAGE_E_NO_RELEASE && !exchange_has(exchange, "release"))
        return exchange_problem(exchange, 409, "no-release",
                "Δεν έχει γίνει ακόμη δημοσίευση· την κάνει «mitroa release make».");
    exchange_error(exchange, coverage_wrong_parameter(condition), "%s",
            coverage_wrong_sentence(condition));
    return exchange_problem(exchange, 400, "coverage", "Αυτός ο πίνακας δεν υπάρχει.");
}

static void
coverage_came(void *context, int condition, Coverage *coverage)
{
    Exchange *exchange = context;
    CoverageAsked *asked = exchange_kept(exchange);
    MapDesk *desk = loop_map_desk(exchange_loop(exchange));
    int r;

    if (condition != 0) {
        exchange_finish(exchange, refuse(exchange, condition));
        return;
    }
    asked->coverage = coverage;
    r = desk ? map_desk_features(desk, &asked->places, places_came, exchange) : MAP_DESK_E_DOWN;
    if (r != 0)
        exchange_finish(exchange, refuse(exchange, COVERAGE_E_UNAVAILABLE));
}

int
features_coverage_items_handle(Exchange *exchange)
{
    CoverageAsked *asked = arena_alloc(exchange_arena(exchange), sizeof *asked);
    const char *level = exchange_text(exchange, "level");
    const char *measure = exchange_text(exchange, "measure");
    Desk *desk = loop_desk(exchange_loop(exchange));

    asked->question = (CoverageQuestion) {
        .level = PLACE_MUNICIPALITY,
        .measure = measure ? measure : "registered",
        .programme = exchange_text(exchange, "programme"),
        .group = exchange_text(exchange, "group"),
        .release = (int32_t) exchange_count(exchange, "release", 0),
        .on = DAY_NONE,
    };
    if (level && !coverage_level_find(level, &asked->question.level))
        exchange_error(exchange, "level",
                "Το επίπεδο είναι municipality, regional_unit, prefecture ή region.");
    if (!features_query_window(
                exchange, collection_find(levels[asked->question.level]), &asked->places))
        return 0;
    if (!desk)
        return refuse(exchange, COVERAGE_E_UNAVAILABLE);
    exchange_keep(exchange, asked);
    coverage_ask(desk, exchange_arena(exchange), &asked->question, coverage_came, exchange);
    return EXCHANGE_WAITS;
}
