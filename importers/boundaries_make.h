/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Making approximate boundaries, in a confined process, which sends area frames
 * (boundary_frames.h).
 *
 * The default ones come from two packages that everybody may use: the land of Natural Earth
 * (world-atlas) and the points of postcodes (@rallisf1/greek-postal-code-db), with the label point
 * and the area of each municipality from the register of places. When the official boundary of a
 * municipality that was split is known, it is divided among its successors.
 */

#include "geo/partition.h"
#include "registry/base/date.h"
#include "registry/place.h"

typedef struct DefaultBoundaries {
    const char *land_path;     /* countries-10m.json */
    const char *postcode_path; /* library.sqlite */
    const Places *places;
    Day on;
} DefaultBoundaries;

int boundaries_make_default(int out, const DefaultBoundaries *sources);

typedef struct Inheritance {
    const uint8_t *whole;
    size_t whole_size;
    const PartitionHeir *heirs;
    size_t n_heirs;
} Inheritance;

int boundaries_divide(int out, const Inheritance *inheritance);
