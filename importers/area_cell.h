/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Area cell: `nationwide`, `regions:…`, `units:…`, `municipalities:…`, `polygon:…` or `unknown`.
 *
 * Members are separated by | , or ;. A polygon is one ring of `longitude latitude` pairs. Blank is
 * a refusal: taken for everywhere it would give benefits away, taken for nowhere it would hide
 * them.
 */

#include "importers/known.h"
#include "importers/table.h"

#define AREA_PLACES_MAX 400

typedef struct AreaCell {
    const char *kind;      /* as the database calls it; NULL if it was refused */
    const int32_t *places; /* ascending */
    size_t n_places;
    const char *polygon; /* EWKB in hexadecimal, as PostGIS reads it; else NULL */
    const char *text;    /* as typed */
} AreaCell;

/* Names of places are those of the day `on`. */
void area_cell_read(
        Import *import, const Known *known, Table *table, int column, Day on, AreaCell *ret_area);
