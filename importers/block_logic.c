/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/block_logic.h"

#include <stdint.h>
#include <string.h>

/* What a row lets through: an interval of an ordered fact, or some values of a choice. */
typedef struct Range {
    int64_t low;
    int64_t high;
} Range;

/* A group is a range of ages; so are its rows. */
static Criterion
in_ages(const Criterion *row)
{
    bool elderly = row->fact == FACT_ELDERLY;
    bool yes = (row->operator_ == OPERATOR_EQUAL) == (row->value == 1);
    Criterion ages = *row;

    if ((row->fact != FACT_CHILD && !elderly)
            || (row->operator_ != OPERATOR_EQUAL && row->operator_ != OPERATOR_NOT_EQUAL))
        return ages;
    ages.fact = FACT_AGE;
    ages.operator_ = elderly == yes ? OPERATOR_AT_LEAST : OPERATOR_LESS;
    ages.value = elderly ? 65 : 18;
    return ages;
}

static bool
is_ordered(const Fact *fact)
{
    return fact->type == FACT_WHOLE || fact->type == FACT_MONEY || fact->type == FACT_DATE;
}

static bool
is_choice(const Fact *fact)
{
    return fact->type == FACT_YES_NO || fact->type == FACT_CHOICE;
}

static bool
has_set(const Criterion *row)
{
    return row->operator_ == OPERATOR_IN || row->operator_ == OPERATOR_NOT_IN;
}

static bool
in_set(const Criterion *row, int64_t value)
{
    for (uint32_t i = 0; i < row->n_set; i++)
        if (row->set[i] == value)
            return true;
    return false;
}

static bool
range_of(const Criterion *row, Range *ret_range)
{
    const Fact *fact = fact_of(row->fact);
    Range range = { fact->low, fact->high };

    if (!is_ordered(fact) || row->parameter)
        return false;
    if (fact->type != FACT_WHOLE)
        range = (Range) { fact->type == FACT_MONEY ? 0 : INT64_MIN, INT64_MAX };
    switch (row->operator_) {
    case OPERATOR_EQUAL:
        range = (Range) { row->value, row->value };
        break;
    case OPERATOR_LESS:
        range.high = row->value - 1;
        break;
    case OPERATOR_AT_MOST:
        range.high = row->value;
        break;
    case OPERATOR_MORE:
        range.low = row->value + 1;
        break;
    case OPERATOR_AT_LEAST:
        range.low = row->value;
        break;
    case OPERATOR_BETWEEN:
        range = (Range) { row->value, row->value_high };
        break;
    case OPERATOR_NONE:
    case OPERATOR_NOT_EQUAL:
    case OPERATOR_IN:
    case OPERATOR_NOT_IN:
    case OPERATOR_IS_KNOWN:
        return false;
    }
    *ret_range = range;
    return true;
}

/* The codes that the row lets through, as bits. */
static bool
mask_of(const Criterion *row, uint64_t *ret_mask)
{
    const Fact *fact = fact_of(row->fact);
    size_t n = fact->type == FACT_YES_NO ? 2 : fact->n_codes;
    uint64_t all = n >= 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1;
    uint64_t mask = 0;

    if (!is_choice(fact) || row->parameter)
        return false;
    if (has_set(row))
        for (uint32_t i = 0; i < row->n_set; i++)
            mask |= UINT64_C(1) << row->set[i];
    else
        mask = UINT64_C(1) << row->value;
    if (row->operator_ == OPERATOR_NOT_EQUAL || row->operator_ == OPERATOR_NOT_IN)
        mask = all & ~mask;
    else if (row->operator_ != OPERATOR_EQUAL && row->operator_ != OPERATOR_IN)
        return false;
    *ret_mask = mask;
    return true;
}

/* Everything in one set is in the other. */
static bool
set_within(const Criterion *one, const Criterion *other)
{
    for (uint32_t i = 0; i < one->n_set; i++)
        if (!in_set(other, one->set[i]))
            return false;
    return one->n_set > 0;
}

static bool
sets_apart(const Criterion *one, const Criterion *other)
{
    for (uint32_t i = 0; i < one->n_set; i++)
        if (in_set(other, one->set[i]))
            return false;
    return true;
}

/* ---- two rows ---- */

typedef enum Side {
    SIDE_BELOW = 1,
    SIDE_AT = 2,
    SIDE_ABOVE = 4,
} Side;

/* Where the operator lets a value stand beside its limit. */
static unsigned
sides_of(Operator operator_)
{
    switch (operator_) {
    case OPERATOR_EQUAL:
        return SIDE_AT;
    case OPERATOR_NOT_EQUAL:
        return SIDE_BELOW | SIDE_ABOVE;
    case OPERATOR_LESS:
        return SIDE_BELOW;
    case OPERATOR_AT_MOST:
        return SIDE_BELOW | SIDE_AT;
    case OPERATOR_MORE:
        return SIDE_ABOVE;
    case OPERATOR_AT_LEAST:
        return SIDE_ABOVE | SIDE_AT;
    case OPERATOR_NONE:
    case OPERATOR_BETWEEN:
    case OPERATOR_IN:
    case OPERATOR_NOT_IN:
    case OPERATOR_IS_KNOWN:
        break;
    }
    return 0;
}

static bool
same_limit(const Criterion *one, const Criterion *other)
{
    return one->parameter && other->parameter && strcmp(one->parameter, other->parameter) == 0
            && sides_of(one->operator_) && sides_of(other->operator_);
}

static bool
exclude_each_other(const Criterion *left, const Criterion *right)
{
    const Criterion one = in_ages(left), other = in_ages(right);
    uint64_t mask, other_mask;
    Range range, other_range;

    if (one.fact != other.fact || one.fact == FACT_NONE)
        return false;
    if (same_limit(&one, &other))
        return (sides_of(one.operator_) & sides_of(other.operator_)) == 0;
    if (range_of(&one, &range) && range_of(&other, &other_range))
        return range.low > other_range.high || other_range.low > range.high
                || range.low > range.high;
    if (mask_of(&one, &mask) && mask_of(&other, &other_mask))
        return (mask & other_mask) == 0;
    if (!has_set(&one) || !has_set(&other))
        return false;
    if (one.operator_ == OPERATOR_IN && other.operator_ == OPERATOR_NOT_IN)
        return set_within(&one, &other);
    if (one.operator_ == OPERATOR_NOT_IN && other.operator_ == OPERATOR_IN)
        return set_within(&other, &one);
    /* A person is in one municipality, and may receive several programmes. */
    return one.operator_ == OPERATOR_IN && other.operator_ == OPERATOR_IN
            && fact_of(one.fact)->type == FACT_PLACE && sets_apart(&one, &other);
}

/* Whom the one lets through the other lets through. */
static bool
row_implies(const Criterion *left, const Criterion *right)
{
    const Criterion one = in_ages(left), other = in_ages(right);
    uint64_t mask, other_mask;
    Range range, other_range;

    if (one.fact != other.fact || one.fact == FACT_NONE || one.fact == FACT_SAME_AS)
        return false;
    if (same_limit(&one, &other))
        return (sides_of(one.operator_) & ~sides_of(other.operator_)) == 0;
    if (range_of(&one, &range) && range_of(&other, &other_range))
        return range.low >= other_range.low && range.high <= other_range.high;
    if (mask_of(&one, &mask) && mask_of(&other, &other_mask))
        return (mask & ~other_mask) == 0;
    if (!has_set(&one) || one.operator_ != other.operator_)
        return false;
    return one.operator_ == OPERATOR_IN ? set_within(&one, &other) : set_within(&other, &one);
}

/* Everybody: an age of at least 0. */
static bool
is_always_so(const Criterion *row)
{
    const Criterion plain = in_ages(row);
    const Fact *fact = plain.fact == FACT_NONE ? NULL : fact_of(plain.fact);
    uint64_t mask;
    Range range;

    if (!fact)
        return false;
    if (range_of(&plain, &range))
        return range.low <= (fact->type == FACT_MONEY ? 0 : fact->low)
                && range.high >= (fact->type == FACT_WHOLE ? fact->high : INT64_MAX)
                && fact->type != FACT_DATE;
    return mask_of(&plain, &mask)
            && mask == (UINT64_C(1) << (fact->type == FACT_YES_NO ? 2 : fact->n_codes)) - 1;
}

/* ---- blocks ---- */

bool
block_contradiction(const Block *block, size_t *ret_one, size_t *ret_other)
{
    for (size_t i = 0; i < block->n; i++)
        for (size_t k = i; k < block->n; k++)
            if (exclude_each_other(block->rows[i], block->rows[k])) {
                *ret_one = i;
                *ret_other = k;
                return true;
            }
    return false;
}

bool
block_implies(const Block *block, const Criterion *row)
{
    if (is_always_so(row))
        return true;
    for (size_t i = 0; i < block->n; i++)
        if (row_implies(block->rows[i], row))
            return true;
    return false;
}

bool
block_within(const Block *narrow, const Block *wide)
{
    for (size_t i = 0; i < wide->n; i++)
        if (!block_implies(narrow, wide->rows[i]))
            return false;
    return wide->n > 0;
}
