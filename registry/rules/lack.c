/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/rules/lack.h"

#include <assert.h>

/* ---- sets of facts -------------------------------------------------------------------------- */

void
fact_set_add(FactSet *set, FactNumber fact)
{
    set->words[fact / 64] |= UINT64_C(1) << (fact % 64);
}

bool
fact_set_has(const FactSet *set, FactNumber fact)
{
    return set->words[fact / 64] >> (fact % 64) & 1;
}

FactNumber
fact_set_next(const FactSet *set, FactNumber fact)
{
    uint32_t from = (uint32_t) fact + 1;

    for (size_t word = from / 64; word < FACT_SET_WORDS; word++) {
        uint64_t rest =
                set->words[word] & (word == from / 64 ? UINT64_MAX << from % 64 : UINT64_MAX);

        if (rest)
            return (FactNumber) (word * 64 + (size_t) __builtin_ctzll(rest));
    }
    return FACT_END;
}

void
fact_set_join(FactSet *set, const FactSet *other)
{
    for (size_t i = 0; i < FACT_SET_WORDS; i++)
        set->words[i] |= other->words[i];
}

uint32_t
fact_set_count(const FactSet *set)
{
    uint32_t n = 0;

    for (size_t i = 0; i < FACT_SET_WORDS; i++)
        n += (uint32_t) __builtin_popcountll(set->words[i]);
    return n;
}

/* ---- lacks ---------------------------------------------------------------------------------- */

static void
blame(Lack *lack, Cause cause)
{
    if (cause > lack->cause)
        lack->cause = cause;
    if (cause >= CAUSE_PLACE)
        lack->incurable = true;
}

void
lack_join(Lack *lack, const Lack *other)
{
    fact_set_join(&lack->facts, &other->facts);
    blame(lack, other->cause);
    lack->incurable |= other->incurable;
}

Cause
evidence_cause(const Evaluation *evaluation, FactNumber fact)
{
    if (fact_of(fact)->origin == FACT_PLACED)
        return CAUSE_PLACE;

    switch ((EvidenceState) evaluation->facts.evidence[fact].state) {
    case EVIDENCE_STALE:
        return CAUSE_STALE;
    case EVIDENCE_DISPUTED:
    case EVIDENCE_CONFLICT:
        return CAUSE_CONFLICT;
    case EVIDENCE_MISSING:
    case EVIDENCE_PARTIAL:
    case EVIDENCE_KNOWN:
        break;
    }
    return CAUSE_MISSING;
}

/* Who is a household of one has one income, and is asked for it once. */
static FactNumber
asked_as(const Evaluation *evaluation, FactNumber fact)
{
    const Evidence *own = &evaluation->facts.evidence[FACT_PERSONAL_INCOME_YEAR];
    const Evidence *members = &evaluation->facts.evidence[FACT_MEMBERS];
    bool one = members->state == EVIDENCE_KNOWN && members->value == 1;

    return fact == FACT_PERSONAL_INCOME_YEAR && one && evidence_is_open(own) ? FACT_INCOME_YEAR
                                                                             : fact;
}

static void
lack_fact(Evaluation *evaluation, Lack *lack, FactNumber fact)
{
    fact = asked_as(evaluation, fact);
    fact_set_add(&lack->facts, fact);
    blame(lack, evidence_cause(evaluation, fact));
}

static bool
is_single(Interval interval)
{
    return interval.low == interval.high;
}

static void
lack_unless_single(Evaluation *evaluation, Lack *lack, FactNumber fact, Interval known)
{
    if (!is_single(known))
        lack_fact(evaluation, lack, fact);
}

/* ---- what a parameter asks of the household -------------------------------------------------- */

/* Which counts a parameter's value depends on at all. */
typedef struct Needs {
    bool members; /* and not who of them is an adult */
    bool adults_and_minors;
    bool unprotected;
    bool one_parent;
    bool children;
} Needs;

static Needs
cell_needs(const Parameter *parameter)
{
    Needs needs = { 0 };

    for (size_t i = 0; i < parameter->n_cells; i++) {
        needs.adults_and_minors |= parameter->cells[i].adults != PARAMETER_NONE
                || parameter->cells[i].minors != PARAMETER_NONE;
        needs.children |= parameter->cells[i].children != PARAMETER_NONE;
    }
    needs.one_parent =
            needs.adults_and_minors && parameter->one_parent_first_minor == FIRST_MINOR_AS_ADULT;
    return needs;
}

static Needs
scale_needs(const Parameter *parameter)
{
    int64_t adult = parameter->per_adult + parameter->per_member;
    int64_t minor = parameter->per_minor + parameter->per_member;
    int64_t unprotected =
            parameter->per_unprotected == PARAMETER_NONE ? minor : parameter->per_unprotected;
    int64_t first = parameter->one_parent_first_minor == FIRST_MINOR_AS_ADULT ? adult
            : parameter->one_parent_first_minor == FIRST_MINOR_AS_UNPROTECTED ? unprotected
                                                                              : minor;
    Needs needs = {
        .unprotected = unprotected != minor,
        .one_parent = first != minor,
        .children = parameter->per_child != 0,
    };

    needs.adults_and_minors = adult != minor || needs.unprotected || needs.one_parent;
    needs.members = !needs.adults_and_minors && adult != 0;
    return needs;
}

static Needs
needs_of(const Parameter *parameter)
{
    return parameter->n_cells > 0 ? cell_needs(parameter) : scale_needs(parameter);
}

/* Two of the three give the third, so at most two are asked for, and one where members are known.
 */
static void
lack_adults_and_minors(Evaluation *evaluation, Lack *lack)
{
    const Household *household = &evaluation->household;
    bool adults = is_single(household->adults);
    bool minors = is_single(household->minors);

    if (!adults && !minors && is_single(household->members)) {
        lack_fact(evaluation, lack, FACT_MINORS);
        return;
    }
    if (!adults)
        lack_fact(evaluation, lack, FACT_ADULTS);
    if (!minors)
        lack_fact(evaluation, lack, FACT_MINORS);
}

static void
lack_household(Evaluation *evaluation, Lack *lack, const Parameter *parameter)
{
    const Household *household = &evaluation->household;
    Needs needs = needs_of(parameter);

    if (needs.members)
        lack_unless_single(evaluation, lack, FACT_MEMBERS, household->members);
    if (needs.adults_and_minors)
        lack_adults_and_minors(evaluation, lack);
    if (needs.unprotected && household->minors.high > 0)
        lack_unless_single(
                evaluation, lack, FACT_UNPROTECTED_CHILDREN, household->unprotected_children);
    if (needs.one_parent && household->adults.low <= 1 && household->minors.high > 0)
        lack_unless_single(evaluation, lack, FACT_ONE_PARENT, household->one_parent);
    if (needs.children)
        lack_unless_single(
                evaluation, lack, FACT_DEPENDENT_CHILDREN, household->dependent_children);
}

static void
lack_parameter(Evaluation *evaluation, Lack *lack, uint32_t parameter)
{
    const Limit *limit = evaluation_limit(evaluation, parameter);
    Lack household = { 0 };

    if (limit->state == LIMIT_EXPIRED) {
        blame(lack, CAUSE_EXPIRED);
        return;
    }
    if (limit->state == LIMIT_GIVEN && is_single(limit->value))
        return;

    lack_household(evaluation, &household, limit->parameter);
    if (limit->state == LIMIT_NO_CELL && household.cause == CAUSE_NONE)
        blame(lack, CAUSE_EXPIRED);
    lack_join(lack, &household);
}

static void
lack_weight(Evaluation *evaluation, Lack *lack)
{
    uint32_t parameter = evaluation->ruleset->builtin[BUILTIN_EQUIVALENCE];
    const Household *household = &evaluation->household;
    const Parameter *scale =
            parameter_group_on(&evaluation->ruleset->parameters[parameter], evaluation->on);

    if (!scale) {
        blame(lack, CAUSE_EXPIRED);
        return;
    }
    if (is_single(parameter_equivalence(scale, household)))
        return;

    lack_unless_single(evaluation, lack, FACT_DEPENDENT_CHILDREN, household->dependent_children);
    if (household->dependent_children.high == 0)
        lack_unless_single(evaluation, lack, FACT_COUPLE, household->couple);
    else if (household->couple.low == 0)
        lack_unless_single(evaluation, lack, FACT_ONE_PARENT, household->one_parent);
}

/* ---- what a value asks ---------------------------------------------------------------------- */

static void
lack_unless_exact(Evaluation *evaluation, Lack *lack, FactNumber fact)
{
    if (evaluation_value(evaluation, fact).form != VALUE_EXACT)
        lack_fact(evaluation, lack, fact);
}

/* The percentage is only asked for if what is known of it does not decide. */
static void
lack_disabled(Evaluation *evaluation, Lack *lack)
{
    const Limit *limit =
            evaluation_limit(evaluation, evaluation->ruleset->builtin[BUILTIN_DISABLED_PCT]);
    Value percentage = evaluation_value(evaluation, FACT_DISABILITY_PCT);

    if (limit->state != LIMIT_GIVEN) {
        blame(lack, CAUSE_EXPIRED);
        return;
    }
    if (percentage.form == VALUE_NONE
            || (percentage.low * 100 >= limit->value.high)
                    != (percentage.high * 100 >= limit->value.high))
        lack_fact(evaluation, lack, FACT_DISABILITY_PCT);
    lack_unless_exact(evaluation, lack, FACT_DISABILITY_CERTIFICATE);
}

static void
lack_value(Evaluation *evaluation, Lack *lack, FactNumber fact)
{
    const Ruleset *ruleset = evaluation->ruleset;

    if (evaluation_value(evaluation, fact).form == VALUE_EXACT)
        return;

    switch (fact) {
    case FACT_AGE:
    case FACT_CHILD:
    case FACT_ELDERLY:
        lack_fact(evaluation, lack, FACT_BIRTH_DATE);
        return;
    case FACT_DISABLED:
        lack_disabled(evaluation, lack);
        return;
    case FACT_HOMELESS:
        lack_fact(evaluation, lack, FACT_HOMELESSNESS);
        return;
    case FACT_DESTITUTE:
        lack_unless_exact(evaluation, lack, FACT_INCOME_YEAR);
        lack_parameter(evaluation, lack, ruleset->builtin[BUILTIN_DESTITUTE_INCOME]);
        return;
    case FACT_EQUIVALENT_INCOME:
        lack_unless_exact(evaluation, lack, FACT_INCOME_YEAR);
        lack_weight(evaluation, lack);
        return;
    case FACT_GUARANTEED_6M:
        lack_parameter(evaluation, lack, ruleset->builtin[BUILTIN_GUARANTEED]);
        return;
    default:
        lack_fact(evaluation, lack, fact);
        return;
    }
}

/* ---- predicates ----------------------------------------------------------------------------- */

static bool
is_smaller(const Lack *one, const Lack *other)
{
    if (one->incurable != other->incurable)
        return other->incurable;
    return fact_set_count(&one->facts) < fact_set_count(&other->facts);
}

/* To meet one of several, the nearest will do; to meet none of them, all must be settled. */
static Lack
meets_lack(Evaluation *evaluation, const Predicate *predicate)
{
    Lack lack = { 0 };
    bool first = true;

    for (uint32_t i = 0; i < predicate->n_set; i++) {
        uint32_t version = ruleset_version_on(
                evaluation->ruleset, (int32_t) predicate->set[i], evaluation->on);
        Lack one = { 0 };

        if (version == RULESET_NO_VERSION)
            blame(&one, CAUSE_EXPIRED);
        else if (evaluation_verdict(evaluation, version) == OUTCOME_UNKNOWN)
            one = version_nearest(evaluation, version)->lack;
        else
            continue;

        if (predicate->operator_ == OPERATOR_NOT_IN)
            lack_join(&lack, &one);
        else if (first || is_smaller(&one, &lack))
            lack = one;
        first = false;
    }
    return lack;
}

Lack
predicate_lack(Evaluation *evaluation, uint32_t number)
{
    const Predicate *predicate = &evaluation->ruleset->predicates[number];
    FactType type = fact_of(predicate->fact)->type;
    Lack lack = { 0 };

    if (predicate->fact == FACT_MEETS)
        return meets_lack(evaluation, predicate);
    if (predicate->fact == FACT_SAME_AS)
        blame(&lack, (Cause) predicate->value_high);
    else if (type == FACT_PROGRAMMES || type == FACT_CODES || type == FACT_AGES)
        lack_fact(evaluation, &lack, predicate->fact);
    else
        lack_value(evaluation, &lack, predicate->fact);
    if (predicate->parameter != NO_PARAMETER)
        lack_parameter(evaluation, &lack, predicate->parameter);
    return lack;
}

/* ---- the nearest block ---------------------------------------------------------------------- */

static Lack
row_lack(Evaluation *evaluation, const Row *row)
{
    return predicate_lack(evaluation, row->predicate);
}

/* All unknown rows of a block must be settled. */
static Lack
block_lack(Evaluation *evaluation, const Block *block)
{
    Lack lack = { 0 };

    if (block->n_rows == 0)
        blame(&lack, CAUSE_ASK);
    for (uint32_t i = 0; i < block->n_rows; i++)
        if (evaluation_row(evaluation, &block->rows[i]) == OUTCOME_UNKNOWN) {
            Lack one = row_lack(evaluation, &block->rows[i]);

            lack_join(&lack, &one);
        }
    return lack;
}

/* One row that turns out false is enough to lift an exclusion: the one that adds least. */
static void
lack_exclusion(Evaluation *evaluation, Lack *lack, const Block *exclusion)
{
    Lack best = { 0 };
    bool found = false;

    for (uint32_t i = 0; i < exclusion->n_rows; i++) {
        Lack joined = *lack;
        Lack one;

        if (evaluation_row(evaluation, &exclusion->rows[i]) != OUTCOME_UNKNOWN)
            continue;
        one = row_lack(evaluation, &exclusion->rows[i]);
        lack_join(&joined, &one);
        if (!found || is_smaller(&joined, &best))
            best = joined;
        found = true;
    }
    if (found)
        *lack = best;
}

/* How far a block is from holding; less is nearer. */
typedef struct Distance {
    Outcome outcome;
    bool incurable;
    uint32_t n_false;
    uint32_t n_facts;
    uint32_t n_unknown;
    uint32_t n_asks;
} Distance;

static Distance
block_distance(Evaluation *evaluation, const Block *block, const Lack *lack)
{
    Distance distance = {
        .outcome = evaluation_block(evaluation, block),
        .incurable = lack->incurable,
        .n_facts = fact_set_count(&lack->facts),
        .n_asks = block->n_asks,
    };

    for (uint32_t i = 0; i < block->n_rows; i++) {
        Outcome outcome = evaluation_row(evaluation, &block->rows[i]);

        distance.n_false += outcome == OUTCOME_FALSE;
        distance.n_unknown += outcome == OUTCOME_UNKNOWN;
    }
    return distance;
}

static bool
is_nearer(const Distance *one, const Distance *other)
{
    if (one->outcome != other->outcome)
        return one->outcome > other->outcome;
    if (one->n_false != other->n_false)
        return one->n_false < other->n_false;
    if (one->incurable != other->incurable)
        return other->incurable;
    if (one->n_facts != other->n_facts)
        return one->n_facts < other->n_facts;
    if (one->n_unknown != other->n_unknown)
        return one->n_unknown < other->n_unknown;
    return one->n_asks < other->n_asks;
}

static Nearest
find_nearest(Evaluation *evaluation, const Version *version, const Segment *segment, Lack outer)
{
    Nearest nearest = { .lack = outer };
    Distance best = { 0 };

    if (version->rules.universal)
        return nearest;
    if (segment->n_blocks == 0)
        blame(&nearest.lack, CAUSE_ASK);

    for (uint32_t i = 0; i < segment->n_blocks; i++) {
        const Block *block = &segment->blocks[i];
        Lack lack = block_lack(evaluation, block);
        Distance distance;

        lack_join(&lack, &outer);
        distance = block_distance(evaluation, block, &lack);
        if (!nearest.block || is_nearer(&distance, &best)) {
            nearest = (Nearest) { block, lack };
            best = distance;
        }
    }
    return nearest;
}

const Nearest *
version_nearest(Evaluation *evaluation, uint32_t number)
{
    const Version *version = &evaluation->ruleset->versions[number];
    const Segment *segment = version_segment(version, evaluation->on);
    Nearest *nearest = evaluation->nearest[number];
    Lack outer = { 0 };

    if (nearest)
        return nearest;

    nearest = evaluation->nearest[number] = arena_alloc(evaluation->arena, sizeof *nearest);
    if (!segment)
        return nearest;
    if (evaluation_area(evaluation, number) == OUTCOME_UNKNOWN)
        blame(&outer, CAUSE_PLACE);
    for (uint32_t i = 0; i < segment->n_exclusions; i++)
        if (evaluation_block(evaluation, &segment->exclusions[i]) == OUTCOME_UNKNOWN)
            lack_exclusion(evaluation, &outer, &segment->exclusions[i]);
    *nearest = find_nearest(evaluation, version, segment, outer);
    return nearest;
}

/* ---- what a predicate reads ------------------------------------------------------------------ */

uint32_t
predicate_parameter(const Ruleset *ruleset, const Predicate *predicate)
{
    if (predicate->parameter != NO_PARAMETER)
        return predicate->parameter;

    switch (predicate->fact) {
    case FACT_DISABLED:
        return ruleset->builtin[BUILTIN_DISABLED_PCT];
    case FACT_DESTITUTE:
        return ruleset->builtin[BUILTIN_DESTITUTE_INCOME];
    case FACT_EQUIVALENT_INCOME:
        return ruleset->builtin[BUILTIN_EQUIVALENCE];
    case FACT_GUARANTEED_6M:
        return ruleset->builtin[BUILTIN_GUARANTEED];
    default:
        return NO_PARAMETER;
    }
}

static void
use_household(Evaluation *evaluation, FactSet *set, const Parameter *parameter)
{
    const Household *household = &evaluation->household;
    Needs needs = needs_of(parameter);

    if (needs.members)
        fact_set_add(set, FACT_MEMBERS);
    if (needs.adults_and_minors) {
        fact_set_add(set, FACT_ADULTS);
        fact_set_add(set, FACT_MINORS);
    }
    if (needs.unprotected && household->minors.high > 0)
        fact_set_add(set, FACT_UNPROTECTED_CHILDREN);
    if (needs.one_parent && household->adults.low <= 1 && household->minors.high > 0)
        fact_set_add(set, FACT_ONE_PARENT);
    if (needs.children)
        fact_set_add(set, FACT_DEPENDENT_CHILDREN);
}

static void
use_fact(FactSet *set, const Facts *facts, FactNumber fact)
{
    switch (fact) {
    case FACT_AGE:
    case FACT_CHILD:
    case FACT_ELDERLY:
        fact_set_add(set,
                facts->evidence[FACT_AGE].state == EVIDENCE_MISSING ? FACT_BIRTH_DATE : FACT_AGE);
        return;
    case FACT_DISABLED:
        fact_set_add(set, FACT_DISABILITY_PCT);
        fact_set_add(set, FACT_DISABILITY_CERTIFICATE);
        return;
    case FACT_HOMELESS:
        fact_set_add(set, FACT_HOMELESSNESS);
        return;
    case FACT_DESTITUTE:
        fact_set_add(set, FACT_INCOME_YEAR);
        return;
    case FACT_EQUIVALENT_INCOME:
        fact_set_add(set, FACT_INCOME_YEAR);
        fact_set_add(set, FACT_DEPENDENT_CHILDREN);
        fact_set_add(set, FACT_ONE_PARENT);
        fact_set_add(set, FACT_COUPLE);
        return;
    case FACT_GUARANTEED_6M:
    case FACT_MEETS:
    case FACT_SAME_AS:
        return;
    case FACT_DISABILITY_PCT:
    case FACT_MAX_DISABILITY_PCT:
        /* Where one is not said, the other bounds it. */
        if (evidence_is_open(&facts->evidence[fact]))
            fact_set_add(set,
                    fact == FACT_DISABILITY_PCT ? FACT_MAX_DISABILITY_PCT : FACT_DISABILITY_PCT);
        fact_set_add(set, fact);
        return;
    default:
        fact_set_add(set, fact);
        return;
    }
}

FactSet
predicate_uses(Evaluation *evaluation, const Predicate *predicate)
{
    uint32_t parameter = predicate_parameter(evaluation->ruleset, predicate);
    FactSet set = { 0 };

    use_fact(&set, &evaluation->facts, predicate->fact);
    if (parameter != NO_PARAMETER && predicate->fact != FACT_EQUIVALENT_INCOME) {
        const Limit *limit = evaluation_limit(evaluation, parameter);

        if (limit->parameter)
            use_household(evaluation, &set, limit->parameter);
    }
    return set;
}
