/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Population model: one synthetic household after the other, each as true as a table of shares can
 * make it.
 *
 * Nothing of a real person stands behind it: ages, incomes and the rest are drawn from a seeded
 * generator, and so are the identifiers, which only have valid check digits. Equal seeds give equal
 * people. What feeds then say about them, and leave out, is population.c.
 */

#include "registry/base/date.h"
#include "registry/base/identifier.h"
#include "registry/rules/fact.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SAMPLE_MEMBERS_MAX 10
#define SAMPLE_NOT_SAID INT64_MIN
#define SAMPLE_NOWHERE SIZE_MAX /* instead of the index of a municipality */

typedef struct Random {
    uint64_t state;
} Random;

typedef struct SamplePerson {
    char amka[AMKA_DIGITS + 1]; /* empty: has none */
    char afm[AFM_DIGITS + 1];
    size_t registered;             /* municipality */
    int64_t facts[FACT_COUNT + 1]; /* by FactNumber; FACT_RECEIVES: bits of sample_benefits */
} SamplePerson;

typedef struct SampleHousehold {
    SamplePerson members[SAMPLE_MEMBERS_MAX];
    size_t n_members;
    size_t home;   /* municipality */
    bool no_home;  /* present somewhere, resident nowhere */
    bool scripted; /* every feed that can say a fact says it, today and without a gap */
    int64_t facts[FACT_COUNT + 1];
} SampleHousehold;

/* Programmes that a person of the sample may receive, by bit. */
extern const char *const sample_benefits[];
extern const size_t sample_n_benefits;

typedef struct SampleMunicipality {
    const char *code;
    int32_t population;
} SampleMunicipality;

/* The municipalities of today, made from importers/sample/places.csv at build time. */
extern const SampleMunicipality sample_municipalities[];
extern const size_t sample_n_municipalities;

void random_seed(Random *random, uint64_t seed, uint64_t stream);
uint64_t random_next(Random *random);
/* 0 .. below - 1 */
int64_t random_below(Random *random, int64_t below);
int64_t random_between(Random *random, int64_t low, int64_t high); /* both included */
bool random_share(Random *random, int per_mille);

/* All but home, registration and identifiers; has at most `members_max` members. */
void sample_household_draw(
        Random *random, Day on, size_t members_max, SampleHousehold *ret_household);
