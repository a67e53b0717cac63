/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * The best cover by GLPK: x says which candidates are taken, y which demands are covered;
 * maximise the weight of y, where y is at most the sum of the x that cover it, and k x are taken.
 */

#include "registry/cover.h"

#include "registry/base/error.h"

#include <glpk.h>
#include <math.h>
#include <string.h>

#define SAME 1e-6

typedef struct Links {
    const uint32_t **by_demand;
    size_t *n_by_demand;
    size_t n;
} Links;

/* Which candidates cover each demand. */
static Links
link_back(Arena *arena, const CoverProblem *problem)
{
    Links links = {
        .by_demand = arena_array(arena, const uint32_t *, problem->n_demands),
        .n_by_demand = arena_array(arena, size_t, problem->n_demands),
    };
    uint32_t **lists = arena_array(arena, uint32_t *, problem->n_demands);

    for (size_t i = 0; i < problem->n_candidates; i++)
        for (size_t k = 0; k < problem->candidates[i].n_covers; k++, links.n++)
            links.n_by_demand[problem->candidates[i].covers[k]]++;
    for (size_t i = 0; i < problem->n_demands; i++) {
        lists[i] = arena_array(arena, uint32_t, links.n_by_demand[i]);
        links.by_demand[i] = lists[i];
        links.n_by_demand[i] = 0;
    }
    for (size_t i = 0; i < problem->n_candidates; i++)
        for (size_t k = 0; k < problem->candidates[i].n_covers; k++) {
            uint32_t demand = problem->candidates[i].covers[k];

            lists[demand][links.n_by_demand[demand]++] = (uint32_t) i;
        }
    return links;
}

/* Columns from 1: the candidates, then the demands. Row 1 takes k; then one for each demand. */
static void
write_problem(Arena *arena, glp_prob *lp, const CoverProblem *problem, const Links *links)
{
    int n = (int) problem->n_candidates;
    int m = (int) problem->n_demands;
    int *columns = arena_array(arena, int, problem->n_candidates + 2);
    double *ones = arena_array(arena, double, problem->n_candidates + 2);

    glp_set_obj_dir(lp, GLP_MAX);
    glp_add_cols(lp, n + m);
    glp_add_rows(lp, 1 + m);
    for (int i = 1; i <= n; i++) {
        glp_set_col_kind(lp, i, GLP_BV);
        columns[i] = i;
        ones[i] = 1;
    }
    glp_set_row_bnds(lp, 1, GLP_UP, 0, (double) problem->k);
    glp_set_mat_row(lp, 1, n, columns, ones);
    for (int i = 0; i < m; i++) {
        int length = 0;

        glp_set_col_bnds(lp, n + 1 + i, GLP_DB, 0, 1);
        glp_set_obj_coef(lp, n + 1 + i, problem->weights[i]);
        for (size_t k = 0; k < links->n_by_demand[i]; k++) {
            columns[++length] = 1 + (int) links->by_demand[i][k];
            ones[length] = -1;
        }
        columns[++length] = n + 1 + i;
        ones[length] = 1;
        glp_set_row_bnds(lp, 2 + i, GLP_UP, 0, 0);
        glp_set_mat_row(lp, 2 + i, length, columns, ones);
        for (int k = 1; k <= length; k++)
            ones[k] = 1;
    }
}

typedef struct Watch {
    double bound;
} Watch;

static void
watch(glp_tree *tree, void *context)
{
    Watch *kept = context;
    int node = glp_ios_best_node(tree);

    if (node != 0)
        kept->bound = glp_ios_node_bound(tree, node);
}

/* What GLPK took, in the order of what each adds. */
static void
take(Arena *arena, glp_prob *lp, const CoverProblem *problem, CoverSolution *ret_solution)
{
    CoverProblem taken = *problem;
    CoverCandidate *candidates = arena_array(arena, CoverCandidate, problem->n_candidates);

    for (size_t i = 0; i < problem->n_candidates; i++)
        if (glp_mip_col_val(lp, 1 + (int) i) > 0.5)
            candidates[i] = problem->candidates[i];
    taken.candidates = candidates;
    cover_greedy(arena, &taken, ret_solution);
}

static bool
solve(Arena *arena, glp_prob *lp, const CoverProblem *problem, int limit_ms,
        CoverSolution *solution)
{
    Watch kept = { .bound = INFINITY };
    CoverSolution found;
    glp_iocp options;
    bool proved;

    glp_init_iocp(&options);
    options.msg_lev = GLP_MSG_OFF;
    options.presolve = GLP_ON;
    options.tm_lim = limit_ms;
    options.cb_func = watch;
    options.cb_info = &kept;
    (void) glp_intopt(lp, &options);
    proved = glp_mip_status(lp) == GLP_OPT;
    if (!proved && glp_mip_status(lp) != GLP_FEAS)
        return false;

    take(arena, lp, problem, &found);
    found.bound = proved ? found.covered : fmin(solution->bound, kept.bound);
    found.is_best = proved || found.covered >= found.bound - SAME;
    if (proved || found.covered > solution->covered)
        *solution = found;
    else
        solution->bound = found.bound;
    return proved;
}

bool
cover_exact(Arena *arena, const CoverProblem *problem, int limit_ms, CoverSolution *solution)
{
    Links links;
    glp_prob *lp;
    bool proved;

    if (solution->is_best)
        return true;
    if (problem->n_candidates > COVER_EXACT_CANDIDATES_MAX)
        return false;
    links = link_back(arena, problem);
    if (links.n > COVER_EXACT_LINKS_MAX)
        return false;

    (void) glp_term_out(GLP_OFF);
    lp = glp_create_prob();
    write_problem(arena, lp, problem, &links);
    proved = solve(arena, lp, problem, limit_ms, solution);
    glp_delete_prob(lp);
    (void) glp_free_env(); /* of this thread; it would be kept until its end */
    return proved;
}
