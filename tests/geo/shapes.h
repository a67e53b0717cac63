/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* Small shapes as WKB, for tests. */

#include "geo/shape.h"

#include <stdlib.h>

typedef struct Wkb {
    uint8_t *bytes;
    size_t size;
} Wkb;

static inline void
wkb_freep(Wkb *wkb)
{
    free(wkb->bytes);
}

static inline void
add_ring(Shape *shape, bool exterior, const double *pairs, size_t n)
{
    ShapeFlaw flaw;

    CHECK(shape_ring_begin(shape, exterior, &flaw) == 0);
    for (size_t i = 0; i < n; i++)
        CHECK(shape_vertex(shape, (GeoPoint) { pairs[2 * i], pairs[2 * i + 1] }, &flaw) == 0);
}

static inline void
add_box(Shape *shape, bool exterior, double west, double south, double east, double north)
{
    double pairs[] = { west, south, east, south, east, north, west, north, west, south };

    add_ring(shape, exterior, pairs, 5);
}

static inline Wkb
wkb_of(Shape *shape)
{
    Wkb wkb;

    shape_wkb(shape, &wkb.bytes, &wkb.size);
    shape_free(shape);
    return wkb;
}

static inline Wkb
wkb_box(double west, double south, double east, double north)
{
    Shape *shape = shape_new();

    add_box(shape, true, west, south, east, north);
    return wkb_of(shape);
}
