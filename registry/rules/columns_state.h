/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* What a ColumnPlan and Columns are made of; for column_plan.c, columns.c and columns_judge.c
 * alone. */

#include "registry/rules/columns.h"
#include "registry/rules/compiled.h"

#define NO_SLOT UINT32_MAX

typedef enum ProbeKind {
    PROBE_NONE = 0, /* no version of the plan asks it */
    PROBE_FIXED,    /* the same for everybody: `outcome` */
    PROBE_PLACE,    /* the same for all rows of a block */
    PROBE_CODE,     /* of a yes-no or a choice: `codes` has a bit for each value that holds */
    PROBE_NUMBER,
    PROBE_SET,
    PROBE_RECEIVES,
    PROBE_MEETS,
} ProbeKind;

/* A predicate, and where to look. */
typedef struct Probe {
    const Predicate *predicate;
    ProbeKind kind;
    Outcome outcome;
    uint64_t codes;
    uint32_t column; /* of its fact */
    uint32_t limit;  /* of PROBE_NUMBER: index of the PlanLimit, or NO_SLOT: the predicate's own */
    const uint32_t *slots; /* of RECEIVES: received programmes; of MEETS: versions or NO_SLOT */
    uint32_t n_slots;
} Probe;

typedef enum ColumnKind {
    COLUMN_CODES,   /* a byte: yes-no, choices */
    COLUMN_NUMBERS, /* an int32: counts, money, days */
    COLUMN_BYTE_SETS,
    COLUMN_WIDE_SETS,
} ColumnKind;

typedef struct PlanColumn {
    FactNumber fact;
    ColumnKind kind;
    bool in_hundredths; /* compared with the figures of a parameter */
    bool is_derived;    /* evaluation_value() knows more than the claim */
} PlanColumn;

/* A parameter per the period of the facts compared with it. */
typedef struct PlanLimit {
    const Predicate *predicate; /* one that asks for it */
    uint32_t parameter;
    Period period;
} PlanLimit;

struct ColumnPlan {
    Arena *arena;
    const Ruleset *ruleset;
    Day on;
    Probe *probes; /* by predicate of the ruleset; then those of the questions */
    size_t n_probes;
    size_t n_asked; /* without PROBE_NONE */
    PlanColumn *columns;
    uint32_t n_columns;
    PlanLimit *limits;
    uint32_t n_limits;
    int32_t *received; /* programmes whose recipients matter, ascending */
    uint32_t n_received;
    uint32_t *memos; /* by version: where the verdict is kept, NO_SLOT where nobody leans on it */
    uint32_t n_memos;
    bool *is_judged; /* by version */
};

/* A row whose value no column holds. */
typedef struct OddRow {
    uint32_t row;
    Value value;
} OddRow;

typedef struct Column {
    RowBits known; /* and held by the column */
    bool is_exact; /* every row's low is its high, and only low is filled */
    int32_t *low;  /* of numbers */
    int32_t *high;
    uint8_t *bytes; /* of codes; of small sets what is surely in it */
    uint8_t *bytes_perhaps;
    uint64_t *wide; /* the same of wide sets */
    uint64_t *wide_perhaps;
    OddRow *odd;
    uint32_t n_odd;
    uint32_t odd_capacity;
} Column;

/* What depends on the household alone, once for all that are alike. */
typedef struct KnownHousehold {
    Household household;
    uint64_t hash;
    Limit *limits;  /* by parameter of the ruleset; computed when asked */
    uint32_t local; /* its number in the block, if `block` is this one */
    uint32_t block;
} KnownHousehold;

typedef struct BlockLimit {
    uint32_t block; /* for which the rest was computed */
    bool is_one;    /* the same for every household of the block */
    bool is_given;  /* if so: there is one at all */
    bool is_point;  /* if so: from itself to itself */
    int32_t one_low;
    int32_t one_high;
    int32_t *low; /* by row */
    int32_t *high;
    RowBits given;
} BlockLimit;

/* A limit for one household of the block, cut to an int32. */
typedef struct LocalLimit {
    int32_t low;
    int32_t high;
    bool given;
} LocalLimit;

struct Columns {
    const ColumnPlan *plan;
    const ColumnKernels *kernels;
    Arena *arena;
    uint32_t block; /* counts the blocks; what was computed for another one does not count */
    uint32_t n_rows;
    const uint8_t *area;
    Evaluation person; /* its facts are those of the next row */
    Evaluation place;
    RowBits valid;

    Column *columns;
    RowBits *received;
    RowBits receipt_known;

    Arena *household_arena;
    KnownHousehold **household_table; /* open addressing */
    uint32_t n_households;
    KnownHousehold *block_households[COLUMNS_ROWS];
    uint32_t n_block_households;
    uint16_t row_household[COLUMNS_ROWS];
    BlockLimit *limits;
    LocalLimit locals[COLUMNS_ROWS]; /* of the limit being computed */

    RowOutcomes *probes; /* by predicate, those that are asked */
    uint32_t *probe_blocks;
    RowOutcomes *memos;
    uint32_t *memo_blocks;
    RowOutcomes verdict;
};

uint32_t column_plan_received(const ColumnPlan *plan, int32_t programme); /* NO_SLOT: none */
const RowOutcomes *columns_probe(Columns *columns, size_t number);
