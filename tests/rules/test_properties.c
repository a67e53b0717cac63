/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * What must hold for every person and every programme, tried on random ones.
 *
 * A person of whom everything is known is taken apart, and what is left is asked again.
 */

#include "tests/rules/library.h"
#include "tests/unit/unit.h"

#define PERSONS 3000
#define ROUNDS_MAX 40
#define MISSING_PER_CENT 15

static Library *library;
static Arena *arena;
static Day on;
static uint64_t state;

/* xorshift64*: the same persons on every machine. */
static uint32_t
draw(uint32_t below)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (uint32_t) ((state * UINT64_C(2685821657736338717)) >> 33) % below;
}

static bool
chance(uint32_t per_cent)
{
    return draw(100) < per_cent;
}

/* Amounts near the limits that programmes have, and now and then exactly on one. */
static int64_t
draw_money(const Fact *fact)
{
    static const int64_t limits[] = { 0, 36200, 129600, 259200, 300000, 432000, 540000, 583200,
        600000, 864000, 900000, 1000000, 1600000, 2100000, 9000000, 12000000, 15000000 };
    int64_t amount = limits[draw(sizeof limits / sizeof limits[0])];

    if (chance(50))
        amount = amount * (int64_t) draw(200) / 100;
    if (chance(20))
        amount++;
    if (fact->period == PERIOD_MONTH)
        amount %= 100000;
    return amount;
}

static int64_t
draw_value(const Fact *fact)
{
    switch (fact->type) {
    case FACT_MONEY:
        return draw_money(fact);
    case FACT_WHOLE:
        return fact->low + draw((uint32_t) (fact->high - fact->low + 1));
    case FACT_DATE:
        return on - (int64_t) draw(100 * 365);
    case FACT_CODES:
    case FACT_AGES:
        return (int64_t) (draw(1u << 31) & (uint32_t) fact->high) & (int64_t) draw(1u << 18);
    case FACT_YES_NO:
    case FACT_CHOICE:
        return draw((uint32_t) fact->n_codes);
    case FACT_PLACE:
        return 1 + draw(3);
    case FACT_PROGRAMMES:
        break;
    }
    return 0;
}

static void
draw_household(Facts *facts)
{
    int64_t adults = 1 + draw(chance(80) ? 3 : 8);
    int64_t minors = draw(chance(80) ? 4 : 9);
    bool alone = adults + minors == 1;
    int64_t income = draw_money(fact_of(FACT_INCOME_YEAR));
    int64_t pct = chance(50) ? 0 : draw(101);

    facts_set(facts, FACT_ADULTS, adults, FEED_WELFARE, on);
    facts_set(facts, FACT_MINORS, minors, FEED_WELFARE, on);
    facts_set(facts, FACT_MEMBERS, adults + minors, FEED_WELFARE, on);
    facts_set(facts, FACT_UNPROTECTED_CHILDREN, draw((uint32_t) minors + 1), FEED_WELFARE, on);
    facts_set(facts, FACT_DEPENDENT_CHILDREN, alone ? 0 : draw(5), FEED_WELFARE, on);
    facts_set(facts, FACT_COUPLE, alone ? 0 : draw(2), FEED_WELFARE, on);
    facts_set(facts, FACT_ONE_PARENT, facts->evidence[FACT_COUPLE].value ? 0 : draw(2),
            FEED_WELFARE, on);
    facts_set(facts, FACT_LIVES_ALONE, alone, FEED_CENTRE, on);
    facts_set(facts, FACT_INCOME_YEAR, income, FEED_TAX, on);
    facts_set(facts, FACT_PERSONAL_INCOME_YEAR, alone ? income : income * draw(101) / 100, FEED_TAX,
            on);
    facts_set(facts, FACT_DISABILITY_PCT, pct, FEED_INSURANCE, on);
    facts_set(
            facts, FACT_MAX_DISABILITY_PCT, pct + draw((uint32_t) (101 - pct)), FEED_INSURANCE, on);
}

/* Everything is known of this person. */
static void
draw_person(Facts *facts)
{
    static int32_t receives[1];

    facts_init(facts);
    for (FactNumber number = 1; number < FACT_END; number++) {
        const Fact *fact = fact_of(number);

        if (fact->origin == FACT_CLAIMED || fact->origin == FACT_RESIDENCE
                || fact->origin == FACT_PLACED)
            facts_set(facts, number, draw_value(fact), FEED_CENTRE, on);
    }
    draw_household(facts);
    receives[0] = 1 + (int32_t) draw((uint32_t) library->n_codes);
    facts_set_receives(facts, receives, draw(2), FEED_WELFARE, on);
}

/* Some facts are gone, a few too old, a few said twice (once as they are). */
static void
take_apart(Facts *facts, uint32_t missing, uint32_t conflicts)
{
    for (FactNumber number = 1; number < FACT_END; number++) {
        Evidence *evidence = &facts->evidence[number];
        const Fact *fact = fact_of(number);

        if (evidence->state != EVIDENCE_KNOWN)
            continue;
        if (chance(missing)) {
            *evidence = (Evidence) { .state = chance(80) ? EVIDENCE_MISSING : EVIDENCE_STALE };
        } else if (chance(conflicts) && fact->origin == FACT_CLAIMED) {
            evidence->rival = evidence->value;
            evidence->state = EVIDENCE_CONFLICT;
            *(chance(50) ? &evidence->value : &evidence->rival) = draw_value(fact);
        }
    }
}

static Outcome
verdict_of(const Facts *facts, uint32_t version)
{
    return evaluation_verdict(
            evaluation_new(arena, library->ruleset, facts, on, /* area= */ NULL), version);
}

static void
compare_all(const Facts *whole, const Facts *part, const char *what)
{
    Evaluation *known = evaluation_new(arena, library->ruleset, whole, on, NULL);
    Evaluation *asked = evaluation_new(arena, library->ruleset, part, on, NULL);

    for (uint32_t v = 0; v < ruleset_count(library->ruleset); v++) {
        Outcome full = evaluation_verdict(known, v);
        Outcome left = evaluation_verdict(asked, v);

        if (left != OUTCOME_UNKNOWN && left != full) {
            unit_failures++;
            printf("# %s: %s is %s, and %s when all is known\n", what,
                    ruleset_programme(library->ruleset, v)->code, verdict_key(left),
                    verdict_key(full));
        }
    }
}

static void
a_verdict_without_some_facts_is_the_one_with_them_or_unknown(void)
{
    for (int i = 0; i < PERSONS; i++) {
        Facts whole;
        Facts part;

        arena_reset(arena);
        draw_person(&whole);
        part = whole;
        take_apart(&part, MISSING_PER_CENT + draw(70), /* conflicts= */ 0);
        compare_all(&whole, &part, "missing");
    }
}

static void
a_verdict_on_two_claims_is_the_one_on_the_true_claim_or_unknown(void)
{
    for (int i = 0; i < PERSONS; i++) {
        Facts whole;
        Facts part;

        arena_reset(arena);
        draw_person(&whole);
        part = whole;
        take_apart(&part, draw(30), 10);
        compare_all(&whole, &part, "conflict");
    }
}

static void
give(Facts *part, const Facts *whole, const Explanation *explanation)
{
    for (size_t i = 0; i < explanation->n_missing; i++) {
        FactNumber fact = explanation->missing[i].fact;

        part->evidence[fact] = whole->evidence[fact];
    }
    part->receives = whole->receives;
    part->n_receives = whole->n_receives;
}

/* Gives what is said to be missing, again and again, until the verdict stands. */
static void
settle_one(const Facts *whole, Facts part, uint32_t version)
{
    Outcome full = verdict_of(whole, version);
    Explanation explanation = { 0 };

    for (int round = 0; round < ROUNDS_MAX; round++) {
        Evaluation *asked = evaluation_new(arena, library->ruleset, &part, on, NULL);

        evaluation_explain(asked, version, &explanation);
        if (explanation.verdict != OUTCOME_UNKNOWN || explanation.n_missing == 0)
            break;
        give(&part, whole, &explanation);
    }
    if (explanation.verdict != full) {
        unit_failures++;
        printf("# %s ends %s and is %s\n", ruleset_programme(library->ruleset, version)->code,
                verdict_key(explanation.verdict), verdict_key(full));
    }
}

static void
what_is_missing_is_enough_to_reach_the_verdict(void)
{
    for (int i = 0; i < PERSONS / 10; i++) {
        Facts whole;
        Facts part;

        arena_reset(arena);
        draw_person(&whole);
        part = whole;
        take_apart(&part, 50, 5);
        for (uint32_t v = 0; v < ruleset_count(library->ruleset); v++)
            if (ruleset_in_force(library->ruleset, v, on))
                settle_one(&whole, part, v);
    }
}

static bool
row_agrees(Outcome verdict, const Reason *reason)
{
    if (verdict == OUTCOME_TRUE)
        return reason->outcome == OUTCOME_TRUE;
    if (verdict == OUTCOME_FALSE)
        return reason->kind == KIND_EXCLUSION ? reason->outcome == OUTCOME_TRUE
                                              : reason->outcome == OUTCOME_FALSE;
    return reason->outcome != OUTCOME_FALSE;
}

static void
check_explanation(Evaluation *evaluation, uint32_t version)
{
    Explanation explanation;
    bool universal = ruleset_programme(library->ruleset, version)->universal;

    evaluation_explain(evaluation, version, &explanation);
    CHECK(explanation.verdict == evaluation_verdict(evaluation, version));
    CHECK(explanation.n_because > 0 || (universal && explanation.verdict == OUTCOME_TRUE));
    CHECK((explanation.n_missing == 0) || explanation.verdict == OUTCOME_UNKNOWN);
    for (size_t i = 0; i < explanation.n_because; i++) {
        const Reason *reason = &explanation.because[i];

        CHECK(row_agrees(explanation.verdict, reason));
        CHECK((reason->cause != CAUSE_NONE) == (reason->outcome == OUTCOME_UNKNOWN));
        CHECK(!reason->has_value || reason->value.low <= reason->value.high);
        CHECK(!reason->has_limit || reason->limit.low <= reason->limit.high);
    }
}

static void
every_verdict_has_reasons_that_agree_with_it(void)
{
    for (int i = 0; i < PERSONS / 3; i++) {
        Facts facts;
        Evaluation *evaluation;

        arena_reset(arena);
        draw_person(&facts);
        take_apart(&facts, 30, 5);
        evaluation = evaluation_new(arena, library->ruleset, &facts, on, NULL);
        for (uint32_t v = 0; v < ruleset_count(library->ruleset); v++)
            if (ruleset_in_force(library->ruleset, v, on))
                check_explanation(evaluation, v);
    }
}

static void
nobody_of_whom_nothing_is_known_is_entitled_to_what_asks_something(void)
{
    Facts facts;

    arena_reset(arena);
    facts_init(&facts);
    for (uint32_t v = 0; v < ruleset_count(library->ruleset); v++)
        CHECK(verdict_of(&facts, v) != OUTCOME_TRUE
                || ruleset_programme(library->ruleset, v)->universal);
}

static const UnitTest tests[] = {
    { "a verdict without some facts is the one with them, or unknown",
            a_verdict_without_some_facts_is_the_one_with_them_or_unknown },
    { "a verdict on two claims is the one on the true claim, or unknown",
            a_verdict_on_two_claims_is_the_one_on_the_true_claim_or_unknown },
    { "what is said to be missing is enough to reach the verdict",
            what_is_missing_is_enough_to_reach_the_verdict },
    { "every verdict has reasons that agree with it",
            every_verdict_has_reasons_that_agree_with_it },
    { "nobody of whom nothing is known is entitled to what asks something",
            nobody_of_whom_nothing_is_known_is_entitled_to_what_asks_something },
};

static int
run_on(const char *root, const char *folder)
{
    char path[4096];
    int result;

    (void) snprintf(path, sizeof path, "%s/%s", root, folder);
    library = library_new(path);
    if (!library->fine) {
        printf("not ok - the programmes of %s compile\n", folder);
        return EXIT_FAILURE;
    }
    printf("# programmes of %s, %zu predicates\n", folder, ruleset_predicates(library->ruleset));
    result = unit_run(tests, sizeof tests / sizeof tests[0]);
    library = library_free(library);
    return result;
}

int
main(void)
{
    const char *root = getenv("TEST_ROOT");
    int engine;
    int sample;

    state = UINT64_C(20261122);
    (void) day_from_ymd(2026, 11, 22, &on);
    arena = arena_new();
    engine = run_on(root ? root : ".", "tests/rules/programmes");
    sample = run_on(root ? root : ".", "importers/sample/programmes");
    arena = arena_free(arena);
    return engine || sample ? EXIT_FAILURE : EXIT_SUCCESS;
}
