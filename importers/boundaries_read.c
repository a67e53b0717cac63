/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/boundaries_read.h"

#include "geo/projection.h"
#include "geo/shape.h"
#include "importers/boundary_frames.h"
#include "importers/ogr.h"
#include "registry/base/memory.h"
#include "registry/base/text.h"

#include <math.h>
#include <string.h>

#define FEATURES_MAX 20000

typedef struct Reading {
    int out;
    Arena *arena;
    Projection *projection;
    OgrSystem system;
} Reading;

static bool
find_system(Reading *reading, OGRLayerH layer)
{
    bool said = OGR_L_GetSpatialRef(layer) != NULL;

    reading->system = ogr_system_of(layer);
    if (reading->system == OGR_SYSTEM_UNKNOWN) {
        boundary_text_send(reading->out, FRAME_FAULT,
                "άγνωστο σύστημα συντεταγμένων· δεκτά είναι το ΕΓΣΑ87 (EPSG:2100) και το WGS 84"
                " (EPSG:4326).");
        return false;
    }
    if (!said)
        boundary_text_send(reading->out, FRAME_REMARK,
                reading->system == OGR_SYSTEM_DEGREES
                        ? "το αρχείο δεν λέει το σύστημα συντεταγμένων· διαβάστηκε ως EPSG:4326."
                        : "το αρχείο δεν λέει το σύστημα συντεταγμένων· διαβάστηκε ως EPSG:2100.");
    return true;
}

static int
add_vertex(Reading *reading, Shape *shape, double x, double y, ShapeFlaw *flaw)
{
    GeoPoint point = { .lon = x, .lat = y };

    if (reading->system == OGR_SYSTEM_GREEK_GRID
            && projection_from_greek_grid(reading->projection, x, y, &point) != 0)
        point = (GeoPoint) { .lon = isfinite(x) ? 0 : x, .lat = isfinite(y) ? 0 : y };
    return shape_vertex(shape, point, flaw);
}

static int
add_ring(Reading *reading, Shape *shape, OGRGeometryH ring, bool exterior, ShapeFlaw *flaw)
{
    int n = OGR_G_GetPointCount(ring);
    int r = shape_ring_begin(shape, exterior, flaw);

    for (int i = 0; i < n && r == 0; i++)
        r = add_vertex(reading, shape, OGR_G_GetX(ring, i), OGR_G_GetY(ring, i), flaw);
    return r;
}

static int
add_polygon(Reading *reading, Shape *shape, OGRGeometryH polygon, ShapeFlaw *flaw)
{
    int n = OGR_G_GetGeometryCount(polygon);
    int r = 0;

    for (int i = 0; i < n && r == 0; i++)
        r = add_ring(reading, shape, OGR_G_GetGeometryRef(polygon, i), i == 0, flaw);
    return r;
}

static int
refuse_type(ShapeFlaw *flaw)
{
    flaw->at = GEO_NOWHERE;
    (void) strcpy(flaw->message, "δεν έχει σχήμα πολυγώνου· το όριο είναι πολύγωνο ή πολυπολύγωνο");
    return SHAPE_E_BAD;
}

/* Polygons stand at most one level deep; what is nested deeper is no boundary. */
static int
add_geometry(Reading *reading, Shape *shape, OGRGeometryH geometry, ShapeFlaw *flaw)
{
    OGRwkbGeometryType type = geometry ? wkbFlatten(OGR_G_GetGeometryType(geometry)) : wkbUnknown;
    int n, r = 0;

    if (type == wkbPolygon)
        return add_polygon(reading, shape, geometry, flaw);
    if (type != wkbMultiPolygon)
        return refuse_type(flaw);

    n = OGR_G_GetGeometryCount(geometry);
    for (int i = 0; i < n && r == 0; i++)
        r = add_polygon(reading, shape, OGR_G_GetGeometryRef(geometry, i), flaw);
    return r;
}

/* Cuts at a character, so that what is too long stays well-formed. */
static const char *
cut(Arena *arena, const char *text)
{
    size_t size = strlen(text);

    if (size > ATTRIBUTE_BYTES_MAX)
        size = ATTRIBUTE_BYTES_MAX;
    while (size > 0 && !text_is_utf8(text, size))
        size--;
    return arena_text_n(arena, text, size);
}

static void
read_attributes(Reading *reading, OGRFeatureH feature, BoundaryFrame *frame)
{
    int n = OGR_F_GetFieldCount(feature);

    for (int i = 0; i < n && frame->n_attributes < ATTRIBUTES_MAX; i++) {
        const char *name = OGR_Fld_GetNameRef(OGR_F_GetFieldDefnRef(feature, i));

        if (!OGR_F_IsFieldSetAndNotNull(feature, i))
            continue;
        frame->attributes[frame->n_attributes++] = (Attribute) {
            .name = cut(reading->arena, name),
            .value = cut(reading->arena, OGR_F_GetFieldAsString(feature, i)),
        };
    }
}

static void
read_feature(Reading *reading, OGRFeatureH feature, uint32_t number)
{
    CLEANUP(shape_freep) Shape *shape = shape_new();
    BoundaryFrame frame = { .number = number, .at = GEO_NOWHERE };
    ShapeFlaw flaw;
    uint8_t *wkb = NULL;
    int r;

    read_attributes(reading, feature, &frame);
    r = add_geometry(reading, shape, OGR_F_GetGeometryRef(feature), &flaw);
    if (r == 0)
        r = shape_validate(shape, &flaw);
    if (r == 0) {
        shape_wkb(shape, &wkb, &frame.wkb_size);
        frame.wkb = wkb;
    } else {
        frame.message = flaw.message;
        frame.at = flaw.at;
    }
    boundary_feature_send(reading->out, &frame);
    free(wkb);
    arena_reset(reading->arena);
}

static int
read_layer(Reading *reading, OGRLayerH layer)
{
    int64_t total = OGR_L_GetFeatureCount(layer, /* force= */ 1);
    OGRFeatureH feature;
    uint32_t number = 0;

    if (total > FEATURES_MAX) {
        boundary_text_send(
                reading->out, FRAME_FAULT, "πάνω από 20.000 σχήματα σε ένα αρχείο ορίων.");
        return 0;
    }
    boundary_total_send(reading->out, total > 0 ? (uint32_t) total : 0);
    OGR_L_ResetReading(layer);
    while (number < FEATURES_MAX && (feature = OGR_L_GetNextFeature(layer))) {
        read_feature(reading, feature, ++number);
        OGR_F_Destroy(feature);
    }
    return 0;
}

int
boundaries_read(int out, const BoundariesFile *file)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(projection_freep) Projection *projection = NULL;
    Reading reading = { .out = out, .arena = arena };
    OgrSource source;
    int r = projection_new(&projection);

    if (r != 0)
        return r;
    reading.projection = projection;
    if (!ogr_open(&source, file->path, OGR_BOUNDARIES, file->charset)) {
        boundary_text_send(out, FRAME_FAULT, source.fault);
        return 0;
    }
    if (!file->charset && ogr_is_misread(source.layer)) {
        ogr_close(&source);
        if (!ogr_open(&source, file->path, OGR_BOUNDARIES, "CP1253"))
            return -1;
    }
    r = find_system(&reading, source.layer) ? read_layer(&reading, source.layer) : 0;
    ogr_close(&source);
    return r;
}
