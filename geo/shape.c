/* SPDX-License-Identifier: EUPL-1.2 */
#include "geo/shape.h"

#include "registry/base/buffer.h"
#include "registry/base/error.h"
#include "registry/base/memory.h"

#include <assert.h>
#include <errno.h>
#include <geos_c.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RING_VERTICES_MIN 4

typedef struct Ring {
    size_t begin; /* in vertices */
    bool exterior;
} Ring;

struct Shape {
    GeoPoint *vertices;
    size_t n_vertices;
    size_t vertices_capacity;
    Ring *rings;
    size_t n_rings;
    size_t rings_capacity;
};

/* What GEOS says of a shape that is not valid, for those who drew it. */
static const struct {
    const char *geos;
    const char *greek;
} reasons[] = {
    { "Self-intersection", "η γραμμή του ορίου τέμνει τον εαυτό της" },
    { "Ring Self-intersection", "ο δακτύλιος αγγίζει τον εαυτό του" },
    { "Hole lies outside shell", "μια τρύπα βρίσκεται έξω από το περίγραμμα" },
    { "Holes are nested", "μια τρύπα βρίσκεται μέσα σε άλλη τρύπα" },
    { "Interior is disconnected", "μια τρύπα χωρίζει το εσωτερικό στα δύο" },
    { "Nested shells", "ένα πολύγωνο βρίσκεται μέσα σε άλλο" },
    { "Duplicate Rings", "δύο δακτύλιοι συμπίπτουν" },
    { "Too few points in geometry component", "ένας δακτύλιος έχει πολύ λίγες κορυφές" },
    { "Ring is not closed", "ένας δακτύλιος δεν κλείνει" },
};

Shape *
shape_new(void)
{
    return memory_new(1, sizeof(Shape));
}

Shape *
shape_free(Shape *shape)
{
    if (!shape)
        return NULL;

    free(shape->vertices);
    free(shape->rings);
    free(shape);
    return NULL;
}

static int
flaw(ShapeFlaw *ret_flaw, GeoPoint at, const char *message)
{
    ret_flaw->at = at;
    (void) snprintf(ret_flaw->message, sizeof ret_flaw->message, "%s", message);
    return SHAPE_E_BAD;
}

int
shape_ring_begin(Shape *shape, bool exterior, ShapeFlaw *ret_flaw)
{
    if (!exterior && shape->n_rings == 0)
        return flaw(ret_flaw, GEO_NOWHERE, "το πολύγωνο αρχίζει με τρύπα, χωρίς περίγραμμα");
    if (shape->n_rings >= SHAPE_RINGS_MAX)
        return flaw(ret_flaw, GEO_NOWHERE, "το σχήμα έχει πάνω από 20.000 δακτυλίους");

    memory_reserve(shape->rings, shape->n_rings, shape->rings_capacity);
    shape->rings[shape->n_rings++] = (Ring) { .begin = shape->n_vertices, .exterior = exterior };
    return 0;
}

int
shape_vertex(Shape *shape, GeoPoint vertex, ShapeFlaw *ret_flaw)
{
    assert(shape->n_rings > 0);

    if (!geo_point_is_known(vertex))
        return flaw(ret_flaw, GEO_NOWHERE, "μια συντεταγμένη δεν είναι αριθμός");
    if (!geo_point_is_in_reach(vertex))
        return flaw(ret_flaw, vertex,
                "μια κορυφή είναι έξω από την Ελλάδα (19–30 Α, 34–42 Β)· ελέγξτε το σύστημα"
                " συντεταγμένων και τη σειρά τους");
    if (shape->n_vertices >= SHAPE_VERTICES_MAX)
        return flaw(ret_flaw, vertex, "το σχήμα έχει πάνω από 200.000 κορυφές");

    memory_reserve(shape->vertices, shape->n_vertices, shape->vertices_capacity);
    shape->vertices[shape->n_vertices++] = vertex;
    return 0;
}

size_t
shape_vertices(const Shape *shape)
{
    return shape->n_vertices;
}

static size_t
ring_end(const Shape *shape, size_t ring)
{
    return ring + 1 < shape->n_rings ? shape->rings[ring + 1].begin : shape->n_vertices;
}

int
shape_check(const Shape *shape, ShapeFlaw *ret_flaw)
{
    if (shape->n_rings == 0)
        return flaw(ret_flaw, GEO_NOWHERE, "το σχήμα είναι κενό");

    for (size_t i = 0; i < shape->n_rings; i++) {
        size_t begin = shape->rings[i].begin;
        size_t end = ring_end(shape, i);

        if (end - begin < RING_VERTICES_MIN)
            return flaw(ret_flaw, begin < end ? shape->vertices[begin] : GEO_NOWHERE,
                    "ένας δακτύλιος έχει λιγότερες από τέσσερις κορυφές");
        if (shape->vertices[begin].lon != shape->vertices[end - 1].lon
                || shape->vertices[begin].lat != shape->vertices[end - 1].lat)
            return flaw(ret_flaw, shape->vertices[begin], "ένας δακτύλιος δεν κλείνει");
    }
    return 0;
}

static const char *
reason_in_greek(const char *reason)
{
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (strcmp(reasons[i].geos, reason) == 0)
            return reasons[i].greek;

    return "το σχήμα δεν είναι έγκυρο πολύγωνο";
}

static void
keep_flaw(GEOSContextHandle_t geos, const char *reason, const GEOSGeometry *location,
        ShapeFlaw *flaw_at)
{
    GeoPoint at = GEO_NOWHERE;

    if (location
            && (GEOSGeomGetX_r(geos, location, &at.lon) != 1
                    || GEOSGeomGetY_r(geos, location, &at.lat) != 1))
        at = GEO_NOWHERE;
    (void) flaw(flaw_at, at, reason_in_greek(reason ? reason : ""));
}

static int
validate_with(GEOSContextHandle_t geos, const uint8_t *wkb, size_t size, ShapeFlaw *ret_flaw)
{
    GEOSWKBReader *reader = GEOSWKBReader_create_r(geos);
    GEOSGeometry *geometry = GEOSWKBReader_read_r(geos, reader, wkb, size);
    GEOSGeometry *location = NULL;
    char *reason = NULL;
    int valid = 0;

    if (geometry)
        valid = GEOSisValidDetail_r(geos, geometry, /* flags= */ 0, &reason, &location);
    if (valid != 1)
        keep_flaw(geos, reason, location, ret_flaw);

    GEOSFree_r(geos, reason);
    GEOSGeom_destroy_r(geos, location);
    GEOSGeom_destroy_r(geos, geometry);
    GEOSWKBReader_destroy_r(geos, reader);
    return valid == 1 ? 0 : SHAPE_E_BAD;
}

int
shape_validate(const Shape *shape, ShapeFlaw *ret_flaw)
{
    GEOSContextHandle_t geos;
    uint8_t *wkb;
    size_t size;
    int r;

    r = shape_check(shape, ret_flaw);
    if (r != 0)
        return r;

    geos = GEOS_init_r();
    if (!geos)
        return error_raise(-EIO, "GEOS gives no context");

    shape_wkb(shape, &wkb, &size);
    r = validate_with(geos, wkb, size, ret_flaw);
    free(wkb);
    GEOS_finish_r(geos);
    return r;
}

static void
append_u32(Buffer *buffer, size_t number)
{
    uint32_t value = (uint32_t) number;

    buffer_append(buffer, &value, sizeof value);
}

static void
append_type(Buffer *buffer, uint32_t type)
{
    buffer_char(buffer, 1);
    append_u32(buffer, type);
}

static size_t
count_polygons(const Shape *shape)
{
    size_t n = 0;

    for (size_t i = 0; i < shape->n_rings; i++)
        n += shape->rings[i].exterior;
    return n;
}

static size_t
count_rings(const Shape *shape, size_t shell)
{
    size_t end = shell + 1;

    while (end < shape->n_rings && !shape->rings[end].exterior)
        end++;
    return end - shell;
}

void
shape_wkb(const Shape *shape, uint8_t **ret_wkb, size_t *ret_size)
{
    Buffer buffer;

    buffer_init(&buffer);
    append_type(&buffer, 6);
    append_u32(&buffer, count_polygons(shape));
    for (size_t i = 0; i < shape->n_rings; i++) {
        size_t begin = shape->rings[i].begin;
        size_t n = ring_end(shape, i) - begin;

        if (shape->rings[i].exterior) {
            append_type(&buffer, 3);
            append_u32(&buffer, count_rings(shape, i));
        }
        append_u32(&buffer, n);
        buffer_append(&buffer, shape->vertices + begin, n * sizeof *shape->vertices);
    }
    *ret_wkb = (uint8_t *) buffer_take(&buffer, ret_size);
}
