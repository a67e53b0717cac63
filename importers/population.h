/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Population: a synthetic register of beneficiaries, as the five feeds would deliver it.
 *
 * One CSV a feed, in the form that `mitroa import beneficiaries` reads, and `identifiers.txt` with
 * persons to try. Feeds leave facts out, are late and contradict each other in about the shares
 * that life has. Equal persons, seed and day give equal files, byte for byte; memory does not grow
 * with the number of persons.
 */

#include "registry/base/date.h"

#include <stdint.h>

#define POPULATION_PERSONS_MAX 20000000 /* there are not many more AMKAs of one decade */

typedef struct PopulationOrder {
    uint64_t persons;
    uint64_t seed;
    Day on; /* the day on which the feeds are fresh */
    const char *output;
} PopulationOrder;

typedef struct PopulationCount {
    uint64_t persons;
    uint64_t households;
    uint64_t lines; /* of all feeds together */
} PopulationCount;

enum {
    POPULATION_E_TOO_FEW = 1, /* fewer persons than the scripted ones */
};

/* Told once in a while, with the persons made so far. */
typedef void PopulationProgress(void *context, uint64_t persons);

/* Makes the folder if it is missing. Negative: it could not be written. */
int population_write(const PopulationOrder *order, PopulationProgress *progress, void *context,
        PopulationCount *ret_count);
