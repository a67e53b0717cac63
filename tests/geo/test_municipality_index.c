/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Two squares that share the border 23 E, and a third that was the whole of them until 2019.
 *
 *     39 +-------+-------+
 *        | 0100  | 0200  |
 *     38 +-------+-------+
 *        22      23      24
 */

#include "tests/unit/unit.h"

#include "geo/distance.h"
#include "geo/municipality_index.h"
#include "tests/geo/shapes.h"

#include <geos_c.h>
#include <math.h>
#include <pthread.h>

enum { LEFT = 11, RIGHT = 22, WHOLE = 33, ROUGH = 44 };

#define TODAY 20000
#define SPLIT 18000

static void
add(MunicipalityIndex *index, int32_t key, const char *code, bool official, Day from, Day to,
        Wkb wkb)
{
    CLEANUP(wkb_freep) Wkb owned = wkb;
    MunicipalityArea area = {
        .key = key,
        .code = code,
        .official = official,
        .valid_from = from,
        .valid_to = to,
        .wkb = owned.bytes,
        .wkb_size = owned.size,
    };

    CHECK(municipality_index_add(index, &area) == 0);
}

static MunicipalityIndex *
squares(void)
{
    MunicipalityIndex *index = NULL;

    CHECK(municipality_index_new(&index) == 0);
    add(index, ROUGH, "0001", false, DAY_NONE, DAY_NONE, wkb_box(22.5, 38.5, 25, 40));
    add(index, RIGHT, "0200", true, SPLIT, DAY_NONE, wkb_box(23, 38, 24, 39));
    add(index, LEFT, "0100", true, SPLIT, DAY_NONE, wkb_box(22, 38, 23, 39));
    add(index, WHOLE, "ypes:1", true, DAY_NONE, SPLIT - 1, wkb_box(22, 38, 24, 39));
    CHECK(municipality_index_seal(index) == 0);
    return index;
}

static int32_t
at(MunicipalityIndex *index, double lon, double lat, Day on)
{
    MunicipalityFound found = { .key = -1 };
    int r = municipality_index_find(index, (GeoPoint) { lon, lat }, on, &found);

    CHECK(r == 0 || (r == MUNICIPALITY_E_OUTSIDE && found.key == -1));
    return r == 0 ? found.key : 0;
}

static void
finds_the_square_around_a_point(void)
{
    CLEANUP(municipality_index_freep) MunicipalityIndex *index = squares();

    CHECK(at(index, 22.2, 38.2, TODAY) == LEFT);
    CHECK(at(index, 23.8, 38.2, TODAY) == RIGHT);
    CHECK(at(index, 22.000001, 38.000001, TODAY) == LEFT);
}

static void
gives_a_shared_border_to_the_lower_code(void)
{
    CLEANUP(municipality_index_freep) MunicipalityIndex *index = squares();

    CHECK(at(index, 23, 38.25, TODAY) == LEFT);
    CHECK(at(index, 23, 38, TODAY) == LEFT);
    CHECK(at(index, 22, 39, TODAY) == LEFT);
}

static void
lets_an_official_boundary_win_over_an_approximate_one(void)
{
    CLEANUP(municipality_index_freep) MunicipalityIndex *index = squares();
    MunicipalityFound found;

    CHECK(municipality_index_find(index, (GeoPoint) { 23.7, 38.7 }, TODAY, &found) == 0);
    CHECK(found.key == RIGHT && !found.approximate);
    CHECK(municipality_index_find(index, (GeoPoint) { 23.7, 39.5 }, TODAY, &found) == 0);
    CHECK(found.key == ROUGH && found.approximate);
    CHECK(at(index, 24, 38.9, TODAY) == RIGHT);
}

static void
answers_for_the_day_that_is_asked(void)
{
    CLEANUP(municipality_index_freep) MunicipalityIndex *index = squares();

    CHECK(at(index, 23.8, 38.2, SPLIT - 1) == WHOLE);
    CHECK(at(index, 23.8, 38.2, SPLIT) == RIGHT);
}

static void
says_outside_and_leaves_the_answer_alone(void)
{
    CLEANUP(municipality_index_freep) MunicipalityIndex *index = squares();

    CHECK(at(index, 21, 38.5, TODAY) == 0);
    CHECK(at(index, 22.5, 37.999999, TODAY) == 0);
    CHECK(at(index, 500, 38.5, TODAY) == 0);
    CHECK(at(index, NAN, NAN, TODAY) == 0);
    CHECK(at(index, INFINITY, 38.5, TODAY) == 0);
}

static void
finds_the_nearest_where_nothing_holds_the_point(void)
{
    CLEANUP(municipality_index_freep) MunicipalityIndex *index = squares();
    MunicipalityFound found;
    GeoPoint quay = { 21.999, 38.3 };

    CHECK(municipality_index_find_near(index, quay, TODAY, 250, &found) == 0);
    CHECK(found.key == LEFT);
    CHECK(fabs(found.distance_m - distance_m(quay, (GeoPoint) { 22, 38.3 })) < 0.01);
    CHECK(municipality_index_find_near(index, quay, TODAY, 50, &found) == MUNICIPALITY_E_OUTSIDE);
    CHECK(municipality_index_find_near(index, (GeoPoint) { 22.5, 38.5 }, TODAY, 50, &found) == 0);
    CHECK(found.key == LEFT && found.distance_m == 0);
}

/* Grid and geometry must never disagree: a ring with a hole, asked everywhere near its edges. */
static void
agrees_with_plain_geometry_at_every_cell(void)
{
    CLEANUP(municipality_index_freep) MunicipalityIndex *index = NULL;
    Shape *shape = shape_new();

    add_box(shape, true, 22.013, 38.017, 22.991, 38.989);
    add_box(shape, false, 22.3, 38.3, 22.7, 38.7);
    CHECK(municipality_index_new(&index) == 0);
    add(index, LEFT, "0100", true, DAY_NONE, DAY_NONE, wkb_of(shape));
    CHECK(municipality_index_seal(index) == 0);
    for (double lon = 22; lon < 23; lon += 0.0071) {
        for (double lat = 38; lat < 39; lat += 0.0067) {
            bool outer = lon >= 22.013 && lon <= 22.991 && lat >= 38.017 && lat <= 38.989;
            bool hole = lon > 22.3 && lon < 22.7 && lat > 38.3 && lat < 38.7;

            CHECK((at(index, lon, lat, TODAY) == LEFT) == (outer && !hole));
        }
    }
}

#define ROUGH_VERTICES 3000

static double
chance(void)
{
    static uint64_t seed = 20261122;

    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double) (seed >> 11) / (double) (UINT64_C(1) << 53);
}

typedef struct Rough {
    MunicipalityIndex *index;
    GEOSContextHandle_t geos;
    const GEOSPreparedGeometry *prepared;
} Rough;

static void
agree(const Rough *rough, double lon, double lat)
{
    GEOSGeometry *point = GEOSGeom_createPointFromXY_r(rough->geos, lon, lat);

    CHECK((at(rough->index, lon, lat, TODAY) == LEFT)
            == (GEOSPreparedIntersects_r(rough->geos, rough->prepared, point) == 1));
    GEOSGeom_destroy_r(rough->geos, point);
}

static void
agree_about(const Rough *rough, double lon, double lat)
{
    static const double steps[] = { 0, 1e-14, 1e-12, 1e-9, 1e-6, 1e-3 };

    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        agree(rough, lon + steps[i], lat);
        agree(rough, lon - steps[i], lat + steps[i]);
        agree(rough, lon, lat - steps[i]);
    }
}

/* A coast of bays: on its vertices, on its edges, a hair beside them, and anywhere. */
static void
agrees_with_geos_along_a_rough_coast(void)
{
    static double pairs[2 * (ROUGH_VERTICES + 1)];
    CLEANUP(municipality_index_freep) MunicipalityIndex *index = NULL;
    Shape *shape = shape_new();
    GEOSWKBReader *reader;
    GEOSGeometry *whole;
    Rough rough = { .geos = GEOS_init_r() };

    for (size_t i = 0; i < ROUGH_VERTICES; i++) {
        double angle = 2 * M_PI * (double) i / ROUGH_VERTICES, far = 0.4 + 0.1 * chance();

        pairs[2 * i] = 22.5 + far * cos(angle);
        pairs[2 * i + 1] = 38.5 + far * sin(angle);
    }
    pairs[2 * (size_t) ROUGH_VERTICES] = pairs[0];
    pairs[2 * (size_t) ROUGH_VERTICES + 1] = pairs[1];
    add_ring(shape, true, pairs, ROUGH_VERTICES + 1);
    add_box(shape, false, 22.4, 38.4, 22.6, 38.6);

    CLEANUP(wkb_freep) Wkb wkb = wkb_of(shape);
    const MunicipalityArea area = { .key = LEFT,
        .code = "0100",
        .official = true,
        .valid_from = DAY_NONE,
        .valid_to = DAY_NONE,
        .wkb = wkb.bytes,
        .wkb_size = wkb.size };

    CHECK(municipality_index_new(&index) == 0);
    CHECK(municipality_index_add(index, &area) == 0);
    CHECK(municipality_index_seal(index) == 0);
    reader = GEOSWKBReader_create_r(rough.geos);
    whole = GEOSWKBReader_read_r(rough.geos, reader, wkb.bytes, wkb.size);
    rough.index = index;
    rough.prepared = GEOSPrepare_r(rough.geos, whole);
    for (size_t i = 0; i < ROUGH_VERTICES; i++) {
        const double *from = &pairs[2 * i];
        double part = chance();

        agree_about(&rough, from[0], from[1]);
        agree_about(
                &rough, from[0] + part * (from[2] - from[0]), from[1] + part * (from[3] - from[1]));
        agree(&rough, 22 + chance(), 38 + chance());
    }
    GEOSPreparedGeom_destroy_r(rough.geos, rough.prepared);
    GEOSGeom_destroy_r(rough.geos, whole);
    GEOSWKBReader_destroy_r(rough.geos, reader);
    GEOS_finish_r(rough.geos);
}

static void
refuses_a_boundary_that_crosses_itself(void)
{
    CLEANUP(municipality_index_freep) MunicipalityIndex *index = NULL;
    double bow_tie[] = { 22, 38, 23, 39, 23, 38, 22, 39, 22, 38 };
    Shape *shape = shape_new();
    MunicipalityArea area = { .key = 1, .code = "0001" };

    add_ring(shape, true, bow_tie, 5);
    CLEANUP(wkb_freep) Wkb wkb = wkb_of(shape);
    area.wkb = wkb.bytes;
    area.wkb_size = wkb.size;
    CHECK(municipality_index_new(&index) == 0);
    CHECK(municipality_index_add(index, &area) == MUNICIPALITY_E_BAD_SHAPE);
    CHECK(strncmp(municipality_index_reason(index), "Self-intersection", 17) == 0);
}

static void
refuses_bytes_that_are_no_geometry(void)
{
    CLEANUP(municipality_index_freep) MunicipalityIndex *index = NULL;
    CLEANUP(wkb_freep) Wkb box = wkb_box(22, 38, 23, 39);
    MunicipalityArea area = { .key = 1, .code = "0001", .wkb = box.bytes };

    CHECK(municipality_index_new(&index) == 0);
    for (size_t size = 0; size < box.size; size++) {
        area.wkb_size = size;
        CHECK(municipality_index_add(index, &area) == MUNICIPALITY_E_BAD_SHAPE);
    }
}

static void *
ask_everywhere(void *context)
{
    MunicipalityIndex *index = context;

    for (int i = 0; i < 2000; i++)
        CHECK(at(index, 22.0005 + i * 0.0005, 38.2, TODAY) != 0);
    return NULL;
}

static void
gives_another_thread_its_own(void)
{
    MunicipalityIndex *index = squares(), *clone = NULL;
    pthread_t thread;

    CHECK(municipality_index_clone(index, &clone) == 0);
    CHECK(pthread_create(&thread, NULL, ask_everywhere, clone) == 0);
    (void) ask_everywhere(index);
    CHECK(pthread_join(thread, NULL) == 0);
    municipality_index_free(index);
    CHECK(at(clone, 22.2, 38.2, TODAY) == LEFT);
    municipality_index_free(clone);
}

static const UnitTest tests[] = {
    { "finds the square around a point", finds_the_square_around_a_point },
    { "gives a shared border to the lower code", gives_a_shared_border_to_the_lower_code },
    { "lets an official boundary win over an approximate one",
            lets_an_official_boundary_win_over_an_approximate_one },
    { "answers for the day that is asked", answers_for_the_day_that_is_asked },
    { "says outside and leaves the answer alone", says_outside_and_leaves_the_answer_alone },
    { "finds the nearest where nothing holds the point",
            finds_the_nearest_where_nothing_holds_the_point },
    { "agrees with plain geometry at every cell", agrees_with_plain_geometry_at_every_cell },
    { "agrees with GEOS along a rough coast, on its edges and a hair beside them",
            agrees_with_geos_along_a_rough_coast },
    { "refuses a boundary that crosses itself", refuses_a_boundary_that_crosses_itself },
    { "refuses bytes that are no geometry", refuses_bytes_that_are_no_geometry },
    { "gives another thread its own", gives_another_thread_its_own },
};

UNIT_MAIN(tests)
