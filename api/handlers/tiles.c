/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Vector tiles of the public layers. A warm tile is answered from memory; a cold one is asked of
 * the database without holding up the loop, and kept for everybody.
 */

#include "api/handlers/handlers.h"

#include "api/limits.h"
#include "api/links.h"
#include "api/loop.h"
#include "api/tile_cache.h"

#include "registry/snapshot.h"

#include <math.h>
#include <string.h>

#define MVT "application/vnd.mapbox-vector-tile"
#define FRESH "public, max-age=300"

#define WEST 19.0
#define EAST 30.0
#define SOUTH 34.0
#define NORTH 42.0

typedef struct TileField {
    const char *name;
    const char *what;
} TileField;

static const TileField place_fields[] = {
    { "code", "κωδικός του τόπου" },
    { "name", "όνομα, στη γενική" },
    { NULL },
};

static const TileField label_fields[] = {
    { "code", "κωδικός του τόπου" },
    { "name", "όνομα, στη γενική" },
    { "level", "municipality, regional_unit, prefecture ή region" },
    { "rank", "ποιο γράφεται πρώτο μέσα στη βαθμίδα του: 1 το πρώτο" },
    { NULL },
};

static const TileField site_fields[] = {
    { "code", "κωδικός του σημείου" },
    { "name", "όνομα" },
    { "kind", "είδος της δομής" },
    { "structure", "κωδικός της δομής" },
    { "structure_name", "όνομα της δομής" },
    { "municipality", "κωδικός του δήμου" },
    { "sample", "δείγμα, όχι αληθινό σημείο" },
    { NULL },
};

static const TileField stop_fields[] = {
    { "code", "κωδικός της κινητής μονάδας" },
    { "name", "πού στέκει" },
    { "structure_name", "όνομα της κινητής μονάδας" },
    { "municipality", "κωδικός του δήμου" },
    { "first_day", "η ημέρα, ή η πρώτη από όσες επαναλαμβάνονται" },
    { "from", "ώρα έναρξης" },
    { "to", "ώρα λήξης" },
    { "repeats", "επαναλαμβάνεται" },
    { "services", "τι γίνεται εκεί" },
    { "sample", "δείγμα, όχι αληθινή στάση" },
    { NULL },
};

static const struct TileLayer {
    const char *id;
    const char *what;
    const TileField *fields;
} layers[] = {
    { "municipalities", "Δήμοι", place_fields },
    { "regional_units", "Περιφερειακές ενότητες", place_fields },
    { "prefectures", "Νομοί", place_fields },
    { "regions", "Περιφέρειες", place_fields },
    { "labels", "Ονόματα τόπων", label_fields },
    { "sites", "Σημεία παροχής", site_fields },
    { "stops", "Στάσεις κινητών μονάδων", stop_fields },
};

#define LAYERS (sizeof layers / sizeof *layers)

const Param tilejson_params[] = {
    { "layer", PARAM_CODE, true, 0,
            "Επίπεδο: municipalities, regional_units, prefectures, regions, labels, sites ή "
            "stops" },
    { 0 },
};

const Param tile_params[] = {
    { "layer", PARAM_CODE, true, 0,
            "Επίπεδο: municipalities, regional_units, prefectures, regions, labels, sites ή "
            "stops" },
    { "z", PARAM_INDEX, true, TILE_ZOOM_MAX, "Μεγέθυνση" },
    { "x", PARAM_INDEX, true, (1U << TILE_ZOOM_MAX) - 1, "Στήλη, από τα δυτικά" },
    { "y", PARAM_INDEX, true, (1U << TILE_ZOOM_MAX) - 1, "Γραμμή, από τον βορρά" },
    { 0 },
};

/* LAYERS if there is none. */
static size_t
layer_of(Exchange *exchange)
{
    const char *id = exchange_text(exchange, "layer");
    size_t i = 0;

    while (i < LAYERS && strcmp(layers[i].id, id) != 0)
        i++;
    return i;
}

static void
say_public(Exchange *exchange, const char *etag)
{
    exchange_set_header(exchange, "Cache-Control", FRESH);
    if (etag)
        exchange_set_header(exchange, "ETag", etag);
}

/* ---- TileJSON ----------------------------------------------------------------------------- */

static void
write_fields(JsonWriter *json, const TileField *fields)
{
    json_object_begin(json, "fields");
    for (; fields->name; fields++)
        json_string(json, fields->name, fields->what);
    json_object_end(json);
}

static void
write_numbers(JsonWriter *json, const char *key, const double *numbers, size_t n)
{
    json_array_begin(json, key);
    for (size_t i = 0; i < n; i++)
        json_decimal(json, /* key= */ NULL, numbers[i], 6);
    json_array_end(json);
}

static void
write_tilejson(JsonWriter *json, const struct TileLayer *layer, const char *tiles)
{
    static const double bounds[] = { WEST, SOUTH, EAST, NORTH };
    static const double centre[] = { 23.8, 38.3, 6 };

    json_object_begin(json, /* key= */ NULL);
    json_string(json, "tilejson", "3.0.0");
    json_string(json, "name", layer->what);
    json_string(json, "scheme", "xyz");
    json_array_begin(json, "tiles");
    json_string(json, /* key= */ NULL, tiles);
    json_array_end(json);
    json_integer(json, "minzoom", 0);
    json_integer(json, "maxzoom", 12);
    write_numbers(json, "bounds", bounds, 4);
    write_numbers(json, "center", centre, 3);
    json_array_begin(json, "vector_layers");
    json_object_begin(json, /* key= */ NULL);
    json_string(json, "id", layer->id);
    json_string(json, "description", layer->what);
    write_fields(json, layer->fields);
    json_object_end(json);
    json_array_end(json);
    json_object_end(json);
}

int
tilejson_handle(Exchange *exchange)
{
    size_t layer = layer_of(exchange);
    const char *tiles;

    if (layer == LAYERS)
        return exchange_not_found(exchange);
    tiles = arena_format(exchange_arena(exchange), "%s/tiles/%s/{z}/{x}/{y}",
            links_origin(exchange), layers[layer].id);
    say_public(exchange, NULL);
    write_tilejson(exchange_json(exchange, 200), &layers[layer], tiles);
    return 0;
}

/* ---- tiles -------------------------------------------------------------------------------- */

/* Column and row of a point, as web maps count them. */
static uint32_t
column_at(double lon, unsigned zoom)
{
    return (uint32_t) ((lon + 180) / 360 * (double) (1U << zoom));
}

static uint32_t
row_at(double lat, unsigned zoom)
{
    double y = asinh(tan(lat * M_PI / 180));

    return (uint32_t) ((1 - y / M_PI) / 2 * (double) (1U << zoom));
}

/* Outside of Greece there is nothing to draw, and nothing to ask or to remember. */
static bool
is_of_greece(const TileKey *key)
{
    return key->column >= column_at(WEST, key->zoom) && key->column <= column_at(EAST, key->zoom)
            && key->row >= row_at(NORTH, key->zoom) && key->row <= row_at(SOUTH, key->zoom);
}

static int
answer_empty(Exchange *exchange)
{
    say_public(exchange, NULL);
    return exchange_bytes(exchange, 204, MVT, "", 0);
}

/* Takes the caller's hold over. */
static int
answer_tile(Exchange *exchange, Tile *tile)
{
    const char *bytes = tile->bytes;
    size_t size = tile->size;

    say_public(exchange, tile->etag);
    exchange_set_header(exchange, "Vary", "Accept-Encoding");
    if (links_client_has(exchange, tile->etag))
        return exchange_held_bytes(exchange, 304, MVT, "", 0, tile_release, tile);
    if (tile->packed && links_client_unpacks(exchange)) {
        exchange_set_header(exchange, "Content-Encoding", "gzip");
        bytes = tile->packed;
        size = tile->packed_size;
    }
    return exchange_held_bytes(
            exchange, size > 0 ? 200 : 204, MVT, bytes, size, tile_release, tile);
}

static int
answer_trouble(Exchange *exchange, int status)
{
    if (status == MAP_DESK_E_BUSY)
        return exchange_unavailable(
                exchange, "busy", "Πολλές ερωτήσεις μαζί αυτή τη στιγμή. Δοκιμάστε ξανά σε λίγο.");
    return exchange_unavailable(
            exchange, "database", "Το μητρώο δεν απαντά αυτή τη στιγμή. Δοκιμάστε ξανά σε λίγο.");
}

static void
tile_drawn(void *context, int status, const uint8_t *bytes, size_t size)
{
    Exchange *exchange = context;
    const TileKey *key = exchange_kept(exchange);
    Tile *tile;

    if (status != 0) {
        exchange_finish(exchange, answer_trouble(exchange, status));
        return;
    }
    tile = tile_new(bytes, size, /* packed= */ true);
    tile_cache_keep(loop_options(exchange_loop(exchange))->tiles, key, tile);
    exchange_finish(exchange, answer_tile(exchange, tile));
}

static int
draw(Exchange *exchange, const TileKey *key)
{
    MapDesk *desk = loop_map_desk(exchange_loop(exchange));
    const TileAsked asked = {
        .layer = layers[key->layer].id,
        .zoom = key->zoom,
        .column = key->column,
        .row = key->row,
        .on = key->day,
    };
    int r;

    if (!desk)
        return exchange_unavailable(exchange, "stopping", "Η υπηρεσία σταματά αυτή τη στιγμή.");
    exchange_keep(exchange, arena_copy(exchange_arena(exchange), key, sizeof *key));
    r = map_desk_tile(desk, &asked, tile_drawn, exchange);
    return r == 0 ? EXCHANGE_WAITS : answer_trouble(exchange, r);
}

int
tile_handle(Exchange *exchange)
{
    TileKey key = {
        .layer = (uint16_t) layer_of(exchange),
        .zoom = (uint16_t) exchange_count(exchange, "z", 0),
        .column = (uint32_t) exchange_count(exchange, "x", 0),
        .row = (uint32_t) exchange_count(exchange, "y", 0),
        .day = day_today(),
    };
    Tile *tile;

    if (!registers_are_there(exchange))
        return 0;
    if (key.layer == LAYERS || key.column >= 1U << key.zoom || key.row >= 1U << key.zoom)
        return exchange_not_found(exchange);
    if (!is_of_greece(&key))
        return answer_empty(exchange);

    key.version = snapshot_version(exchange_snapshot(exchange));
    tile = tile_cache_find(loop_options(exchange_loop(exchange))->tiles, &key);
    return tile ? answer_tile(exchange, tile) : draw(exchange, &key);
}
