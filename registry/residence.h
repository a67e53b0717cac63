/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* Residence: where somebody who lives somewhere today belongs on another day. */

#include "registry/place.h"
#include "registry/rules/facts.h"

/*
 * The municipality itself if it existed that day, else the one that stood there then; NULL if there
 * was none, or if it was divided.
 */
const Place *municipality_then(const Places *places, const Place *municipality, Day on);

/*
 * Whether a residence of today, a key of a place, lies in a municipality, which may be of another
 * day: where it stands in place of the other alone, it is; where that was divided, nobody knows.
 */
ResidenceIs residence_is(const Places *places, int32_t key, const Place *here, Day on);
