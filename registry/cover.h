/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Cover: of the places where something could stand, the k that cover the most (maximal covering
 * location). What is covered already is left out of the problem by whoever asks.
 *
 * Greedy, and always with a bound: no choice of k covers more than `bound`. The exact answer comes
 * from a solver of integer programmes, where the problem is small enough to wait for.
 */

#include "registry/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct CoverCandidate {
    const uint32_t *covers; /* demands, each once */
    size_t n_covers;
} CoverCandidate;

typedef struct CoverProblem {
    const double *weights; /* of the demands, none negative */
    size_t n_demands;
    const CoverCandidate *candidates;
    size_t n_candidates;
    size_t k;
} CoverProblem;

typedef struct CoverSolution {
    uint32_t *chosen; /* candidates, what adds most first; one that would add nothing is left out */
    double *added;    /* by each, beside those before it */
    size_t n_chosen;
    double covered;
    double bound;
    bool is_best; /* nothing better is possible */
} CoverSolution;

void cover_greedy(Arena *arena, const CoverProblem *problem, CoverSolution *ret_solution);

/* Beyond these it is not tried. */
#define COVER_EXACT_CANDIDATES_MAX 400
#define COVER_EXACT_LINKS_MAX 20000

/*
 * Replaces a solution by the best one. False where it is too large, or was not proved within the
 * time; then the solution is the better of the two, and its bound the lower one.
 */
bool cover_exact(Arena *arena, const CoverProblem *problem, int limit_ms, CoverSolution *solution);
