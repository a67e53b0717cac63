/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/boundaries_make.h"

#include "geo/shape.h"
#include "importers/boundary_frames.h"
#include "importers/ogr.h"
#include "importers/postcodes_read.h"
#include "registry/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GREECE_ISO_NUMBER "300"
#define TABLE_ROWS_MAX 100000

/*
 * Islands nearer to another municipality than to any point of their own: points on them, from the
 * official polygons (geodata.gov.gr, CC-BY 3.0).
 */
static const struct {
    const char *municipality;
    GeoPoint point;
} islands[] = {
    { "3201", { 19.52169, 39.77122 } }, /* Μαθράκι */
    { "3201", { 19.39590, 39.85227 } }, /* Οθωνοί */
    { "3201", { 19.58346, 39.88812 } }, /* Ερεικούσσα */
};

/* What the package calls a municipality: its number there, and the place that it is. */
typedef struct Named {
    int64_t number;
    int32_t key;
} Named;

typedef struct Making {
    const DefaultBoundaries *sources;
    Arena *arena;
    Named *named;
    size_t n_named;
    PartitionSeed *seeds;
    size_t n_seeds;
    size_t seeds_capacity;
} Making;

static const char *
field(OGRFeatureH feature, const char *name)
{
    int i = OGR_F_GetFieldIndex(feature, name);

    return i >= 0 && OGR_F_IsFieldSetAndNotNull(feature, i) ? OGR_F_GetFieldAsString(feature, i)
                                                            : "";
}

static double
number_field(OGRFeatureH feature, const char *name)
{
    int i = OGR_F_GetFieldIndex(feature, name);

    return i >= 0 && OGR_F_IsFieldSetAndNotNull(feature, i) ? OGR_F_GetFieldAsDouble(feature, i)
                                                            : NAN;
}

static int32_t
key_of_code(const Places *places, const char *code)
{
    for (size_t i = 0; i < places_count(places); i++) {
        const Place *place = places_at(places, i);

        if (place->level == PLACE_MUNICIPALITY && strcmp(place->code, code) == 0)
            return place->key;
    }
    return 0;
}

static void
add_seed(Making *making, int32_t key, GeoPoint point)
{
    if (key == 0 || !geo_point_is_in_reach(point))
        return;

    memory_reserve(making->seeds, making->n_seeds, making->seeds_capacity);
    making->seeds[making->n_seeds++] = (PartitionSeed) { .key = key, .point = point };
}

/* ---- the package of postcodes ---- */

/* By name alone, and if two have that name, by the regional unit, which the package has wrong here
 * and there. Its own codes are of the old edition, and are not used. */
static int32_t
resolve(const Making *making, const char *name, const char *unit)
{
    const unsigned level = PLACE_LEVEL_BIT(PLACE_MUNICIPALITY);
    const Places *places = making->sources->places;
    const Place *place;
    int r = places_resolve(places, name, level, making->sources->on, &place, 0, NULL);

    if (r == PLACE_E_AMBIGUOUS)
        r = places_resolve(places, arena_format(making->arena, "%s, %s", name, unit), level,
                making->sources->on, &place, 0, NULL);
    return r == 0 ? place->key : 0;
}

static const char *
unit_name(Making *making, GDALDatasetH dataset, int64_t number)
{
    OGRLayerH units = GDALDatasetGetLayerByName(dataset, "regional_units");
    OGRFeatureH unit = units ? OGR_L_GetFeature(units, number) : NULL;
    const char *name = unit ? arena_text(making->arena, field(unit, "name")) : "";

    OGR_F_Destroy(unit);
    return name;
}

static bool
read_municipalities(Making *making, GDALDatasetH dataset)
{
    OGRLayerH layer = GDALDatasetGetLayerByName(dataset, "municipalities");
    OGRFeatureH feature;
    size_t capacity = 0;

    if (!layer)
        return false;

    OGR_L_ResetReading(layer);
    while (making->n_named < TABLE_ROWS_MAX && (feature = OGR_L_GetNextFeature(layer))) {
        double unit = number_field(feature, "regional_unit_id");
        int32_t key = resolve(making, field(feature, "name"),
                isnan(unit) ? "" : unit_name(making, dataset, (int64_t) unit));

        memory_reserve(making->named, making->n_named, capacity);
        making->named[making->n_named++] = (Named) { .number = OGR_F_GetFID(feature), .key = key };
        OGR_F_Destroy(feature);
    }
    return making->n_named > 0;
}

static int32_t
key_of_number(const Making *making, double number)
{
    for (size_t i = 0; i < making->n_named; i++)
        if ((double) making->named[i].number == number)
            return making->named[i].key;
    return 0;
}

static int32_t
key_of_postcode(const Making *making, OGRFeatureH feature)
{
    const char *correction = postcode_correction(field(feature, "postcode"));

    if (correction)
        return key_of_code(making->sources->places, correction);
    return key_of_number(making, number_field(feature, "municipality_id"));
}

static bool
read_postcodes(Making *making, GDALDatasetH dataset)
{
    OGRLayerH layer = GDALDatasetGetLayerByName(dataset, "locations");
    OGRFeatureH feature;

    if (!layer)
        return false;

    OGR_L_ResetReading(layer);
    for (int i = 0; i < TABLE_ROWS_MAX && (feature = OGR_L_GetNextFeature(layer)); i++) {
        add_seed(making, key_of_postcode(making, feature),
                (GeoPoint) {
                        number_field(feature, "longitude"), number_field(feature, "latitude") });
        OGR_F_Destroy(feature);
    }
    return making->n_seeds > 0;
}

static bool
read_points(Making *making)
{
    OgrSource source;
    bool read;

    if (!ogr_open(&source, making->sources->postcode_path, OGR_TABLES, /* charset= */ NULL))
        return false;

    read = read_municipalities(making, source.dataset) && read_postcodes(making, source.dataset);
    ogr_close(&source);
    for (size_t i = 0; i < sizeof islands / sizeof *islands; i++)
        add_seed(making, key_of_code(making->sources->places, islands[i].municipality),
                islands[i].point);
    return read;
}

/* ---- the land ---- */

static bool
add_polygon(Shape *shape, OGRGeometryH polygon)
{
    ShapeFlaw flaw;

    for (int i = 0; i < OGR_G_GetGeometryCount(polygon); i++) {
        OGRGeometryH ring = OGR_G_GetGeometryRef(polygon, i);

        if (shape_ring_begin(shape, i == 0, &flaw) != 0)
            return false;
        for (int j = 0; j < OGR_G_GetPointCount(ring); j++)
            if (shape_vertex(shape, (GeoPoint) { OGR_G_GetX(ring, j), OGR_G_GetY(ring, j) }, &flaw)
                    != 0)
                return false;
    }
    return true;
}

static bool
add_land(Shape *shape, OGRGeometryH land)
{
    ShapeFlaw flaw;

    if (!land)
        return false;
    if (wkbFlatten(OGR_G_GetGeometryType(land)) == wkbPolygon)
        return add_polygon(shape, land) && shape_check(shape, &flaw) == 0;

    for (int i = 0; i < OGR_G_GetGeometryCount(land); i++)
        if (!add_polygon(shape, OGR_G_GetGeometryRef(land, i)))
            return false;
    return shape_check(shape, &flaw) == 0;
}

static bool
read_land(const char *path, uint8_t **ret_wkb, size_t *ret_size)
{
    CLEANUP(shape_freep) Shape *shape = shape_new();
    OgrSource source;
    OGRFeatureH feature;
    bool found = false;

    if (!ogr_open(&source, path, OGR_TOPOLOGY, /* charset= */ NULL))
        return false;

    OGR_L_ResetReading(source.layer);
    while (!found && (feature = OGR_L_GetNextFeature(source.layer))) {
        if (strcmp(field(feature, "id"), GREECE_ISO_NUMBER) == 0)
            found = add_land(shape, OGR_F_GetGeometryRef(feature));
        OGR_F_Destroy(feature);
    }
    ogr_close(&source);
    if (found)
        shape_wkb(shape, ret_wkb, ret_size);
    return found;
}

/* ---- areas ---- */

static size_t
collect_homes(const DefaultBoundaries *sources, PartitionHome *homes)
{
    size_t n = 0;

    for (size_t i = 0; i < places_count(sources->places); i++) {
        const Place *place = places_at(sources->places, i);

        if (place->level == PLACE_MUNICIPALITY && place_is_valid(place, sources->on))
            homes[n++] = (PartitionHome) {
                .key = place->key,
                .label = place->label,
                .area_km2 = place->area_km2,
            };
    }
    return n;
}

static void
send_areas(int out, PartitionArea *areas, size_t n)
{
    boundary_total_send(out, (uint32_t) n);
    for (size_t i = 0; i < n; i++) {
        boundary_area_send(out, areas[i].key, areas[i].area.wkb, areas[i].area.size);
        free(areas[i].area.wkb);
    }
}

static int
divide_land(int out, const Making *making, const uint8_t *land, size_t land_size)
{
    size_t n_places = places_count(making->sources->places);
    PartitionHome *homes = arena_array(making->arena, PartitionHome, n_places + 1);
    PartitionArea *areas = arena_array(making->arena, PartitionArea, n_places + 1);
    size_t n = collect_homes(making->sources, homes);
    int r = partition_land(land, land_size, making->seeds, making->n_seeds, homes, n, areas);

    if (r == 0)
        send_areas(out, areas, n);
    return r;
}

int
boundaries_make_default(int out, const DefaultBoundaries *sources)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    Making making = { .sources = sources, .arena = arena };
    uint8_t *land = NULL;
    size_t land_size = 0;
    int r = 0;

    if (!read_land(sources->land_path, &land, &land_size))
        boundary_text_send(out, FRAME_FAULT,
                "δεν βρέθηκε η Ελλάδα στο αρχείο της ξηράς (countries-10m.json).");
    else if (!read_points(&making))
        boundary_text_send(out, FRAME_FAULT,
                "δεν διαβάζονται τα σημεία των ταχυδρομικών κωδίκων (library.sqlite).");
    else
        r = divide_land(out, &making, land, land_size);

    free(land);
    free(making.named);
    free(making.seeds);
    return r;
}

int
boundaries_divide(int out, const Inheritance *inheritance)
{
    PartitionArea *areas = memory_new(inheritance->n_heirs + 1, sizeof *areas);
    int r = partition_inheritance(inheritance->whole, inheritance->whole_size, inheritance->heirs,
            inheritance->n_heirs, areas);

    if (r == 0)
        send_areas(out, areas, inheritance->n_heirs);
    free(areas);
    return r;
}
