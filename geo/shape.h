/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Shape: a polygon or multipolygon in EPSG:4326 that a stranger drew, and whether it may come in.
 *
 * Parts and rings are built by calls, in the order of the file, so that no reader of ours recurses
 * and no foreign bytes reach GEOS. check() is cheap and complete for what can crash: finite
 * numbers, the box, closed rings, the number of vertices. validate() asks GEOS whether the rings
 * cross; it is for confined processes only. A shape is refused with its place and reason, never
 * repaired.
 */

#include "geo/point.h"
#include "registry/base/cleanup.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHAPE_VERTICES_MAX 200000 /* one municipality; the largest official one has some 40,000 */
#define SHAPE_RINGS_MAX 20000

typedef struct Shape Shape;

enum {
    SHAPE_E_BAD = 1, /* the flaw says why */
};

typedef struct ShapeFlaw {
    char message[200]; /* Greek */
    GeoPoint at;       /* GEO_NOWHERE if it has no place */
} ShapeFlaw;

Shape *shape_new(void);
Shape *shape_free(Shape *shape);

/* A ring begins a new polygon if `exterior`, else it is a hole of the polygon begun last. */
int shape_ring_begin(Shape *shape, bool exterior, ShapeFlaw *ret_flaw);
int shape_vertex(Shape *shape, GeoPoint vertex, ShapeFlaw *ret_flaw);

size_t shape_vertices(const Shape *shape);

int shape_check(const Shape *shape, ShapeFlaw *ret_flaw);
int shape_validate(const Shape *shape, ShapeFlaw *ret_flaw);

/* Little-endian WKB of a multipolygon, 2-D, no SRID, owned by the caller (free). */
void shape_wkb(const Shape *shape, uint8_t **ret_wkb, size_t *ret_size);

DEFINE_CLEANUP(Shape, shape_free)
