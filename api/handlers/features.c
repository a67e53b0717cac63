/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * The public registers for GIS programs: OGC API - Features 1.0 core, GeoJSON, OpenAPI 3.0, and
 * Part 2 for the Greek Grid. api/features_query.c reads what is asked; the database gives features.
 */

#include "api/handlers/handlers.h"

#include "api/assets.h"
#include "api/features_query.h"
#include "api/limits.h"
#include "api/links.h"
#include "api/loop.h"

#include "registry/base/pack.h"
#include "registry/collection.h"
#include "registry/map_desk.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define JSON "application/json"
#define GEOJSON "application/geo+json"
#define SCHEMA "application/schema+json"
#define OPENAPI "application/vnd.oai.openapi+json;version=3.0"

/* ---- what is sent ------------------------------------------------------------------------- */

/* Where the tree of these resources begins. */
static const char *
base_of(Exchange *exchange)
{
    return arena_format(exchange_arena(exchange), "%s/ogc", links_origin(exchange));
}

/* A body that takes long to pack goes as it is: the loop has others to serve. */
static int
send_written(Exchange *exchange, Buffer *written, const char *media_type)
{
    size_t size = 0;
    size_t packed_size = 0;
    char *bytes = buffer_take(written, &size);
    char *packed = NULL;

    exchange_set_header(exchange, "Cache-Control", "public, max-age=60");
    exchange_set_header(exchange, "Vary", "Accept-Encoding");
    if (size <= PACKED_AT_ONCE_MAX && links_client_unpacks(exchange))
        packed = pack_gzip(bytes, size, PACK_WELL, &packed_size);
    if (!packed)
        return exchange_held_bytes(exchange, 200, media_type, bytes, size, free, bytes);
    free(bytes);
    exchange_set_header(exchange, "Content-Encoding", "gzip");
    return exchange_held_bytes(exchange, 200, media_type, packed, packed_size, free, packed);
}

static void
write_link(JsonWriter *json, const char *href, const char *rel, const char *type, const char *title)
{
    json_object_begin(json, /* key= */ NULL);
    json_string(json, "href", href);
    json_string(json, "rel", rel);
    json_string(json, "type", type);
    if (title)
        json_string(json, "title", title);
    json_object_end(json);
}

static void
write_licence(JsonWriter *json, const Licence *licence)
{
    if (licence->url)
        write_link(json, licence->url, "license", "text/html", licence->name);
}

/* ---- landing page, conformance, the API's own document ------------------------------------ */

int
features_landing_handle(Exchange *exchange)
{
    const char *base = base_of(exchange);
    Arena *arena = exchange_arena(exchange);
    Buffer buffer;
    JsonWriter json;

    buffer_init(&buffer);
    json_init(&json, &buffer);
    json_object_begin(&json, /* key= */ NULL);
    json_string(&json, "title", "Μητρώα κοινωνικής ένταξης");
    json_string(&json, "description",
            arena_format(arena,
                    "Τα δημόσια μητρώα: τόποι, δομές, σημεία, παροχές και στάσεις (%s).",
                    links_licence(exchange)->name));
    json_array_begin(&json, "links");
    write_link(&json, base, "self", JSON, "Αυτό το έγγραφο");
    write_link(&json, arena_format(arena, "%s/api", base), "service-desc", OPENAPI,
            "Η περιγραφή της διεπαφής");
    write_link(&json, arena_format(arena, "%s/conformance", base), "conformance", JSON,
            "Σε τι συμμορφώνεται");
    write_link(&json, arena_format(arena, "%s/collections", base), "data", JSON, "Οι συλλογές");
    write_licence(&json, links_licence(exchange));
    json_array_end(&json);
    json_object_end(&json);
    return send_written(exchange, &buffer, JSON);
}

int
features_api_handle(Exchange *exchange)
{
    const Asset *document =
            assets_find(loop_options(exchange_loop(exchange))->assets, "features_api.json");

    assert(document);
    return exchange_bytes(exchange, 200, OPENAPI, document->bytes, document->size);
}

int
features_conformance_handle(Exchange *exchange)
{
    static const char *const classes[] = {
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
        "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    };
    Buffer buffer;
    JsonWriter json;

    buffer_init(&buffer);
    json_init(&json, &buffer);
    json_object_begin(&json, /* key= */ NULL);
    json_array_begin(&json, "conformsTo");
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        json_string(&json, /* key= */ NULL, classes[i]);
    json_array_end(&json);
    json_object_end(&json);
    return send_written(exchange, &buffer, JSON);
}

/* ---- collections -------------------------------------------------------------------------- */

static void
write_extent(JsonWriter *json)
{
    static const int greece[] = { 19, 34, 30, 42 };

    json_object_begin(json, "extent");
    json_object_begin(json, "spatial");
    json_array_begin(json, "bbox");
    json_array_begin(json, /* key= */ NULL);
    for (size_t i = 0; i < 4; i++)
        json_integer(json, /* key= */ NULL, greece[i]);
    json_array_end(json);
    json_array_end(json);
    json_string(json, "crs", crs_uri(CRS_84));
    json_object_end(json);
    json_object_begin(json, "temporal");
    json_array_begin(json, "interval");
    json_array_begin(json, /* key= */ NULL);
    json_null(json, /* key= */ NULL);
    json_null(json, /* key= */ NULL);
    json_array_end(json);
    json_array_end(json);
    json_string(json, "trs", "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian");
    json_object_end(json);
    json_object_end(json);
}

static void
write_systems(JsonWriter *json)
{
    json_array_begin(json, "crs");
    for (Crs crs = CRS_84; crs <= CRS_3857; crs++)
        json_string(json, /* key= */ NULL, crs_uri(crs));
    json_array_end(json);
}

/* One function for the list and for the single one: clients compare them. */
static void
write_collection(JsonWriter *json, Exchange *exchange, const Collection *collection)
{
    Arena *arena = exchange_arena(exchange);
    const char *self = arena_format(arena, "%s/collections/%s", base_of(exchange), collection->id);
    const char *schema = arena_format(arena, "%s/schema", self);

    json_object_begin(json, /* key= */ NULL);
    json_string(json, "id", collection->id);
    json_string(json, "title", collection->title);
    json_string(json, "description", collection->description);
    json_array_begin(json, "links");
    write_link(json, self, "self", JSON, NULL);
    write_link(json, arena_format(arena, "%s/items", self), "items", GEOJSON, collection->title);
    write_link(json, schema, "describedby", SCHEMA, "Τα πεδία");
    /* GDAL 3.6 looks for this writing of it. */
    write_link(json, schema, "describedBy", SCHEMA, "Τα πεδία");
    write_licence(json, links_licence(exchange));
    json_array_end(json);
    write_extent(json);
    json_string(json, "itemType", "feature");
    write_systems(json);
    json_string(json, "storageCrs", crs_uri(CRS_84));
    json_object_end(json);
}

int
features_collections_handle(Exchange *exchange)
{
    const char *base = base_of(exchange);
    Arena *arena = exchange_arena(exchange);
    Buffer buffer;
    JsonWriter json;

    buffer_init(&buffer);
    json_init(&json, &buffer);
    json_object_begin(&json, /* key= */ NULL);
    json_array_begin(&json, "links");
    write_link(&json, arena_format(arena, "%s/collections", base), "self", JSON, NULL);
    json_array_end(&json);
    write_systems(&json);
    json_array_begin(&json, "collections");
    for (const Collection *collection = collections; collection->id; collection++)
        write_collection(&json, exchange, collection);
    json_array_end(&json);
    json_object_end(&json);
    return send_written(exchange, &buffer, JSON);
}

int
features_collection_handle(Exchange *exchange)
{
    const Collection *collection = collection_find(exchange_text(exchange, "collection"));
    Buffer buffer;
    JsonWriter json;

    if (!collection)
        return exchange_not_found(exchange);
    buffer_init(&buffer);
    json_init(&json, &buffer);
    write_collection(&json, exchange, collection);
    return send_written(exchange, &buffer, JSON);
}

static void
write_field(JsonWriter *json, const Field *field)
{
    static const char *const types[] = {
        [FIELD_TEXT] = "string",
        [FIELD_INTEGER] = "integer",
        [FIELD_NUMBER] = "number",
        [FIELD_FLAG] = "boolean",
        [FIELD_DAY] = "string",
    };

    json_object_begin(json, field->name);
    json_string(json, "type", types[field->type]);
    if (field->type == FIELD_DAY)
        json_string(json, "format", "date");
    json_string(json, "description", field->what);
    json_object_end(json);
}

static void
write_schema(JsonWriter *json, const char *self, const Collection *collection)
{
    json_object_begin(json, /* key= */ NULL);
    json_string(json, "$schema", "https://json-schema.org/draft/2020-12/schema");
    json_string(json, "$id", self);
    json_string(json, "title", collection->title);
    json_string(json, "type", "object");
    json_object_begin(json, "properties");
    json_object_begin(json, "geometry");
    json_string(json, "$ref",
            collection->is_area ? "https://geojson.org/schema/MultiPolygon.json"
                                : "https://geojson.org/schema/Point.json");
    json_object_end(json);
    json_object_begin(json, "properties");
    json_string(json, "type", "object");
    json_object_begin(json, "properties");
    for (const Field *field = collection->fields; field->name; field++)
        write_field(json, field);
    json_object_end(json);
    json_object_end(json);
    json_object_end(json);
    json_object_end(json);
}

int
features_schema_handle(Exchange *exchange)
{
    const Collection *collection = collection_find(exchange_text(exchange, "collection"));
    Buffer buffer;
    JsonWriter json;

    if (!collection)
        return exchange_not_found(exchange);
    buffer_init(&buffer);
    json_init(&json, &buffer);
    write_schema(&json,
            arena_format(exchange_arena(exchange), "%s/collections/%s/schema", base_of(exchange),
                    collection->id),
            collection);
    return send_written(exchange, &buffer, SCHEMA);
}

/* ---- features ----------------------------------------------------------------------------- */

static int
answer_trouble(Exchange *exchange, int status)
{
    if (status == MAP_DESK_E_BUSY)
        return exchange_unavailable(
                exchange, "busy", "Πολλές ερωτήσεις μαζί αυτή τη στιγμή. Δοκιμάστε ξανά σε λίγο.");
    if (status == MAP_DESK_E_LATE || status == MAP_DESK_E_REFUSED)
        return exchange_unavailable(exchange, "slow",
                "Η ερώτηση πήρε πολλή ώρα. Ζητήστε λιγότερα με limit ή bbox, ή δοκιμάστε ξανά σε "
                "λίγο.");
    return exchange_unavailable(
            exchange, "database", "Το μητρώο δεν απαντά αυτή τη στιγμή. Δοκιμάστε ξανά σε λίγο.");
}

static void
say_system(Exchange *exchange, Crs crs)
{
    exchange_set_header(
            exchange, "Content-Crs", arena_format(exchange_arena(exchange), "<%s>", crs_uri(crs)));
}

static void
write_time(JsonWriter *json)
{
    struct tm parts;
    char text[32];
    time_t now = time(NULL);

    (void) gmtime_r(&now, &parts);
    (void) strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    json_string(json, "timeStamp", text);
}

static void
write_page_links(JsonWriter *json, Exchange *exchange, const FeaturesAsked *asked, bool has_next)
{
    const char *base = arena_format(
            exchange_arena(exchange), "%s/collections/%s", base_of(exchange), asked->collection);
    const char *self = features_query_link(exchange, base, asked->offset);

    json_array_begin(json, "links");
    write_link(json, self, "self", GEOJSON, NULL);
    if (has_next)
        write_link(json, features_query_link(exchange, base, asked->offset + asked->limit), "next",
                GEOJSON, NULL);
    write_link(json, base, "collection", JSON, NULL);
    json_array_end(json);
}

static void
page_came(void *context, int status, const char *const *features, size_t n, int64_t matched)
{
    Exchange *exchange = context;
    const FeaturesAsked *asked = exchange_kept(exchange);
    Buffer buffer;
    JsonWriter json;

    if (status != 0) {
        exchange_finish(exchange, answer_trouble(exchange, status));
        return;
    }
    buffer_init(&buffer);
    json_init(&json, &buffer);
    json_object_begin(&json, /* key= */ NULL);
    json_string(&json, "type", "FeatureCollection");
    write_page_links(&json, exchange, asked, (int64_t) asked->offset + (int64_t) n < matched);
    write_time(&json);
    json_integer(&json, "numberMatched", matched);
    json_integer(&json, "numberReturned", (int64_t) n);
    json_array_begin(&json, "features");
    for (size_t i = 0; i < n; i++)
        json_raw(&json, /* key= */ NULL, features[i], strlen(features[i]));
    json_array_end(&json);
    json_object_end(&json);
    say_system(exchange, asked->crs);
    exchange_finish(exchange, send_written(exchange, &buffer, GEOJSON));
}

int
features_items_handle(Exchange *exchange)
{
    const Collection *collection = collection_find(exchange_text(exchange, "collection"));
    MapDesk *desk = loop_map_desk(exchange_loop(exchange));
    FeaturesAsked *asked;
    int r;

    if (!collection)
        return exchange_not_found(exchange);
    asked = arena_alloc(exchange_arena(exchange), sizeof *asked);
    if (!features_query_read(exchange, collection, asked))
        return 0;
    if (!desk)
        return exchange_unavailable(exchange, "stopping", "Η υπηρεσία σταματά αυτή τη στιγμή.");
    exchange_keep(exchange, asked);
    r = map_desk_features(desk, asked, page_came, exchange);
    return r == 0 ? EXCHANGE_WAITS : answer_trouble(exchange, r);
}

/* The feature as it came, with its links before the brace that closes it. */
static int
answer_feature(Exchange *exchange, const FeaturesAsked *asked, const char *feature)
{
    Arena *arena = exchange_arena(exchange);
    const char *base =
            arena_format(arena, "%s/collections/%s", base_of(exchange), asked->collection);
    const char *brace = strrchr(feature, '}');
    Buffer buffer;
    JsonWriter json;

    buffer_init(&buffer);
    buffer_append(&buffer, feature, (size_t) (brace - feature));
    buffer_text(&buffer, ", \"links\" : ");
    json_init(&json, &buffer);
    json_array_begin(&json, /* key= */ NULL);
    write_link(&json, features_item_link(exchange, base, asked->code), "self", GEOJSON, NULL);
    write_link(&json, base, "collection", JSON, NULL);
    json_array_end(&json);
    buffer_char(&buffer, '}');
    say_system(exchange, asked->crs);
    return send_written(exchange, &buffer, GEOJSON);
}

static void
feature_came(void *context, int status, const char *const *features, size_t n, int64_t matched)
{
    Exchange *exchange = context;
    int r;

    (void) matched;
    if (status != 0)
        r = answer_trouble(exchange, status);
    else if (n == 0)
        r = exchange_not_found(exchange);
    else
        r = answer_feature(exchange, exchange_kept(exchange), features[0]);
    exchange_finish(exchange, r);
}

int
features_item_handle(Exchange *exchange)
{
    const Collection *collection = collection_find(exchange_text(exchange, "collection"));
    MapDesk *desk = loop_map_desk(exchange_loop(exchange));
    FeaturesAsked *asked;
    int r;

    if (!collection)
        return exchange_not_found(exchange);
    asked = arena_alloc(exchange_arena(exchange), sizeof *asked);
    *asked =
            (FeaturesAsked) { .collection = collection->id, .code = exchange_text(exchange, "id") };
    if (!features_query_crs(exchange, "crs", &asked->crs))
        return features_query_refuse(exchange);
    if (!desk)
        return exchange_unavailable(exchange, "stopping", "Η υπηρεσία σταματά αυτή τη στιγμή.");
    exchange_keep(exchange, asked);
    r = map_desk_feature(desk, collection->id, asked->code, asked->crs, feature_came, exchange);
    return r == 0 ? EXCHANGE_WAITS : answer_trouble(exchange, r);
}
