/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Columns: the same verdicts as evaluate.h, for a block of persons of one municipality at once.
 *
 * Each fact that some rule asks about is a column, each distinct criterion two bitmaps with a bit a
 * row - surely true, and true or unknown - and rows, blocks and exclusions are those bitmaps word
 * by word: AND is min, OR is max, and NOT swaps the two and turns their bits.
 *
 *     columns_begin(columns, &place, area);
 *     facts = columns_next(columns); …fill it…; columns_add(columns);      up to COLUMNS_ROWS times
 *     columns_verdict(columns, version)                                     as often as one likes
 *
 * What evaluate.c says of one person is said here of each row, bit for bit; derived facts and
 * limits are computed by its own functions, once a person and once a distinct household. A row
 * whose value is none that a column can hold - two claims that differ, or more than 21 million euro
 * - is judged by itself and its bit put in.
 *
 * A plan is immutable and serves any number of threads; a Columns belongs to one.
 */

#include "registry/base/cleanup.h"
#include "registry/rules/column_kernels.h"
#include "registry/rules/evaluate.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct ColumnPlan ColumnPlan;
typedef struct Columns Columns;

/*
 * For these versions of a compiled ruleset, which is lent, on a day; what they lean on by meets is
 * taken along. `questions` are asked beside them, of anybody: facts of persons and households, no
 * parameter, no meets. Only what versions and questions ask about is kept of a person.
 */
ColumnPlan *column_plan_new(const Ruleset *ruleset, Day on, const uint32_t *versions,
        size_t n_versions, const Criterion *questions, size_t n_questions);
ColumnPlan *column_plan_free(ColumnPlan *plan);

/* How many distinct criteria, and how many columns, that comes to. */
size_t column_plan_predicates(const ColumnPlan *plan);
size_t column_plan_columns(const ColumnPlan *plan);

Columns *columns_new(const ColumnPlan *plan);
Columns *columns_free(Columns *columns);

/* Only for measuring: other kernels than the best. */
void columns_use(Columns *columns, const ColumnKernels *kernels);

/*
 * Empties the block. All its rows are persons of this place; `area` has an Outcome for each version
 * of the ruleset, NULL = true everywhere, and is lent until the next beginning.
 */
void columns_begin(Columns *columns, const PlaceFacts *place, const uint8_t *area);

/*
 * The facts of the next row, cleared; everything but those of the place is for the caller to set.
 * columns_add() takes the row in and fills in what follows. No more than COLUMNS_ROWS.
 */
Facts *columns_next(Columns *columns);
void columns_add(Columns *columns);

size_t columns_rows(const Columns *columns);
size_t columns_words(const Columns *columns);
const ColumnKernels *columns_kernels(const Columns *columns);

/* A version of the plan. Lent until the next question. */
const RowOutcomes *columns_verdict(Columns *columns, uint32_t version);
/* A question of the plan. */
const RowOutcomes *columns_question(Columns *columns, size_t question);

/* Who receives a programme of the plan, as far as that is known; and of whom it is known at all. */
const RowBits *columns_receiving(Columns *columns, int32_t programme);
const RowBits *columns_receipt_known(Columns *columns);

/*
 * Facts that the criteria of a version ask about on the day of the plan, ascending, each once;
 * `ret_facts` has room for FACT_COUNT. Returns how many.
 */
size_t column_plan_facts(const ColumnPlan *plan, uint32_t version, FactNumber *ret_facts);
/* For whom some criterion of the version about this fact is undecided. */
void columns_undecided(Columns *columns, uint32_t version, FactNumber fact, RowBits *ret_rows);

static inline Outcome
row_outcome(const RowOutcomes *outcomes, size_t row)
{
    uint64_t is_true = outcomes->is_true.words[row / 64] >> row % 64 & 1;
    uint64_t may_be = outcomes->may_be.words[row / 64] >> row % 64 & 1;

    return (Outcome) (is_true + may_be);
}

DEFINE_CLEANUP(ColumnPlan, column_plan_free)
DEFINE_CLEANUP(Columns, columns_free)
