/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Distance: how far apart two points are, along the WGS 84 ellipsoid, in metres.
 *
 * As the crow flies; nothing here knows roads or ferries, and whoever shows the figure must say so.
 *
 * Who measures from one place to many keeps where they lie in space: the straight line through the
 * earth, which costs three multiplications, is never longer than the way over it, and so says who
 * cannot be among the nearest. The way itself then follows from the straight line.
 */

#include "geo/point.h"

/* Where a point lies, in metres from the middle of the earth; z towards the north pole. */
typedef struct GeoVector {
    double x;
    double y;
    double z;
} GeoVector;

/* How far distance_between() may be off, for two points in reach of each other. */
#define DISTANCE_ERROR_M 0.02

/* Below this it is off by less than a tenth of a millimetre; below 100 km, of a micrometre. */
#define DISTANCE_SHORT_M 300000.0

/* To a tenth of a millimetre. */
double distance_m(GeoPoint from, GeoPoint to);

/* To what a double can hold, by Karney's method: for who has to say which of two is nearer. */
double distance_exact_m(GeoPoint from, GeoPoint to);

GeoVector distance_vector(GeoPoint point);

/* To DISTANCE_ERROR_M for points in the box of geo_point_is_in_reach(). */
double distance_between(const GeoVector *from, const GeoVector *to);

/* The square of the straight line. */
static inline double
distance_chord_squared(const GeoVector *from, const GeoVector *to)
{
    double x = to->x - from->x, y = to->y - from->y, z = to->z - from->z;

    return x * x + y * y + z * z;
}
