/* SPDX-License-Identifier: EUPL-1.2 */

/* The best k places against every choice of k there is, on small problems made at random. */

#include "tests/unit/unit.h"

#include "registry/cover.h"

#include <math.h>
#include <string.h>

#define PROBLEMS 300
#define DEMANDS_MAX 14
#define CANDIDATES_MAX 11
#define LIMIT_MS 20000

static uint64_t seed = 20261122;

static uint32_t
below(uint32_t n)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t) (seed >> 33) % n;
}

static CoverProblem
random_problem(Arena *arena, size_t n_demands, size_t n_candidates, size_t k, uint32_t one_in)
{
    double *weights = arena_array(arena, double, n_demands);
    CoverCandidate *candidates = arena_array(arena, CoverCandidate, n_candidates);

    for (size_t i = 0; i < n_demands; i++)
        weights[i] = below(5) == 0 ? 4.5 : 5 * below(60);
    for (size_t i = 0; i < n_candidates; i++) {
        uint32_t *covers = arena_array(arena, uint32_t, n_demands);

        candidates[i].covers = covers;
        for (uint32_t demand = 0; demand < n_demands; demand++)
            if (below(one_in) == 0)
                covers[candidates[i].n_covers++] = demand;
    }
    return (CoverProblem) { weights, n_demands, candidates, n_candidates, k };
}

static double
covered_by(const CoverProblem *problem, uint32_t chosen)
{
    bool covered[DEMANDS_MAX] = { false };
    double sum = 0;

    for (size_t i = 0; i < problem->n_candidates; i++)
        for (size_t d = 0; chosen & 1u << i && d < problem->candidates[i].n_covers; d++)
            covered[problem->candidates[i].covers[d]] = true;
    for (size_t d = 0; d < problem->n_demands; d++)
        sum += covered[d] ? problem->weights[d] : 0;
    return sum;
}

static double
best_of_all(const CoverProblem *problem)
{
    double best = 0;

    for (uint32_t chosen = 0; chosen < 1u << problem->n_candidates; chosen++)
        if ((size_t) __builtin_popcount(chosen) <= problem->k)
            best = fmax(best, covered_by(problem, chosen));
    return best;
}

static double
covered_as_said(const CoverProblem *problem, const CoverSolution *solution)
{
    uint32_t chosen = 0;

    for (size_t i = 0; i < solution->n_chosen; i++)
        chosen |= 1u << solution->chosen[i];
    return covered_by(problem, chosen);
}

static void
the_exact_is_the_best_and_the_bound_holds(void)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    size_t worse = 0;

    for (size_t i = 0; i < PROBLEMS; i++) {
        CoverProblem problem = random_problem(
                arena, 1 + below(DEMANDS_MAX), 1 + below(CANDIDATES_MAX), 1 + below(4), 3);
        double best = best_of_all(&problem);
        CoverSolution greedy, exact;

        cover_greedy(arena, &problem, &greedy);
        CHECK(fabs(greedy.covered - covered_as_said(&problem, &greedy)) < 1e-6);
        CHECK(greedy.n_chosen <= problem.k);
        CHECK(greedy.bound >= best - 1e-6);
        CHECK(greedy.covered >= 0.632 * best);
        CHECK(!greedy.is_best || fabs(greedy.covered - best) < 1e-6);
        worse += greedy.covered < best - 1e-6;

        exact = greedy;
        CHECK(cover_exact(arena, &problem, LIMIT_MS, &exact));
        CHECK(exact.is_best && fabs(exact.covered - best) < 1e-6);
        CHECK(fabs(exact.bound - best) < 1e-6);
        CHECK(fabs(exact.covered - covered_as_said(&problem, &exact)) < 1e-6);
    }
    CHECK(worse > 0); /* else nothing was there for the solver to do */
}

static void
what_is_empty_is_covered(void)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CoverProblem nowhere = random_problem(arena, 5, 0, 3, 2);
    CoverProblem nobody = random_problem(arena, 0, 5, 3, 2);
    CoverSolution solution;

    cover_greedy(arena, &nowhere, &solution);
    CHECK(solution.n_chosen == 0 && solution.covered == 0 && solution.is_best);
    cover_greedy(arena, &nobody, &solution);
    CHECK(solution.n_chosen == 0 && solution.bound == 0 && solution.is_best);
}

/* 300 municipalities and as many places, each near to eight: about what Greece asks. */
static void
a_country_is_solved(void)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CoverProblem problem = random_problem(arena, 300, 300, 10, 38);
    CoverSolution greedy, exact;

    cover_greedy(arena, &problem, &greedy);
    exact = greedy;
    CHECK(cover_exact(arena, &problem, LIMIT_MS, &exact));
    CHECK(exact.covered >= greedy.covered && exact.covered <= greedy.bound + 1e-6);
    problem = random_problem(arena, 20, COVER_EXACT_CANDIDATES_MAX + 1, 3, 4);
    cover_greedy(arena, &problem, &greedy);
    CHECK(greedy.is_best || !cover_exact(arena, &problem, LIMIT_MS, &greedy));
}

static const UnitTest tests[] = {
    { "the exact choice is the best of all, and none beats the bound",
            the_exact_is_the_best_and_the_bound_holds },
    { "where nothing is to be covered nothing is chosen", what_is_empty_is_covered },
    { "a problem of the size of the country is solved, a larger one is left", a_country_is_solved },
};

UNIT_MAIN(tests)
