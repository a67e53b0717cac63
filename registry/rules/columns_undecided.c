/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/rules/columns_state.h"

#include <assert.h>
#include <string.h>

/* What is done with each row of a version that is in force and asks something. */
typedef void RowVisit(void *context, const Predicate *predicate, uint32_t number);

static void
visit_blocks(
        const Ruleset *ruleset, const Block *blocks, uint32_t n, RowVisit *visit, void *context)
{
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t row = 0; row < blocks[i].n_rows; row++) {
            uint32_t number = blocks[i].rows[row].predicate;

            if (number != NO_PREDICATE)
                visit(context, &ruleset->predicates[number], number);
        }
}

static void
visit_rows(const ColumnPlan *plan, uint32_t version, RowVisit *visit, void *context)
{
    const Ruleset *ruleset = plan->ruleset;
    const Segment *segment = version_segment(&ruleset->versions[version], plan->on);

    if (!segment)
        return;
    visit_blocks(ruleset, segment->blocks, segment->n_blocks, visit, context);
    visit_blocks(ruleset, segment->exclusions, segment->n_exclusions, visit, context);
}

static void
mark_fact(void *context, const Predicate *predicate, uint32_t number)
{
    bool *is_asked = context;

    (void) number;
    is_asked[predicate->fact] = true;
}

size_t
column_plan_facts(const ColumnPlan *plan, uint32_t version, FactNumber *ret_facts)
{
    bool is_asked[FACT_END] = { false };
    size_t n = 0;

    visit_rows(plan, version, mark_fact, is_asked);
    for (size_t fact = FACT_NONE + 1; fact < FACT_END; fact++)
        if (is_asked[fact])
            ret_facts[n++] = (FactNumber) fact;
    return n;
}

typedef struct Undecided {
    Columns *columns;
    FactNumber fact;
    RowBits *rows;
} Undecided;

static void
add_undecided(void *context, const Predicate *predicate, uint32_t number)
{
    const Undecided *undecided = context;
    const RowOutcomes *outcomes;

    if (predicate->fact != undecided->fact)
        return;
    outcomes = columns_probe(undecided->columns, number);
    for (size_t word = 0; word < columns_words(undecided->columns); word++)
        undecided->rows->words[word] |=
                outcomes->may_be.words[word] & ~outcomes->is_true.words[word];
}

void
columns_undecided(Columns *columns, uint32_t version, FactNumber fact, RowBits *ret_rows)
{
    Undecided undecided = { columns, fact, ret_rows };
    size_t words = columns_words(columns);

    assert(columns->plan->is_judged[version]);

    memset(ret_rows, 0, sizeof *ret_rows);
    visit_rows(columns->plan, version, add_undecided, &undecided);
    if (words > 0)
        ret_rows->words[words - 1] &= columns->valid.words[words - 1];
}
