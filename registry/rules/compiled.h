/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Compiled rules: what ruleset.c makes and evaluate.c, explain.c and columns.c read. For this
 * folder only.
 *
 * A version is cut into segments, one for each stretch of days on which all that same_as takes over
 * stays the same; most have one. In a segment every row points to its predicate, and equal rows of
 * all programmes to the same one.
 */

#include "registry/rules/evaluate.h"
#include "registry/rules/ruleset.h"

#define NO_PREDICATE UINT32_MAX
#define NO_PARAMETER UINT32_MAX

/*
 * What a row asks, without its words. A same_as that could not be taken over row by row is a
 * predicate too: `value` holds its outcome, `value_high` its cause.
 */
typedef struct Predicate {
    FactNumber fact;
    Operator operator_;
    int64_t value;
    int64_t value_high;
    const int64_t *set;
    uint32_t n_set;
    uint32_t parameter; /* index of the ParameterGroup, or NO_PARAMETER */
    int64_t mask;       /* the set as bits, where the fact is a set of codes or ages */
} Predicate;

typedef struct Row {
    const Criterion *criterion;
    uint32_t predicate; /* NO_PREDICATE: it only asks */
    uint32_t version;   /* whose row it is */
    uint32_t position;  /* in that version, from 1 */
} Row;

typedef struct Block {
    int32_t number;
    uint32_t n_rows;
    uint32_t n_asks;
    uint32_t amount; /* parameter `P.amount.N`, or NO_PARAMETER */
    Row *rows;       /* none: asks only */
    Row *asks;
} Block;

typedef struct Segment {
    Day from;
    Day to; /* INT32_MAX = open */
    uint32_t n_blocks;
    uint32_t n_exclusions;
    uint32_t n_asks;
    uint32_t n_priorities;
    Block *blocks;
    Block *exclusions;
    Row *asks; /* of the whole programme and of exclusions; those of blocks stand there */
    Row *priorities;
} Segment;

typedef struct Version {
    ProgrammeRules rules;
    Day from;
    Day to;
    Segment *segments;
    uint32_t n_segments;
    uint32_t amount; /* parameter `P.amount`, or NO_PARAMETER */
} Version;

typedef struct ParameterGroup {
    const char *code;
    Parameter *versions;
    uint32_t n_versions;
    uint32_t capacity;
} ParameterGroup;

typedef struct ProgrammeGroup {
    int32_t key;
    uint32_t *versions; /* by valid_from */
    uint32_t n_versions;
    uint32_t capacity;
} ProgrammeGroup;

/* The parameters that derived facts read. */
typedef enum Builtin {
    BUILTIN_GUARANTEED,
    BUILTIN_EQUIVALENCE,
    BUILTIN_DISABLED_PCT,
    BUILTIN_DESTITUTE_INCOME,
    BUILTIN_END
} Builtin;

struct Ruleset {
    Arena *arena;
    Version *versions;
    uint32_t n_versions;
    uint32_t versions_capacity;
    ParameterGroup *parameters; /* by code, once compiled */
    uint32_t n_parameters;
    uint32_t parameters_capacity;
    ProgrammeGroup *programmes; /* by key, once compiled */
    uint32_t n_programmes;
    uint32_t programmes_capacity;
    Predicate *predicates;
    uint32_t n_predicates;
    uint32_t predicates_capacity;
    uint32_t *slots; /* hash of the predicates: index + 1, 0 = free; only while compiling */
    uint32_t n_slots;
    uint32_t builtin[BUILTIN_END];
    bool compiled;
};

const Segment *version_segment(const Version *version, Day on); /* NULL: not in force */
const Parameter *parameter_group_on(const ParameterGroup *group, Day on);
/* The version that ended last before that day, or NULL. */
const Parameter *parameter_group_before(const ParameterGroup *group, Day on);

/* ---- the engine, between evaluate.c, explain.c and the columns
 * ------------------------------------------- */

/* A value of an ordered fact, as far as it is known. */
typedef enum ValueForm {
    VALUE_NONE,
    VALUE_EXACT,    /* low = high */
    VALUE_PAIR,     /* low or high, and nothing between: two claims */
    VALUE_INTERVAL, /* anything from low to high */
} ValueForm;

typedef struct Value {
    ValueForm form;
    int64_t low;
    int64_t high;
} Value;

typedef enum LimitState {
    LIMIT_NOT_ASKED = 0,
    LIMIT_GIVEN,
    LIMIT_EXPIRED, /* no version in force */
    LIMIT_NO_CELL, /* a table without a cell for some household that fits */
} LimitState;

typedef struct Limit {
    LimitState state;
    Interval value; /* in the parameter's own period */
    const Parameter *parameter;
} Limit;

#define NOT_EVALUATED 255

struct Evaluation {
    Arena *arena;
    const Ruleset *ruleset;
    Facts facts;
    Day on;
    const uint8_t *area;
    Household household;
    uint8_t *outcomes;        /* by predicate; NOT_EVALUATED */
    uint8_t *verdicts;        /* by version */
    Limit *limits;            /* by parameter */
    struct Nearest **nearest; /* by version; what lack.c has found out */
};

/* What is known of the household; the facts have been filled in. */
Household household_of(const Facts *facts);
/* A value of an ordered fact against a limit in the fact's own unit. */
Outcome predicate_compare(const Predicate *predicate, Value value, Interval limit);
/* Computed each time; evaluation_predicate() remembers. */
Outcome predicate_outcome(Evaluation *evaluation, const Predicate *predicate);
Outcome evaluation_predicate(Evaluation *evaluation, uint32_t predicate);
Outcome evaluation_row(Evaluation *evaluation, const Row *row);
Outcome evaluation_block(Evaluation *evaluation, const Block *block);
Outcome evaluation_area(const Evaluation *evaluation, uint32_t version);
const Limit *evaluation_limit(Evaluation *evaluation, uint32_t parameter);
/* Of an ordered fact, derived ones included. */
Value evaluation_value(Evaluation *evaluation, FactNumber fact);
/* The limit of a predicate in the unit of its fact; false: there is none now. */
bool evaluation_predicate_limit(
        Evaluation *evaluation, const Predicate *predicate, Interval *ret_limit);
