/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Municipality grid: for each cell of a fixed grid, the areas that touch it, best first, and which
 * of them fill it. A cell that its best area fills answers without geometry; where a border passes,
 * the few edges in the cell answer.
 *
 * Built from rings alone. Every cell that an edge passes is marked as border, with a margin far
 * above rounding; a cell without any edge lies wholly inside or wholly outside, and its middle says
 * which. From the middle of a border cell, whose side is known, the straight line to a point
 * changes sides with each edge that it crosses, and only edges of the cell can cross it.
 */

#include "geo/wkb.h"
#include "registry/base/cleanup.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct MunicipalityGrid MunicipalityGrid;

typedef struct GridEntry {
    uint32_t area : 31;
    uint32_t full : 1;
    uint32_t border; /* unless full: which of the grid's borders */
} GridEntry;

typedef enum GridSide {
    GRID_OUTSIDE,
    GRID_INSIDE,
    GRID_UNSURE, /* nearer to an edge, or in line with a vertex, than rounding lets one say */
} GridSide;

MunicipalityGrid *municipality_grid_new(void);
MunicipalityGrid *municipality_grid_free(MunicipalityGrid *grid);

/* Areas are added in their order of preference; `wkb` has passed wkb_check(). */
void municipality_grid_add(
        MunicipalityGrid *grid, uint32_t area, const uint8_t *wkb, size_t size, const WkbBox *box);
void municipality_grid_seal(MunicipalityGrid *grid);

/* The areas of the cell that holds the point, which is in reach. */
const GridEntry *municipality_grid_at(
        const MunicipalityGrid *grid, GeoPoint point, size_t *ret_entries);

/* The side of the point, for an entry of its cell that is not full; `wkb` is that of the area. */
GridSide municipality_grid_side(
        const MunicipalityGrid *grid, const GridEntry *entry, const uint8_t *wkb, GeoPoint point);

DEFINE_CLEANUP(MunicipalityGrid, municipality_grid_free)
