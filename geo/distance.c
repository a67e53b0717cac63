/* SPDX-License-Identifier: EUPL-1.2 */
#include "geo/distance.h"

#include <geodesic.h>
#include <pthread.h>

#define WGS84_RADIUS_M 6378137.0
#define WGS84_FLATTENING (1 / 298.257223563)
#define ECCENTRICITY_SQUARED (WGS84_FLATTENING * (2 - WGS84_FLATTENING))
#define RADIUS_SQUARED (WGS84_RADIUS_M * WGS84_RADIUS_M)
#define POLAR_SQUARED (RADIUS_SQUARED * (1 - ECCENTRICITY_SQUARED))

static struct geod_geodesic wgs84;
static pthread_once_t wgs84_once = PTHREAD_ONCE_INIT;

static void
wgs84_init(void)
{
    geod_init(&wgs84, WGS84_RADIUS_M, WGS84_FLATTENING);
}

GeoVector
distance_vector(GeoPoint point)
{
    double lon = point.lon * (M_PI / 180), lat = point.lat * (M_PI / 180);
    double sine = sin(lat);
    double normal = WGS84_RADIUS_M / sqrt(1 - ECCENTRICITY_SQUARED * sine * sine);
    double across = normal * cos(lat);

    return (GeoVector) {
        .x = across * cos(lon),
        .y = across * sin(lon),
        .z = normal * (1 - ECCENTRICITY_SQUARED) * sine,
    };
}

/*
 * The arc of the circle that the ellipsoid's curvature midway, in the direction of the way, makes
 * over the straight line. A geodesic's curvature is that of the surface below it; what it changes
 * along the way and how far the way leaves its plane are of the order of the eccentricity squared,
 * and both enter with the fifth power of the length. (Taylor from the middle: c = s - k²s³/24 +
 * k⁴s⁵/1920 - (k'² + k²t²)s⁵/1152.) tests/geo holds it against Karney's over the whole box.
 */
double
distance_between(const GeoVector *from, const GeoVector *to)
{
    double x = to->x - from->x, y = to->y - from->y, z = to->z - from->z;
    double chord_squared = x * x + y * y + z * z;
    double middle_x = (from->x + to->x) / 2, middle_y = (from->y + to->y) / 2;
    double middle_z = (from->z + to->z) / 2;
    double across = middle_x * middle_x + middle_y * middle_y, up = middle_z * middle_z;
    double inside = across / RADIUS_SQUARED + up / POLAR_SQUARED; /* 1 on the surface */
    double normal_squared =
            across / (RADIUS_SQUARED * RADIUS_SQUARED) + up / (POLAR_SQUARED * POLAR_SQUARED);
    /* Twice the second derivative along the straight line, times its length squared. */
    double bend = (x * x + y * y) / RADIUS_SQUARED + z * z / POLAR_SQUARED;
    double u;

    if (chord_squared == 0)
        return 0;
    /* (k c / 2)², with k = bend / c² / (|normal| / sqrt(inside)); then c asin(sqrt u) / sqrt u. */
    u = bend * bend * inside / (chord_squared * normal_squared * 4);
    return sqrt(chord_squared)
            * (1 + u * (1 / 6.0 + u * (3 / 40.0 + u * (15 / 336.0 + u * (105 / 3456.0)))));
}

double
distance_exact_m(GeoPoint from, GeoPoint to)
{
    double metres = NAN;

    (void) pthread_once(&wgs84_once, wgs84_init);
    geod_inverse(&wgs84, from.lat, from.lon, to.lat, to.lon, &metres, /* azi1= */ NULL,
            /* azi2= */ NULL);
    return metres;
}

double
distance_m(GeoPoint from, GeoPoint to)
{
    if (geo_point_is_in_reach(from) && geo_point_is_in_reach(to)) {
        GeoVector one = distance_vector(from), other = distance_vector(to);
        double metres = distance_between(&one, &other);

        if (metres < DISTANCE_SHORT_M)
            return metres;
    }
    return distance_exact_m(from, to);
}
