/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/rules/evaluate.h"

#include "registry/rules/compiled.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define CHILD_BELOW 18
#define ELDERLY_FROM 65
#define HUNDREDTHS 100

/* ---- what is known of the household --------------------------------------------------------- */

static Interval
interval_of(const Facts *facts, FactNumber fact, int64_t low, int64_t high)
{
    const Evidence *evidence = &facts->evidence[fact];

    switch ((EvidenceState) evidence->state) {
    case EVIDENCE_KNOWN:
        return (Interval) { evidence->value, evidence->value };
    case EVIDENCE_CONFLICT:
        return evidence->value < evidence->rival ? (Interval) { evidence->value, evidence->rival }
                                                 : (Interval) { evidence->rival, evidence->value };
    case EVIDENCE_MISSING:
    case EVIDENCE_STALE:
    case EVIDENCE_DISPUTED:
    case EVIDENCE_PARTIAL:
        break;
    }
    return (Interval) { low, high };
}

Household
household_of(const Facts *facts)
{
    return (Household) {
        .members = interval_of(facts, FACT_MEMBERS, 1, INTERVAL_NO_END),
        .adults = interval_of(facts, FACT_ADULTS, 1, INTERVAL_NO_END),
        .minors = interval_of(facts, FACT_MINORS, 0, INTERVAL_NO_END),
        .dependent_children = interval_of(facts, FACT_DEPENDENT_CHILDREN, 0, INTERVAL_NO_END),
        .unprotected_children = interval_of(facts, FACT_UNPROTECTED_CHILDREN, 0, INTERVAL_NO_END),
        .one_parent = interval_of(facts, FACT_ONE_PARENT, 0, 1),
        .couple = interval_of(facts, FACT_COUPLE, 0, 1),
    };
}

Evaluation *
evaluation_new(
        Arena *arena, const Ruleset *ruleset, const Facts *facts, Day on, const uint8_t *area)
{
    Evaluation *evaluation = arena_alloc(arena, sizeof *evaluation);

    assert(ruleset->compiled && on != DAY_NONE);

    *evaluation = (Evaluation) {
        .arena = arena,
        .ruleset = ruleset,
        .facts = *facts,
        .on = on,
        .area = area,
        .outcomes = arena_room(arena, ruleset->n_predicates),
        .verdicts = arena_room(arena, ruleset->n_versions),
        .limits = arena_array(arena, Limit, ruleset->n_parameters),
        .nearest = arena_array(arena, struct Nearest *, ruleset->n_versions),
    };
    facts_fill(&evaluation->facts);
    evaluation->household = household_of(&evaluation->facts);
    memset(evaluation->outcomes, NOT_EVALUATED, ruleset->n_predicates);
    memset(evaluation->verdicts, NOT_EVALUATED, ruleset->n_versions);
    return evaluation;
}

/* ---- three values --------------------------------------------------------------------------- */

static Outcome
lower(Outcome one, Outcome other)
{
    return one < other ? one : other;
}

static Outcome
higher(Outcome one, Outcome other)
{
    return one > other ? one : other;
}

static Outcome
opposite(Outcome outcome)
{
    return (Outcome) (OUTCOME_TRUE - outcome);
}

static Outcome
decided(bool surely, bool surely_not)
{
    return surely ? OUTCOME_TRUE : surely_not ? OUTCOME_FALSE : OUTCOME_UNKNOWN;
}

/* How many of an ascending set lie in the interval. */
static uint64_t
count_within(const Predicate *predicate, Interval value)
{
    uint64_t n = 0;

    for (uint32_t i = 0; i < predicate->n_set; i++)
        n += predicate->set[i] >= value.low && predicate->set[i] <= value.high;
    return n;
}

static Outcome
is_in_set(const Predicate *predicate, Interval value)
{
    uint64_t n = count_within(predicate, value);

    return decided(n > 0 && n - 1 == (uint64_t) value.high - (uint64_t) value.low, n == 0);
}

/* A value anywhere in one interval against a limit anywhere in another. */
static Outcome
compare(const Predicate *predicate, Interval value, Interval limit)
{
    switch (predicate->operator_) {
    case OPERATOR_LESS:
        return decided(value.high < limit.low, value.low >= limit.high);
    case OPERATOR_AT_MOST:
        return decided(value.high <= limit.low, value.low > limit.high);
    case OPERATOR_MORE:
        return decided(value.low > limit.high, value.high <= limit.low);
    case OPERATOR_AT_LEAST:
        return decided(value.low >= limit.high, value.high < limit.low);
    case OPERATOR_EQUAL:
    case OPERATOR_NOT_EQUAL: {
        Outcome equal = decided(
                value.low == value.high && limit.low == limit.high && value.low == limit.low,
                value.high < limit.low || value.low > limit.high);

        return predicate->operator_ == OPERATOR_EQUAL ? equal : opposite(equal);
    }
    case OPERATOR_BETWEEN:
        return decided(value.low >= limit.low && value.high <= limit.high,
                value.high < limit.low || value.low > limit.high);
    case OPERATOR_IN:
        return is_in_set(predicate, value);
    case OPERATOR_NOT_IN:
        return opposite(is_in_set(predicate, value));
    case OPERATOR_IS_KNOWN:
    case OPERATOR_NONE:
        break;
    }
    return OUTCOME_UNKNOWN;
}

/* ---- limits --------------------------------------------------------------------------------- */

const Limit *
evaluation_limit(Evaluation *evaluation, uint32_t parameter)
{
    Limit *limit = &evaluation->limits[parameter];

    if (limit->state != LIMIT_NOT_ASKED)
        return limit;

    limit->parameter =
            parameter_group_on(&evaluation->ruleset->parameters[parameter], evaluation->on);
    if (!limit->parameter)
        limit->state = LIMIT_EXPIRED;
    else if (parameter_value(limit->parameter, &evaluation->household, &limit->value))
        limit->state = LIMIT_GIVEN;
    else
        limit->state = LIMIT_NO_CELL;
    return limit;
}

static int64_t
times(int64_t amount, int64_t factor)
{
    int64_t product;

    return amount == INTERVAL_NO_END || __builtin_mul_overflow(amount, factor, &product)
            ? INTERVAL_NO_END
            : product;
}

/* A parameter's value per `period`; false: none today, or none for this household. */
static bool
limit_per(Evaluation *evaluation, uint32_t parameter, Period period, Interval *ret_limit)
{
    const Limit *limit = evaluation_limit(evaluation, parameter);
    int64_t factor;

    if (limit->state != LIMIT_GIVEN)
        return false;
    factor = period_factor(limit->parameter->per, period);
    *ret_limit = (Interval) { times(limit->value.low, factor), times(limit->value.high, factor) };
    return true;
}

bool
evaluation_predicate_limit(Evaluation *evaluation, const Predicate *predicate, Interval *ret_limit)
{
    if (predicate->parameter != NO_PARAMETER)
        return limit_per(
                evaluation, predicate->parameter, fact_of(predicate->fact)->period, ret_limit);

    *ret_limit = (Interval) {
        predicate->value,
        predicate->operator_ == OPERATOR_BETWEEN ? predicate->value_high : predicate->value,
    };
    return true;
}

/* ---- values, derived ones included ---------------------------------------------------------- */

static const Value nothing = { .form = VALUE_NONE };

static Value
exactly(int64_t value)
{
    return (Value) { VALUE_EXACT, value, value };
}

static Value
from_outcome(Outcome outcome)
{
    return outcome == OUTCOME_UNKNOWN ? nothing : exactly(outcome == OUTCOME_TRUE);
}

static Value
claimed_value(const Facts *facts, FactNumber fact)
{
    const Evidence *evidence = &facts->evidence[fact];

    if (evidence->state == EVIDENCE_KNOWN)
        return exactly(evidence->value);
    if (evidence->state == EVIDENCE_CONFLICT)
        return (Value) { VALUE_PAIR, evidence->value, evidence->rival };
    return nothing;
}

/* Completed years on the day asked; nobody has an age before birth. */
static Value
age_value(Evaluation *evaluation)
{
    Value age = claimed_value(&evaluation->facts, FACT_AGE);
    Value birth;

    if (age.form != VALUE_NONE)
        return age;
    birth = claimed_value(&evaluation->facts, FACT_BIRTH_DATE);
    if (birth.form == VALUE_NONE || birth.low > evaluation->on || birth.high > evaluation->on)
        return nothing;

    age.form = birth.form;
    age.low = day_age((Day) birth.low, evaluation->on);
    age.high = birth.form == VALUE_EXACT ? age.low : day_age((Day) birth.high, evaluation->on);
    return age;
}

Outcome
predicate_compare(const Predicate *predicate, Value value, Interval limit)
{
    Outcome one;

    switch (value.form) {
    case VALUE_EXACT:
    case VALUE_INTERVAL:
        return compare(predicate, (Interval) { value.low, value.high }, limit);
    case VALUE_PAIR:
        one = compare(predicate, (Interval) { value.low, value.low }, limit);
        if (one == compare(predicate, (Interval) { value.high, value.high }, limit))
            return one;
        return OUTCOME_UNKNOWN;
    case VALUE_NONE:
        break;
    }
    return OUTCOME_UNKNOWN;
}

static Outcome
holds(Value value, Operator operator_, Interval limit)
{
    return predicate_compare(&(Predicate) { .operator_ = operator_ }, value, limit);
}

static Value
age_group(Evaluation *evaluation, Operator operator_, int64_t years)
{
    return from_outcome(holds(age_value(evaluation), operator_, (Interval) { years, years }));
}

/* The household's highest percentage is never below the person's own. */
static Value
disability_value(Evaluation *evaluation)
{
    Value own = claimed_value(&evaluation->facts, FACT_DISABILITY_PCT);
    Value highest = claimed_value(&evaluation->facts, FACT_MAX_DISABILITY_PCT);

    if (own.form != VALUE_NONE || highest.form == VALUE_NONE)
        return own;
    return (Value) { VALUE_INTERVAL, 0, highest.low > highest.high ? highest.low : highest.high };
}

static Value
highest_disability_value(Evaluation *evaluation)
{
    Value own = claimed_value(&evaluation->facts, FACT_DISABILITY_PCT);
    Value highest = claimed_value(&evaluation->facts, FACT_MAX_DISABILITY_PCT);

    if (highest.form != VALUE_NONE || own.form == VALUE_NONE)
        return highest;
    return (Value) { VALUE_INTERVAL, own.low < own.high ? own.low : own.high,
        fact_of(FACT_MAX_DISABILITY_PCT)->high };
}

static Value
in_hundredths(Value value)
{
    value.low *= HUNDREDTHS;
    value.high *= HUNDREDTHS;
    return value;
}

/* Certified, and by enough. */
static Value
disabled_value(Evaluation *evaluation)
{
    uint32_t parameter = evaluation->ruleset->builtin[BUILTIN_DISABLED_PCT];
    Value certificate = claimed_value(&evaluation->facts, FACT_DISABILITY_CERTIFICATE);
    Outcome certified = holds(certificate, OPERATOR_EQUAL, (Interval) { 0, 0 });
    Outcome enough = OUTCOME_UNKNOWN;
    Interval limit;

    if (limit_per(evaluation, parameter, PERIOD_NONE, &limit))
        enough = holds(in_hundredths(disability_value(evaluation)), OPERATOR_AT_LEAST, limit);
    return from_outcome(lower(certified, enough));
}

static Value
destitute_value(Evaluation *evaluation)
{
    uint32_t parameter = evaluation->ruleset->builtin[BUILTIN_DESTITUTE_INCOME];
    Interval limit;

    if (!limit_per(evaluation, parameter, PERIOD_YEAR, &limit))
        return nothing;
    return from_outcome(
            holds(claimed_value(&evaluation->facts, FACT_INCOME_YEAR), OPERATOR_LESS, limit));
}

/* Rounded up to the cent, so that the limit itself is not passed by a fraction. */
static int64_t
per_weight(int64_t income, int64_t weight)
{
    if (weight == INTERVAL_NO_END)
        return 0;
    return (income * HUNDREDTHS + weight - 1) / weight;
}

static Value
equivalent_income_value(Evaluation *evaluation)
{
    uint32_t parameter = evaluation->ruleset->builtin[BUILTIN_EQUIVALENCE];
    const Parameter *scale =
            parameter_group_on(&evaluation->ruleset->parameters[parameter], evaluation->on);
    Value income = claimed_value(&evaluation->facts, FACT_INCOME_YEAR);
    Interval weight;
    Value value;

    if (!scale || income.form == VALUE_NONE)
        return nothing;
    weight = parameter_equivalence(scale, &evaluation->household);
    if (weight.low <= 0)
        return nothing;

    value = (Value) {
        VALUE_INTERVAL,
        per_weight(income.low < income.high ? income.low : income.high, weight.high),
        per_weight(income.low < income.high ? income.high : income.low, weight.low),
    };
    if (value.low == value.high)
        value.form = VALUE_EXACT;
    /* The weight is one and the income two: so is the result, and nothing between. */
    else if (income.form == VALUE_PAIR && weight.low == weight.high)
        value.form = VALUE_PAIR;
    return value;
}

static Value
guaranteed_value(Evaluation *evaluation)
{
    uint32_t parameter = evaluation->ruleset->builtin[BUILTIN_GUARANTEED];
    Interval limit;

    if (!limit_per(evaluation, parameter, PERIOD_SIX_MONTHS, &limit))
        return nothing;
    return (Value) {
        limit.low == limit.high ? VALUE_EXACT : VALUE_INTERVAL,
        limit.low,
        limit.high,
    };
}

Value
evaluation_value(Evaluation *evaluation, FactNumber fact)
{
    switch (fact) {
    case FACT_AGE:
        return age_value(evaluation);
    case FACT_CHILD:
        return age_group(evaluation, OPERATOR_LESS, CHILD_BELOW);
    case FACT_ELDERLY:
        return age_group(evaluation, OPERATOR_AT_LEAST, ELDERLY_FROM);
    case FACT_DISABILITY_PCT:
        return disability_value(evaluation);
    case FACT_MAX_DISABILITY_PCT:
        return highest_disability_value(evaluation);
    case FACT_DISABLED:
        return disabled_value(evaluation);
    case FACT_HOMELESS:
        return from_outcome(holds(claimed_value(&evaluation->facts, FACT_HOMELESSNESS),
                OPERATOR_NOT_EQUAL, (Interval) { 0, 0 }));
    case FACT_DESTITUTE:
        return destitute_value(evaluation);
    case FACT_EQUIVALENT_INCOME:
        return equivalent_income_value(evaluation);
    case FACT_GUARANTEED_6M:
        return guaranteed_value(evaluation);
    default:
        return claimed_value(&evaluation->facts, fact);
    }
}

/* ---- predicates ----------------------------------------------------------------------------- */

static Outcome
ordered_outcome(Evaluation *evaluation, const Predicate *predicate)
{
    Value value = evaluation_value(evaluation, predicate->fact);
    Interval limit;

    if (!evaluation_predicate_limit(evaluation, predicate, &limit))
        return OUTCOME_UNKNOWN;
    /* A parameter's figures are hundredths; of money these are cents, as the fact's. */
    if (predicate->parameter != NO_PARAMETER && fact_of(predicate->fact)->type == FACT_WHOLE)
        value = in_hundredths(value);
    return predicate_compare(predicate, value, limit);
}

/* `surely` is in the set that we ask about, `perhaps` may be. */
static Outcome
masks_meet(const Predicate *predicate, int64_t surely, int64_t perhaps)
{
    Outcome meet = decided(surely & predicate->mask, !(perhaps & predicate->mask));

    return predicate->operator_ == OPERATOR_IN ? meet : opposite(meet);
}

static Outcome
set_outcome(Evaluation *evaluation, const Predicate *predicate)
{
    const Evidence *evidence = &evaluation->facts.evidence[predicate->fact];
    Outcome one;

    switch ((EvidenceState) evidence->state) {
    case EVIDENCE_KNOWN:
        return masks_meet(predicate, evidence->value, evidence->value);
    case EVIDENCE_PARTIAL:
        return masks_meet(predicate, evidence->value, evidence->rival);
    case EVIDENCE_CONFLICT:
        one = masks_meet(predicate, evidence->value, evidence->value);
        if (one == masks_meet(predicate, evidence->rival, evidence->rival))
            return one;
        return OUTCOME_UNKNOWN;
    case EVIDENCE_MISSING:
    case EVIDENCE_STALE:
    case EVIDENCE_DISPUTED:
        break;
    }
    return OUTCOME_UNKNOWN;
}

static int
compare_key(const void *one, const void *other)
{
    int64_t a = *(const int32_t *) one;
    int64_t b = *(const int64_t *) other;

    return (a > b) - (a < b);
}

static Outcome
receives_outcome(Evaluation *evaluation, const Predicate *predicate)
{
    const Facts *facts = &evaluation->facts;
    Outcome found = OUTCOME_FALSE;

    if (facts->evidence[FACT_RECEIVES].state != EVIDENCE_KNOWN)
        return OUTCOME_UNKNOWN;
    for (uint32_t i = 0; i < facts->n_receives; i++)
        if (bsearch(&facts->receives[i], predicate->set, predicate->n_set, sizeof *predicate->set,
                    compare_key))
            found = OUTCOME_TRUE;
    return predicate->operator_ == OPERATOR_IN ? found : opposite(found);
}

static Outcome
meets_outcome(Evaluation *evaluation, const Predicate *predicate)
{
    Outcome found = OUTCOME_FALSE;

    for (uint32_t i = 0; i < predicate->n_set; i++) {
        uint32_t version = ruleset_version_on(
                evaluation->ruleset, (int32_t) predicate->set[i], evaluation->on);

        found = higher(found,
                version == RULESET_NO_VERSION ? OUTCOME_UNKNOWN
                                              : evaluation_verdict(evaluation, version));
    }
    return predicate->operator_ == OPERATOR_IN ? found : opposite(found);
}

static Outcome
known_outcome(Evaluation *evaluation, FactNumber fact)
{
    const Evidence *evidence = evaluation->facts.evidence;

    if (evidence[fact].state == EVIDENCE_KNOWN
            || (fact == FACT_AGE && evidence[FACT_BIRTH_DATE].state == EVIDENCE_KNOWN))
        return OUTCOME_TRUE;
    if (evidence[fact].state == EVIDENCE_CONFLICT || evidence[fact].state == EVIDENCE_PARTIAL
            || (fact == FACT_AGE && evidence[FACT_BIRTH_DATE].state == EVIDENCE_CONFLICT))
        return OUTCOME_UNKNOWN;
    return OUTCOME_FALSE;
}

Outcome
predicate_outcome(Evaluation *evaluation, const Predicate *predicate)
{
    if (predicate->operator_ == OPERATOR_IS_KNOWN)
        return known_outcome(evaluation, predicate->fact);

    switch (predicate->fact) {
    case FACT_RECEIVES:
        return receives_outcome(evaluation, predicate);
    case FACT_MEETS:
        return meets_outcome(evaluation, predicate);
    case FACT_SAME_AS:
        return (Outcome) predicate->value;
    default:
        break;
    }
    if (fact_of(predicate->fact)->type == FACT_CODES || fact_of(predicate->fact)->type == FACT_AGES)
        return set_outcome(evaluation, predicate);
    return ordered_outcome(evaluation, predicate);
}

Outcome
evaluation_predicate(Evaluation *evaluation, uint32_t predicate)
{
    if (evaluation->outcomes[predicate] == NOT_EVALUATED)
        evaluation->outcomes[predicate] = (uint8_t) predicate_outcome(
                evaluation, &evaluation->ruleset->predicates[predicate]);
    return (Outcome) evaluation->outcomes[predicate];
}

/* ---- rows, blocks, verdicts ----------------------------------------------------------------- */

Outcome
evaluation_row(Evaluation *evaluation, const Row *row)
{
    if (row->predicate == NO_PREDICATE)
        return OUTCOME_UNKNOWN;
    return evaluation_predicate(evaluation, row->predicate);
}

Outcome
evaluation_block(Evaluation *evaluation, const Block *block)
{
    Outcome outcome = block->n_rows > 0 ? OUTCOME_TRUE : OUTCOME_UNKNOWN;

    for (uint32_t i = 0; i < block->n_rows && outcome != OUTCOME_FALSE; i++)
        outcome = lower(outcome, evaluation_row(evaluation, &block->rows[i]));
    return outcome;
}

static Outcome
any_block(Evaluation *evaluation, const Block *blocks, uint32_t n_blocks)
{
    Outcome outcome = OUTCOME_FALSE;

    for (uint32_t i = 0; i < n_blocks && outcome != OUTCOME_TRUE; i++)
        outcome = higher(outcome, evaluation_block(evaluation, &blocks[i]));
    return outcome;
}

Outcome
evaluation_area(const Evaluation *evaluation, uint32_t version)
{
    return evaluation->area ? (Outcome) evaluation->area[version] : OUTCOME_TRUE;
}

static Outcome
compute_verdict(Evaluation *evaluation, uint32_t number)
{
    const Version *version = &evaluation->ruleset->versions[number];
    const Segment *segment = version_segment(version, evaluation->on);
    Outcome outcome = evaluation_area(evaluation, number);

    if (!segment)
        return OUTCOME_FALSE;
    if (outcome != OUTCOME_FALSE)
        outcome = lower(outcome,
                opposite(any_block(evaluation, segment->exclusions, segment->n_exclusions)));
    if (outcome == OUTCOME_FALSE || version->rules.universal)
        return outcome;
    if (segment->n_blocks == 0)
        return OUTCOME_UNKNOWN;
    return lower(outcome, any_block(evaluation, segment->blocks, segment->n_blocks));
}

Outcome
evaluation_verdict(Evaluation *evaluation, uint32_t version)
{
    assert(version < evaluation->ruleset->n_versions);

    if (evaluation->verdicts[version] == NOT_EVALUATED)
        evaluation->verdicts[version] = (uint8_t) compute_verdict(evaluation, version);
    return (Outcome) evaluation->verdicts[version];
}

/* ---- names ---------------------------------------------------------------------------------- */

const char *
outcome_key(Outcome outcome)
{
    static const char *const keys[] = { "false", "unknown", "true" };

    return keys[outcome];
}

const char *
verdict_key(Outcome verdict)
{
    static const char *const keys[] = { "not_eligible", "unknown", "eligible" };

    return keys[verdict];
}

const char *
verdict_greek(Outcome verdict)
{
    static const char *const words[] = { "δεν δικαιούται", "άγνωστο", "δικαιούται" };

    return words[verdict];
}

static const struct {
    const char *key;
    const char *greek;
} causes[] = {
    [CAUSE_NONE] = { NULL, NULL },
    [CAUSE_MISSING] = { "missing", "λείπει το στοιχείο" },
    [CAUSE_STALE] = { "stale", "το στοιχείο είναι παλιό" },
    [CAUSE_CONFLICT] = { "conflict", "οι πηγές διαφωνούν" },
    [CAUSE_PLACE] = { "place", "δεν είναι γνωστό για τον τόπο" },
    [CAUSE_EXPIRED] = { "expired",
            "δεν είναι γνωστό το όριο που ισχύει για την ημέρα ή το νοικοκυριό" },
    [CAUSE_ASK] = { "ask", "κανένα μητρώο δεν το λέει, ρωτήστε" },
};

const char *
cause_key(Cause cause)
{
    return causes[cause].key;
}

const char *
cause_greek(Cause cause)
{
    return causes[cause].greek;
}
