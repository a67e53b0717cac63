/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Boundary: what the register holds of a municipality's border, and from where.
 *
 * The same municipality differs between layers, so whoever is told where a point lies is told by
 * whose border. Of several, the first decides: an official one where there is one, the latest of
 * several of these.
 */

#include "geo/outline.h"
#include "registry/base/date.h"

#include <stdbool.h>
#include <stdint.h>

#define BOUNDARY_DETAIL_M 15.0  /* of the map of one municipality */
#define BOUNDARY_COARSE_M 500.0 /* of the map of the country */

typedef struct Boundary {
    int32_t place;
    const char *source; /* as whoever imported it named it */
    bool is_official;
    Day as_of;       /* the day that it shows; DAY_NONE = its source does not say */
    Day imported_on; /* since when the register has it */
    bool decides;
    Outline outline; /* no rings unless it is one of the first two */
    Outline coarse;
} Boundary;
