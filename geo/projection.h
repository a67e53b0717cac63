/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Projection: the Greek Grid (EPSG:2100, metres east and north) to longitude and latitude and back.
 *
 * The transformation is one fixed pipeline, not what PROJ chooses: EPSG gives the datum shift an
 * area of use that ends at 28.3 E, so a transformation picked by area may drop the shift at
 * Kastellorizo (29.6 E) and put it some 290 m away. A projection belongs to one thread.
 */

#include "geo/point.h"
#include "registry/base/cleanup.h"

#include <stddef.h>

typedef struct Projection Projection;

enum {
    PROJECTION_E_OUTSIDE = 1, /* not a point in or near Greece; typically swapped coordinates */
};

int projection_new(Projection **ret_projection);
Projection *projection_free(Projection *projection);

int projection_from_greek_grid(Projection *projection, double x, double y, GeoPoint *ret_point);
int projection_to_greek_grid(Projection *projection, GeoPoint point, double *ret_x, double *ret_y);

/* In place, n pairs of (x, y) to (lon, lat). A pair that is no point in reach becomes NaN, NaN. */
void projection_many_from_greek_grid(Projection *projection, double *pairs, size_t n);

DEFINE_CLEANUP(Projection, projection_free)
