/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Population cases: the few persons of the sample that are written by hand, to be tried.
 *
 * They come first and are the same whatever the seed and the number of persons, so that a page, a
 * test and a newcomer can name them. Their AMKAs stand in importers/sample/README.md.
 */

#include "importers/population_model.h"

typedef struct PopulationCase {
    const char *note; /* Greek, for identifiers.txt */
    const char *birth;
    const char *home; /* code of the municipality */
    const char *registered;
    const char *facts;   /* as on the command line; every feed that can say one says it */
    const char *dispute; /* what the centre says instead, or NULL */
} PopulationCase;

extern const PopulationCase population_cases[];
extern const size_t population_n_cases;

/* A household with this one line: whom else the household facts count is in no register. */
void population_case_make(const PopulationCase *one, SampleHousehold *ret_household);

/* What the centre claims in place of what the household has; SAMPLE_NOT_SAID = the same. */
void population_case_dispute(const PopulationCase *one, int64_t ret_facts[FACT_COUNT + 1]);

/* An AMKA that is right and belongs to nobody in the sample. */
void population_nobody(char ret_amka[AMKA_DIGITS + 1]);
