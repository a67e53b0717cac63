/* SPDX-License-Identifier: EUPL-1.2 */
#include "geo/wkb.h"

#include <string.h>

#define WKB_POLYGON 3
#define WKB_MULTIPOLYGON 6

static bool
take_u32(WkbWalk *walk, uint32_t *ret_number)
{
    if (walk->left < sizeof *ret_number)
        return false;

    memcpy(ret_number, walk->at, sizeof *ret_number);
    walk->at += sizeof *ret_number;
    walk->left -= sizeof *ret_number;
    return true;
}

/* Byte order and type, which stand before the whole and before each polygon of a multipolygon. */
static bool
take_type(WkbWalk *walk, uint32_t *ret_type)
{
    if (walk->left < 1 || *walk->at != 1)
        return false;

    walk->at++;
    walk->left--;
    return take_u32(walk, ret_type);
}

int
wkb_begin(WkbWalk *walk, const uint8_t *wkb, size_t size)
{
    uint32_t type;

    *walk = (WkbWalk) { .at = wkb, .left = size };
    if (!take_type(walk, &type))
        return WKB_E_BAD;
    if (type == WKB_POLYGON) {
        walk->first = true;
        return take_u32(walk, &walk->rings) && walk->rings > 0 ? 0 : WKB_E_BAD;
    }
    if (type == WKB_MULTIPOLYGON)
        return take_u32(walk, &walk->polygons) && walk->polygons > 0 ? 0 : WKB_E_BAD;

    return WKB_E_BAD;
}

static bool
polygon_begin(WkbWalk *walk)
{
    uint32_t type;

    walk->polygons--;
    walk->first = true;
    return take_type(walk, &type) && type == WKB_POLYGON && take_u32(walk, &walk->rings)
            && walk->rings > 0;
}

int
wkb_next(WkbWalk *walk, WkbRing *ret_ring)
{
    uint32_t n;

    if (walk->rings == 0 && walk->polygons == 0) {
        walk->ended = true;
        return walk->left == 0 ? 0 : WKB_E_BAD;
    }
    if (walk->rings == 0 && !polygon_begin(walk))
        return WKB_E_BAD;
    if (!take_u32(walk, &n) || n < 4 || n > walk->left / WKB_VERTEX_SIZE)
        return WKB_E_BAD;

    *ret_ring = (WkbRing) { .vertices = walk->at, .n = n, .exterior = walk->first };
    walk->first = false;
    walk->at += n * WKB_VERTEX_SIZE;
    walk->left -= n * WKB_VERTEX_SIZE;
    walk->rings--;
    return 0;
}

GeoPoint
wkb_vertex(const WkbRing *ring, uint32_t i)
{
    double pair[2];

    memcpy(pair, ring->vertices + i * WKB_VERTEX_SIZE, sizeof pair);
    return (GeoPoint) { .lon = pair[0], .lat = pair[1] };
}

static bool
widen(WkbBox *box, const WkbRing *ring)
{
    for (uint32_t i = 0; i < ring->n; i++) {
        GeoPoint vertex = wkb_vertex(ring, i);

        if (!geo_point_is_in_reach(vertex))
            return false;

        box->low.lon = fmin(box->low.lon, vertex.lon);
        box->low.lat = fmin(box->low.lat, vertex.lat);
        box->high.lon = fmax(box->high.lon, vertex.lon);
        box->high.lat = fmax(box->high.lat, vertex.lat);
    }
    return true;
}

int
wkb_check(const uint8_t *wkb, size_t size, WkbBox *ret_box)
{
    WkbBox box = { .low = { INFINITY, INFINITY }, .high = { -INFINITY, -INFINITY } };
    WkbWalk walk;
    WkbRing ring;

    if (wkb_begin(&walk, wkb, size) != 0)
        return WKB_E_BAD;

    while (wkb_next(&walk, &ring) == 0) {
        if (walk.ended) {
            *ret_box = box;
            return 0;
        }
        if (!widen(&box, &ring))
            return WKB_E_BAD;
    }
    return WKB_E_BAD;
}
