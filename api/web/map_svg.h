/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Map: a place with its municipalities and the points in it, drawn on the server as SVG.
 *
 * Needs no script and no tiles, and prints. North is up; the scale bar is right in the middle of
 * the map. Colours and sizes are presentation attributes, because the pages allow no inline style.
 * Nothing is drawn of the sea or of other countries, because no border of theirs is held.
 *
 * A point is told by the list beside the map; the map says its number only.
 */

#include "registry/base/arena.h"
#include "registry/base/buffer.h"
#include "registry/snapshot.h"

#include <stddef.h>

typedef enum MapMark {
    MAP_CENTRE, /* square */
    MAP_OFFER,  /* circle */
    MAP_STOP,   /* triangle */
    MAP_PERSON, /* a dot: where the question was asked from; not on paper, which is carried about */
} MapMark;

typedef struct MapPoint {
    MapMark mark;
    GeoPoint at;       /* GEO_NOWHERE is left out */
    const char *label; /* a number or a letter; NULL = none */
    const char *name;  /* read out, and shown under the pointer */
} MapPoint;

typedef struct Map {
    const char *id;    /* unique on the page */
    const char *title; /* Greek; read out first */
    const Snapshot *snapshot;
    const Place *place; /* in the middle; NULL = the whole country */
    Day on;             /* which municipalities there are */
    const MapPoint *points;
    size_t n_points;
    bool links;       /* municipalities lead to their pages */
    bool both_layers; /* the second boundary of the place is drawn too, with a broken line */
} Map;

/* False, and nothing is written, if no boundary of the place is held. */
bool map_svg(Buffer *out, Arena *arena, const Map *map);

/* The corners of what map_svg() draws; false where it would draw nothing. */
bool map_extent(const Map *map, Arena *arena, GeoPoint *ret_low, GeoPoint *ret_high);

/* Of those points that lie within the map as map_svg() would draw it. */
bool map_shows(const Map *map, Arena *arena, GeoPoint point);
