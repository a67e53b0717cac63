/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Ways: does the straight way from here to there cross the sea?
 *
 * A distance as the crow flies says little on an island. The way is followed over the boundaries of
 * the municipalities: where it lies in none for long enough, it crosses water. Approximate
 * boundaries decide only what is far beyond their error; what they do not decide is unknown.
 *
 * One for each thread, like the index that it asks; it remembers what it has found.
 */

#include "geo/municipality_index.h"
#include "geo/point.h"
#include "registry/base/cleanup.h"
#include "registry/base/date.h"
#include "registry/rules/evaluate.h"

typedef struct Ways Ways;

Ways *ways_new(MunicipalityIndex *index); /* lent; outlives the ways */
Ways *ways_free(Ways *ways);

Outcome way_crosses_water(Ways *ways, GeoPoint from, GeoPoint to, Day on);

DEFINE_CLEANUP(Ways, ways_free)
