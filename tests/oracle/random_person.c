/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/oracle/random_person.h"

#include "registry/base/memory.h"

#include <string.h>

#define EDGES_MAX 400   /* figures kept for one fact */
#define KEYS_MAX 200    /* programmes that may be received */
#define HOUSEHOLD_MAX 6 /* the oracle tries every household, so they are kept small */
#define PERCENT_MISSING 15
#define PERCENT_STALE 2
#define PERCENT_RIVAL 4
#define PERCENT_NO_PLACE 4

struct Edges {
    int64_t figures[FACT_COUNT + 1][EDGES_MAX];
    size_t n[FACT_COUNT + 1];
    int32_t programmes[KEYS_MAX];
    size_t n_programmes;
};

/* Any value between the ends that a fact allows would nearly always lie far beyond every limit. */
static const int64_t money_tops[] = { 100, 100000, 1000000, 3000000, 20000000 };

/* ---- chance ----------------------------------------------------------------------------- */

/* splitmix64 */
static uint64_t
chance(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* low..high */
static int64_t
between(uint64_t *state, int64_t low, int64_t high)
{
    return low + (int64_t) (chance(state) % (uint64_t) (high - low + 1));
}

static bool
percent(uint64_t *state, int64_t share)
{
    return between(state, 1, 100) <= share;
}

/* ---- edges ------------------------------------------------------------------------------ */

static void
add_edge(Edges *edges, FactNumber fact, int64_t figure)
{
    if (edges->n[fact] < EDGES_MAX)
        edges->figures[fact][edges->n[fact]++] = figure;
}

/* Values of a scale for small households, in the period of the fact. */
static void
add_parameter(Edges *edges, const Fact *fact, const Parameter *parameter)
{
    int64_t factor = period_factor(parameter->per, fact->period);
    int64_t divisor = fact->type == FACT_WHOLE ? 100 : 1;

    for (size_t i = 0; i < parameter->n_cells; i++)
        add_edge(edges, fact->number, parameter->cells[i].value * factor / divisor);
    if (parameter->n_cells)
        return;

    for (int64_t adults = 0; adults < 3; adults++)
        for (int64_t minors = 0; minors < 3; minors++) {
            int64_t value = parameter->base + adults * parameter->per_adult
                    + minors * (parameter->per_minor + parameter->per_child)
                    + (adults + minors) * parameter->per_member;

            add_edge(edges, fact->number, value * factor / divisor);
        }
    if (parameter->cap != PARAMETER_NONE)
        add_edge(edges, fact->number, parameter->cap * factor / divisor);
}

static void
add_criterion(Edges *edges, const Ruleset *ruleset, const Criterion *criterion, Day on)
{
    const Parameter *parameter;

    if (criterion->fact == FACT_NONE || criterion->operator_ == OPERATOR_NONE)
        return;
    if (!criterion->parameter) {
        add_edge(edges, criterion->fact, criterion->value);
        add_edge(edges, criterion->fact, criterion->value_high);
        return;
    }
    parameter = ruleset_parameter_on(ruleset, criterion->parameter, on);
    if (parameter)
        add_parameter(edges, fact_of(criterion->fact), parameter);
}

const Edges *
edges_collect(Arena *arena, const Ruleset *ruleset, Day on)
{
    Edges *edges = arena_alloc(arena, sizeof *edges);

    for (uint32_t version = 0; version < ruleset_count(ruleset); version++) {
        const ProgrammeRules *rules = ruleset_programme(ruleset, version);

        if (!ruleset_in_force(ruleset, version, on))
            continue;
        if (edges->n_programmes < KEYS_MAX)
            edges->programmes[edges->n_programmes++] = rules->programme;
        for (size_t i = 0; i < rules->n_criteria; i++)
            add_criterion(edges, ruleset, &rules->criteria[i], on);
    }
    /* What a household with any weight reaches when its equivalent income is at a limit. */
    for (size_t i = 0; i < edges->n[FACT_EQUIVALENT_INCOME]; i++)
        for (int64_t quarters = 4; quarters < 10; quarters++)
            add_edge(edges, FACT_INCOME_YEAR,
                    edges->figures[FACT_EQUIVALENT_INCOME][i] * quarters / 4);
    return edges;
}

/* ---- values ----------------------------------------------------------------------------- */

static int64_t
within(const Fact *fact, int64_t value)
{
    return value < fact->low ? fact->low : value > fact->high ? fact->high : value;
}

static int64_t
random_money(uint64_t *state)
{
    size_t n = sizeof money_tops / sizeof *money_tops;

    return between(state, 0, money_tops[between(state, 0, (int64_t) n - 1)]);
}

/* Around a birthday that matters, or anywhere in a long life. */
static int64_t
random_birth(uint64_t *state, const Edges *edges, Day on)
{
    int64_t years = between(state, -1, 95);
    size_t n = edges->n[FACT_AGE];

    if (n && percent(state, 50))
        years = edges->figures[FACT_AGE][between(state, 0, (int64_t) n - 1)];
    if (years < -1 || years > 120)
        years = 18;
    return day_add_years(on, (int) -years) + between(state, -1, 1)
            + (percent(state, 50) ? 0 : between(state, -200, 200));
}

static int64_t
random_mask(uint64_t *state, int64_t bits)
{
    int64_t mask = 0;

    for (int64_t n = between(state, 0, 3); n > 0; n--)
        mask |= INT64_C(1) << between(state, 0, bits - 1);
    return mask;
}

static int64_t
random_value(uint64_t *state, const Edges *edges, const Fact *fact, Day on)
{
    size_t n = edges->n[fact->number];

    switch (fact->type) {
    case FACT_YES_NO:
        return between(state, 0, 1);
    case FACT_CHOICE:
        return between(state, 0, (int64_t) fact->n_codes - 1);
    case FACT_CODES:
        return random_mask(state, (int64_t) fact->n_codes);
    case FACT_AGES:
        return random_mask(state, 22);
    case FACT_DATE:
        return random_birth(state, edges, on);
    case FACT_WHOLE:
    case FACT_MONEY:
        if (fact->number >= FACT_MEMBERS && fact->number <= FACT_UNPROTECTED_CHILDREN)
            return within(fact, between(state, 0, HOUSEHOLD_MAX));
        if (n && percent(state, 60))
            return within(fact,
                    edges->figures[fact->number][between(state, 0, (int64_t) n - 1)]
                            + between(state, -1, 1));
        return within(
                fact, fact->type == FACT_MONEY ? random_money(state) : between(state, 0, 100));
    case FACT_PLACE:
    case FACT_PROGRAMMES:
        break;
    }
    return 0;
}

/* ---- evidence --------------------------------------------------------------------------- */

static bool
is_claimed(const Fact *fact)
{
    return fact->origin == FACT_CLAIMED || fact->origin == FACT_ASKED;
}

static void
set_evidence(uint64_t *state, const Edges *edges, const Fact *fact, int64_t value, Day on,
        Evidence *evidence)
{
    *evidence = (Evidence) { 0 };
    if (percent(state, PERCENT_MISSING))
        return;

    evidence->feed = FEED_TAX;
    evidence->as_of = on - 10;
    if (percent(state, PERCENT_STALE)) {
        evidence->state = EVIDENCE_STALE;
        return;
    }
    evidence->state = EVIDENCE_KNOWN;
    evidence->value = value;
    if (!percent(state, PERCENT_RIVAL))
        return;

    evidence->rival = random_value(state, edges, fact, on);
    evidence->rival_feed = FEED_CENTRE;
    evidence->rival_as_of = on - 20;
    if (evidence->rival != value)
        evidence->state = EVIDENCE_CONFLICT;
}

/* Counts that mostly, but not always, add up. */
static void
choose_household(uint64_t *state, int64_t value[static FACT_COUNT + 1])
{
    int64_t adults = percent(state, 40) ? 1 : between(state, 1, 4);
    int64_t minors = percent(state, 50) ? 0 : between(state, 1, 4);

    value[FACT_ADULTS] = adults;
    value[FACT_MINORS] = minors;
    value[FACT_MEMBERS] = percent(state, 95) ? adults + minors : between(state, 1, 6);
    value[FACT_DEPENDENT_CHILDREN] = percent(state, 80) ? minors : between(state, 0, 5);
    value[FACT_UNPROTECTED_CHILDREN] =
            percent(state, 85) ? 0 : between(state, 0, percent(state, 90) ? minors : 4);
    value[FACT_ONE_PARENT] = adults == 1 && minors > 0 ? percent(state, 70) : percent(state, 10);
    value[FACT_COUPLE] = adults >= 2 ? percent(state, 70) : percent(state, 10);
}

static void
set_residence(uint64_t *state, Evidence *evidence)
{
    int64_t surely = between(state, 0, 7);

    *evidence = (Evidence) { 0 };
    if (percent(state, PERCENT_MISSING))
        return;

    evidence->state = EVIDENCE_KNOWN;
    evidence->value = surely;
    if (percent(state, 75))
        return;

    evidence->state = EVIDENCE_PARTIAL;
    evidence->rival = surely | between(state, 0, 7);
}

static void
set_receives(uint64_t *state, Arena *arena, const Edges *edges, Facts *facts)
{
    int32_t *keys = arena_array(arena, int32_t, edges->n_programmes + 1);
    size_t n = 0;

    if (percent(state, PERCENT_MISSING))
        return;
    if (percent(state, PERCENT_STALE)) {
        facts->evidence[FACT_RECEIVES].state = EVIDENCE_STALE;
        return;
    }
    /* In ascending order, as they stand in the register. */
    for (int32_t key = 1; key < 10000 && n < 5; key++)
        for (size_t i = 0; i < edges->n_programmes; i++)
            if (edges->programmes[i] == key && percent(state, 8))
                keys[n++] = key;
    facts_set_receives(facts, keys, n, FEED_WELFARE, 0);
}

void
random_person(Arena *arena, const Edges *edges, uint64_t seed, Day on, size_t n_places,
        RandomPerson *ret_person)
{
    uint64_t state = seed;
    Facts *facts = &ret_person->facts;
    int64_t value[FACT_COUNT + 1];

    /* Neighbouring seeds would give the same sequence, one step apart. */
    state = chance(&state);
    facts_init(facts);
    for (FactNumber number = 1; number < FACT_END; number++)
        value[number] = random_value(&state, edges, fact_of(number), on);
    choose_household(&state, value);

    for (FactNumber number = 1; number < FACT_END; number++)
        if (is_claimed(fact_of(number)))
            set_evidence(
                    &state, edges, fact_of(number), value[number], on, &facts->evidence[number]);
    /* An age is typed where there is no register, so seldom. */
    if (percent(&state, 90))
        facts->evidence[FACT_AGE] = (Evidence) { 0 };
    set_residence(&state, &facts->evidence[FACT_RESIDENCE_BASIS]);
    set_receives(&state, arena, edges, facts);
    ret_person->has_place = !percent(&state, PERCENT_NO_PLACE);
    ret_person->place = (size_t) between(&state, 0, (int64_t) n_places - 1);
}
