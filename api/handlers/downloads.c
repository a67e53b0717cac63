/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * The public registers as files: collections as CSV and GeoJSON, registers as workbooks and
 * GeoPackages that import back unchanged, programmes as public services in JSON-LD. Each says its
 * licence and its day.
 */

#include "api/handlers/cpsv.h"
#include "api/handlers/handlers.h"

#include "api/download_desk.h"
#include "api/limits.h"
#include "api/links.h"
#include "api/loop.h"
#include "api/tile_cache.h"
#include "api/web/pages.h"

#include "registry/collection.h"
#include "registry/snapshot.h"

#include <string.h>

#define DOWNLOAD_LAYER 1000 /* beside the layers of tiles, in the keys of the same cache */

typedef enum Making {
    MADE_AS_CSV,
    MADE_AS_GEOJSON,
    MADE_AS_CPSV,
    MADE_BY_EXPORT,
} Making;

static const struct {
    const char *ending;
    const char *media_type;
    Making making;
} formats[] = {
    { "csv", "text/csv; charset=utf-8", MADE_AS_CSV },
    { "geojson", "application/geo+json", MADE_AS_GEOJSON },
    { "jsonld", CPSV_TYPE, MADE_AS_CPSV },
    { "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", MADE_BY_EXPORT },
    { "gpkg", "application/geopackage+sqlite3", MADE_BY_EXPORT },
};

#define FORMATS (sizeof formats / sizeof *formats)

/* Registers as `mitroa export` knows them. */
static const char *const exports[] = { "places", "providers", "programmes" };

#define EXPORTS (sizeof exports / sizeof *exports)

typedef struct Wanted {
    size_t format;
    const char *name;
    const Collection *collection; /* NULL: something else */
    const char *export;
    TileKey key;
} Wanted;

const Param download_params[] = {
    { "file", PARAM_CODE, true, 0,
            "Συλλογή.csv, συλλογή.geojson, cpsv.jsonld, ή places, providers, programmes σε xlsx ή "
            "gpkg" },
    { 0 },
};

/* ---- which ---- */

static bool
find_export(const char *name, Wanted *wanted)
{
    for (size_t i = 0; i < EXPORTS; i++) {
        if (strcmp(exports[i], name) == 0) {
            wanted->export = exports[i];
            wanted->key.column = (uint32_t) i;
            return true;
        }
    }
    return false;
}

static bool
find_collection(const char *name, Wanted *wanted)
{
    wanted->collection = collection_find(name);
    if (wanted->collection)
        wanted->key.column = (uint32_t) (wanted->collection - collections);
    return wanted->collection;
}

static bool
find(Exchange *exchange, Wanted *wanted)
{
    const char *file = exchange_text(exchange, "file");
    const char *dot = strrchr(file, '.');
    const char *name;

    if (!dot)
        return false;
    name = arena_text_n(exchange_arena(exchange), file, (size_t) (dot - file));
    for (size_t i = 0; i < FORMATS; i++) {
        if (strcmp(formats[i].ending, dot + 1) != 0)
            continue;
        wanted->format = i;
        wanted->key = (TileKey) {
            .layer = (uint16_t) (DOWNLOAD_LAYER + i),
            .version = snapshot_version(exchange_snapshot(exchange)),
            .day = day_today(),
        };
        wanted->name = name;
        switch (formats[i].making) {
        case MADE_BY_EXPORT:
            return find_export(name, wanted);
        case MADE_AS_CPSV:
            return strcmp(name, "cpsv") == 0;
        default:
            return find_collection(name, wanted);
        }
    }
    return false;
}

/* ---- answers ---- */

/* Takes the caller's hold over. */
static int
answer_file(Exchange *exchange, const Wanted *wanted, Tile *file)
{
    Arena *arena = exchange_arena(exchange);
    const char *type = formats[wanted->format].media_type;
    char day[DAY_TEXT_SIZE];

    (void) day_format_iso(wanted->key.day, day);
    exchange_set_header(exchange, "Cache-Control", "public, max-age=300");
    exchange_set_header(exchange, "ETag", file->etag);
    exchange_set_header(exchange, "Vary", "Accept-Encoding");
    links_say_licence(exchange);
    exchange_set_header(exchange, "Content-Disposition",
            arena_format(arena, "attachment; filename=\"%s-%s.%s\"", wanted->name, day,
                    formats[wanted->format].ending));
    if (links_client_has(exchange, file->etag))
        return exchange_held_bytes(exchange, 304, type, "", 0, tile_release, file);
    if (!file->packed || !links_client_unpacks(exchange))
        return exchange_held_bytes(
                exchange, 200, type, file->bytes, file->size, tile_release, file);
    exchange_set_header(exchange, "Content-Encoding", "gzip");
    return exchange_held_bytes(
            exchange, 200, type, file->packed, file->packed_size, tile_release, file);
}

static int
answer_trouble(Exchange *exchange)
{
    return exchange_unavailable(
            exchange, "download", "Το αρχείο δεν έγινε αυτή τη στιγμή. Δοκιμάστε ξανά σε λίγο.");
}

static void
export_made(Exchange *exchange, Tile *file)
{
    exchange_finish(exchange,
            file ? answer_file(exchange, exchange_kept(exchange), file) : answer_trouble(exchange));
}

/* Keeps what is not too large for the loop to pack; the others come seldom. */
static void
finish_written(Exchange *exchange, Buffer *written)
{
    const Wanted *wanted = exchange_kept(exchange);
    Tile *file = tile_new(
            (const uint8_t *) written->data, written->size, written->size <= PACKED_AT_ONCE_MAX);

    buffer_deinit(written);
    tile_cache_keep(loop_options(exchange_loop(exchange))->tiles, &wanted->key, file);
    exchange_finish(exchange, answer_file(exchange, wanted, file));
}

static void
geojson_came(void *context, int status, const char *const *features, size_t n, int64_t matched)
{
    Exchange *exchange = context;
    const Wanted *wanted = exchange_kept(exchange);
    Buffer buffer;
    JsonWriter json;

    (void) matched;
    if (status != 0) {
        exchange_finish(exchange, answer_trouble(exchange));
        return;
    }
    buffer_init(&buffer);
    json_init(&json, &buffer);
    json_object_begin(&json, /* key= */ NULL);
    json_string(&json, "type", "FeatureCollection");
    json_string(&json, "name", wanted->collection->id);
    json_string(&json, "title", wanted->collection->title);
    json_string(&json, "license", links_licence(exchange)->url);
    json_string(&json, "license_title", links_licence(exchange)->name);
    json_day(&json, "date", wanted->key.day);
    json_integer(&json, "register_version", wanted->key.version);
    json_array_begin(&json, "features");
    for (size_t i = 0; i < n; i++)
        json_raw(&json, /* key= */ NULL, features[i], strlen(features[i]));
    json_array_end(&json);
    json_object_end(&json);
    finish_written(exchange, &buffer);
}

/* With a byte order mark and semicolons, as spreadsheets in Greece open it by a click. */
static void
csv_came(void *context, int status, const char *const *lines, size_t n, int64_t matched)
{
    Exchange *exchange = context;
    const Collection *collection = ((const Wanted *) exchange_kept(exchange))->collection;
    Buffer buffer;

    (void) matched;
    if (status != 0) {
        exchange_finish(exchange, answer_trouble(exchange));
        return;
    }
    buffer_init(&buffer);
    buffer_text(&buffer, "\xef\xbb\xbf");
    for (const Field *field = collection->fields; field->name; field++)
        buffer_format(&buffer, "%s%s", field == collection->fields ? "" : ";", field->name);
    buffer_text(&buffer, collection->is_area ? "\r\n" : ";lon;lat\r\n");
    for (size_t i = 0; i < n; i++) {
        buffer_text(&buffer, lines[i]);
        buffer_text(&buffer, "\r\n");
    }
    finish_written(exchange, &buffer);
}

/* It names the address by which we were reached, so it is made for each who asks, and not kept. */
static void
cpsv_came(void *context, int status, const char *const *documents, size_t n, int64_t matched)
{
    Exchange *exchange = context;
    Buffer buffer;
    JsonWriter json;
    Tile *file;

    if (status != 0) {
        exchange_finish(exchange, answer_trouble(exchange));
        return;
    }
    buffer_init(&buffer);
    json_init(&json, &buffer);
    cpsv_write(&json, exchange, &(CpsvFound) { "services", documents, n, matched });
    file = tile_new((const uint8_t *) buffer.data, buffer.size, buffer.size <= PACKED_AT_ONCE_MAX);
    buffer_deinit(&buffer);
    exchange_finish(exchange, answer_file(exchange, exchange_kept(exchange), file));
}

/* ---- asking ---- */

static int
ask_database(Exchange *exchange, const Wanted *wanted)
{
    MapDesk *desk = loop_map_desk(exchange_loop(exchange));
    const CpsvAsked cpsv = { .entity = "services", .limit = DOWNLOAD_FEATURES_MAX };
    const FeaturesAsked asked = {
        .collection = wanted->name,
        .from = wanted->key.day,
        .to = wanted->key.day,
        .limit = DOWNLOAD_FEATURES_MAX,
    };
    int r;

    if (!desk)
        return exchange_unavailable(exchange, "stopping", "Η υπηρεσία σταματά αυτή τη στιγμή.");
    switch (formats[wanted->format].making) {
    case MADE_AS_CPSV:
        r = map_desk_cpsv(desk, &cpsv, cpsv_came, exchange);
        break;
    case MADE_AS_CSV:
        r = map_desk_csv(desk, wanted->collection->id, wanted->key.day, csv_came, exchange);
        break;
    default:
        r = map_desk_features(desk, &asked, geojson_came, exchange);
    }
    return r == 0 ? EXCHANGE_WAITS : answer_trouble(exchange);
}

static int
ask_export(Exchange *exchange, const Wanted *wanted)
{
    const DownloadAsked asked = {
        .export = wanted->export,
        .format = formats[wanted->format].ending,
        .key = wanted->key,
    };

    return download_make(
                   loop_options(exchange_loop(exchange))->downloads, exchange, &asked, export_made)
                    == 0
            ? EXCHANGE_WAITS
            : answer_trouble(exchange);
}

int
download_handle(Exchange *exchange)
{
    Wanted *wanted = arena_copy(exchange_arena(exchange), &(Wanted) { 0 }, sizeof *wanted);
    Tile *file;

    if (!registers_are_there(exchange))
        return 0;
    if (!find(exchange, wanted))
        return exchange_not_found(exchange);
    file = tile_cache_find(loop_options(exchange_loop(exchange))->tiles, &wanted->key);
    if (file)
        return answer_file(exchange, wanted, file);
    exchange_keep(exchange, wanted);
    return wanted->export ? ask_export(exchange, wanted) : ask_database(exchange, wanted);
}

int
downloads_page_handle(Exchange *exchange)
{
    if (!registers_are_there(exchange))
        return 0;
    page_downloads(exchange_page(exchange, 200), snapshot_version(exchange_snapshot(exchange)),
            links_licence(exchange));
    return 0;
}
