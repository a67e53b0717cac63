/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Random persons: facts of nobody, made so that the edges of the rules are met often.
 *
 * One in seven facts is missing or stale, a few have a rival, and figures lie on, just below and
 * just above those that the criteria and parameters name. The same seed makes the same person.
 */

#include "registry/rules/facts.h"
#include "registry/rules/ruleset.h"

typedef struct RandomPerson {
    Facts facts; /* the place included */
    bool has_place;
    size_t place; /* which of the municipalities, if it has one */
} RandomPerson;

typedef struct Edges Edges;

/* The figures that the criteria in force on the day compare with. Lives in the arena. */
const Edges *edges_collect(Arena *arena, const Ruleset *ruleset, Day on);

void random_person(Arena *arena, const Edges *edges, uint64_t seed, Day on, size_t n_places,
        RandomPerson *ret_person);
