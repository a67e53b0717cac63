/* SPDX-License-Identifier: EUPL-1.2 */
#include "geo/partition.h"

#include "registry/base/error.h"
#include "registry/base/memory.h"

#include <errno.h>
#include <geos_c.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Nearest means nearest on the ground: cells are drawn where a degree of longitude is as long as
 * one of latitude, at 38 N. */
#define SQUEEZE 0.788
#define DEGREE_KM 111.19

#define DISC_CORNERS 48
#define STEP_DEGREES 0.009 /* of the lattice that stands for an area: about a kilometre */
#define NODE_CAPACITY 10

/* Less than this share of its known area, and the land of the map is not this municipality's. */
#define LAND_SHARE_MIN 0.25

/* A label so many radii of its island away from land lies on an island that the map has not. */
#define OFF_MAP_RADII 0.5

/* Thinner than any islet: what is left between two borders that should be one. About 10 square
 * metres. */
#define SLIVER_DEGREES2 1e-9

typedef struct Work {
    GEOSContextHandle_t geos;
    GEOSWKBReader *reader;
    GEOSWKBWriter *writer;
    char reason[200];
} Work;

typedef struct Seeds {
    PartitionSeed *seeds;
    size_t n;
    size_t capacity;
} Seeds;

static void
keep_reason(const char *message, void *context)
{
    Work *work = context;

    (void) snprintf(work->reason, sizeof work->reason, "%s", message);
}

static void
work_init(Work *work)
{
    *work = (Work) { .geos = GEOS_init_r() };
    (void) GEOSContext_setErrorMessageHandler_r(work->geos, keep_reason, work);
    work->reader = GEOSWKBReader_create_r(work->geos);
    work->writer = GEOSWKBWriter_create_r(work->geos);
    GEOSWKBWriter_setByteOrder_r(work->geos, work->writer, GEOS_WKB_NDR);
    GEOSWKBWriter_setOutputDimension_r(work->geos, work->writer, 2);
}

static void
work_deinit(Work *work)
{
    GEOSWKBWriter_destroy_r(work->geos, work->writer);
    GEOSWKBReader_destroy_r(work->geos, work->reader);
    GEOS_finish_r(work->geos);
}

static int
failed(const Work *work, const char *doing)
{
    (void) error_raise(-EINVAL, "%s: %s", doing, work->reason);
    return PARTITION_E_FAILED;
}

typedef struct Scale {
    double lon;
} Scale;

static int
scale_vertex(double *x, double *y, void *context)
{
    const Scale *scale = context;

    (void) y;
    *x *= scale->lon;
    return 1;
}

/* Consumes the geometry. */
static GEOSGeometry *
scaled(Work *work, GEOSGeometry *geometry, double factor)
{
    Scale scale = { .lon = factor };
    GEOSGeometry *moved = NULL;

    if (geometry)
        moved = GEOSGeom_transformXY_r(work->geos, geometry, scale_vertex, &scale);
    GEOSGeom_destroy_r(work->geos, geometry);
    return moved;
}

static GEOSGeometry *
read(Work *work, const uint8_t *wkb, size_t size)
{
    return GEOSWKBReader_read_r(work->geos, work->reader, wkb, size);
}

/* A map on a coarse lattice has rings that touch themselves; a buffer of nothing parts them. */
static GEOSGeometry *
read_land(Work *work, const uint8_t *wkb, size_t size)
{
    GEOSGeometry *land = read(work, wkb, size);
    GEOSGeometry *parted = land ? GEOSBuffer_r(work->geos, land, 0, 8) : NULL;

    GEOSGeom_destroy_r(work->geos, land);
    return parted;
}

/* Both operations consume their operands; NULL in gives NULL out. */
static GEOSGeometry *
combine(Work *work,
        GEOSGeometry *(*operation)(GEOSContextHandle_t, const GEOSGeometry *, const GEOSGeometry *),
        GEOSGeometry *one, GEOSGeometry *other)
{
    GEOSGeometry *made = NULL;

    if (one && other)
        made = operation(work->geos, one, other);
    GEOSGeom_destroy_r(work->geos, one);
    GEOSGeom_destroy_r(work->geos, other);
    return made;
}

static GEOSGeometry *
copy(Work *work, const GEOSGeometry *geometry)
{
    return geometry ? GEOSGeom_clone_r(work->geos, geometry) : NULL;
}

/* A multipolygon of the polygons in a geometry that are worth keeping, as WKB. */
static int
write_polygons(Work *work, const GEOSGeometry *geometry, PartitionWkb *ret_wkb)
{
    int n = GEOSGetNumGeometries_r(work->geos, geometry);
    GEOSGeometry **polygons = memory_new((size_t) n + 1, sizeof *polygons);
    GEOSGeometry *whole;
    unsigned kept = 0;

    for (int i = 0; i < n; i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(work->geos, geometry, i);
        double area = 0;

        if (GEOSGeomTypeId_r(work->geos, part) == GEOS_POLYGON
                && GEOSArea_r(work->geos, part, &area) == 1 && area > SLIVER_DEGREES2)
            polygons[kept++] = GEOSGeom_clone_r(work->geos, part);
    }
    if (kept == 0) {
        free(polygons);
        *ret_wkb = (PartitionWkb) { 0 };
        return 0;
    }
    whole = GEOSGeom_createCollection_r(work->geos, GEOS_MULTIPOLYGON, polygons, kept);
    free(polygons);
    if (!whole || GEOSisValid_r(work->geos, whole) != 1) {
        GEOSGeom_destroy_r(work->geos, whole);
        return failed(work, "an area made is not valid");
    }
    ret_wkb->wkb = GEOSWKBWriter_write_r(work->geos, work->writer, whole, &ret_wkb->size);
    GEOSGeom_destroy_r(work->geos, whole);
    return 0;
}

static void
seeds_add(Seeds *seeds, int32_t key, GeoPoint point)
{
    memory_reserve(seeds->seeds, seeds->n, seeds->capacity);
    seeds->seeds[seeds->n++] = (PartitionSeed) { .key = key, .point = point };
}

static int
by_place(const void *one, const void *other)
{
    const PartitionSeed *a = one, *b = other;

    if (a->point.lon != b->point.lon)
        return a->point.lon < b->point.lon ? -1 : 1;
    if (a->point.lat != b->point.lat)
        return a->point.lat < b->point.lat ? -1 : 1;
    return (a->key > b->key) - (a->key < b->key);
}

/* Two municipalities cannot own one point: the lower key keeps it. */
static void
seeds_make_distinct(Seeds *seeds)
{
    size_t kept = 0;

    qsort(seeds->seeds, seeds->n, sizeof *seeds->seeds, by_place);
    for (size_t i = 0; i < seeds->n; i++) {
        const PartitionSeed *seed = &seeds->seeds[i];

        if (kept > 0 && seeds->seeds[kept - 1].point.lon == seed->point.lon
                && seeds->seeds[kept - 1].point.lat == seed->point.lat)
            continue;
        seeds->seeds[kept++] = *seed;
    }
    seeds->n = kept;
}

static GEOSGeometry *
seeds_geometry(Work *work, const Seeds *seeds)
{
    GEOSGeometry **points = memory_new(seeds->n, sizeof *points);
    GEOSGeometry *all;

    for (size_t i = 0; i < seeds->n; i++)
        points[i] = GEOSGeom_createPointFromXY_r(
                work->geos, seeds->seeds[i].point.lon * SQUEEZE, seeds->seeds[i].point.lat);
    all = GEOSGeom_createCollection_r(work->geos, GEOS_MULTIPOINT, points, (unsigned) seeds->n);
    free(points);
    return all;
}

typedef struct Owner {
    Work *work;
    const GEOSGeometry *point;
    GEOSGeometry *cell;
} Owner;

static void
keep_cell(void *item, void *context)
{
    Owner *owner = context;

    if (!owner->cell && GEOSIntersects_r(owner->work->geos, item, owner->point) == 1)
        owner->cell = item;
}

/* The cell of each seed; GEOS gives the cells in an order of its own. Cells are lent by `diagram`.
 */
static void
match_cells(Work *work, const GEOSGeometry *diagram, const Seeds *seeds, GEOSGeometry **ret_cells)
{
    GEOSSTRtree *tree = GEOSSTRtree_create_r(work->geos, NODE_CAPACITY);
    int n = GEOSGetNumGeometries_r(work->geos, diagram);

    for (int i = 0; i < n; i++) {
        union {
            const GEOSGeometry *lent;
            GEOSGeometry *item; /* the tree takes void *, and only hands it back */
        } cell = { .lent = GEOSGetGeometryN_r(work->geos, diagram, i) };

        GEOSSTRtree_insert_r(work->geos, tree, cell.lent, cell.item);
    }
    for (size_t i = 0; i < seeds->n; i++) {
        GEOSGeometry *point = GEOSGeom_createPointFromXY_r(
                work->geos, seeds->seeds[i].point.lon, seeds->seeds[i].point.lat);
        Owner owner = { .work = work, .point = point };

        GEOSSTRtree_query_r(work->geos, tree, point, keep_cell, &owner);
        ret_cells[i] = owner.cell;
        GEOSGeom_destroy_r(work->geos, point);
    }
    GEOSSTRtree_destroy_r(work->geos, tree);
}

/* The union of the cells of one key; an empty polygon if it has none. */
static GEOSGeometry *
dissolve(Work *work, const Seeds *seeds, GEOSGeometry *const *cells, int32_t key)
{
    GEOSGeometry **own = memory_new(seeds->n + 1, sizeof *own);
    GEOSGeometry *collection, *whole = NULL;
    unsigned n = 0;

    for (size_t i = 0; i < seeds->n; i++)
        if (seeds->seeds[i].key == key && cells[i])
            own[n++] = GEOSGeom_clone_r(work->geos, cells[i]);
    collection = GEOSGeom_createCollection_r(work->geos, GEOS_GEOMETRYCOLLECTION, own, n);
    free(own);
    if (collection)
        whole = GEOSUnaryUnion_r(work->geos, collection);
    GEOSGeom_destroy_r(work->geos, collection);
    return whole;
}

/* For each key the part of `land` that is nearest to its seeds, owned by the caller. */
static int
divide(Work *work, const GEOSGeometry *land, Seeds *seeds, const int32_t *keys, size_t n_keys,
        GEOSGeometry **ret_parts)
{
    GEOSGeometry **cells, *points, *extent, *diagram = NULL;
    bool complete = true;

    seeds_make_distinct(seeds);
    cells = memory_new(seeds->n + 1, sizeof *cells);
    points = seeds_geometry(work, seeds);
    extent = scaled(work, GEOSEnvelope_r(work->geos, land), SQUEEZE);
    if (points && extent)
        diagram = scaled(work,
                GEOSVoronoiDiagram_r(work->geos, points, extent, /* tolerance= */ 0, 0),
                1 / SQUEEZE);
    if (diagram)
        match_cells(work, diagram, seeds, cells);
    for (size_t i = 0; diagram && i < n_keys; i++) {
        ret_parts[i] = combine(
                work, GEOSIntersection_r, dissolve(work, seeds, cells, keys[i]), copy(work, land));
        complete = complete && ret_parts[i];
    }
    GEOSGeom_destroy_r(work->geos, diagram);
    GEOSGeom_destroy_r(work->geos, extent);
    GEOSGeom_destroy_r(work->geos, points);
    free(cells);
    return diagram && complete ? 0 : failed(work, "dividing the land");
}

/* Of the disc that has this area, in degrees of latitude. */
static double
radius_of(double area_km2)
{
    return sqrt(area_km2 / M_PI) / DEGREE_KM;
}

static GEOSGeometry *
disc(Work *work, GeoPoint centre, double area_km2)
{
    double radius = radius_of(area_km2);
    GEOSCoordSequence *ring = GEOSCoordSeq_create_r(work->geos, DISC_CORNERS + 1, 2);

    for (unsigned i = 0; i <= DISC_CORNERS; i++) {
        double angle = 2 * M_PI * (i % DISC_CORNERS) / DISC_CORNERS;

        (void) GEOSCoordSeq_setXY_r(work->geos, ring, i, centre.lon + radius / SQUEEZE * cos(angle),
                centre.lat + radius * sin(angle));
    }
    return GEOSGeom_createPolygon_r(
            work->geos, GEOSGeom_createLinearRing_r(work->geos, ring), NULL, 0);
}

static bool
needs_disc(Work *work, const PartitionHome *home, const GEOSGeometry *part)
{
    double area = 0;

    if (!geo_point_is_known(home->label) || !(home->area_km2 > 0))
        return false;
    (void) GEOSArea_r(work->geos, part, &area);
    return area * SQUEEZE * DEGREE_KM * DEGREE_KM < home->area_km2 * LAND_SHARE_MIN;
}

/* An island that the map does not have: a disc in the sea, cut where it would touch other land. */
static GEOSGeometry *
with_disc(Work *work, const PartitionHome *home, const GEOSGeometry *land, GEOSGeometry *part)
{
    GEOSGeometry *others = combine(work, GEOSDifference_r, copy(work, land), copy(work, part));
    GEOSGeometry *island =
            combine(work, GEOSDifference_r, disc(work, home->label, home->area_km2), others);

    return combine(work, GEOSUnion_r, part, island);
}

static int
write_areas(Work *work, GEOSGeometry *const *parts, const int32_t *keys, size_t n,
        PartitionArea *ret_areas)
{
    int r = 0;

    for (size_t i = 0; i < n && r == 0; i++) {
        ret_areas[i] = (PartitionArea) { .key = keys[i] };
        r = parts[i] ? write_polygons(work, parts[i], &ret_areas[i].area)
                     : failed(work, "combining areas");
    }
    return r;
}

/* Later discs must not lie on earlier ones, so each disc becomes land for those that follow. */
static void
add_discs(
        Work *work, GEOSGeometry **land, const PartitionHome *homes, size_t n, GEOSGeometry **parts)
{
    for (size_t i = 0; i < n && *land; i++) {
        if (!parts[i] || !needs_disc(work, &homes[i], parts[i]))
            continue;

        parts[i] = with_disc(work, &homes[i], *land, parts[i]);
        *land = combine(work, GEOSUnion_r, *land, copy(work, parts[i]));
    }
}

/*
 * An island that the map does not have: its label lies in the sea. The land next to it is not its
 * own then, however near.
 */
static bool
is_off_map(Work *work, const GEOSGeometry *land, const PartitionHome *home)
{
    GEOSGeometry *label;
    double distance = 0;

    if (!geo_point_is_known(home->label) || !(home->area_km2 > 0))
        return false;

    label = GEOSGeom_createPointFromXY_r(work->geos, home->label.lon, home->label.lat);
    (void) GEOSDistance_r(work->geos, land, label, &distance);
    GEOSGeom_destroy_r(work->geos, label);
    return distance > radius_of(home->area_km2) * OFF_MAP_RADII;
}

static bool
has_key(const int32_t *keys, size_t n, int32_t key)
{
    for (size_t i = 0; i < n; i++)
        if (keys[i] == key)
            return true;
    return false;
}

/* The points that count on this land: those of the homes that are on it. */
static void
collect_seeds(Work *work, const GEOSGeometry *land, const PartitionHome *homes, size_t n_homes,
        const PartitionSeed *points, size_t n_points, Seeds *seeds)
{
    int32_t *off = memory_new(n_homes + 1, sizeof *off);
    size_t n_off = 0;

    for (size_t i = 0; i < n_homes; i++) {
        if (is_off_map(work, land, &homes[i]))
            off[n_off++] = homes[i].key;
        else if (geo_point_is_known(homes[i].label))
            seeds_add(seeds, homes[i].key, homes[i].label);
    }
    for (size_t i = 0; i < n_points; i++)
        if (!has_key(off, n_off, points[i].key))
            seeds_add(seeds, points[i].key, points[i].point);
    free(off);
}

int
partition_land(const uint8_t *land_wkb, size_t land_size, const PartitionSeed *points,
        size_t n_points, const PartitionHome *homes, size_t n_homes, PartitionArea *ret_areas)
{
    GEOSGeometry **parts = memory_new(n_homes + 1, sizeof *parts);
    int32_t *keys = memory_new(n_homes + 1, sizeof *keys);
    Seeds seeds = { 0 };
    GEOSGeometry *land;
    Work work;
    int r;

    work_init(&work);
    for (size_t i = 0; i < n_homes; i++)
        keys[i] = homes[i].key;
    land = read_land(&work, land_wkb, land_size);
    if (land)
        collect_seeds(&work, land, homes, n_homes, points, n_points, &seeds);
    r = land && seeds.n > 1 ? divide(&work, land, &seeds, keys, n_homes, parts)
                            : failed(&work, "reading the land");
    if (r == 0) {
        add_discs(&work, &land, homes, n_homes, parts);
        r = write_areas(&work, parts, keys, n_homes, ret_areas);
    }
    for (size_t i = 0; i < n_homes; i++)
        GEOSGeom_destroy_r(work.geos, parts[i]);
    GEOSGeom_destroy_r(work.geos, land);
    work_deinit(&work);
    free(seeds.seeds);
    free(parts);
    free(keys);
    return r;
}

/* The lattice points inside an area, so that "nearest to the area" becomes "nearest to a point". */
static void
add_lattice(Work *work, Seeds *seeds, int32_t key, const GEOSGeometry *area)
{
    const GEOSPreparedGeometry *prepared = GEOSPrepare_r(work->geos, area);
    double low_x, low_y, high_x, high_y;

    if (!prepared || GEOSGeom_getXMin_r(work->geos, area, &low_x) != 1
            || GEOSGeom_getYMin_r(work->geos, area, &low_y) != 1
            || GEOSGeom_getXMax_r(work->geos, area, &high_x) != 1
            || GEOSGeom_getYMax_r(work->geos, area, &high_y) != 1)
        return;

    for (double y = low_y + STEP_DEGREES / 2; y < high_y; y += STEP_DEGREES) {
        for (double x = low_x + STEP_DEGREES / 2; x < high_x; x += STEP_DEGREES / SQUEEZE) {
            GEOSGeometry *point = GEOSGeom_createPointFromXY_r(work->geos, x, y);

            if (GEOSPreparedContains_r(work->geos, prepared, point) == 1)
                seeds_add(seeds, key, (GeoPoint) { .lon = x, .lat = y });
            GEOSGeom_destroy_r(work->geos, point);
        }
    }
    GEOSPreparedGeom_destroy_r(work->geos, prepared);
}

/* What each heir's approximate area has of the whole, and in `ret_rest` what none has. */
static void
take_own(Work *work, const GEOSGeometry *whole, const PartitionHeir *heirs, size_t n, Seeds *seeds,
        GEOSGeometry **own, GEOSGeometry **ret_rest)
{
    *ret_rest = copy(work, whole);
    for (size_t i = 0; i < n; i++) {
        GEOSGeometry *area = GEOSGeom_createEmptyPolygon_r(work->geos);

        if (geo_point_is_known(heirs[i].label))
            seeds_add(seeds, heirs[i].key, heirs[i].label);
        if (heirs[i].wkb) {
            GEOSGeom_destroy_r(work->geos, area);
            area = read(work, heirs[i].wkb, heirs[i].size);
        }
        own[i] = combine(work, GEOSIntersection_r, area, copy(work, *ret_rest));
        if (own[i] && heirs[i].wkb)
            add_lattice(work, seeds, heirs[i].key, own[i]);
        *ret_rest = combine(work, GEOSDifference_r, *ret_rest, copy(work, own[i]));
    }
}

int
partition_inheritance(const uint8_t *whole_wkb, size_t whole_size, const PartitionHeir *heirs,
        size_t n_heirs, PartitionArea *ret_areas)
{
    GEOSGeometry **own = memory_new(n_heirs + 1, sizeof *own);
    GEOSGeometry **rest = memory_new(n_heirs + 1, sizeof *rest);
    int32_t *keys = memory_new(n_heirs + 1, sizeof *keys);
    GEOSGeometry *whole, *unclaimed = NULL;
    Seeds seeds = { 0 };
    Work work;
    int r;

    work_init(&work);
    whole = read(&work, whole_wkb, whole_size);
    if (whole)
        take_own(&work, whole, heirs, n_heirs, &seeds, own, &unclaimed);
    for (size_t i = 0; i < n_heirs; i++)
        keys[i] = heirs[i].key;

    r = unclaimed && seeds.n > 1 ? divide(&work, unclaimed, &seeds, keys, n_heirs, rest)
                                 : failed(&work, "reading the area to divide");
    for (size_t i = 0; i < n_heirs && r == 0; i++)
        own[i] = combine(&work, GEOSUnion_r, own[i], TAKE(rest[i]));
    if (r == 0)
        r = write_areas(&work, own, keys, n_heirs, ret_areas);

    for (size_t i = 0; i < n_heirs; i++) {
        GEOSGeom_destroy_r(work.geos, own[i]);
        GEOSGeom_destroy_r(work.geos, rest[i]);
    }
    GEOSGeom_destroy_r(work.geos, unclaimed);
    GEOSGeom_destroy_r(work.geos, whole);
    work_deinit(&work);
    free(seeds.seeds);
    free(own);
    free(rest);
    free(keys);
    return r;
}
