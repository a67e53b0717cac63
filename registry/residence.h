/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* Residence: where somebody who lives somewhere today belongs on another day. */

#include "registry/base/arena.h"
#include "registry/place.h"
#include "registry/rules/facts.h"

/*
 * The municipality itself if it existed that day, else the one that stood there then; NULL if there
 * was none, or if it was divided.
 */
const Place *municipality_then(const Places *places, const Place *municipality, Day on);

/*
 * Those of a day that stand in place of a municipality that was not there; several where it was
 * divided, and none if it was there. At most `limit`.
 */
size_t municipality_parts(const Places *places, const Place *municipality, Day on, size_t limit,
        const Place **ret_parts);

/* «Ο δήμος … διαιρέθηκε σε … και …», with what to do; NULL if the municipality was not divided. */
const char *municipality_divided_text(
        Arena *arena, const Places *places, const Place *municipality, Day on);

/*
 * Whether a residence of today, a key of a place, lies in a municipality, which may be of another
 * day: where it stands in place of the other alone, it is; where that was divided, nobody knows.
 */
ResidenceIs residence_is(const Places *places, int32_t key, const Place *here, Day on);
