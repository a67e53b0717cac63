/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Area: where something holds or is delivered. Nationwide is a value, blank is an error at import,
 * and unknown stays unknown: it is never taken for everywhere, nor for nowhere.
 */

#include "registry/place.h"
#include "registry/rules/evaluate.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum AreaKind {
    AREA_UNKNOWN = 0,
    AREA_NATIONWIDE,
    AREA_REGIONS,
    AREA_UNITS,
    AREA_MUNICIPALITIES,
    AREA_POLYGON,
} AreaKind;

typedef struct Area {
    AreaKind kind;
    const int32_t *places; /* sorted keys; for a polygon the municipalities that it meets */
    size_t n_places;
} Area;

/* "nationwide", "regions", … as in files and in the database; AREA_UNKNOWN for anything else. */
AreaKind area_kind_of(const char *name);

/* Whether the municipality lies in the area; an unknown area is unknown. */
Outcome area_holds(const Area *area, const Place *municipality);
