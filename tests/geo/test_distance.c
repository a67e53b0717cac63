/* SPDX-License-Identifier: EUPL-1.2 */

/* Distances that follow from the straight line, against Karney's, all over the box. */

#include "tests/unit/unit.h"

#include "geo/distance.h"

#include <geodesic.h>
#include <stdint.h>

#define PAIRS 300000
#define MICROMETRE 1e-6
#define TENTH_OF_A_MILLIMETRE 1e-4

static struct geod_geodesic wgs84;
static uint64_t seed = 20261122;

static double
chance(void)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double) (seed >> 11) / (double) (UINT64_C(1) << 53);
}

static double
karney(GeoPoint from, GeoPoint to)
{
    double metres;

    geod_inverse(&wgs84, from.lat, from.lon, to.lat, to.lon, &metres, NULL, NULL);
    return metres;
}

static void
agrees(GeoPoint from, GeoPoint to)
{
    double exact = karney(from, to);
    GeoVector one = distance_vector(from), other = distance_vector(to);
    double between = distance_between(&one, &other);

    CHECK(fabs(between - exact)
            < (exact < DISTANCE_SHORT_M ? TENTH_OF_A_MILLIMETRE : DISTANCE_ERROR_M));
    CHECK(fabs(distance_m(from, to) - exact) < (exact < 1e5 ? MICROMETRE : TENTH_OF_A_MILLIMETRE));
    CHECK(distance_exact_m(from, to) == exact);
    CHECK(sqrt(distance_chord_squared(&one, &other)) <= exact + MICROMETRE);
}

static GeoPoint
somewhere(void)
{
    return (GeoPoint) {
        .lon = GEO_LON_MIN + chance() * (GEO_LON_MAX - GEO_LON_MIN),
        .lat = GEO_LAT_MIN + chance() * (GEO_LAT_MAX - GEO_LAT_MIN),
    };
}

static GeoPoint
about(GeoPoint from, double degrees)
{
    GeoPoint to = {
        .lon = from.lon + degrees * (2 * chance() - 1),
        .lat = from.lat + degrees * (2 * chance() - 1),
    };

    return geo_point_is_in_reach(to) ? to : about(from, degrees / 2);
}

static void
agrees_over_the_box_near_and_far(void)
{
    static const double degrees[] = { 1e-5, 1e-3, 1e-2, 0.1, 0.5, 1, 3, 11 };

    geod_init(&wgs84, 6378137, 1 / 298.257223563);
    for (size_t i = 0; i < PAIRS; i++) {
        GeoPoint from = somewhere();

        agrees(from, about(from, degrees[i % (sizeof degrees / sizeof *degrees)]));
    }
}

static void
agrees_along_its_edges(void)
{
    static const double lons[] = { GEO_LON_MIN, GEO_LON_MIN + 0.9, 24.5, GEO_LON_MAX };
    static const double lats[] = { GEO_LAT_MIN, GEO_LAT_MIN + 0.7, 38, GEO_LAT_MAX };

    geod_init(&wgs84, 6378137, 1 / 298.257223563);
    for (size_t i = 0; i < 4 * 4; i++)
        for (size_t j = 0; j < 4 * 4; j++)
            agrees((GeoPoint) { lons[i / 4], lats[i % 4] },
                    (GeoPoint) { lons[j / 4], lats[j % 4] });
}

static void
beyond_the_box_it_is_karneys(void)
{
    GeoPoint athens = { 23.7275, 37.9838 }, lisbon = { -9.1393, 38.7223 };

    geod_init(&wgs84, 6378137, 1 / 298.257223563);
    CHECK(distance_m(athens, lisbon) == karney(athens, lisbon));
    CHECK(distance_m(athens, athens) == 0);
    CHECK(isnan(distance_m(athens, GEO_NOWHERE)));
}

static const UnitTest tests[] = {
    { "a distance is Karney's, near to a micrometre and far to a tenth of a millimetre",
            agrees_over_the_box_near_and_far },
    { "so it is along the edges of the box", agrees_along_its_edges },
    { "and what lies beyond is asked of him", beyond_the_box_it_is_karneys },
};

UNIT_MAIN(tests)
