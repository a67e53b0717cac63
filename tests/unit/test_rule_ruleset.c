/* SPDX-License-Identifier: EUPL-1.2 */

/* What ruleset_compile() refuses, and what it makes of what it takes. */

#include "tests/unit/unit.h"

#include "registry/rules/evaluate.h"

static Arena *arena;
static Ruleset *ruleset;
static Diagnostics diagnostics;

#define ROWS(...)                        \
    (const Criterion[]) { __VA_ARGS__ }, \
            sizeof((const Criterion[]) { __VA_ARGS__ }) / sizeof(Criterion)

static const int64_t programmes[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17,
    18, 19, 20, 21 };

static Criterion
condition(FactNumber fact, Operator operator_, int64_t value)
{
    return (Criterion) {
        .kind = KIND_CONDITION,
        .block = 1,
        .fact = fact,
        .operator_ = operator_,
        .value = value,
    };
}

/* same_as or meets of one programme. */
static Criterion
leaning(FactNumber fact, int32_t programme)
{
    return (Criterion) {
        .kind = KIND_CONDITION,
        .block = 1,
        .fact = fact,
        .operator_ = OPERATOR_IN,
        .set = &programmes[programme],
        .n_set = 1,
    };
}

static Criterion
of_kind(CriterionKind kind, Criterion criterion)
{
    criterion.kind = kind;
    return criterion;
}

static const Criterion ask = { .kind = KIND_ASK, .text = "?" };

static void
begin(void)
{
    ruleset = ruleset_free(ruleset);
    ruleset = ruleset_new();
    diagnostics_init(&diagnostics, arena);
}

static void
add(int32_t programme, const Criterion *criteria, size_t n_criteria)
{
    (void) ruleset_add_programme(ruleset,
            &(ProgrammeRules) {
                    .programme = programme,
                    .code = arena_format(arena, "P%d", (int) programme),
                    .valid_from = DAY_NONE,
                    .valid_to = DAY_NONE,
                    .criteria = criteria,
                    .n_criteria = n_criteria,
            });
}

static bool
compiles(void)
{
    int r = ruleset_compile(ruleset, &diagnostics);

    CHECK((r == 0) == (diagnostics.n_all == 0));
    return r == 0;
}

static void
refuses_a_programme_without_conditions_that_is_not_for_everyone(void)
{
    begin();
    add(1, NULL, 0);
    CHECK(!compiles());
    CHECK_TEXT(diagnostics.items[0].programme, "P1");

    begin();
    add(1, ROWS(of_kind(KIND_EXCLUSION, condition(FACT_AGE, OPERATOR_LESS, 18))));
    CHECK(!compiles());

    begin();
    add(1, ROWS(ask));
    CHECK(compiles());
}

static void
refuses_conditions_on_a_programme_for_everyone(void)
{
    const Criterion row = condition(FACT_AGE, OPERATOR_LESS, 18);
    ProgrammeRules rules = {
        .programme = 1,
        .code = "P1",
        .valid_from = DAY_NONE,
        .valid_to = DAY_NONE,
        .universal = true,
        .criteria = &row,
        .n_criteria = 1,
    };

    begin();
    (void) ruleset_add_programme(ruleset, &rules);
    CHECK(!compiles());
}

static void
refuses_a_row_that_could_not_be_decided(void)
{
    const Criterion wrong[] = {
        condition(FACT_NONE, OPERATOR_EQUAL, 1),
        condition(FACT_AGE, OPERATOR_NONE, 1),
        condition(FACT_AGE, OPERATOR_IS_KNOWN, 0),
        condition(FACT_AGE, OPERATOR_IN, 0),
        condition(FACT_CHILD_AGES, OPERATOR_EQUAL, 3),
        { .kind = KIND_CONDITION,
                .block = 1,
                .fact = FACT_CHILD_AGES,
                .operator_ = OPERATOR_IN,
                .set = (const int64_t[]) { 63 },
                .n_set = 1 },
        { .kind = KIND_CONDITION,
                .block = 1,
                .fact = FACT_MEMBERS,
                .operator_ = OPERATOR_IN,
                .set = (const int64_t[]) { 3, 2 },
                .n_set = 2 },
        of_kind((CriterionKind) 9, condition(FACT_AGE, OPERATOR_LESS, 1)),
    };

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        begin();
        add(1, &wrong[i], 1);
        CHECK(!compiles());
    }
}

static void
refuses_an_unknown_parameter_and_suggests_the_nearest(void)
{
    Criterion row = condition(FACT_INCOME_YEAR, OPERATOR_AT_MOST, 0);

    row.parameter = "X.incme";
    begin();
    ruleset_add_parameter(ruleset, &(Parameter) { .code = "X.income", .per = PERIOD_YEAR });
    add(1, &row, 1);
    CHECK(!compiles());
    CHECK_TEXT(diagnostics.items[0].suggestion, "X.income");
    CHECK_TEXT(diagnostics.items[0].column, "parameter");
}

static void
refuses_a_parameter_of_a_longer_period_than_the_fact(void)
{
    Criterion row = condition(FACT_PENSION, OPERATOR_AT_MOST, 0);

    row.parameter = "X";
    begin();
    ruleset_add_parameter(ruleset, &(Parameter) { .code = "X", .per = PERIOD_YEAR });
    add(1, &row, 1);
    CHECK(!compiles());

    begin();
    ruleset_add_parameter(ruleset, &(Parameter) { .code = "X", .per = PERIOD_MONTH });
    add(1, &row, 1);
    CHECK(compiles());
}

static void
refuses_a_derived_fact_whose_parameter_is_not_there(void)
{
    begin();
    add(1, ROWS(condition(FACT_DESTITUTE, OPERATOR_EQUAL, 1)));
    CHECK(!compiles());
    CHECK(strstr(diagnostics.items[0].message, PARAMETER_DESTITUTE_INCOME) != NULL);
}

static void
refuses_programmes_that_lean_on_each_other(void)
{
    static const FactNumber facts[] = { FACT_MEETS, FACT_SAME_AS };

    for (size_t i = 0; i < 2; i++)
        for (size_t j = 0; j < 2; j++) {
            begin();
            add(1, ROWS(leaning(facts[i], 2)));
            add(2, ROWS(leaning(facts[j], 3)));
            add(3, ROWS(condition(FACT_AGE, OPERATOR_LESS, 18), leaning(facts[i], 1)));
            CHECK(!compiles());
            CHECK(strstr(diagnostics.items[0].message, "Κύκλος") != NULL);
            /* What stands in the cell is a programme. */
            CHECK(strcmp(diagnostics.items[0].value, fact_of(facts[i])->key) != 0);
            CHECK(strcmp(diagnostics.items[0].value, fact_of(facts[j])->key) != 0);
        }

    begin();
    add(1, ROWS(leaning(FACT_MEETS, 1)));
    CHECK(!compiles());

    begin();
    add(1, ROWS(leaning(FACT_MEETS, 9)));
    CHECK(!compiles());
}

static void
refuses_a_chain_that_is_too_long(void)
{
    for (int32_t length = 10; length <= 20; length += 10) {
        begin();
        for (int32_t p = 1; p < length; p++)
            add(p, ROWS(leaning(FACT_MEETS, p + 1)));
        add(length, ROWS(condition(FACT_AGE, OPERATOR_LESS, 18)));
        CHECK(compiles() == (length == 10));
    }
}

/* Each takes two blocks over twice: 2, 4, 16, 256 blocks. */
static void
refuses_what_same_as_would_blow_up(void)
{
    Criterion other = condition(FACT_AGE, OPERATOR_LESS, 18);

    other.block = 2;
    begin();
    add(1, ROWS(condition(FACT_PENSION, OPERATOR_EQUAL, 0), other));
    for (int32_t p = 2; p <= 6; p++)
        add(p, ROWS(leaning(FACT_SAME_AS, p - 1), leaning(FACT_SAME_AS, p - 1)));
    CHECK(!compiles());
}

static void
refuses_versions_of_one_programme_that_overlap(void)
{
    const Criterion row = condition(FACT_AGE, OPERATOR_LESS, 18);
    ProgrammeRules rules = {
        .programme = 1,
        .code = "P1",
        .valid_from = 100,
        .valid_to = 200,
        .criteria = &row,
        .n_criteria = 1,
    };

    for (Day from = 200; from <= 201; from++) {
        begin();
        rules.valid_from = 100;
        rules.valid_to = 200;
        (void) ruleset_add_programme(ruleset, &rules);
        rules.valid_from = from;
        rules.valid_to = DAY_NONE;
        (void) ruleset_add_programme(ruleset, &rules);
        CHECK(compiles() == (from == 201));
    }
    CHECK(ruleset_version_on(ruleset, 1, 99) == RULESET_NO_VERSION);
    CHECK(ruleset_version_on(ruleset, 1, 200) == 0);
    CHECK(ruleset_version_on(ruleset, 1, 201) == 1);
    CHECK(ruleset_version_on(ruleset, 2, 201) == RULESET_NO_VERSION);
}

static void
equal_criteria_are_one_predicate(void)
{
    Criterion again = condition(FACT_AGE, OPERATOR_LESS, 18);

    again.block = 2;
    again.text = "με άλλα λόγια";
    begin();
    add(1, ROWS(condition(FACT_AGE, OPERATOR_LESS, 18), again));
    add(2, ROWS(condition(FACT_AGE, OPERATOR_LESS, 18), condition(FACT_AGE, OPERATOR_LESS, 19)));
    CHECK(compiles());
    CHECK(ruleset_predicates(ruleset) == 2);
}

static void
a_special_fact_marks_the_row_that_uses_it(void)
{
    Facts facts;
    Explanation explanation;
    Evaluation *evaluation;

    begin();
    add(1, ROWS(condition(FACT_HOMELESS, OPERATOR_EQUAL, 1)));
    add(2, ROWS(condition(FACT_AGE, OPERATOR_LESS, 18)));
    CHECK(compiles());
    facts_init(&facts);
    facts_set(&facts, FACT_HOMELESSNESS, 1, FEED_CENTRE, 20000);
    evaluation = evaluation_new(arena, ruleset, &facts, 20000, NULL);
    evaluation_explain(evaluation, 0, &explanation);
    CHECK(explanation.verdict == OUTCOME_TRUE);
    CHECK(explanation.n_because == 1 && explanation.because[0].special);
    CHECK(explanation.because[0].sources[0].fact == FACT_HOMELESSNESS);
    evaluation_explain(evaluation, 1, &explanation);
    CHECK(!explanation.because[0].special);
}

static void
a_figure_past_its_review_still_counts_and_is_marked(void)
{
    Criterion row = condition(FACT_INCOME_YEAR, OPERATOR_AT_MOST, 0);
    Facts facts;
    Explanation explanation;

    row.parameter = "X";
    begin();
    ruleset_add_parameter(ruleset,
            &(Parameter) {
                    .code = "X",
                    .valid_from = DAY_NONE,
                    .valid_to = DAY_NONE,
                    .review_by = 100,
                    .base = 500,
                    .per_unprotected = PARAMETER_NONE,
                    .cap = PARAMETER_NONE,
                    .per = PERIOD_YEAR,
            });
    add(1, &row, 1);
    CHECK(compiles());
    facts_init(&facts);
    facts_set(&facts, FACT_INCOME_YEAR, 500, FEED_TAX, 50);
    for (Day on = 100; on <= 101; on++) {
        evaluation_explain(evaluation_new(arena, ruleset, &facts, on, NULL), 0, &explanation);
        CHECK(explanation.verdict == OUTCOME_TRUE);
        CHECK(explanation.because[0].review_due == (on == 101));
        CHECK(explanation.because[0].has_limit && explanation.because[0].limit.low == 500);
    }
}

static const UnitTest tests[] = {
    { "refuses a programme without conditions that is not for everyone",
            refuses_a_programme_without_conditions_that_is_not_for_everyone },
    { "refuses conditions on a programme for everyone",
            refuses_conditions_on_a_programme_for_everyone },
    { "refuses a row that could not be decided", refuses_a_row_that_could_not_be_decided },
    { "refuses an unknown parameter and suggests the nearest",
            refuses_an_unknown_parameter_and_suggests_the_nearest },
    { "refuses a parameter of a longer period than the fact",
            refuses_a_parameter_of_a_longer_period_than_the_fact },
    { "refuses a derived fact whose parameter is not there",
            refuses_a_derived_fact_whose_parameter_is_not_there },
    { "refuses programmes that lean on each other", refuses_programmes_that_lean_on_each_other },
    { "refuses a chain that is too long", refuses_a_chain_that_is_too_long },
    { "refuses what same_as would blow up", refuses_what_same_as_would_blow_up },
    { "refuses versions of one programme that overlap",
            refuses_versions_of_one_programme_that_overlap },
    { "equal criteria are one predicate", equal_criteria_are_one_predicate },
    { "a special fact marks the row that uses it", a_special_fact_marks_the_row_that_uses_it },
    { "a figure past its review still counts and is marked",
            a_figure_past_its_review_still_counts_and_is_marked },
};

int
main(void)
{
    int result;

    arena = arena_new();
    result = unit_run(tests, sizeof tests / sizeof tests[0]);
    ruleset = ruleset_free(ruleset);
    arena = arena_free(arena);
    return result;
}
