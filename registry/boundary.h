/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Boundary: what the register holds of a municipality's border, and from where.
 *
 * The same municipality differs between layers, so whoever is told where a point lies is told by
 * whose border. Of several, the first decides: the official one where there is one.
 */

#include "geo/outline.h"

#include <stdbool.h>
#include <stdint.h>

#define BOUNDARY_DETAIL_M 15.0  /* of the map of one municipality */
#define BOUNDARY_COARSE_M 500.0 /* of the map of the country */

typedef struct Boundary {
    int32_t place;
    const char *source; /* as whoever imported it named it */
    bool is_official;
    bool decides;
    Outline outline; /* no rings unless it decides */
    Outline coarse;
} Boundary;
