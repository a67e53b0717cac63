/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * WKB: little-endian polygons and multipolygons in two dimensions, walked ring by ring.
 *
 * Only what the registry itself writes and what ST_AsBinary(geometry, 'NDR') gives. Everything else
 * is refused: other types, other byte orders, SRIDs, counts that do not fit the bytes. The walk
 * does not recurse, and needs no memory.
 */

#include "geo/point.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WKB_E_BAD = 1, /* not such WKB, or a number that is not finite */
};

#define WKB_VERTEX_SIZE (2 * (uint32_t) sizeof(double))

typedef struct WkbRing {
    const uint8_t *vertices; /* pairs of doubles, not aligned; see wkb_vertex() */
    uint32_t n;
    bool exterior;
} WkbRing;

typedef struct WkbWalk {
    const uint8_t *at;
    size_t left;
    uint32_t polygons;
    uint32_t rings; /* left in the polygon begun last */
    bool first;     /* the next ring is the shell */
    bool ended;
} WkbWalk;

typedef struct WkbBox {
    GeoPoint low;
    GeoPoint high;
} WkbBox;

int wkb_begin(WkbWalk *walk, const uint8_t *wkb, size_t size);

/* The next ring; `ended` is set, and the ring left alone, when there is none. */
int wkb_next(WkbWalk *walk, WkbRing *ret_ring);

GeoPoint wkb_vertex(const WkbRing *ring, uint32_t i);

/* Whether all of it can be walked and every vertex is in reach; its box. */
int wkb_check(const uint8_t *wkb, size_t size, WkbBox *ret_box);
