/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/base/memory.h"
#include "registry/rules/column_quads.h"
#include "registry/rules/columns_state.h"

#include <assert.h>
#include <string.h>

/* Written before it is read; the compiler is told not to clear it each time. */
#define UNFILLED __attribute__((uninitialized))

#define EQUALS_MAX 8    /* members of a set that are looked for one after the other */
#define ROWS_AT_ONCE 16 /* rows of a block that are combined in one pass */

/* ---- word by word --------------------------------------------------------------------------- */

typedef uint64_t Word;

static void
fill(RowOutcomes *outcomes, size_t words, Outcome outcome)
{
    const Quad none = { 0 };
    const Quad is_true = outcome == OUTCOME_TRUE ? ~none : none;
    const Quad may_be = outcome == OUTCOME_FALSE ? none : ~none;

    for
        EACH_QUAD(i, words)
        {
            QUAD(outcomes->is_true, i) = is_true;
            QUAD(outcomes->may_be, i) = may_be;
        }
}

static void
copy_bits(RowBits *into, const RowBits *from, size_t words)
{
    for
        EACH_QUAD(i, words)
    QUAD(*into, i) = CONST_QUAD(*from, i);
}

static void
add_bits(RowBits *into, const RowBits *other, size_t words)
{
    for
        EACH_QUAD(i, words)
    QUAD(*into, i) |= CONST_QUAD(*other, i);
}

static void
invert(RowBits *bits, size_t words)
{
    for
        EACH_QUAD(i, words)
    QUAD(*bits, i) = ~QUAD(*bits, i);
}

static void
turn(RowOutcomes *outcomes, size_t words)
{
    for
        EACH_QUAD(i, words)
        {
            Quad is_true = QUAD(outcomes->is_true, i);

            QUAD(outcomes->is_true, i) = ~QUAD(outcomes->may_be, i);
            QUAD(outcomes->may_be, i) = ~is_true;
        }
}

static void
put_outcome(RowOutcomes *outcomes, size_t row, Outcome outcome)
{
    Word bit = UINT64_C(1) << row % 64;
    Word *is_true = &outcomes->is_true.words[row / 64];
    Word *may_be = &outcomes->may_be.words[row / 64];

    *is_true = outcome == OUTCOME_TRUE ? *is_true | bit : *is_true & ~bit;
    *may_be = outcome == OUTCOME_FALSE ? *may_be & ~bit : *may_be | bit;
}

/* ---- limits --------------------------------------------------------------------------------- */

static int32_t
cut(int64_t end)
{
    return end < INT32_MIN ? INT32_MIN : end > INT32_MAX ? INT32_MAX : (int32_t) end;
}

/* The limit for one household; false: there is none. */
static bool
household_limit(Columns *columns, const Predicate *predicate, KnownHousehold *household,
        Interval *ret_limit)
{
    columns->person.household = household->household;
    columns->person.limits = household->limits;
    return evaluation_predicate_limit(&columns->person, predicate, ret_limit);
}

static void
spread_limit(const Columns *columns, const LocalLimit *locals, BlockLimit *limit)
{
    limit->given = (RowBits) { 0 };
    for (uint32_t row = 0; row < columns->n_rows; row++) {
        const LocalLimit *local = &locals[columns->row_household[row]];

        limit->low[row] = local->low;
        limit->high[row] = local->high;
        limit->given.words[row / 64] |= (Word) local->given << row % 64;
    }
}

/* Most figures are the same for every household, and then nothing is done by row. */
static const BlockLimit *
block_limit(Columns *columns, uint32_t number)
{
    const Predicate *predicate = columns->plan->limits[number].predicate;
    BlockLimit *limit = &columns->limits[number];
    LocalLimit *locals = columns->locals;

    if (limit->block == columns->block)
        return limit;
    limit->block = columns->block;
    limit->is_one = true;
    for (uint32_t i = 0; i < columns->n_block_households; i++) {
        Interval value = { 0, 0 };
        LocalLimit *local = &locals[i];

        local->given = household_limit(columns, predicate, columns->block_households[i], &value);
        local->low = cut(value.low);
        local->high = cut(value.high);
        limit->is_one &= local->given == locals[0].given && local->low == locals[0].low
                && local->high == locals[0].high;
    }
    if (limit->is_one && columns->n_block_households > 0) {
        limit->is_given = locals[0].given;
        limit->one_low = locals[0].low;
        limit->one_high = locals[0].high;
        limit->is_point = limit->one_low == limit->one_high;
    } else {
        spread_limit(columns, locals, limit);
    }
    return limit;
}

/* ---- numbers -------------------------------------------------------------------------------- */

/* A column of values against one limit for all, or one for each row. */
typedef struct Ends {
    const ColumnKernels *kernels;
    size_t words;
    const int32_t *low; /* of the value */
    const int32_t *high;
    const BlockLimit *each; /* NULL: one limit for all */
    int32_t limit_low;
    int32_t limit_high;
} Ends;

typedef enum LimitEnd {
    LIMIT_LOW,
    LIMIT_HIGH,
} LimitEnd;

static void
above(const Ends *ends, const int32_t *value, LimitEnd end, RowBits *bits)
{
    if (ends->each)
        ends->kernels->above_each(value, end == LIMIT_LOW ? ends->each->low : ends->each->high,
                ends->words, bits->words);
    else
        ends->kernels->above(value, end == LIMIT_LOW ? ends->limit_low : ends->limit_high,
                ends->words, bits->words);
}

static void
below(const Ends *ends, const int32_t *value, LimitEnd end, RowBits *bits)
{
    if (ends->each)
        ends->kernels->above_each(end == LIMIT_LOW ? ends->each->low : ends->each->high, value,
                ends->words, bits->words);
    else
        ends->kernels->below(value, end == LIMIT_LOW ? ends->limit_low : ends->limit_high,
                ends->words, bits->words);
}

static void
not_above(const Ends *ends, const int32_t *value, LimitEnd end, RowBits *bits)
{
    above(ends, value, end, bits);
    invert(bits, ends->words);
}

static void
not_below(const Ends *ends, const int32_t *value, LimitEnd end, RowBits *bits)
{
    below(ends, value, end, bits);
    invert(bits, ends->words);
}

typedef void (*Test)(const Ends *ends, const int32_t *value, LimitEnd end, RowBits *bits);

/* One comparison decides: surely with the worse ends, perhaps with the better ones. */
static void
one_sided(const Ends *ends, Test test, bool wants_little, RowOutcomes *outcomes)
{
    const int32_t *worse = wants_little ? ends->high : ends->low;
    const int32_t *better = wants_little ? ends->low : ends->high;
    bool is_point = worse == better && !ends->each && ends->limit_low == ends->limit_high;

    test(ends, worse, wants_little ? LIMIT_LOW : LIMIT_HIGH, &outcomes->is_true);
    if (is_point)
        copy_bits(&outcomes->may_be, &outcomes->is_true, ends->words);
    else
        test(ends, better, wants_little ? LIMIT_HIGH : LIMIT_LOW, &outcomes->may_be);
}

static void
both(RowBits *into, const RowBits *other, size_t words)
{
    for
        EACH_QUAD(i, words)
    QUAD(*into, i) &= CONST_QUAD(*other, i);
}

/* Equal is not less and not more; between the same, with the ends of the limit the other way. */
static void
two_sided(const Ends *ends, bool is_between, RowOutcomes *outcomes)
{
    UNFILLED RowBits other;

    not_below(ends, ends->low, is_between ? LIMIT_LOW : LIMIT_HIGH, &outcomes->is_true);
    not_above(ends, ends->high, is_between ? LIMIT_HIGH : LIMIT_LOW, &other);
    both(&outcomes->is_true, &other, ends->words);
    not_below(ends, ends->high, LIMIT_LOW, &outcomes->may_be);
    not_above(ends, ends->low, LIMIT_HIGH, &other);
    both(&outcomes->may_be, &other, ends->words);
}

static void
compare_numbers(const Ends *ends, Operator operator_, RowOutcomes *outcomes)
{
    switch (operator_) {
    case OPERATOR_LESS:
        one_sided(ends, below, true, outcomes);
        return;
    case OPERATOR_AT_MOST:
        one_sided(ends, not_above, true, outcomes);
        return;
    case OPERATOR_MORE:
        one_sided(ends, above, false, outcomes);
        return;
    case OPERATOR_AT_LEAST:
        one_sided(ends, not_below, false, outcomes);
        return;
    case OPERATOR_EQUAL:
        two_sided(ends, false, outcomes);
        return;
    case OPERATOR_NOT_EQUAL:
        two_sided(ends, false, outcomes);
        turn(outcomes, ends->words);
        return;
    case OPERATOR_BETWEEN:
        two_sided(ends, true, outcomes);
        return;
    default:
        assert(false && "an operator of sets against numbers");
    }
}

static void
numbers_in_set(
        const Columns *columns, const Probe *probe, const Column *column, RowOutcomes *outcomes)
{
    const Predicate *predicate = probe->predicate;
    const Interval nothing = { 0, 0 };
    size_t words = columns_words(columns);
    UNFILLED RowBits found;

    if (!column->is_exact || predicate->n_set > EQUALS_MAX) {
        for (uint32_t row = 0; row < columns->n_rows; row++) {
            int64_t high = column->is_exact ? column->low[row] : column->high[row];
            Value value = { VALUE_INTERVAL, column->low[row], high };

            /* What is not known may hold anything, high below low included. */
            if (column->known.words[row / 64] >> row % 64 & 1)
                put_outcome(outcomes, row, predicate_compare(predicate, value, nothing));
        }
        return;
    }
    fill(outcomes, words, OUTCOME_FALSE);
    for (uint32_t i = 0; i < predicate->n_set; i++) {
        if (predicate->set[i] <= INT32_MIN || predicate->set[i] >= INT32_MAX)
            continue;
        columns->kernels->equal(column->low, (int32_t) predicate->set[i], words, found.words);
        add_bits(&outcomes->is_true, &found, words);
    }
    copy_bits(&outcomes->may_be, &outcomes->is_true, words);
    if (predicate->operator_ == OPERATOR_NOT_IN)
        turn(outcomes, words);
}

/* Rows that no column holds, each by itself. */
static void
judge_odd_numbers(Columns *columns, const Probe *probe, const Column *column, RowOutcomes *outcomes)
{
    for (uint32_t i = 0; i < column->n_odd; i++) {
        const OddRow *odd = &column->odd[i];
        KnownHousehold *household = NULL;
        Outcome outcome = OUTCOME_UNKNOWN;
        Interval limit;
        bool given;

        if (probe->limit != NO_SLOT)
            household = columns->block_households[columns->row_household[odd->row]];
        given = household ? household_limit(columns, probe->predicate, household, &limit)
                          : evaluation_predicate_limit(&columns->person, probe->predicate, &limit);
        if (given)
            outcome = predicate_compare(probe->predicate, odd->value, limit);
        put_outcome(outcomes, odd->row, outcome);
    }
}

static void
judge_numbers(Columns *columns, const Probe *probe, RowOutcomes *outcomes)
{
    const Predicate *predicate = probe->predicate;
    const Column *column = &columns->columns[probe->column];
    Ends ends = {
        .kernels = columns->kernels,
        .words = columns_words(columns),
        .low = column->low,
        .high = column->is_exact ? column->low : column->high,
        .limit_low = cut(predicate->value),
        .limit_high = cut(predicate->operator_ == OPERATOR_BETWEEN ? predicate->value_high
                                                                   : predicate->value),
    };

    if (predicate->operator_ == OPERATOR_IN || predicate->operator_ == OPERATOR_NOT_IN) {
        numbers_in_set(columns, probe, column, outcomes);
    } else if (probe->limit != NO_SLOT) {
        const BlockLimit *limit = block_limit(columns, probe->limit);

        ends.limit_low = limit->one_low;
        ends.limit_high = limit->one_high;
        ends.each = limit->is_one ? NULL : limit;
        if (limit->is_one && !limit->is_given) {
            fill(outcomes, ends.words, OUTCOME_UNKNOWN);
            return;
        }
        compare_numbers(&ends, predicate->operator_, outcomes);
        if (ends.each)
            columns->kernels->only_known(outcomes, &limit->given, ends.words);
    } else {
        compare_numbers(&ends, predicate->operator_, outcomes);
    }
    columns->kernels->only_known(outcomes, &column->known, ends.words);
    judge_odd_numbers(columns, probe, column, outcomes);
}

/* ---- codes and sets ------------------------------------------------------------------------- */

static void
judge_codes(Columns *columns, const Probe *probe, RowOutcomes *outcomes)
{
    const Fact *fact = fact_of(probe->predicate->fact);
    const Column *column = &columns->columns[probe->column];
    size_t words = columns_words(columns);
    uint64_t all = (UINT64_C(2) << fact->high) - 1;
    /* Whichever are fewer, those that hold or those that do not. */
    bool turned = 2 * __builtin_popcountll(probe->codes) > __builtin_popcountll(all);
    uint64_t codes = turned ? all & ~probe->codes : probe->codes;
    UNFILLED RowBits found;

    fill(outcomes, words, OUTCOME_FALSE);
    for (; codes; codes &= codes - 1) {
        columns->kernels->small_equal(
                column->bytes, (uint8_t) __builtin_ctzll(codes), words, found.words);
        add_bits(&outcomes->is_true, &found, words);
    }
    if (turned)
        invert(&outcomes->is_true, words);
    copy_bits(&outcomes->may_be, &outcomes->is_true, words);
    columns->kernels->only_known(outcomes, &column->known, words);

    for (uint32_t i = 0; i < column->n_odd; i++) {
        const Value *value = &column->odd[i].value;
        bool one = probe->codes >> value->low & 1;
        bool other = probe->codes >> value->high & 1;

        put_outcome(outcomes, column->odd[i].row,
                one != other  ? OUTCOME_UNKNOWN
                        : one ? OUTCOME_TRUE
                              : OUTCOME_FALSE);
    }
}

static void
judge_sets(Columns *columns, const Probe *probe, RowOutcomes *outcomes)
{
    const Column *column = &columns->columns[probe->column];
    uint64_t mask = (uint64_t) probe->predicate->mask;
    size_t words = columns_words(columns);

    if (columns->plan->columns[probe->column].kind == COLUMN_BYTE_SETS) {
        columns->kernels->small_meets(
                column->bytes, (uint8_t) mask, words, outcomes->is_true.words);
        columns->kernels->small_meets(
                column->bytes_perhaps, (uint8_t) mask, words, outcomes->may_be.words);
    } else {
        columns->kernels->wide_meets(column->wide, mask, words, outcomes->is_true.words);
        columns->kernels->wide_meets(column->wide_perhaps, mask, words, outcomes->may_be.words);
    }
    columns->kernels->only_known(outcomes, &column->known, words);
    for (uint32_t i = 0; i < column->n_odd; i++) {
        const Value *value = &column->odd[i].value;
        bool one = ((uint64_t) value->low & mask) != 0;
        bool other = ((uint64_t) value->high & mask) != 0;

        put_outcome(outcomes, column->odd[i].row,
                one != other  ? OUTCOME_UNKNOWN
                        : one ? OUTCOME_TRUE
                              : OUTCOME_FALSE);
    }
    if (probe->predicate->operator_ == OPERATOR_NOT_IN)
        turn(outcomes, words);
}

/* ---- programmes ----------------------------------------------------------------------------- */

static void
judge_receives(Columns *columns, const Probe *probe, RowOutcomes *outcomes)
{
    size_t words = columns_words(columns);

    fill(outcomes, words, OUTCOME_FALSE);
    for (uint32_t i = 0; i < probe->n_slots; i++)
        add_bits(&outcomes->is_true, &columns->received[probe->slots[i]], words);
    if (probe->predicate->operator_ == OPERATOR_NOT_IN)
        invert(&outcomes->is_true, words);
    copy_bits(&outcomes->may_be, &outcomes->is_true, words);
    columns->kernels->only_known(outcomes, &columns->receipt_known, words);
}

static void judge_version(Columns *columns, uint32_t number, RowOutcomes *outcomes);

/* A verdict on which others lean is kept for the block. */
static const RowOutcomes *
kept_verdict(Columns *columns, uint32_t version)
{
    uint32_t memo = columns->plan->memos[version];

    if (columns->memo_blocks[memo] != columns->block) {
        judge_version(columns, version, &columns->memos[memo]);
        columns->memo_blocks[memo] = columns->block;
    }
    return &columns->memos[memo];
}

static void
judge_meets(Columns *columns, const Probe *probe, RowOutcomes *outcomes)
{
    size_t words = columns_words(columns);

    fill(outcomes, words, OUTCOME_FALSE);
    for (uint32_t i = 0; i < probe->n_slots; i++) {
        if (probe->slots[i] != NO_SLOT)
            columns->kernels->higher(outcomes, kept_verdict(columns, probe->slots[i]), words);
        else /* not in force: unknown */
            memset(outcomes->may_be.words, 0xFF, words * sizeof(Word));
    }
    if (probe->predicate->operator_ == OPERATOR_NOT_IN)
        turn(outcomes, words);
}

/* ---- predicates, blocks, verdicts ----------------------------------------------------------- */

static void
judge_probe(Columns *columns, const Probe *probe, RowOutcomes *outcomes)
{
    switch (probe->kind) {
    case PROBE_FIXED:
        fill(outcomes, columns_words(columns), probe->outcome);
        return;
    case PROBE_PLACE:
        fill(outcomes, columns_words(columns),
                predicate_outcome(&columns->place, probe->predicate));
        return;
    case PROBE_CODE:
        judge_codes(columns, probe, outcomes);
        return;
    case PROBE_NUMBER:
        judge_numbers(columns, probe, outcomes);
        return;
    case PROBE_SET:
        judge_sets(columns, probe, outcomes);
        return;
    case PROBE_RECEIVES:
        judge_receives(columns, probe, outcomes);
        return;
    case PROBE_MEETS:
        judge_meets(columns, probe, outcomes);
        return;
    case PROBE_NONE:
        break;
    }
    assert(false && "a predicate that the plan does not ask");
}

const RowOutcomes *
columns_probe(Columns *columns, size_t number)
{
    assert(number < columns->plan->n_probes);

    if (columns->probe_blocks[number] != columns->block) {
        judge_probe(columns, &columns->plan->probes[number], &columns->probes[number]);
        columns->probe_blocks[number] = columns->block;
    }
    return &columns->probes[number];
}

/* Asks alone are unknown, as is a row that only asks. */
static void
judge_block(Columns *columns, const Block *block, RowOutcomes *outcomes)
{
    UNFILLED const RowOutcomes *rows[ROWS_AT_ONCE];
    size_t words = columns_words(columns);
    bool only_asks = false;
    bool started = false;
    size_t n = 0;

    for (uint32_t i = 0; i < block->n_rows; i++) {
        uint32_t predicate = block->rows[i].predicate;

        only_asks |= predicate == NO_PREDICATE;
        if (predicate != NO_PREDICATE)
            rows[n++] = columns_probe(columns, predicate);
        if (n == ROWS_AT_ONCE) {
            columns->kernels->lowest(outcomes, rows, n, words);
            rows[0] = outcomes;
            n = 1;
            started = true;
        }
    }
    if (n > (started ? 1 : 0))
        columns->kernels->lowest(outcomes, rows, n, words);
    else if (!started)
        fill(outcomes, words, OUTCOME_UNKNOWN);
    if (only_asks)
        memset(outcomes->is_true.words, 0, words * sizeof(Word));
}

static void
judge_blocks(Columns *columns, const Block *blocks, uint32_t n_blocks, RowOutcomes *outcomes)
{
    UNFILLED RowOutcomes one;

    judge_block(columns, &blocks[0], outcomes);
    for (uint32_t i = 1; i < n_blocks; i++) {
        judge_block(columns, &blocks[i], &one);
        columns->kernels->higher(outcomes, &one, columns_words(columns));
    }
}

/* Rows that are not there stand at the end of the last word. */
static void
cut_rows(const Columns *columns, RowOutcomes *outcomes)
{
    size_t last = columns_words(columns);

    if (last == 0)
        return;
    outcomes->is_true.words[last - 1] &= columns->valid.words[last - 1];
    outcomes->may_be.words[last - 1] &= columns->valid.words[last - 1];
}

static void
judge_version(Columns *columns, uint32_t number, RowOutcomes *outcomes)
{
    const Version *version = &columns->plan->ruleset->versions[number];
    const Segment *segment = version_segment(version, columns->plan->on);
    Outcome area = columns->area ? (Outcome) columns->area[number] : OUTCOME_TRUE;
    size_t words = columns_words(columns);

    if (!segment || area == OUTCOME_FALSE) {
        fill(outcomes, words, OUTCOME_FALSE);
        return;
    }
    if (version->rules.universal)
        fill(outcomes, words, OUTCOME_TRUE);
    else if (segment->n_blocks == 0)
        fill(outcomes, words, OUTCOME_UNKNOWN);
    else
        judge_blocks(columns, segment->blocks, segment->n_blocks, outcomes);

    if (segment->n_exclusions > 0) {
        UNFILLED RowOutcomes exclusions;

        judge_blocks(columns, segment->exclusions, segment->n_exclusions, &exclusions);
        columns->kernels->lower_not(outcomes, &exclusions, words);
    }
    if (area == OUTCOME_UNKNOWN)
        memset(outcomes->is_true.words, 0, words * sizeof(Word));
    cut_rows(columns, outcomes);
}

const RowOutcomes *
columns_verdict(Columns *columns, uint32_t version)
{
    assert(columns->plan->is_judged[version]);

    if (columns->plan->memos[version] != NO_SLOT)
        return kept_verdict(columns, version);
    judge_version(columns, version, &columns->verdict);
    return &columns->verdict;
}

const RowOutcomes *
columns_question(Columns *columns, size_t question)
{
    size_t number = columns->plan->ruleset->n_predicates + question;

    if (columns->probe_blocks[number] != columns->block) {
        (void) columns_probe(columns, number);
        cut_rows(columns, &columns->probes[number]);
    }
    return &columns->probes[number];
}

const RowBits *
columns_receiving(Columns *columns, int32_t programme)
{
    uint32_t slot = column_plan_received(columns->plan, programme);

    assert(slot != NO_SLOT);
    return &columns->received[slot];
}

const RowBits *
columns_receipt_known(Columns *columns)
{
    return &columns->receipt_known;
}
