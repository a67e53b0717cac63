/* SPDX-License-Identifier: EUPL-1.2 */
#include "geo/projection.h"

#include "registry/base/error.h"
#include "registry/base/memory.h"

#include <errno.h>
#include <math.h>
#include <proj.h>
#include <stdbool.h>
#include <stdlib.h>

/*
 * Greek Grid to WGS 84 as EPSG:1272 has it, written out: naming the two systems instead would let
 * PROJ weigh transformations by their area of use, and drop this one east of 28.3 E.
 */
static const char greek_grid_to_wgs84[] =
        "+proj=pipeline"
        " +step +inv +proj=tmerc +lat_0=0 +lon_0=24 +k=0.9996 +x_0=500000 +y_0=0 +ellps=GRS80"
        " +step +proj=push +v_3"
        " +step +proj=cart +ellps=GRS80"
        " +step +proj=helmert +x=-199.87 +y=74.79 +z=246.62"
        " +step +inv +proj=cart +ellps=WGS84"
        " +step +proj=pop +v_3"
        " +step +proj=unitconvert +xy_in=rad +xy_out=deg";

/* Beyond these a transverse Mercator is no map of Greece, and may wrap round into the box. */
#define GRID_X_MIN (-100000.0)
#define GRID_X_MAX 1300000.0
#define GRID_Y_MIN 3600000.0
#define GRID_Y_MAX 4900000.0

struct Projection {
    PJ_CONTEXT *context;
    PJ *transformation;
};

int
projection_new(Projection **ret_projection)
{
    CLEANUP(projection_freep) Projection *projection = memory_new(1, sizeof *projection);

    projection->context = proj_context_create();
    if (!projection->context)
        return error_raise(-EIO, "PROJ gives no context");

    projection->transformation = proj_create(projection->context, greek_grid_to_wgs84);
    if (!projection->transformation)
        return error_raise(-EIO, "PROJ does not know the Greek Grid: %s",
                proj_context_errno_string(
                        projection->context, proj_context_errno(projection->context)));

    *ret_projection = TAKE(projection);
    return 0;
}

Projection *
projection_free(Projection *projection)
{
    if (!projection)
        return NULL;

    (void) proj_destroy(projection->transformation);
    (void) proj_context_destroy(projection->context);
    free(projection);
    return NULL;
}

static bool
is_on_grid(double x, double y)
{
    return x >= GRID_X_MIN && x <= GRID_X_MAX && y >= GRID_Y_MIN && y <= GRID_Y_MAX;
}

int
projection_from_greek_grid(Projection *projection, double x, double y, GeoPoint *ret_point)
{
    PJ_COORD lonlat;
    GeoPoint point;

    if (!is_on_grid(x, y))
        return PROJECTION_E_OUTSIDE;

    lonlat = proj_trans(projection->transformation, PJ_FWD, proj_coord(x, y, 0, 0));
    point = (GeoPoint) { .lon = lonlat.xy.x, .lat = lonlat.xy.y };
    if (!geo_point_is_in_reach(point))
        return PROJECTION_E_OUTSIDE;

    *ret_point = point;
    return 0;
}

int
projection_to_greek_grid(Projection *projection, GeoPoint point, double *ret_x, double *ret_y)
{
    PJ_COORD grid;

    if (!geo_point_is_in_reach(point))
        return PROJECTION_E_OUTSIDE;

    grid = proj_trans(projection->transformation, PJ_INV, proj_coord(point.lon, point.lat, 0, 0));
    if (!is_on_grid(grid.xy.x, grid.xy.y))
        return PROJECTION_E_OUTSIDE;

    *ret_x = grid.xy.x;
    *ret_y = grid.xy.y;
    return 0;
}

void
projection_many_from_greek_grid(Projection *projection, double *pairs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        GeoPoint point = GEO_NOWHERE;

        (void) projection_from_greek_grid(projection, pairs[2 * i], pairs[2 * i + 1], &point);
        pairs[2 * i] = point.lon;
        pairs[2 * i + 1] = point.lat;
    }
}
