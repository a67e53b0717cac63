/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Parameters: dated figures that criteria, derived facts and amounts name by code.
 *
 * A parameter version is in force on the days valid_from..valid_to. On a day that no version covers
 * it is expired: what depends on it is unknown and says so. `review_by` only marks: a figure past
 * it still counts, and reasons say that it wants a look.
 *
 * Figures are hundredths: cents for money, 6700 for 67 %, 50 for a weight of 0.5.
 *
 * A scale is    base + per_adult × further adults + per_minor × minors + per_member × members
 *               beyond the first + per_child × dependent children,   at most `cap`.
 *   - `base` is the first adult. The rates are for each FURTHER adult and each FURTHER member.
 *   - A minor brings per_minor + per_member, a further adult per_adult + per_member.
 *   - An unprotected child is one of the minors; where per_unprotected is given it brings that
 *     instead of what a minor brings.
 *   - In a one-parent household with exactly one adult, one_parent_first_minor says what one minor
 *     who is not unprotected brings: what an adult brings, what an unprotected child brings, or
 *     (`minor`, blank) nothing special.
 *   - What is not known gives an interval over all households that fit what is known (members ≥ 1,
 *     adults ≥ 1, minors ≥ 0, members = adults + minors).
 *
 * A table has one cell for each household; a blank key fits all, the first fitting cell counts, and
 * a household without a cell has no value: unknown, never 0. The first minor of a one-parent
 * household is counted among the adults (`adult`) there too.
 *
 * Names with a meaning: `EEE.guaranteed_6m` gives guaranteed_6m, `A21.equivalence`
 * equivalent_income (base, per_adult the second parent, per_child; first child of a one-parent
 * family by one_parent_first_minor), `disabled.pct` and `destitute.income` the groups. `P.amount.N`
 * is the amount of programme P where block N decides, `P.amount` elsewhere; there `less` names the
 * fact that is deducted and `at_most` the fact that caps.
 */

#include "registry/base/arena.h"
#include "registry/base/date.h"
#include "registry/rules/diagnostic.h"
#include "registry/rules/fact.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PARAMETER_CELLS_MAX 500
#define PARAMETER_NONE INT64_MIN /* a figure that was not given; a table key that fits all */

#define PARAMETER_GUARANTEED "EEE.guaranteed_6m"
#define PARAMETER_EQUIVALENCE "A21.equivalence"
#define PARAMETER_DISABLED_PCT "disabled.pct"
#define PARAMETER_DESTITUTE_INCOME "destitute.income"

typedef enum FirstMinor {
    FIRST_MINOR_AS_MINOR = 0,
    FIRST_MINOR_AS_ADULT = 1,
    FIRST_MINOR_AS_UNPROTECTED = 2,
} FirstMinor;

typedef struct ParameterCell {
    int64_t adults; /* PARAMETER_NONE = any */
    int64_t minors;
    int64_t children; /* dependent */
    int64_t value;
} ParameterCell;

/* One version. Texts and cells are lent. */
typedef struct Parameter {
    const char *code;
    Day valid_from; /* DAY_NONE = open */
    Day valid_to;
    Day review_by;
    int64_t base;      /* PARAMETER_NONE only where there are cells */
    int64_t per_adult; /* 0 where nothing was given, as are the next three */
    int64_t per_minor;
    int64_t per_member;
    int64_t per_child;
    int64_t per_unprotected; /* PARAMETER_NONE = as any minor */
    int64_t cap;             /* PARAMETER_NONE = none */
    FirstMinor one_parent_first_minor;
    Period per;
    FactNumber less;    /* FACT_NONE = nothing */
    FactNumber at_most; /* FACT_NONE = nothing */
    const char *law;
    const char *trust;
    const ParameterCell *cells;
    size_t n_cells;
} Parameter;

/* A row as the file has it. NULL and blank are the same. */
typedef struct ParameterText {
    uint64_t row;
    const char *code;
    const char *valid_from;
    const char *valid_to;
    const char *review_by;
    const char *base;
    const char *per_adult;
    const char *per_minor;
    const char *per_member;
    const char *per_unprotected;
    const char *per_child;
    const char *one_parent_first_minor;
    const char *cap;
    const char *per;
    const char *less;
    const char *at_most;
    const char *law;
    const char *trust;
    const char *adults; /* the next four make the row a cell of a table */
    const char *minors;
    const char *children;
    const char *value;
} ParameterText;

/*
 * Reads all rows of a file. Rows of one code and one valid_from with a `value` are the cells of one
 * table, in the order of the file. False: refused; the diagnostics say each thing that is wrong,
 * versions of one code that overlap included.
 */
bool parameters_read(Arena *arena, const ParameterText *rows, size_t n_rows,
        Parameter **ret_parameters, size_t *ret_n, Diagnostics *diagnostics);

bool parameter_in_force(const Parameter *parameter, Day on);

/* What is known of a household: lowest and highest of each. high INT64_MAX = no end. */
typedef struct Interval {
    int64_t low;
    int64_t high;
} Interval;

#define INTERVAL_NO_END INT64_MAX

typedef struct Household {
    Interval members;
    Interval adults;
    Interval minors;
    Interval dependent_children;
    Interval unprotected_children;
    Interval one_parent; /* 0..1 */
    Interval couple;     /* 0..1 */
} Household;

/* The value over all households that fit; false: a table has no cell for some of them. */
bool parameter_value(const Parameter *parameter, const Household *household, Interval *ret_value);

/* The weight of A21.equivalence, in hundredths. */
Interval parameter_equivalence(const Parameter *parameter, const Household *household);
