/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Municipality grid: for each cell of a fixed grid, the areas that touch it, best first, and which
 * of them fill it. A cell that its best area fills answers without geometry.
 *
 * Built from rings alone. Every cell that an edge passes is marked as border, with a margin far
 * above rounding; a cell without any edge lies wholly inside or wholly outside, and its middle says
 * which.
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
} GridEntry;

MunicipalityGrid *municipality_grid_new(void);
MunicipalityGrid *municipality_grid_free(MunicipalityGrid *grid);

/* Areas are added in their order of preference; `wkb` has passed wkb_check(). */
void municipality_grid_add(
        MunicipalityGrid *grid, uint32_t area, const uint8_t *wkb, size_t size, const WkbBox *box);
void municipality_grid_seal(MunicipalityGrid *grid);

/* The areas of the cell that holds the point, which is in reach. */
const GridEntry *municipality_grid_at(
        const MunicipalityGrid *grid, GeoPoint point, size_t *ret_entries);

DEFINE_CLEANUP(MunicipalityGrid, municipality_grid_free)
