/* SPDX-License-Identifier: EUPL-1.2 */
#include "geo/distance.h"

#include <geodesic.h>
#include <pthread.h>

#define WGS84_RADIUS_M 6378137.0
#define WGS84_FLATTENING (1 / 298.257223563)

static struct geod_geodesic wgs84;
static pthread_once_t wgs84_once = PTHREAD_ONCE_INIT;

static void
wgs84_init(void)
{
    geod_init(&wgs84, WGS84_RADIUS_M, WGS84_FLATTENING);
}

double
distance_m(GeoPoint from, GeoPoint to)
{
    double metres = NAN;

    (void) pthread_once(&wgs84_once, wgs84_init);
    geod_inverse(&wgs84, from.lat, from.lon, to.lat, to.lon, &metres, /* azi1= */ NULL,
            /* azi2= */ NULL);
    return metres;
}
