/* SPDX-License-Identifier: EUPL-1.2 */

/* The Greek Grid, at points computed without PROJ (greek_grid.txt), and distances. */

#include "tests/unit/unit.h"

#include "geo/distance.h"
#include "geo/projection.h"

#include <math.h>

#define TOLERANCE_M 0.001
#define BACK_TOLERANCE_M 0.005 /* height 0 on one ellipsoid is not height 0 on the other */

typedef struct Known {
    double lon, lat, x, y;
} Known;

static size_t
read_known(Known *known, size_t capacity)
{
    const char *root = getenv("TEST_ROOT");
    char path[4096], line[512];
    size_t n = 0;
    FILE *file;

    (void) snprintf(path, sizeof path, "%s/tests/geo/greek_grid.txt", root ? root : ".");
    file = fopen(path, "re");
    CHECK(file);
    while (file && n < capacity && fgets(line, sizeof line, file))
        n += sscanf(line, "%lf %lf %lf %lf", &known[n].lon, &known[n].lat, &known[n].x, &known[n].y)
                == 4;
    if (file)
        (void) fclose(file);
    return n;
}

static void
agrees_with_what_was_computed_by_hand(void)
{
    CLEANUP(projection_freep) Projection *projection = NULL;
    Known known[32];
    size_t n = read_known(known, 32);

    CHECK(n == 7);
    CHECK(projection_new(&projection) == 0);
    for (size_t i = 0; i < n; i++) {
        GeoPoint point = GEO_NOWHERE;
        double x = 0, y = 0;

        CHECK(projection_from_greek_grid(projection, known[i].x, known[i].y, &point) == 0);
        CHECK(distance_m(point, (GeoPoint) { known[i].lon, known[i].lat }) < BACK_TOLERANCE_M);
        point = (GeoPoint) { known[i].lon, known[i].lat };
        CHECK(projection_to_greek_grid(projection, point, &x, &y) == 0);
        CHECK(fabs(x - known[i].x) < TOLERANCE_M && fabs(y - known[i].y) < TOLERANCE_M);
    }
}

static void
comes_back_to_where_it_started(void)
{
    CLEANUP(projection_freep) Projection *projection = NULL;

    CHECK(projection_new(&projection) == 0);
    for (double lon = 19.3; lon < 29.8; lon += 0.7) {
        for (double lat = 34.7; lat < 41.9; lat += 0.6) {
            GeoPoint back = GEO_NOWHERE;
            double x = 0, y = 0;

            CHECK(projection_to_greek_grid(projection, (GeoPoint) { lon, lat }, &x, &y) == 0);
            CHECK(projection_from_greek_grid(projection, x, y, &back) == 0);
            CHECK(distance_m((GeoPoint) { lon, lat }, back) < BACK_TOLERANCE_M);
        }
    }
}

static void
refuses_what_lies_nowhere_in_greece(void)
{
    CLEANUP(projection_freep) Projection *projection = NULL;
    GeoPoint point = { 1, 2 };
    double x = 3, y = 4;

    CHECK(projection_new(&projection) == 0);
    CHECK(projection_from_greek_grid(projection, 4203764, 475920, &point)
            == PROJECTION_E_OUTSIDE); /* swapped */
    CHECK(projection_from_greek_grid(projection, 23.7, 37.9, &point) == PROJECTION_E_OUTSIDE);
    CHECK(projection_from_greek_grid(projection, INFINITY, 0, &point) == PROJECTION_E_OUTSIDE);
    CHECK(projection_from_greek_grid(projection, NAN, NAN, &point) == PROJECTION_E_OUTSIDE);
    CHECK(point.lon == 1 && point.lat == 2);
    CHECK(projection_to_greek_grid(projection, (GeoPoint) { 37.9, 23.7 }, &x, &y)
            == PROJECTION_E_OUTSIDE);
    CHECK(projection_to_greek_grid(projection, GEO_NOWHERE, &x, &y) == PROJECTION_E_OUTSIDE);
    CHECK(x == 3 && y == 4);
}

static void
turns_many_at_once_and_marks_what_it_cannot(void)
{
    CLEANUP(projection_freep) Projection *projection = NULL;
    double pairs[] = { 475920.2652, 4203764.6992, 0, 0 };

    CHECK(projection_new(&projection) == 0);
    projection_many_from_greek_grid(projection, pairs, 2);
    CHECK(distance_m((GeoPoint) { pairs[0], pairs[1] }, (GeoPoint) { 23.7275, 37.9838 })
            < BACK_TOLERANCE_M);
    CHECK(isnan(pairs[2]) && isnan(pairs[3]));
}

/* A degree along a meridian and along the equator, as every handbook of geodesy has them. */
static void
measures_on_the_ellipsoid(void)
{
    CHECK(fabs(distance_m((GeoPoint) { 0, 0 }, (GeoPoint) { 1, 0 }) - 111319.491) < 0.001);
    CHECK(fabs(distance_m((GeoPoint) { 0, 0 }, (GeoPoint) { 0, 1 }) - 110574.389) < 0.001);
    CHECK(distance_m((GeoPoint) { 23, 38 }, (GeoPoint) { 23, 38 }) == 0);
    CHECK(isnan(distance_m((GeoPoint) { 23, 38 }, GEO_NOWHERE)));
}

static const UnitTest tests[] = {
    { "agrees with what was computed by hand, Kastellorizo included",
            agrees_with_what_was_computed_by_hand },
    { "comes back to where it started", comes_back_to_where_it_started },
    { "refuses what lies nowhere in Greece", refuses_what_lies_nowhere_in_greece },
    { "turns many at once and marks what it cannot", turns_many_at_once_and_marks_what_it_cannot },
    { "measures on the ellipsoid", measures_on_the_ellipsoid },
};

UNIT_MAIN(tests)
