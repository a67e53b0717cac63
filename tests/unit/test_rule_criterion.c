/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/unit/unit.h"

#include "registry/rules/criterion.h"

#include <stdbool.h>

static Arena *arena;
static Diagnostics diagnostics;

static int32_t
programme(void *context, const char *code)
{
    (void) context;
    return strcmp(code, "EEE") == 0 ? 7 : strcmp(code, "A21") == 0 ? 3 : 0;
}

static int32_t
place(void *context, FactNumber fact, const char *text)
{
    (void) context;
    return fact == FACT_MUNICIPALITY && strcmp(text, "Καλαμάτας") == 0 ? 44 : 0;
}

static const Names names = { NULL, programme, place };

static bool
read_row(CriterionText text, Criterion *ret_criterion)
{
    bool fine;

    if (!text.kind)
        text.kind = "condition";
    if (!text.block)
        text.block = "1";
    text.row = 12;
    diagnostics_init(&diagnostics, arena);
    fine = criterion_read(arena, &text, &names, ret_criterion, &diagnostics);
    CHECK(fine == (diagnostics.n_all == 0));
    return fine;
}

#define READ(...) read_row((CriterionText) { __VA_ARGS__ }, &criterion)

/* Refused, with the column at fault first. */
static bool
refused(CriterionText text, const char *column)
{
    Criterion criterion = { .fact = FACT_RENT };

    if (read_row(text, &criterion) || criterion.fact != FACT_RENT)
        return false;
    CHECK(diagnostics.items[0].row == 12);
    CHECK(strlen(diagnostics.items[0].message) > 20);
    CHECK_TEXT(diagnostics.items[0].column, column);
    return strcmp(diagnostics.items[0].column, column) == 0;
}

#define REFUSED(wrong, ...) refused((CriterionText) { __VA_ARGS__ }, (wrong))

static void
reads_a_row_in_english_or_greek(void)
{
    Criterion criterion;

    CHECK(READ(.fact = "income_year", .operator_ = "<=", .value = "4320", .law = " ν. 1 ",
            .text = ""));
    CHECK(criterion.kind == KIND_CONDITION && criterion.block == 1);
    CHECK(criterion.fact == FACT_INCOME_YEAR && criterion.operator_ == OPERATOR_AT_MOST);
    CHECK(criterion.value == 432000 && criterion.n_set == 0 && !criterion.parameter);
    CHECK_TEXT(criterion.law, "ν. 1");
    CHECK(criterion.text == NULL);

    CHECK(READ(.kind = "Αποκλεισμός", .block = "3", .fact = "Πολυτελής διαβίωση",
            .operator_ = "είναι", .value = "ναι"));
    CHECK(criterion.kind == KIND_EXCLUSION && criterion.block == 3);
    CHECK(criterion.fact == FACT_LUXURY && criterion.value == 1);
}

static void
reads_every_operator(void)
{
    static const struct {
        const char *text;
        Operator operator_;
    } spellings[] = {
        { "=", OPERATOR_EQUAL },
        { "==", OPERATOR_EQUAL },
        { "≠", OPERATOR_NOT_EQUAL },
        { "!=", OPERATOR_NOT_EQUAL },
        { "<>", OPERATOR_NOT_EQUAL },
        { "<", OPERATOR_LESS },
        { "≤", OPERATOR_AT_MOST },
        { ">", OPERATOR_MORE },
        { "≥", OPERATOR_AT_LEAST },
        { ">=", OPERATOR_AT_LEAST },
        { "Τουλάχιστον", OPERATOR_AT_LEAST },
        { "έως", OPERATOR_AT_MOST },
    };
    Criterion criterion;

    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        CHECK(READ(.fact = "age", .operator_ = spellings[i].text, .value = "67"));
        CHECK(criterion.operator_ == spellings[i].operator_);
    }
}

static void
sets_are_sorted_and_said_once(void)
{
    Criterion criterion;

    CHECK(READ(.fact = "insurance", .operator_ = "in set",
            .set = "uninsured | άμεσα ασφαλισμένος|uninsured"));
    CHECK(criterion.n_set == 2 && criterion.set[0] == 0 && criterion.set[1] == 2);
    CHECK(READ(.fact = "members", .operator_ = "in", .value = "4|2..3"));
    CHECK(criterion.n_set == 3 && criterion.set[0] == 2 && criterion.set[2] == 4);
    CHECK(READ(.fact = "receives", .operator_ = "εκτός", .set = "EEE|A21"));
    CHECK(criterion.operator_ == OPERATOR_NOT_IN && criterion.n_set == 2);
    CHECK(criterion.set[0] == 3 && criterion.set[1] == 7);
    CHECK(READ(.fact = "δήμος", .operator_ = "=", .value = "Καλαμάτας"));
    CHECK(criterion.operator_ == OPERATOR_IN && criterion.n_set == 1 && criterion.set[0] == 44);
}

static void
equal_on_a_set_means_one_of_its_members(void)
{
    Criterion criterion;

    CHECK(READ(.fact = "disability_kind", .operator_ = "=", .value = "motor"));
    CHECK(criterion.operator_ == OPERATOR_IN && criterion.n_set == 1);
    CHECK(READ(.fact = "disability_kind", .operator_ = "≠", .value = "motor"));
    CHECK(criterion.operator_ == OPERATOR_NOT_IN);
    CHECK(READ(.fact = "child_ages", .operator_ = "between", .value = "4..16"));
    CHECK(criterion.operator_ == OPERATOR_IN && criterion.n_set == 13 && criterion.set[12] == 16);
    CHECK(READ(.fact = "same_as", .set = "EEE"));
    CHECK(criterion.operator_ == OPERATOR_IN && criterion.set[0] == 7);
}

static void
between_takes_two_values_in_order(void)
{
    Criterion criterion;

    CHECK(READ(.fact = "income_year", .operator_ = "between", .value = "6000.01 .. 10000"));
    CHECK(criterion.value == 600001 && criterion.value_high == 1000000);
    CHECK(READ(.fact = "age", .operator_ = "μεταξύ", .value = "18 έως 24"));
    CHECK(criterion.value == 18 && criterion.value_high == 24);
    CHECK(REFUSED("value", .fact = "age", .operator_ = "between", .value = "24..18"));
    CHECK(REFUSED("value", .fact = "age", .operator_ = "between", .value = "24"));
    CHECK(REFUSED("value", .fact = "age", .operator_ = "between", .value = "..24"));
}

static void
refuses_what_would_match_everybody(void)
{
    CHECK(REFUSED("fact", .fact = ""));
    CHECK(REFUSED("fact", .fact = "  ", .operator_ = "=", .value = "1"));
    CHECK(REFUSED("operator", .fact = "age"));
    CHECK(REFUSED("value", .fact = "age", .operator_ = "≥"));
    CHECK(REFUSED("block", .block = " ", .fact = "age", .operator_ = "≥", .value = "1"));
    CHECK(REFUSED("kind", .kind = " ", .fact = "age", .operator_ = "≥", .value = "1"));
    CHECK(REFUSED("set", .fact = "receives", .operator_ = "in", .set = "|"));
    CHECK(REFUSED("set", .fact = "disability_kind", .operator_ = "in", .set = "none"));
}

static void
refuses_unknown_words_and_suggests_the_nearest(void)
{
    CHECK(REFUSED("fact", .fact = "incomeyear2", .operator_ = "=", .value = "1"));
    CHECK_TEXT(diagnostics.items[0].suggestion, "income_year");
    CHECK(REFUSED("kind", .kind = "contition", .fact = "age", .operator_ = "≥", .value = "1"));
    CHECK_TEXT(diagnostics.items[0].suggestion, "condition");
    CHECK(REFUSED("operator", .fact = "age", .operator_ = "~", .value = "1"));
    CHECK(REFUSED("set", .fact = "receives", .operator_ = "in", .set = "EEE|ΚΕΑ"));
    CHECK(REFUSED("value", .fact = "municipality", .operator_ = "=", .value = "Ατλαντίδας"));
    CHECK(REFUSED("block", .block = "α", .fact = "age", .operator_ = "≥", .value = "1"));
    CHECK(REFUSED("block", .block = "0", .fact = "age", .operator_ = "≥", .value = "1"));
    CHECK(REFUSED("block", .block = "1000", .fact = "age", .operator_ = "≥", .value = "1"));
}

static void
refuses_an_operator_that_does_not_fit_the_fact(void)
{
    CHECK(REFUSED("operator", .fact = "insurance", .operator_ = "≥", .set = "direct|indirect"));
    CHECK(REFUSED("operator", .fact = "disability_kind", .operator_ = "≥", .value = "motor"));
    CHECK(REFUSED("operator", .fact = "couple", .operator_ = ">", .value = "ναι"));
    CHECK(REFUSED("operator", .fact = "income_year", .operator_ = "in", .value = "1|2"));
    CHECK(REFUSED("operator", .fact = "receives", .operator_ = ">", .value = "EEE"));
    CHECK(REFUSED("operator", .fact = "age", .operator_ = "≥", .set = "1|2"));
    CHECK(REFUSED("operator", .fact = "same_as", .operator_ = "not in", .set = "EEE"));
    CHECK(REFUSED("fact", .kind = "exclusion", .fact = "same_as", .operator_ = "=", .set = "EEE"));
    CHECK(REFUSED("set", .fact = "same_as", .set = "EEE|A21"));
}

static void
is_known_only_asks_and_orders(void)
{
    Criterion criterion;

    CHECK(REFUSED("operator", .fact = "rent", .operator_ = "is known"));
    CHECK(REFUSED("operator", .kind = "exclusion", .fact = "rent", .operator_ = "is known"));
    CHECK(READ(.kind = "priority", .fact = "rent", .operator_ = "is known"));
    CHECK(READ(.kind = "ask", .fact = "rent", .operator_ = "γνωστό", .text = "Πόσο είναι;"));
    CHECK(criterion.operator_ == OPERATOR_IS_KNOWN);
    CHECK(REFUSED(
            "value", .kind = "priority", .fact = "rent", .operator_ = "is known", .value = "1"));
    CHECK(REFUSED("operator", .kind = "priority", .fact = "meets", .operator_ = "is known"));
}

static void
an_ask_needs_its_words_and_may_stand_outside_blocks(void)
{
    Criterion criterion;

    CHECK(READ(.kind = "ask", .block = " ", .text = "Έχει γίνει έρευνα;"));
    CHECK(criterion.block == 0 && criterion.fact == FACT_NONE);
    CHECK(criterion.operator_ == OPERATOR_NONE);
    CHECK(READ(.kind = "ask", .fact = "rent", .text = "Πόσο;"));
    CHECK(criterion.fact == FACT_RENT && criterion.operator_ == OPERATOR_NONE);
    CHECK(REFUSED("text", .kind = "ask"));
    CHECK(REFUSED("fact", .kind = "ask", .fact = "rend", .text = "Πόσο;"));
}

static void
takes_one_of_value_parameter_and_set(void)
{
    Criterion criterion;

    CHECK(READ(.fact = "income_year", .operator_ = "≤", .parameter = "X.income"));
    CHECK_TEXT(criterion.parameter, "X.income");
    CHECK(REFUSED(
            "value", .fact = "income_year", .operator_ = "≤", .value = "1", .parameter = "X"));
    CHECK(REFUSED("value", .fact = "age", .operator_ = "in", .value = "1", .set = "2"));
    CHECK(REFUSED("parameter", .fact = "insurance", .operator_ = "=", .parameter = "X"));
    CHECK(REFUSED("parameter", .fact = "age", .operator_ = "between", .parameter = "X"));
    CHECK(REFUSED("value", .fact = "income_year", .operator_ = "≤", .value = "3.000"));
    CHECK(REFUSED("value", .fact = "birth_date", .operator_ = "≤", .value = "31/02/1950"));
}

static void
says_each_thing_that_is_wrong(void)
{
    Criterion criterion;

    CHECK(!READ(.kind = "condition", .block = "x", .fact = "age", .operator_ = "≥", .value = "7x"));
    CHECK(diagnostics.n_items == 2);
}

static void
puts_a_row_into_words(void)
{
    static const struct {
        CriterionText text;
        const char *words;
    } samples[] = {
        { { .fact = "income_year", .operator_ = "<=", .value = "4320" },
                "εισόδημα έτους ≤ 4.320,00 € τον χρόνο" },
        { { .fact = "age", .operator_ = "between", .value = "18..24" },
                "ηλικία από 18 έτη έως 24 έτη" },
        { { .fact = "insurance", .operator_ = "in", .set = "uninsured|direct" },
                "ασφάλιση σε {άμεσα ασφαλισμένος, ανασφάλιστος}" },
        { { .fact = "child_ages", .operator_ = "not in", .set = "3|7" },
                "ηλικίες τέκνων όχι σε {3, 7}" },
        { { .fact = "income_6m", .operator_ = "≤", .parameter = "EEE.guaranteed_6m" },
                "εισόδημα εξαμήνου ≤ EEE.guaranteed_6m" },
    };

    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        Criterion criterion;

        CHECK(read_row(samples[i].text, &criterion));
        CHECK_TEXT(criterion_format(arena, &criterion, NULL, NULL), samples[i].words);
    }
}

static const UnitTest tests[] = {
    { "reads a row in English or Greek", reads_a_row_in_english_or_greek },
    { "reads every operator", reads_every_operator },
    { "sets are sorted and said once", sets_are_sorted_and_said_once },
    { "equal on a set means one of its members", equal_on_a_set_means_one_of_its_members },
    { "between takes two values in order", between_takes_two_values_in_order },
    { "refuses what would match everybody", refuses_what_would_match_everybody },
    { "refuses unknown words and suggests the nearest",
            refuses_unknown_words_and_suggests_the_nearest },
    { "refuses an operator that does not fit the fact",
            refuses_an_operator_that_does_not_fit_the_fact },
    { "is known only asks and orders", is_known_only_asks_and_orders },
    { "an ask needs its words and may stand outside blocks",
            an_ask_needs_its_words_and_may_stand_outside_blocks },
    { "takes one of value, parameter and set", takes_one_of_value_parameter_and_set },
    { "says each thing that is wrong", says_each_thing_that_is_wrong },
    { "puts a row into words", puts_a_row_into_words },
};

int
main(void)
{
    int result;

    arena = arena_new();
    result = unit_run(tests, sizeof tests / sizeof tests[0]);
    arena = arena_free(arena);
    return result;
}
