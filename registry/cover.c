/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/cover.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Sums of weights are of whole persons and halves: what differs by less is the same. */
#define SAME 1e-6

typedef struct Greedy {
    const CoverProblem *problem;
    bool *covered; /* by demand */
    double *gains; /* by candidate, beside what is covered */
    double *sorted;
} Greedy;

static double
gain_of(const Greedy *greedy, size_t candidate)
{
    const CoverCandidate *it = &greedy->problem->candidates[candidate];
    double gain = 0;

    for (size_t i = 0; i < it->n_covers; i++)
        if (!greedy->covered[it->covers[i]])
            gain += greedy->problem->weights[it->covers[i]];
    return gain;
}

static int
descending(const void *one, const void *other)
{
    double a = *(const double *) one, b = *(const double *) other;

    return a > b ? -1 : a < b;
}

/*
 * Whatever the best k are, each adds at most what it would add now: so they cover at most what is
 * covered and the k greatest gains.
 */
static double
bound_now(Greedy *greedy, double covered)
{
    size_t n = greedy->problem->n_candidates;

    memcpy(greedy->sorted, greedy->gains, n * sizeof *greedy->sorted);
    qsort(greedy->sorted, n, sizeof *greedy->sorted, descending);
    for (size_t i = 0; i < n && i < greedy->problem->k; i++)
        covered += greedy->sorted[i];
    return covered;
}

static void
look(Greedy *greedy)
{
    for (size_t i = 0; i < greedy->problem->n_candidates; i++)
        greedy->gains[i] = gain_of(greedy, i);
}

static size_t
greatest(const Greedy *greedy)
{
    size_t best = 0;

    for (size_t i = 1; i < greedy->problem->n_candidates; i++)
        if (greedy->gains[i] > greedy->gains[best])
            best = i;
    return best;
}

static double
total_weight(const CoverProblem *problem)
{
    double total = 0;

    for (size_t i = 0; i < problem->n_demands; i++)
        total += problem->weights[i];
    return total;
}

void
cover_greedy(Arena *arena, const CoverProblem *problem, CoverSolution *ret_solution)
{
    size_t n = problem->n_candidates;
    Greedy greedy = {
        .problem = problem,
        .covered = arena_array(arena, bool, problem->n_demands),
        .gains = arena_array(arena, double, n),
        .sorted = arena_array(arena, double, n),
    };
    CoverSolution solution = {
        .chosen = arena_array(arena, uint32_t, problem->k),
        .added = arena_array(arena, double, problem->k),
        .bound = total_weight(problem),
    };

    while (n > 0) {
        size_t best;
        double bound;

        look(&greedy);
        bound = bound_now(&greedy, solution.covered);
        if (bound < solution.bound)
            solution.bound = bound;
        best = greatest(&greedy);
        if (solution.n_chosen == problem->k || greedy.gains[best] <= 0)
            break;
        for (size_t i = 0; i < problem->candidates[best].n_covers; i++)
            greedy.covered[problem->candidates[best].covers[i]] = true;
        solution.chosen[solution.n_chosen] = (uint32_t) best;
        solution.added[solution.n_chosen++] = greedy.gains[best];
        solution.covered += greedy.gains[best];
    }
    if (n == 0)
        solution.bound = 0;
    solution.is_best = solution.covered >= solution.bound - SAME;
    *ret_solution = solution;
}
