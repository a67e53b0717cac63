/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Map points: the places of a page's lists, numbered as the map beside them numbers them.
 *
 * What stands within twenty metres of each other is one point with one number, and is told by all
 * its names. Numbers are given in the order in which points are added, so a page adds them in the
 * order of its lists before it writes either.
 */

#include "api/web/map_svg.h"

#include "registry/base/arena.h"
#include "registry/base/buffer.h"

#include <stddef.h>

#define MAP_POINTS_MAX 40

typedef struct MapPoints {
    MapPoint points[MAP_POINTS_MAX];
    size_t n;
    size_t n_numbered;
} MapPoints;

/* The point there is, or a new one; NULL where the place is not known, or there is no room. */
const MapPoint *map_points_add(
        MapPoints *points, Arena *arena, MapMark mark, GeoPoint at, const char *name);

/* NULL = no mark stands for it. */
const MapPoint *map_points_find(const MapPoints *points, GeoPoint at);

/* « 3», in the colour of its mark; nothing for NULL. */
void map_point_number(Buffer *out, const MapPoint *point);
