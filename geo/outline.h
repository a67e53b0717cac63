/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Outline: a boundary with no more points than a drawing shows.
 *
 * Thinned by Douglas and Peucker, ring by ring: no point that is left out lies further than the
 * tolerance from the line that is drawn. Rings that shrink to nothing are left out, except the
 * largest, so that the smallest island is still there. For drawing only, never for deciding where
 * a point lies: neighbours are thinned each by itself.
 */

#include "geo/point.h"
#include "registry/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct OutlineRing {
    const GeoPoint *points; /* the first is the last, too */
    size_t n_points;
    bool is_hole;
} OutlineRing;

typedef struct Outline {
    const OutlineRing *rings;
    size_t n_rings;
    GeoPoint low; /* its box, before it was thinned */
    GeoPoint high;
} Outline;

/* Positive WKB_E_BAD as wkb_check(). */
int outline_make(
        Arena *arena, const uint8_t *wkb, size_t size, double tolerance_m, Outline *ret_outline);

/* The same with fewer points. */
void outline_thin(Arena *arena, const Outline *outline, double tolerance_m, Outline *ret_outline);
