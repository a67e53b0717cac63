/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Measures where: the municipality of a point, and the nearest offers of a programme, on one core.
 *
 *     measure_geo POINTS.csv SECONDS PAIRS.csv
 *
 * POINTS has lines `lon,lat`, PAIRS lines `municipality,programme`, both codes; the registers are
 * those of the database that the libpq variables name. Prints one JSON object: a second, of our
 * grid, of a plain STRtree with prepared geometries, and of where_offers(); and how many points lie
 * in some municipality by each of the two, which must agree.
 */

#include "registry/base/error.h"
#include "registry/base/memory.h"
#include "registry/db/db.h"
#include "registry/db/statements.h"
#include "registry/register_load.h"
#include "registry/snapshot.h"
#include "registry/where.h"

#include <geos_c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BOXES_PER_NODE 10

typedef struct Point {
    double lon;
    double lat;
} Point;

typedef struct Plain {
    GEOSContextHandle_t geos;
    GEOSSTRtree *tree;
    GEOSGeometry *point;
    bool found;
} Plain;

static double
now_s(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

static Point *
read_points(const char *path, size_t *ret_n)
{
    FILE *in = fopen(path, "re");
    Point *points = NULL;
    size_t room = 0;
    Point point;

    *ret_n = 0;
    while (in && fscanf(in, "%lf,%lf", &point.lon, &point.lat) == 2) {
        memory_reserve(points, *ret_n, room);
        points[(*ret_n)++] = point;
    }
    if (in)
        (void) fclose(in);
    return points;
}

/* ---- what one would write with GEOS ---- */

static void
look(void *item, void *context)
{
    Plain *plain = context;

    if (!plain->found && GEOSPreparedIntersects_r(plain->geos, item, plain->point) == 1)
        plain->found = true;
}

/* The borders that are valid today, as the database has them. */
static int
plain_new(Db *db, Plain *plain)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(result_freep) Result *rows = NULL;
    GEOSWKBReader *reader;
    Params params;
    int64_t version;
    int r = register_version(db, &version);

    if (r != 0)
        return r;
    params_begin(&params, arena, &sql_snapshot_boundaries);
    params_int(&params, version);
    r = db_query(db, &params, &rows);
    if (r != 0)
        return r;

    plain->geos = GEOS_init_r();
    plain->tree = GEOSSTRtree_create_r(plain->geos, BOXES_PER_NODE);
    reader = GEOSWKBReader_create_r(plain->geos);
    for (size_t row = 0; row < result_rows(rows); row++) {
        Bytes wkb = result_bytes(rows, row, result_column(rows, "wkb"));
        GEOSGeometry *shape;
        union {
            const GEOSPreparedGeometry *as_made;
            void *as_kept;
        } item;

        if (!wkb.data)
            continue;
        shape = GEOSWKBReader_read_r(plain->geos, reader, wkb.data, wkb.size);
        item.as_made = GEOSPrepare_r(plain->geos, shape);
        GEOSSTRtree_insert_r(plain->geos, plain->tree, shape, item.as_kept);
    }
    GEOSWKBReader_destroy_r(plain->geos, reader);
    return 0;
}

static bool
is_somewhere(Plain *plain, Point point)
{
    plain->point = GEOSGeom_createPointFromXY_r(plain->geos, point.lon, point.lat);
    plain->found = false;
    GEOSSTRtree_query_r(plain->geos, plain->tree, plain->point, look, plain);
    GEOSGeom_destroy_r(plain->geos, plain->point);
    return plain->found;
}

static double
measure_plain(Plain *plain, const Point *points, size_t n, double seconds, size_t *ret_found)
{
    double began = now_s();
    size_t asked = 0;

    *ret_found = 0;
    for (size_t i = 0; i < n; i++)
        *ret_found += is_somewhere(plain, points[i]);
    began = now_s();
    for (; now_s() - began < seconds; asked += n)
        for (size_t i = 0; i < n; i++)
            (void) is_somewhere(plain, points[i]);
    return (double) asked / (now_s() - began);
}

/* ---- ours ---- */

static bool
is_in_ours(SnapshotLocal *local, Point point, Day on)
{
    MunicipalityFound found;
    const Place *place;

    return snapshot_municipality_at(local, (GeoPoint) { point.lon, point.lat }, on, &place, &found)
            == 0
            && found.distance_m <= 0;
}

static double
measure_ours(SnapshotLocal *local, const Point *points, size_t n, double seconds, size_t *ret_found)
{
    Day on = day_today();
    double began;
    size_t asked = 0;

    *ret_found = 0;
    for (size_t i = 0; i < n; i++)
        *ret_found += is_in_ours(local, points[i], on);
    began = now_s();
    for (; now_s() - began < seconds; asked += n)
        for (size_t i = 0; i < n; i++)
            (void) is_in_ours(local, points[i], on);
    return (double) asked / (now_s() - began);
}

/*
 * Beside a coast ours goes on to look for the nearest; only who lies inside is the same question.
 * First it is seen that both say the same of all.
 */
static size_t
keep_inside(SnapshotLocal *local, Plain *plain, Point *points, size_t n)
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
        bool inside = is_in_ours(local, points[i], day_today());

        if (inside != is_somewhere(plain, points[i]))
            return 0;
        if (inside)
            points[kept++] = points[i];
    }
    return kept;
}

typedef struct Pair {
    const Place *municipality;
    const Programme *programme;
} Pair;

static Pair *
read_pairs(const Snapshot *snapshot, const char *path, size_t *ret_n)
{
    FILE *in = fopen(path, "re");
    Pair *pairs = NULL;
    size_t room = 0;
    char place[32], code[64];

    *ret_n = 0;
    while (in && fscanf(in, "%31[^,],%63s\n", place, code) == 2) {
        const Place *hints[1];
        Pair pair = { .programme = snapshot_programme_on(snapshot, code, day_today()) };

        if (!pair.programme
                || places_resolve(snapshot_places(snapshot), place,
                           PLACE_LEVEL_BIT(PLACE_MUNICIPALITY), day_today(), &pair.municipality, 1,
                           hints)
                        != 0)
            continue;
        memory_reserve(pairs, *ret_n, room);
        pairs[(*ret_n)++] = pair;
    }
    if (in)
        (void) fclose(in);
    return pairs;
}

static double
measure_nearest(SnapshotLocal *local, const Pair *pairs, size_t n, double seconds, size_t *ret_told)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    double began = now_s();
    Day on = day_today();
    size_t asked = 0;
    Facts facts;

    facts_init(&facts);
    *ret_told = 0;
    for (; now_s() - began < seconds; asked += n)
        for (size_t i = 0; i < n; i++) {
            const AnswerWhere *offers;
            const Whereabouts whereabouts = {
                .snapshot = snapshot_local_snapshot(local),
                .municipality = pairs[i].municipality,
                .from = pairs[i].municipality->label,
                .from_is_a_label = true,
                .on = on,
                .facts = &facts,
            };
            size_t told = where_offers(arena, &whereabouts, pairs[i].programme, &offers);

            *ret_told += asked == 0 ? told : 0;
            arena_reset(arena);
        }
    return (double) asked / (now_s() - began);
}

int
main(int argc, char **argv)
{
    CLEANUP(snapshot_unrefp) Snapshot *snapshot = NULL;
    CLEANUP(snapshot_local_freep) SnapshotLocal *local = NULL;
    CLEANUP(db_closep) Db *db = NULL;
    static Plain plain;
    size_t n_points, n_pairs, by_plain, by_ours, told;
    double seconds, plain_rate, ours_rate, nearest_rate;
    Point *points;
    Pair *pairs;

    if (argc != 4
            || db_open(&(DbOptions) { .user = "mitroa_service", .name = "measure_geo" }, &db) != 0
            || snapshot_load(db, &snapshot) != 0 || snapshot_local_new(snapshot, &local) != 0
            || plain_new(db, &plain) != 0)
        return 2;
    seconds = strtod(argv[2], NULL);
    points = read_points(argv[1], &n_points);
    n_points = keep_inside(local, &plain, points, n_points);
    pairs = read_pairs(snapshot, argv[3], &n_pairs);
    if (n_points == 0 || n_pairs == 0)
        return 2;

    plain_rate = measure_plain(&plain, points, n_points, seconds, &by_plain);
    ours_rate = measure_ours(local, points, n_points, seconds, &by_ours);
    nearest_rate = measure_nearest(local, pairs, n_pairs, seconds, &told);
    (void) printf("{\"points\": %zu, \"plain\": %.0f, \"plain_found\": %zu, \"ours\": %.0f, "
                  "\"ours_found\": %zu, \"pairs\": %zu, \"nearest\": %.0f, \"told\": %zu}\n",
            n_points, plain_rate, by_plain, ours_rate, by_ours, n_pairs, nearest_rate, told);
    free(points);
    free(pairs);
    return 0;
}
