/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Point index: which of many points are nearest to here?
 *
 * A uniform grid searched in rings. Filled once, sealed, then only asked; a sealed index may be
 * asked by any number of threads at the same time.
 */

#include "geo/point.h"
#include "registry/base/cleanup.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct PointIndex PointIndex;

typedef struct PointNear {
    uint32_t item;
    double distance_m;
} PointNear;

/* Whether an item counts for this search, e.g. whether its offer is valid on the day asked. */
typedef bool (*PointFilter)(uint32_t item, void *context);

PointIndex *point_index_new(void);
PointIndex *point_index_free(PointIndex *index);

/* The point must be in reach (geo_point_is_in_reach). Items need not be distinct. */
void point_index_add(PointIndex *index, uint32_t item, GeoPoint point);
void point_index_seal(PointIndex *index);

/*
 * Writes the at most `k` nearest items that pass the filter (NULL = all), nearest first, equal
 * distances by item. Returns how many there are.
 */
size_t point_index_nearest(const PointIndex *index, GeoPoint from, size_t k, PointFilter filter,
        void *context, PointNear *ret_near);

DEFINE_CLEANUP(PointIndex, point_index_free)
