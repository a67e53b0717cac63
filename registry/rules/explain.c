/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/rules/evaluate.h"

#include "registry/rules/lack.h"

#include <assert.h>
#include <string.h>

#define HUNDREDTHS 100

/* Reasons as they are found; sized beforehand by the rows that there are. */
typedef struct Reasons {
    Reason *items;
    size_t n;
} Reasons;

/* ---- one row -------------------------------------------------------------------------------- */

/* The fact to cite first: the row's own, or the one that it is computed from. */
static FactNumber
main_source(const FactSet *uses, FactNumber fact)
{
    FactNumber first;

    if (fact_set_has(uses, fact))
        return fact;
    first = fact_set_next(uses, FACT_NONE);
    return first == FACT_END ? FACT_NONE : first;
}

static void
add_source(Evaluation *evaluation, Reason *reason, Source *sources, FactNumber fact)
{
    const Evidence *evidence = &evaluation->facts.evidence[fact];

    reason->special |= fact_of(fact)->special;
    if (evidence->state != EVIDENCE_MISSING)
        sources[reason->n_sources++] = (Source) { fact, *evidence };
}

static void
cite_sources(Evaluation *evaluation, Reason *reason, const Predicate *predicate)
{
    FactSet uses = predicate_uses(evaluation, predicate);
    FactNumber first = main_source(&uses, predicate->fact);
    Source *sources = arena_array(evaluation->arena, Source, fact_set_count(&uses));

    if (first != FACT_NONE)
        add_source(evaluation, reason, sources, first);
    for (FactNumber fact = fact_set_next(&uses, FACT_NONE); fact < FACT_END;
            fact = fact_set_next(&uses, fact))
        if (fact != first)
            add_source(evaluation, reason, sources, fact);
    reason->sources = sources;
}

static Interval
ascending(int64_t one, int64_t other)
{
    return one < other ? (Interval) { one, other } : (Interval) { other, one };
}

static void
cite_value(Evaluation *evaluation, Reason *reason, const Predicate *predicate)
{
    const Evidence *evidence = &evaluation->facts.evidence[predicate->fact];
    FactType type = fact_of(predicate->fact)->type;
    Value value;

    if (type == FACT_PROGRAMMES)
        return;
    if (type == FACT_CODES || type == FACT_AGES) {
        reason->has_value = evidence->state == EVIDENCE_KNOWN;
        reason->value = (Interval) { evidence->value, evidence->value };
        return;
    }
    value = evaluation_value(evaluation, predicate->fact);
    reason->has_value = value.form != VALUE_NONE;
    reason->value = ascending(value.low, value.high);
}

static void
cite_limit(Evaluation *evaluation, Reason *reason, const Predicate *predicate)
{
    uint32_t parameter = predicate_parameter(evaluation->ruleset, predicate);
    bool in_hundredths =
            predicate->parameter != NO_PARAMETER && fact_of(predicate->fact)->type == FACT_WHOLE;

    if (parameter != NO_PARAMETER)
        reason->parameter = evaluation_limit(evaluation, parameter)->parameter;
    reason->review_due = reason->parameter && reason->parameter->review_by != DAY_NONE
            && reason->parameter->review_by < evaluation->on;

    if (predicate->operator_ < OPERATOR_EQUAL || predicate->operator_ > OPERATOR_BETWEEN)
        return;
    reason->has_limit = evaluation_predicate_limit(evaluation, predicate, &reason->limit);
    if (reason->has_limit && in_hundredths) {
        reason->limit.low /= HUNDREDTHS;
        if (reason->limit.high != INTERVAL_NO_END)
            reason->limit.high /= HUNDREDTHS;
    }
}

static Reason
reason_of(Evaluation *evaluation, const Row *row, const Block *block)
{
    const Predicate *predicate = &evaluation->ruleset->predicates[row->predicate];
    Reason reason = {
        .criterion = row->criterion,
        .position = row->position,
        .version = row->version,
        .kind = row->criterion->kind,
        .block = block->number,
        .outcome = evaluation_row(evaluation, row),
        .fact = row->criterion->fact,
        .special = fact_of(row->criterion->fact)->special,
    };

    if (reason.outcome == OUTCOME_UNKNOWN)
        reason.cause = predicate_lack(evaluation, row->predicate).cause;
    cite_value(evaluation, &reason, predicate);
    cite_limit(evaluation, &reason, predicate);
    cite_sources(evaluation, &reason, predicate);
    return reason;
}

static void
add_rows(Evaluation *evaluation, Reasons *reasons, const Block *block, Outcome outcome)
{
    for (uint32_t i = 0; i < block->n_rows; i++)
        if (evaluation_row(evaluation, &block->rows[i]) == outcome)
            reasons->items[reasons->n++] = reason_of(evaluation, &block->rows[i], block);
}

/* ---- the whole verdict ---------------------------------------------------------------------- */

static void
add_area(Evaluation *evaluation, Reasons *reasons, uint32_t version)
{
    Outcome area = evaluation_area(evaluation, version);

    reasons->items[reasons->n++] = (Reason) {
        .version = version,
        .kind = KIND_CONDITION,
        .outcome = area,
        .cause = area == OUTCOME_UNKNOWN ? CAUSE_PLACE : CAUSE_NONE,
    };
}

static void
add_ask(Reasons *reasons, const Row *row, const Block *block)
{
    reasons->items[reasons->n++] = (Reason) {
        .criterion = row->criterion,
        .position = row->position,
        .version = row->version,
        .kind = KIND_ASK,
        .block = block->number,
        .outcome = OUTCOME_UNKNOWN,
        .cause = CAUSE_ASK,
    };
}

static void
explain_unknown(Evaluation *evaluation, uint32_t version, const Segment *segment,
        const Block *block, Reasons *reasons)
{
    if (evaluation_area(evaluation, version) == OUTCOME_UNKNOWN)
        add_area(evaluation, reasons, version);
    for (uint32_t i = 0; i < segment->n_exclusions; i++)
        if (evaluation_block(evaluation, &segment->exclusions[i]) == OUTCOME_UNKNOWN)
            add_rows(evaluation, reasons, &segment->exclusions[i], OUTCOME_UNKNOWN);
    if (!block) {
        /* No block at all, and not for everyone: the asks of the programme decide. */
        for (uint32_t i = 0; reasons->n == 0 && i < segment->n_asks; i++)
            add_ask(reasons, &segment->asks[i], &(Block) { 0 });
        return;
    }
    if (block->n_rows == 0)
        for (uint32_t i = 0; i < block->n_asks; i++)
            add_ask(reasons, &block->asks[i], block);
    add_rows(evaluation, reasons, block, OUTCOME_UNKNOWN);
    add_rows(evaluation, reasons, block, OUTCOME_TRUE);
}

static void
explain_refusal(Evaluation *evaluation, uint32_t version, const Segment *segment,
        const Block *block, Reasons *reasons)
{
    if (evaluation_area(evaluation, version) == OUTCOME_FALSE)
        add_area(evaluation, reasons, version);
    for (uint32_t i = 0; i < segment->n_exclusions; i++)
        if (evaluation_block(evaluation, &segment->exclusions[i]) == OUTCOME_TRUE) {
            add_rows(evaluation, reasons, &segment->exclusions[i], OUTCOME_TRUE);
            break;
        }
    for (uint32_t i = 0; block && i < block->n_rows; i++)
        if (evaluation_row(evaluation, &block->rows[i]) == OUTCOME_FALSE) {
            reasons->items[reasons->n++] = reason_of(evaluation, &block->rows[i], block);
            break;
        }
}

/* The area, every exclusion, one block, and the asks of a programme without any. */
static size_t
count_rows(const Segment *segment, const Block *block)
{
    size_t n = 1 + (block ? block->n_rows + block->n_asks : segment->n_asks);

    for (uint32_t i = 0; i < segment->n_exclusions; i++)
        n += segment->exclusions[i].n_rows;
    return n;
}

static void
explain_because(Evaluation *evaluation, const Segment *segment, const Block *block,
        Explanation *explanation)
{
    Reasons reasons = {
        .items = arena_array(evaluation->arena, Reason, count_rows(segment, block)),
    };

    switch (explanation->verdict) {
    case OUTCOME_TRUE:
        if (block)
            add_rows(evaluation, &reasons, block, OUTCOME_TRUE);
        break;
    case OUTCOME_UNKNOWN:
        explain_unknown(evaluation, explanation->version, segment, block, &reasons);
        break;
    case OUTCOME_FALSE:
        explain_refusal(evaluation, explanation->version, segment, block, &reasons);
        break;
    }
    explanation->because = reasons.items;
    explanation->n_because = reasons.n;
}

static void
explain_missing(Evaluation *evaluation, const Lack *lack, Explanation *explanation)
{
    MissingFact *missing =
            arena_array(evaluation->arena, MissingFact, fact_set_count(&lack->facts));

    for (FactNumber number = fact_set_next(&lack->facts, FACT_NONE); number < FACT_END;
            number = fact_set_next(&lack->facts, number)) {
        const Fact *fact = fact_of(number);
        const Evidence *evidence = &evaluation->facts.evidence[number];

        missing[explanation->n_missing++] = (MissingFact) {
            .fact = number,
            .cause = evidence_cause(evaluation, number),
            .document = fact->document,
            .feed = (Feed) fact->feeds[0],
            .as_of = evidence->state == EVIDENCE_STALE || evidence->state == EVIDENCE_CONFLICT
                            || evidence->state == EVIDENCE_DISPUTED
                    ? evidence->as_of
                    : DAY_NONE,
        };
    }
    explanation->missing = missing;
}

/* ---- asks and priority ---------------------------------------------------------------------- */

typedef struct Asks {
    const Criterion **items;
    size_t n;
} Asks;

static void
add_asks(Asks *asks, const Row *rows, uint32_t n_rows)
{
    for (uint32_t i = 0; i < n_rows; i++) {
        const char *text = rows[i].criterion->text;
        bool said = !text;

        for (size_t j = 0; j < asks->n && !said; j++)
            said = strcmp(asks->items[j]->text, text) == 0;
        if (!said)
            asks->items[asks->n++] = rows[i].criterion;
    }
}

static void
explain_asks(Evaluation *evaluation, const Segment *segment, const Block *block,
        Explanation *explanation)
{
    Asks asks = { 0 };
    size_t n = segment->n_asks;

    for (uint32_t i = 0; i < segment->n_blocks; i++)
        n += segment->blocks[i].n_asks;
    for (uint32_t i = 0; i < segment->n_exclusions; i++)
        n += segment->exclusions[i].n_asks;
    asks.items = arena_array(evaluation->arena, const Criterion *, n);

    if (block)
        add_asks(&asks, block->asks, block->n_asks);
    add_asks(&asks, segment->asks, segment->n_asks);
    explanation->subject_to = explanation->verdict == OUTCOME_TRUE && asks.n > 0;

    for (uint32_t i = 0; i < segment->n_blocks; i++)
        add_asks(&asks, segment->blocks[i].asks, segment->blocks[i].n_asks);
    for (uint32_t i = 0; i < segment->n_exclusions; i++)
        add_asks(&asks, segment->exclusions[i].asks, segment->exclusions[i].n_asks);
    explanation->asks = asks.items;
    explanation->n_asks = asks.n;
}

static int
count_priorities(Evaluation *evaluation, const Segment *segment)
{
    int n = 0;

    for (uint32_t i = 0; i < segment->n_priorities; i++)
        n += evaluation_row(evaluation, &segment->priorities[i]) == OUTCOME_TRUE;
    return n;
}

/* ---- the amount ----------------------------------------------------------------------------- */

static int64_t
months_of(Period period)
{
    int64_t factor = period_factor(PERIOD_MONTH, period);

    return factor > 0 ? factor : 1;
}

/* A fact per its own period, as an amount per another one; half cents go up. */
static Interval
converted(Evaluation *evaluation, FactNumber fact, Period period)
{
    Value value = evaluation_value(evaluation, fact);
    int64_t divisor = months_of(fact_of(fact)->period);
    int64_t factor = months_of(period);
    Interval amount = ascending(value.low, value.high);

    if (value.form == VALUE_NONE)
        return (Interval) { 0, INTERVAL_NO_END };
    amount.low = (amount.low * factor + divisor / 2) / divisor;
    if (amount.high != INTERVAL_NO_END)
        amount.high = (amount.high * factor + divisor / 2) / divisor;
    return amount;
}

static int64_t
deducted(int64_t amount, int64_t taken)
{
    if (amount == INTERVAL_NO_END)
        return amount;
    return taken >= amount ? 0 : amount - taken;
}

static Interval
adjusted(Evaluation *evaluation, const Parameter *parameter, Interval value)
{
    if (parameter->less != FACT_NONE) {
        Interval less = converted(evaluation, parameter->less, parameter->per);

        value.low = deducted(value.low, less.high);
        value.high = deducted(value.high, less.low);
    }
    if (parameter->at_most != FACT_NONE) {
        Interval most = converted(evaluation, parameter->at_most, parameter->per);

        value.low = value.low < most.low ? value.low : most.low;
        value.high = value.high < most.high ? value.high : most.high;
    }
    return value;
}

/* An amount is shown, not decided by: where none is in force, the last one is better than none. */
static Amount
amount_of(Evaluation *evaluation, const Version *version, const Block *block)
{
    uint32_t number = block && block->amount != NO_PARAMETER ? block->amount : version->amount;
    const ParameterGroup *group;
    Amount amount = { 0 };
    Interval value;

    if (number == NO_PARAMETER)
        return amount;
    group = &evaluation->ruleset->parameters[number];
    amount.parameter = parameter_group_on(group, evaluation->on);
    if (!amount.parameter) {
        amount.parameter = parameter_group_before(group, evaluation->on);
        amount.expired = amount.parameter != NULL;
    }
    if (!amount.parameter)
        return amount;

    amount.per = amount.parameter->per;
    amount.has_value = parameter_value(amount.parameter, &evaluation->household, &value);
    if (amount.has_value)
        amount.value = adjusted(evaluation, amount.parameter, value);
    return amount;
}

/* ---- together ------------------------------------------------------------------------------- */

void
evaluation_explain(Evaluation *evaluation, uint32_t number, Explanation *ret_explanation)
{
    const Version *version = &evaluation->ruleset->versions[number];
    const Segment *segment = version_segment(version, evaluation->on);
    Explanation explanation = {
        .version = number,
        .verdict = evaluation_verdict(evaluation, number),
        .area = evaluation_area(evaluation, number),
    };
    const Nearest *nearest = version_nearest(evaluation, number);

    assert(number < evaluation->ruleset->n_versions);

    if (segment) {
        explanation.block = nearest->block ? nearest->block->number : 0;
        explain_because(evaluation, segment, nearest->block, &explanation);
        if (explanation.verdict == OUTCOME_UNKNOWN)
            explain_missing(evaluation, &nearest->lack, &explanation);
        explain_asks(evaluation, segment, nearest->block, &explanation);
        explanation.priority = count_priorities(evaluation, segment);
        if (explanation.verdict != OUTCOME_FALSE)
            explanation.amount = amount_of(evaluation, version, nearest->block);
    }
    *ret_explanation = explanation;
}
