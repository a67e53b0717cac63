/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/unit/unit.h"

#include "registry/base/money.h"
#include "registry/rules/facts.h"

static Arena *arena;

static int
parse(FactNumber fact, const char *text, int64_t *ret_value)
{
    const char *reason = NULL;
    int r = fact_value_parse(arena, fact_of(fact), text, ret_value, &reason);

    CHECK((r != 0) == (reason != NULL && *reason));
    return r;
}

static int64_t
value_of(FactNumber fact, const char *text)
{
    int64_t value = -1;

    CHECK(parse(fact, text, &value) == 0);
    return value;
}

static bool
refuses(FactNumber fact, const char *text)
{
    int64_t value = 77;

    return parse(fact, text, &value) == FACT_E_VALUE && value == 77;
}

static void
every_fact_is_complete_and_in_its_place(void)
{
    for (FactNumber number = 1; number < FACT_END; number++) {
        const Fact *fact = fact_of(number);

        CHECK(fact->number == number);
        CHECK(fact->key && fact->greek);
        CHECK(fact->low <= fact->high);
        CHECK(fact->type != FACT_WHOLE || fact->unit);
        CHECK(fact->n_codes <= FACT_BITS_MAX);
        CHECK(fact->origin != FACT_CLAIMED || (fact->document && fact->feeds[0]));
        CHECK(fact_find(fact->key) == fact);
        CHECK(fact_find(fact->greek) == fact);
    }
}

/* The numbers stand in arrays of the database. */
static void
numbers_of_facts_do_not_move(void)
{
    CHECK(FACT_BIRTH_DATE == 1);
    CHECK(FACT_RECEIVES == 24);
    CHECK(FACT_MEMBERS == 25);
    CHECK(FACT_MECHANICAL_SUPPORT == 47);
    CHECK(FACT_MUNICIPALITY == 48);
    CHECK(FACT_SAME_AS == 64);
}

static void
finds_a_fact_in_any_spelling(void)
{
    CHECK(fact_find("ΕΙΣΟΔΗΜΑ ΕΤΟΥΣ") == fact_of(FACT_INCOME_YEAR));
    CHECK(fact_find("εισόδημα-έτους") == fact_of(FACT_INCOME_YEAR));
    CHECK(fact_find("Income Year") == fact_of(FACT_INCOME_YEAR));
    CHECK(fact_find("incomeyear") == fact_of(FACT_INCOME_YEAR));
    CHECK(fact_find("Π.Ε.") == fact_of(FACT_REGIONAL_UNIT));
    CHECK(fact_find("χρώμα ματιών") == NULL);
    CHECK(fact_find("") == NULL);
    CHECK_TEXT(fact_nearest("incomeyaer"), "income_year");
}

static void
reads_money_as_people_write_it(void)
{
    CHECK(value_of(FACT_PENSION, "0") == 0);
    CHECK(value_of(FACT_PENSION, "3000") == 300000);
    CHECK(value_of(FACT_INCOME_YEAR, "2591.99") == 259199);
    CHECK(value_of(FACT_INCOME_YEAR, " 2.591,99 € ") == 259199);
    CHECK(refuses(FACT_INCOME_YEAR, "-1"));
    CHECK(refuses(FACT_INCOME_YEAR, "πολλά"));
    CHECK(refuses(FACT_INCOME_YEAR, ""));
    CHECK(refuses(FACT_INCOME_YEAR, "99999999999999999999"));
}

static void
refuses_an_ambiguous_amount_and_names_both_readings(void)
{
    const char *reason = "";
    int64_t value;

    CHECK(fact_value_parse(arena, fact_of(FACT_INCOME_YEAR), "3.000", &value, &reason)
            == FACT_E_VALUE);
    CHECK(strstr(reason, "3000 ευρώ") != NULL);
    CHECK(strstr(reason, "3,000 ευρώ") != NULL);
}

static void
reads_codes_in_both_languages(void)
{
    CHECK(value_of(FACT_INSURANCE, "uninsured") == 2);
    CHECK(value_of(FACT_INSURANCE, "Ανασφάλιστος") == 2);
    CHECK(value_of(FACT_COUPLE, "ναι") == 1);
    CHECK(value_of(FACT_COUPLE, "ΟΧΙ") == 0);
    CHECK(value_of(FACT_COUPLE, "1") == 1);
    CHECK(value_of(FACT_HOMELESSNESS, "no") == 0);
    CHECK(refuses(FACT_INSURANCE, "ναι"));
    CHECK(refuses(FACT_COUPLE, "ίσως"));
}

static void
reads_sets_as_bits(void)
{
    CHECK(value_of(FACT_DISABILITY_KIND, "motor|visual") == 3);
    CHECK(value_of(FACT_DISABILITY_KIND, "visual | κινητική | visual") == 3);
    CHECK(value_of(FACT_DISABILITY_KIND, "κανένα") == 0);
    CHECK(value_of(FACT_CHILD_AGES, "0|4..6") == (1 | 1 << 4 | 1 << 5 | 1 << 6));
    CHECK(value_of(FACT_CHILD_AGES, "62") == INT64_C(1) << 62);
    CHECK(value_of(FACT_CHILD_AGES, "none") == 0);
    CHECK(refuses(FACT_CHILD_AGES, "63"));
    CHECK(refuses(FACT_CHILD_AGES, "6..4"));
    CHECK(refuses(FACT_CHILD_AGES, "3||4"));
    CHECK(refuses(FACT_DISABILITY_KIND, "motor|τύφλα"));
}

static void
keeps_numbers_and_days_within_bounds(void)
{
    CHECK(value_of(FACT_AGE, "70") == 70);
    CHECK(value_of(FACT_DISABILITY_PCT, "67%") == 67);
    CHECK(value_of(FACT_DISABILITY_PCT, "67 %") == 67);
    CHECK(value_of(FACT_BIRTH_DATE, "1970-01-02") == 1);
    CHECK(value_of(FACT_BIRTH_DATE, "2/1/1970") == 1);
    CHECK(refuses(FACT_AGE, "131"));
    CHECK(refuses(FACT_AGE, "7.5"));
    CHECK(refuses(FACT_AGE, "%"));
    CHECK(refuses(FACT_DISABILITY_PCT, "101"));
    CHECK(refuses(FACT_DISABILITY_PCT, "%"));
    CHECK(refuses(FACT_MEMBERS, "0"));
    CHECK(refuses(FACT_BIRTH_DATE, "30/02/1950"));
    CHECK(refuses(FACT_BIRTH_DATE, "1879-12-31"));
    CHECK(refuses(FACT_BIRTH_DATE, "1/2/50"));
}

static void
writes_what_it_reads(void)
{
    static const struct {
        FactNumber fact;
        const char *key;
        const char *greek;
    } samples[] = {
        { FACT_INCOME_YEAR, "2591.99", "2.591,99 € τον χρόνο" },
        { FACT_REAL_ESTATE, "90000", "90.000,00 €" },
        { FACT_AGE, "70", "70 έτη" },
        { FACT_DISABILITY_PCT, "67", "67%" },
        { FACT_INSURANCE, "uninsured", "ανασφάλιστος" },
        { FACT_DISABILITY_KIND, "motor|chronic", "κινητική, λοιπή χρόνια" },
        { FACT_CHILD_AGES, "3|7", "3, 7" },
        { FACT_CHILD_AGES, "none", "κανένα" },
        { FACT_BIRTH_DATE, "1956-03-25", "25/03/1956" },
        { FACT_COUPLE, "yes", "ναι" },
    };

    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        const Fact *fact = fact_of(samples[i].fact);
        int64_t value = value_of(samples[i].fact, samples[i].key);

        CHECK_TEXT(fact_value_key(arena, fact, value), samples[i].key);
        CHECK_TEXT(fact_value_format(arena, fact, value), samples[i].greek);
    }
}

static size_t
parse_facts(Facts *facts, const char *text)
{
    Diagnostics diagnostics;
    bool fine;

    diagnostics_init(&diagnostics, arena);
    facts_init(facts);
    fine = facts_parse(arena, facts, text, NULL, &diagnostics);
    CHECK(fine == (diagnostics.n_all == 0));
    return diagnostics.n_all;
}

static void
reads_facts_of_a_command_line(void)
{
    Facts facts;

    CHECK(parse_facts(&facts, "age=70; insurance=uninsured; pension=0;\n income_year=2.591,99;")
            == 0);
    CHECK(facts.evidence[FACT_AGE].value == 70);
    CHECK(facts.evidence[FACT_INCOME_YEAR].value == 259199);
    CHECK(facts.evidence[FACT_RENT].state == EVIDENCE_MISSING);
    CHECK(facts.evidence[FACT_PENSION].state == EVIDENCE_KNOWN);
    CHECK(facts.evidence[FACT_PENSION].feed == FEED_NONE);

    CHECK(parse_facts(&facts, "age=70, income_year=2.591,99, couple=no") == 0);
    CHECK(facts.evidence[FACT_INCOME_YEAR].value == 259199);
    CHECK(facts.evidence[FACT_COUPLE].value == 0);
    CHECK(parse_facts(&facts, "") == 0);
}

static void
refuses_facts_that_cannot_be_given(void)
{
    Facts facts;

    CHECK(parse_facts(&facts, "agee=70") == 1);
    CHECK(parse_facts(&facts, "age=70; ηλικία=71") == 1);
    CHECK(parse_facts(&facts, "age=70; birth_date=1950-01-01") == 1);
    CHECK(parse_facts(&facts, "elderly=yes") == 1);
    CHECK(parse_facts(&facts, "mountain=yes") == 1);
    CHECK(parse_facts(&facts, "same_as=EEE") == 1);
    CHECK(parse_facts(&facts, "receives=EEE") == 1);
    CHECK(parse_facts(&facts, "age") == 1);
    CHECK(parse_facts(&facts, "income_year=3.000; age=7x; couple") == 3);
    CHECK(parse_facts(&facts, "receives=none") == 0);
    CHECK(facts.evidence[FACT_RECEIVES].state == EVIDENCE_KNOWN && facts.n_receives == 0);
}

static bool
is_known(const Facts *facts, FactNumber fact, int64_t value)
{
    return facts->evidence[fact].state == EVIDENCE_KNOWN && facts->evidence[fact].value == value;
}

static void
fills_in_what_follows_from_one_member(void)
{
    Facts facts;

    (void) parse_facts(&facts, "members=1; income_year=3000");
    facts_fill(&facts);
    CHECK(is_known(&facts, FACT_ADULTS, 1));
    CHECK(is_known(&facts, FACT_MINORS, 0));
    CHECK(is_known(&facts, FACT_DEPENDENT_CHILDREN, 0));
    CHECK(is_known(&facts, FACT_UNPROTECTED_CHILDREN, 0));
    CHECK(is_known(&facts, FACT_COUPLE, 0));
    CHECK(is_known(&facts, FACT_LIVES_ALONE, 1));
    CHECK(is_known(&facts, FACT_PERSONAL_INCOME_YEAR, 300000));
    CHECK(facts.evidence[FACT_ONE_PARENT].state == EVIDENCE_MISSING);
    CHECK(facts.evidence[FACT_PENSION].state == EVIDENCE_MISSING);
}

static void
fills_in_the_third_of_three_counts_and_nothing_else(void)
{
    Facts facts;

    (void) parse_facts(&facts, "members=4; adults=3");
    facts_fill(&facts);
    CHECK(is_known(&facts, FACT_MINORS, 1));
    CHECK(facts.evidence[FACT_DEPENDENT_CHILDREN].state == EVIDENCE_MISSING);

    (void) parse_facts(&facts, "adults=1; minors=0");
    facts_fill(&facts);
    CHECK(is_known(&facts, FACT_MEMBERS, 1));
    CHECK(is_known(&facts, FACT_LIVES_ALONE, 1));

    (void) parse_facts(&facts, "members=2; adults=3");
    facts_fill(&facts);
    CHECK(facts.evidence[FACT_MINORS].state == EVIDENCE_MISSING);

    (void) parse_facts(&facts, "members=2; minors=2");
    facts_fill(&facts);
    CHECK(facts.evidence[FACT_ADULTS].state == EVIDENCE_MISSING);
}

static void
a_count_with_a_rival_fills_in_nothing(void)
{
    Facts facts;

    (void) parse_facts(&facts, "members=1");
    facts.evidence[FACT_MEMBERS].state = EVIDENCE_CONFLICT;
    facts.evidence[FACT_MEMBERS].rival = 2;
    facts_fill(&facts);
    CHECK(facts.evidence[FACT_ADULTS].state == EVIDENCE_MISSING);
}

static void
what_is_filled_in_cites_the_feed_it_follows_from(void)
{
    Facts facts;

    facts_init(&facts);
    facts_set(&facts, FACT_MEMBERS, 1, FEED_WELFARE, 20000);
    facts_fill(&facts);
    CHECK(facts.evidence[FACT_ADULTS].feed == FEED_WELFARE);
    CHECK(facts.evidence[FACT_ADULTS].as_of == 20000);
}

static void
periods_convert_upwards_only(void)
{
    CHECK(period_factor(PERIOD_MONTH, PERIOD_SIX_MONTHS) == 6);
    CHECK(period_factor(PERIOD_MONTH, PERIOD_YEAR) == 12);
    CHECK(period_factor(PERIOD_SIX_MONTHS, PERIOD_YEAR) == 2);
    CHECK(period_factor(PERIOD_YEAR, PERIOD_MONTH) == 0);
    CHECK(period_factor(PERIOD_NONE, PERIOD_MONTH) == 0);
    CHECK(period_factor(PERIOD_MONTH, PERIOD_NONE) == 0);
    CHECK(period_factor(PERIOD_NONE, PERIOD_NONE) == 1);
    CHECK(period_factor(PERIOD_SAME, PERIOD_MONTH) == 1);
}

static const UnitTest tests[] = {
    { "every fact is complete and in its place", every_fact_is_complete_and_in_its_place },
    { "numbers of facts do not move", numbers_of_facts_do_not_move },
    { "finds a fact in any spelling", finds_a_fact_in_any_spelling },
    { "reads money as people write it", reads_money_as_people_write_it },
    { "refuses an ambiguous amount and names both readings",
            refuses_an_ambiguous_amount_and_names_both_readings },
    { "reads codes in both languages", reads_codes_in_both_languages },
    { "reads sets as bits", reads_sets_as_bits },
    { "keeps numbers and days within bounds", keeps_numbers_and_days_within_bounds },
    { "writes what it reads", writes_what_it_reads },
    { "reads facts of a command line", reads_facts_of_a_command_line },
    { "refuses facts that cannot be given", refuses_facts_that_cannot_be_given },
    { "fills in what follows from one member", fills_in_what_follows_from_one_member },
    { "fills in the third of three counts and nothing else",
            fills_in_the_third_of_three_counts_and_nothing_else },
    { "a count with a rival fills in nothing", a_count_with_a_rival_fills_in_nothing },
    { "what is filled in cites the feed it follows from",
            what_is_filled_in_cites_the_feed_it_follows_from },
    { "periods convert upwards only", periods_convert_upwards_only },
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
