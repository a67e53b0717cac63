/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/base/memory.h"
#include "registry/rules/columns_state.h"

#include <assert.h>
#include <string.h>

#define CODES_MAX 62 /* values of a choice, as bits */

typedef struct Planner {
    ColumnPlan *plan;
    uint32_t columns_capacity;
    uint32_t limits_capacity;
    uint32_t received_capacity;
} Planner;

/* ---- columns and limits --------------------------------------------------------------------- */

static bool
is_derived(FactNumber fact)
{
    return fact == FACT_AGE || fact == FACT_DISABILITY_PCT || fact == FACT_MAX_DISABILITY_PCT
            || fact_of(fact)->origin == FACT_DERIVED;
}

static ColumnKind
kind_of(const Fact *fact)
{
    switch (fact->type) {
    case FACT_YES_NO:
    case FACT_CHOICE:
        return COLUMN_CODES;
    case FACT_CODES:
        return fact->n_codes <= 8 ? COLUMN_BYTE_SETS : COLUMN_WIDE_SETS;
    case FACT_AGES:
        return COLUMN_WIDE_SETS;
    default:
        return COLUMN_NUMBERS;
    }
}

static uint32_t
add_column(Planner *planner, FactNumber fact, bool in_hundredths)
{
    ColumnPlan *plan = planner->plan;

    for (uint32_t i = 0; i < plan->n_columns; i++)
        if (plan->columns[i].fact == fact && plan->columns[i].in_hundredths == in_hundredths)
            return i;
    memory_reserve(plan->columns, plan->n_columns, planner->columns_capacity);
    plan->columns[plan->n_columns] = (PlanColumn) {
        .fact = fact,
        .kind = kind_of(fact_of(fact)),
        .in_hundredths = in_hundredths,
        .is_derived = is_derived(fact),
    };
    return plan->n_columns++;
}

static uint32_t
add_limit(Planner *planner, const Predicate *predicate)
{
    ColumnPlan *plan = planner->plan;
    Period period = fact_of(predicate->fact)->period;

    for (uint32_t i = 0; i < plan->n_limits; i++)
        if (plan->limits[i].parameter == predicate->parameter && plan->limits[i].period == period)
            return i;
    memory_reserve(plan->limits, plan->n_limits, planner->limits_capacity);
    plan->limits[plan->n_limits] = (PlanLimit) { predicate, predicate->parameter, period };
    return plan->n_limits++;
}

/* ---- programmes received -------------------------------------------------------------------- */

static void
add_received(Planner *planner, int32_t programme)
{
    ColumnPlan *plan = planner->plan;
    uint32_t at = plan->n_received;

    if (column_plan_received(plan, programme) != NO_SLOT)
        return;
    memory_reserve(plan->received, plan->n_received, planner->received_capacity);
    for (; at > 0 && plan->received[at - 1] > programme; at--)
        plan->received[at] = plan->received[at - 1];
    plan->received[at] = programme;
    plan->n_received++;
}

uint32_t
column_plan_received(const ColumnPlan *plan, int32_t programme)
{
    uint32_t low = 0;
    uint32_t high = plan->n_received;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (plan->received[middle] < programme)
            low = middle + 1;
        else
            high = middle;
    }
    return low < plan->n_received && plan->received[low] == programme ? low : NO_SLOT;
}

/* ---- predicates ----------------------------------------------------------------------------- */

static void plan_version(Planner *planner, uint32_t number);

/* A derived fact whose parameter nobody has given; the compiler refuses rules that ask it. */
static bool
lacks_parameter(const Ruleset *ruleset, FactNumber fact)
{
    switch (fact) {
    case FACT_DISABLED:
        return ruleset->builtin[BUILTIN_DISABLED_PCT] == NO_PARAMETER;
    case FACT_DESTITUTE:
        return ruleset->builtin[BUILTIN_DESTITUTE_INCOME] == NO_PARAMETER;
    case FACT_EQUIVALENT_INCOME:
        return ruleset->builtin[BUILTIN_EQUIVALENCE] == NO_PARAMETER;
    case FACT_GUARANTEED_6M:
        return ruleset->builtin[BUILTIN_GUARANTEED] == NO_PARAMETER;
    default:
        return false;
    }
}

/* Which values of a choice satisfy it: there are few, so each is tried. */
static uint64_t
codes_that_hold(const Predicate *predicate)
{
    const Fact *fact = fact_of(predicate->fact);
    Interval limit = {
        predicate->value,
        predicate->operator_ == OPERATOR_BETWEEN ? predicate->value_high : predicate->value,
    };
    uint64_t codes = 0;

    assert(fact->high < CODES_MAX && predicate->parameter == NO_PARAMETER);
    for (int64_t code = 0; code <= fact->high; code++)
        if (predicate_compare(predicate, (Value) { VALUE_EXACT, code, code }, limit)
                == OUTCOME_TRUE)
            codes |= UINT64_C(1) << code;
    return codes;
}

static void
plan_receives(Planner *planner, Probe *probe)
{
    for (uint32_t i = 0; i < probe->predicate->n_set; i++)
        add_received(planner, (int32_t) probe->predicate->set[i]);
    probe->kind = PROBE_RECEIVES;
}

static void
plan_meets(Planner *planner, Probe *probe)
{
    ColumnPlan *plan = planner->plan;
    const Predicate *predicate = probe->predicate;
    uint32_t *slots = arena_array(plan->arena, uint32_t, predicate->n_set);

    for (uint32_t i = 0; i < predicate->n_set; i++) {
        uint32_t version = ruleset_version_on(plan->ruleset, (int32_t) predicate->set[i], plan->on);

        slots[i] = version == RULESET_NO_VERSION ? NO_SLOT : version;
        if (slots[i] == NO_SLOT)
            continue;
        if (plan->memos[version] == NO_SLOT)
            plan->memos[version] = plan->n_memos++;
        plan_version(planner, version);
    }
    probe->kind = PROBE_MEETS;
    probe->slots = slots;
    probe->n_slots = predicate->n_set;
}

static void
plan_value(Planner *planner, Probe *probe)
{
    const Predicate *predicate = probe->predicate;
    const Fact *fact = fact_of(predicate->fact);
    bool in_hundredths = predicate->parameter != NO_PARAMETER && fact->type == FACT_WHOLE;

    probe->column = add_column(planner, fact->number, in_hundredths);
    probe->limit = NO_SLOT;
    switch (kind_of(fact)) {
    case COLUMN_CODES:
        probe->kind = PROBE_CODE;
        probe->codes = codes_that_hold(predicate);
        return;
    case COLUMN_NUMBERS:
        probe->kind = PROBE_NUMBER;
        if (predicate->parameter != NO_PARAMETER)
            probe->limit = add_limit(planner, predicate);
        return;
    case COLUMN_BYTE_SETS:
    case COLUMN_WIDE_SETS:
        probe->kind = PROBE_SET;
        return;
    }
}

static void
plan_probe(Planner *planner, Probe *probe)
{
    const Predicate *predicate = probe->predicate;

    if (probe->kind != PROBE_NONE)
        return;
    planner->plan->n_asked++;
    /* Asks and priorities may ask whether something is known; nothing that decides does. */
    assert(predicate->operator_ != OPERATOR_IS_KNOWN);

    if (predicate->fact == FACT_SAME_AS) {
        probe->kind = PROBE_FIXED;
        probe->outcome = (Outcome) predicate->value;
    } else if (predicate->fact == FACT_RECEIVES) {
        plan_receives(planner, probe);
    } else if (predicate->fact == FACT_MEETS) {
        plan_meets(planner, probe);
    } else if (fact_of(predicate->fact)->origin == FACT_PLACED) {
        probe->kind = PROBE_PLACE;
    } else if (lacks_parameter(planner->plan->ruleset, predicate->fact)) {
        probe->kind = PROBE_FIXED;
        probe->outcome = OUTCOME_UNKNOWN;
    } else {
        plan_value(planner, probe);
    }
}

/* ---- versions ------------------------------------------------------------------------------- */

static void
plan_blocks(Planner *planner, const Block *blocks, uint32_t n_blocks)
{
    for (uint32_t i = 0; i < n_blocks; i++)
        for (uint32_t j = 0; j < blocks[i].n_rows; j++)
            if (blocks[i].rows[j].predicate != NO_PREDICATE)
                plan_probe(planner, &planner->plan->probes[blocks[i].rows[j].predicate]);
}

/* No circle closes: the compiler has refused those. */
static void
plan_version(Planner *planner, uint32_t number)
{
    ColumnPlan *plan = planner->plan;
    const Version *version = &plan->ruleset->versions[number];
    const Segment *segment = version_segment(version, plan->on);

    if (plan->is_judged[number])
        return;
    plan->is_judged[number] = true;
    add_received(planner, version->rules.programme);
    if (!segment)
        return;
    plan_blocks(planner, segment->exclusions, segment->n_exclusions);
    plan_blocks(planner, segment->blocks, segment->n_blocks);
}

static Predicate
question_predicate(const Criterion *question)
{
    Predicate predicate = {
        .fact = question->fact,
        .operator_ = question->operator_,
        .value = question->value,
        .value_high = question->value_high,
        .set = question->set,
        .n_set = question->n_set,
        .parameter = NO_PARAMETER,
    };
    FactType type = fact_of(question->fact)->type;

    assert(!question->parameter && question->fact != FACT_MEETS && question->fact != FACT_SAME_AS);
    if (type == FACT_CODES || type == FACT_AGES)
        for (uint32_t i = 0; i < question->n_set; i++)
            predicate.mask |= INT64_C(1) << question->set[i];
    return predicate;
}

/* The programmes are all there now, so that their places no longer move. */
static void
place_received(ColumnPlan *plan)
{
    for (size_t i = 0; i < plan->n_probes; i++) {
        Probe *probe = &plan->probes[i];
        uint32_t *slots;

        if (probe->kind != PROBE_RECEIVES)
            continue;
        slots = arena_array(plan->arena, uint32_t, probe->predicate->n_set);
        for (uint32_t j = 0; j < probe->predicate->n_set; j++)
            slots[j] = column_plan_received(plan, (int32_t) probe->predicate->set[j]);
        probe->slots = slots;
        probe->n_slots = probe->predicate->n_set;
    }
}

static void
make_probes(Planner *planner, const Criterion *questions, size_t n_questions)
{
    ColumnPlan *plan = planner->plan;
    uint32_t n_predicates = plan->ruleset->n_predicates;
    Predicate *predicates = arena_array(plan->arena, Predicate, n_questions);

    plan->n_probes = n_predicates + n_questions;
    plan->probes = arena_array(plan->arena, Probe, plan->n_probes);
    for (uint32_t i = 0; i < n_predicates; i++)
        plan->probes[i].predicate = &plan->ruleset->predicates[i];
    for (size_t i = 0; i < n_questions; i++) {
        predicates[i] = question_predicate(&questions[i]);
        predicates[i].set =
                arena_copy(plan->arena, questions[i].set, questions[i].n_set * sizeof(int64_t));
        plan->probes[n_predicates + i].predicate = &predicates[i];
        plan_probe(planner, &plan->probes[n_predicates + i]);
    }
}

ColumnPlan *
column_plan_new(const Ruleset *ruleset, Day on, const uint32_t *versions, size_t n_versions,
        const Criterion *questions, size_t n_questions)
{
    ColumnPlan *plan = memory_new(1, sizeof *plan);
    Planner planner = { .plan = plan };

    assert(ruleset->compiled && on != DAY_NONE);

    plan->arena = arena_new();
    plan->ruleset = ruleset;
    plan->on = on;
    plan->memos = arena_array(plan->arena, uint32_t, ruleset->n_versions);
    plan->is_judged = arena_array(plan->arena, bool, ruleset->n_versions);
    for (uint32_t i = 0; i < ruleset->n_versions; i++)
        plan->memos[i] = NO_SLOT;

    make_probes(&planner, questions, n_questions);
    for (size_t i = 0; i < n_versions; i++) {
        assert(versions[i] < ruleset->n_versions);
        plan_version(&planner, versions[i]);
    }
    place_received(plan);
    return plan;
}

ColumnPlan *
column_plan_free(ColumnPlan *plan)
{
    if (!plan)
        return NULL;

    free(plan->columns);
    free(plan->limits);
    free(plan->received);
    (void) arena_free(plan->arena);
    free(plan);
    return NULL;
}

size_t
column_plan_predicates(const ColumnPlan *plan)
{
    return plan->n_asked;
}

size_t
column_plan_columns(const ColumnPlan *plan)
{
    return plan->n_columns;
}
