/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Point: a place on the earth in EPSG:4326, longitude first, as every layer of ours hands it on.
 *
 * The box is the one outside which nothing of the registry can lie; it is wide enough for the whole
 * country with its sea, and narrow enough that a pair of swapped or projected coordinates falls
 * out.
 */

#include <math.h>
#include <stdbool.h>

#define GEO_LON_MIN 19.0
#define GEO_LON_MAX 30.0
#define GEO_LAT_MIN 34.0
#define GEO_LAT_MAX 42.0

typedef struct GeoPoint {
    double lon;
    double lat;
} GeoPoint;

/* The point that stands for "not known". */
#define GEO_NOWHERE ((GeoPoint) { .lon = NAN, .lat = NAN })

static inline bool
geo_point_is_known(GeoPoint point)
{
    return isfinite(point.lon) && isfinite(point.lat);
}

/* False for infinities and NaN, too. */
static inline bool
geo_point_is_in_reach(GeoPoint point)
{
    return point.lon >= GEO_LON_MIN && point.lon <= GEO_LON_MAX && point.lat >= GEO_LAT_MIN
            && point.lat <= GEO_LAT_MAX;
}
