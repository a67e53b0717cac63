/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Partition: approximate areas for municipalities whose boundaries nobody may hand out.
 *
 * Each piece of land goes to the municipality of the nearest known point (Voronoi cells,
 * dissolved). What comes out is good for "which municipality is this, roughly" and is stored as
 * approximate. Works with geometry that has been checked; whoever calls it with anything else does
 * so in a confined process.
 */

#include "geo/point.h"

#include <stddef.h>
#include <stdint.h>

typedef struct PartitionWkb {
    uint8_t *wkb;
    size_t size;
} PartitionWkb;

/* A point that is known to lie in a municipality. */
typedef struct PartitionSeed {
    int32_t key;
    GeoPoint point;
} PartitionSeed;

/* One municipality: where its name is written on a map, and how large it is known to be. */
typedef struct PartitionHome {
    int32_t key;
    GeoPoint label;
    double area_km2; /* NaN = not known */
} PartitionHome;

typedef struct PartitionArea {
    int32_t key;
    PartitionWkb area; /* multipolygon in EPSG:4326, owned: free(area.wkb) */
} PartitionArea;

enum {
    PARTITION_E_FAILED = 1, /* GEOS could not; the reason was logged */
};

/*
 * Divides the land among the homes. A home that has no land there, as the small islands of a coarse
 * map, gets a disc of its known area around its label, less what is other people's land. Writes one
 * area per home, in the order of the homes; its wkb is NULL where nothing is left. The land is the
 * one shape that need not be valid: rings that touch themselves are parted.
 */
int partition_land(const uint8_t *land, size_t land_size, const PartitionSeed *seeds,
        size_t n_seeds, const PartitionHome *homes, size_t n_homes, PartitionArea *ret_areas);

/*
 * Divides one official area among those who took it over, along their approximate borders: each
 * keeps what its approximate area has of it, and the rest goes to the nearest. An heir without an
 * area (wkb NULL) counts with its label alone. Writes one area per heir.
 */
typedef struct PartitionHeir {
    int32_t key;
    GeoPoint label;
    const uint8_t *wkb;
    size_t size;
} PartitionHeir;

int partition_inheritance(const uint8_t *whole, size_t whole_size, const PartitionHeir *heirs,
        size_t n_heirs, PartitionArea *ret_areas);
