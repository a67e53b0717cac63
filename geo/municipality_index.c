/* SPDX-License-Identifier: EUPL-1.2 */
#include "geo/municipality_index.h"

#include "geo/distance.h"
#include "geo/municipality_grid.h"
#include "geo/wkb.h"
#include "registry/base/error.h"
#include "registry/base/memory.h"

#include <assert.h>
#include <errno.h>
#include <geos_c.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CODE_SIZE 16

/* A degree of latitude is at least so long; only for leaving out what is surely too far. */
#define DEGREE_M_MIN 110500.0

typedef struct Area {
    int32_t key;
    char code[CODE_SIZE];
    bool official;
    Day valid_from;
    Day valid_to;
    uint8_t *wkb;
    size_t wkb_size;
    WkbBox box;
} Area;

/* What never changes once sealed, and is shared by all clones. */
typedef struct Core {
    atomic_uint users;
    Area *areas;
    size_t n_areas;
    size_t areas_capacity;
    MunicipalityGrid *grid;
} Core;

/* The shape of one area as this index's thread has it; made when first asked. */
typedef struct Prepared {
    GEOSGeometry *shape;
    const GEOSPreparedGeometry *prepared; /* refers to `shape`, so it is destroyed first */
} Prepared;

struct MunicipalityIndex {
    GEOSContextHandle_t geos;
    GEOSWKBReader *reader;
    Core *core;
    Prepared *prepared;
    char reason[200]; /* GEOS messages about input data end up here, not in the log */
};

static Core *
core_unref(Core *core)
{
    if (!core || atomic_fetch_sub(&core->users, 1) > 1)
        return NULL;

    for (size_t i = 0; i < core->n_areas; i++)
        free(core->areas[i].wkb);
    free(core->areas);
    municipality_grid_free(core->grid);
    free(core);
    return NULL;
}

static void
keep_reason(const char *message, void *context)
{
    MunicipalityIndex *index = context;

    (void) snprintf(index->reason, sizeof index->reason, "%s", message);
}

static int
index_new(Core *core, MunicipalityIndex **ret_index)
{
    CLEANUP(municipality_index_freep) MunicipalityIndex *index = memory_new(1, sizeof *index);

    index->core = core;
    index->geos = GEOS_init_r();
    if (!index->geos)
        return error_raise(-EIO, "GEOS gives no context");

    (void) GEOSContext_setErrorMessageHandler_r(index->geos, keep_reason, index);
    index->reader = GEOSWKBReader_create_r(index->geos);
    if (!index->reader)
        return error_raise(-EIO, "GEOS gives no reader");

    *ret_index = TAKE(index);
    return 0;
}

int
municipality_index_new(MunicipalityIndex **ret_index)
{
    Core *core = memory_new(1, sizeof *core);

    atomic_init(&core->users, 1);
    return index_new(core, ret_index);
}

int
municipality_index_clone(const MunicipalityIndex *index, MunicipalityIndex **ret_clone)
{
    MunicipalityIndex *clone;
    int r;

    assert(index->core->grid);

    (void) atomic_fetch_add(&index->core->users, 1);
    r = index_new(index->core, &clone);
    if (r != 0)
        return r;

    clone->prepared = memory_new(index->core->n_areas + 1, sizeof *clone->prepared);
    *ret_clone = clone;
    return 0;
}

MunicipalityIndex *
municipality_index_free(MunicipalityIndex *index)
{
    if (!index)
        return NULL;

    for (size_t i = 0; index->prepared && i < index->core->n_areas; i++) {
        GEOSPreparedGeom_destroy_r(index->geos, index->prepared[i].prepared);
        GEOSGeom_destroy_r(index->geos, index->prepared[i].shape);
    }
    free(index->prepared);
    if (index->reader)
        GEOSWKBReader_destroy_r(index->geos, index->reader);
    if (index->geos)
        GEOS_finish_r(index->geos);
    core_unref(index->core);
    free(index);
    return NULL;
}

const char *
municipality_index_reason(const MunicipalityIndex *index)
{
    return index->reason;
}

/* Leaves the reason behind when the answer is no. */
static bool
is_usable_boundary(MunicipalityIndex *index, const MunicipalityArea *area, WkbBox *ret_box)
{
    GEOSGeometry *shape;
    char *flaw;
    bool valid;

    if (wkb_check(area->wkb, area->wkb_size, ret_box) != 0) {
        keep_reason("the boundary is not a polygon or multipolygon within Greece", index);
        return false;
    }
    shape = GEOSWKBReader_read_r(index->geos, index->reader, area->wkb, area->wkb_size);
    if (!shape)
        return false;

    valid = GEOSisValid_r(index->geos, shape) == 1;
    if (!valid) {
        flaw = GEOSisValidReason_r(index->geos, shape);
        keep_reason(flaw ? flaw : "the boundary is not valid", index);
        GEOSFree_r(index->geos, flaw);
    }
    GEOSGeom_destroy_r(index->geos, shape);
    return valid;
}

int
municipality_index_add(MunicipalityIndex *index, const MunicipalityArea *area)
{
    Core *core = index->core;
    Area *added;
    WkbBox box;

    assert(!core->grid && area->code);

    if (!is_usable_boundary(index, area, &box))
        return MUNICIPALITY_E_BAD_SHAPE;

    memory_reserve(core->areas, core->n_areas, core->areas_capacity);
    added = &core->areas[core->n_areas++];
    *added = (Area) {
        .key = area->key,
        .official = area->official,
        .valid_from = area->valid_from,
        .valid_to = area->valid_to,
        .wkb = memory_new(area->wkb_size, 1),
        .wkb_size = area->wkb_size,
        .box = box,
    };
    (void) snprintf(added->code, sizeof added->code, "%s", area->code);
    memcpy(added->wkb, area->wkb, area->wkb_size);
    return 0;
}

/* Who comes first answers where areas overlap: official ones, then the lower code. */
static int
by_preference(const void *one, const void *other)
{
    const Area *a = one, *b = other;
    int codes = strcmp(a->code, b->code);

    if (a->official != b->official)
        return a->official ? -1 : 1;
    return codes ? codes : (a->key > b->key) - (a->key < b->key);
}

int
municipality_index_seal(MunicipalityIndex *index)
{
    Core *core = index->core;

    assert(!core->grid);

    if (core->n_areas > 0)
        qsort(core->areas, core->n_areas, sizeof *core->areas, by_preference);
    core->grid = municipality_grid_new();
    for (size_t i = 0; i < core->n_areas; i++)
        municipality_grid_add(core->grid, (uint32_t) i, core->areas[i].wkb, core->areas[i].wkb_size,
                &core->areas[i].box);
    municipality_grid_seal(core->grid);
    index->prepared = memory_new(core->n_areas + 1, sizeof *index->prepared);
    return 0;
}

static bool
is_valid_on(const Area *area, Day on)
{
    return (area->valid_from == DAY_NONE || area->valid_from <= on)
            && (area->valid_to == DAY_NONE || on <= area->valid_to);
}

static const GEOSPreparedGeometry *
prepared_of(MunicipalityIndex *index, size_t i)
{
    const Area *area = &index->core->areas[i];
    Prepared *prepared = &index->prepared[i];

    if (prepared->prepared)
        return prepared->prepared;

    prepared->shape = GEOSWKBReader_read_r(index->geos, index->reader, area->wkb, area->wkb_size);
    if (prepared->shape)
        prepared->prepared = GEOSPrepare_r(index->geos, prepared->shape);
    return prepared->prepared;
}

/* By GEOS, of a point that lies as good as on the border. 1 yes, 0 no, negative on failure. */
static int
area_holds_exactly(MunicipalityIndex *index, size_t i, GeoPoint point)
{
    const GEOSPreparedGeometry *prepared = prepared_of(index, i);
    GEOSGeometry *geometry = GEOSGeom_createPointFromXY_r(index->geos, point.lon, point.lat);
    char holds = 2;

    if (prepared && geometry)
        holds = GEOSPreparedIntersects_r(index->geos, prepared, geometry);
    GEOSGeom_destroy_r(index->geos, geometry);
    if (holds > 1)
        return error_raise(-EIO, "boundary of %s: %s", index->core->areas[i].code, index->reason);

    return holds;
}

static int
area_holds(MunicipalityIndex *index, const GridEntry *entry, GeoPoint point)
{
    GridSide side;

    if (entry->full)
        return 1;
    side = municipality_grid_side(
            index->core->grid, entry, index->core->areas[entry->area].wkb, point);
    return side == GRID_UNSURE ? area_holds_exactly(index, entry->area, point)
                               : side == GRID_INSIDE;
}

static MunicipalityFound
found_in(const Area *area, double distance)
{
    return (MunicipalityFound) {
        .key = area->key,
        .approximate = !area->official,
        .distance_m = distance,
    };
}

int
municipality_index_find(
        MunicipalityIndex *index, GeoPoint point, Day on, MunicipalityFound *ret_found)
{
    const Core *core = index->core;
    const GridEntry *entries;
    size_t n;

    if (!geo_point_is_in_reach(point))
        return MUNICIPALITY_E_OUTSIDE;

    entries = municipality_grid_at(core->grid, point, &n);
    for (size_t i = 0; i < n; i++) {
        const Area *area = &core->areas[entries[i].area];
        int holds;

        if (!is_valid_on(area, on))
            continue;

        holds = area_holds(index, &entries[i], point);
        if (holds < 0)
            return holds;
        if (holds) {
            *ret_found = found_in(area, 0);
            return 0;
        }
    }
    return MUNICIPALITY_E_OUTSIDE;
}

/* The point of the edge that is nearest, in a plane where a degree of longitude has its length. */
static GeoPoint
nearest_on_edge(GeoPoint from, GeoPoint a, GeoPoint b)
{
    double squeeze = cos(from.lat * M_PI / 180);
    double dx = (b.lon - a.lon) * squeeze, dy = b.lat - a.lat;
    double length = dx * dx + dy * dy;
    double along =
            length > 0 ? ((from.lon - a.lon) * squeeze * dx + (from.lat - a.lat) * dy) / length : 0;

    along = fmin(1, fmax(0, along));
    return (GeoPoint) { .lon = a.lon + (b.lon - a.lon) * along, .lat = a.lat + dy * along };
}

static double
squared(GeoPoint from, GeoPoint to)
{
    double dx = (to.lon - from.lon) * cos(from.lat * M_PI / 180), dy = to.lat - from.lat;

    return dx * dx + dy * dy;
}

static double
distance_to_area(const Area *area, GeoPoint point)
{
    GeoPoint best = GEO_NOWHERE;
    WkbWalk walk;
    WkbRing ring;

    (void) wkb_begin(&walk, area->wkb, area->wkb_size);
    while (wkb_next(&walk, &ring) == 0 && !walk.ended) {
        GeoPoint last = wkb_vertex(&ring, 0);

        for (uint32_t i = 1; i < ring.n; i++) {
            GeoPoint next = wkb_vertex(&ring, i);
            GeoPoint near = nearest_on_edge(point, last, next);

            if (!geo_point_is_known(best) || squared(point, near) < squared(point, best))
                best = near;
            last = next;
        }
    }
    return distance_m(point, best);
}

static bool
is_box_near(const WkbBox *box, GeoPoint point, double limit_m)
{
    double lat = limit_m / DEGREE_M_MIN;
    double lon = lat / cos(point.lat * M_PI / 180);

    return point.lon >= box->low.lon - lon && point.lon <= box->high.lon + lon
            && point.lat >= box->low.lat - lat && point.lat <= box->high.lat + lat;
}

int
municipality_index_find_near(MunicipalityIndex *index, GeoPoint point, Day on, double limit_m,
        MunicipalityFound *ret_found)
{
    const Core *core = index->core;
    const Area *nearest = NULL;
    double best = limit_m;
    int r;

    r = municipality_index_find(index, point, on, ret_found);
    if (r != MUNICIPALITY_E_OUTSIDE || !geo_point_is_in_reach(point))
        return r;

    for (size_t i = 0; i < core->n_areas; i++) {
        const Area *area = &core->areas[i];
        double distance;

        if (!is_valid_on(area, on) || !is_box_near(&area->box, point, limit_m))
            continue;

        distance = distance_to_area(area, point);
        if (distance < best || (!nearest && distance <= best)) {
            best = distance;
            nearest = area;
        }
    }
    if (!nearest)
        return MUNICIPALITY_E_OUTSIDE;

    *ret_found = found_in(nearest, best);
    return 0;
}
