/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Criteria: one spreadsheet line each, from its cells to the form that is stored and evaluated.
 *
 * Rows of a block are AND, blocks are OR. Exclusion rows are AND within a block, OR between blocks,
 * and veto. `priority` orders, `ask` is shown; neither decides. Block numbers of conditions and of
 * exclusions are apart: an exclusion of block 2 does not belong to condition block 2. An ask or
 * priority row may leave the block blank (0): then it is about the programme as a whole.
 *
 * The canonical form has no choice left in it: `=` on a set fact is `in` one, `between` on ages is
 * `in` those ages, a set is sorted and has no repetition.
 */

#include "registry/base/arena.h"
#include "registry/rules/diagnostic.h"
#include "registry/rules/fact.h"
#include "registry/rules/facts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CRITERION_BLOCK_MAX 999
#define CRITERION_SET_MAX 1000

typedef enum CriterionKind {
    KIND_CONDITION = 1,
    KIND_EXCLUSION = 2,
    KIND_PRIORITY = 3,
    KIND_ASK = 4,
} CriterionKind;

typedef enum Operator {
    OPERATOR_NONE = 0, /* an ask row that only asks */
    OPERATOR_EQUAL = 1,
    OPERATOR_NOT_EQUAL = 2,
    OPERATOR_LESS = 3,
    OPERATOR_AT_MOST = 4,
    OPERATOR_MORE = 5,
    OPERATOR_AT_LEAST = 6,
    OPERATOR_BETWEEN = 7, /* both ends included */
    OPERATOR_IN = 8,      /* on a set fact: true if the two have something in common */
    OPERATOR_NOT_IN = 9,
    OPERATOR_IS_KNOWN = 10,
} Operator;

/* A row as the file has it. NULL and blank are the same. */
typedef struct CriterionText {
    uint64_t row; /* comes back in the diagnostics */
    const char *programme;
    const char *block;
    const char *kind;
    const char *fact;
    const char *operator_;
    const char *value;
    const char *parameter;
    const char *set;
    const char *document;
    const char *law;
    const char *text;
} CriterionText;

/* Canonical: what the database keeps and the ruleset compiles. Texts and set are lent. */
typedef struct Criterion {
    CriterionKind kind;
    int32_t block;   /* 0 only for ask and priority */
    FactNumber fact; /* FACT_NONE: an ask row that only asks */
    Operator operator_;
    int64_t value;      /* for = ≠ < ≤ > ≥ between, if `parameter` is NULL */
    int64_t value_high; /* for between */
    const int64_t *set; /* ascending; for in and not in: values, place keys or programme keys */
    uint32_t n_set;
    const char *parameter; /* code, or NULL */
    const char *document;  /* NULL = none said */
    const char *law;
    const char *text;
} Criterion;

/*
 * Reads one row. False: refused, and the diagnostics say each thing that is wrong. Parameter codes
 * are not checked here but by ruleset_compile(), which knows them.
 */
bool criterion_read(Arena *arena, const CriterionText *row, const Names *names,
        Criterion *ret_criterion, Diagnostics *diagnostics);

/* condition, exclusion, priority, ask; and προϋπόθεση, αποκλεισμός, προτεραιότητα, ερώτηση. */
const char *criterion_kind_key(CriterionKind kind);
const char *criterion_kind_greek(CriterionKind kind);
/* As files hold it: = ≠ < ≤ > ≥ between in, not in, is known. */
const char *operator_key(Operator operator_);

/*
 * The row in a Greek sentence where it has no text of its own: «εισόδημα έτους ≤ 4.320,00 €». Keys
 * of places and programmes are printed by `names_of`, which may be NULL.
 */
typedef const char *(*NameOf)(void *context, FactNumber fact, int64_t key);
const char *criterion_format(
        Arena *arena, const Criterion *criterion, NameOf name_of, void *context);
