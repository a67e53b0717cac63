/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Scales and tables. What is not known of a household gives an interval; here it is held against
 * the plain way: every household up to LARGEST that fits, one by one.
 */

#include "tests/unit/unit.h"

#include "registry/rules/parameter.h"

#include <limits.h>

#define LARGEST 9
#define UNKNOWN            \
    {                      \
        0, INTERVAL_NO_END \
    }

static Arena *arena;

static const Parameter guaranteed = {
    .code = "EEE",
    .valid_from = DAY_NONE,
    .valid_to = DAY_NONE,
    .base = 21600,
    .per_adult = 10800,
    .per_minor = 5400,
    .per_unprotected = 10800,
    .cap = 97200,
    .one_parent_first_minor = FIRST_MINOR_AS_ADULT,
};

static Interval
exactly(int64_t number)
{
    return (Interval) { number, number };
}

static Household
household(int64_t adults, int64_t minors, int64_t unprotected, int64_t one_parent)
{
    return (Household) {
        .members = exactly(adults + minors),
        .adults = exactly(adults),
        .minors = exactly(minors),
        .unprotected_children = exactly(unprotected),
        .dependent_children = exactly(minors),
        .one_parent = exactly(one_parent),
        .couple = exactly(0),
    };
}

static int64_t
value_at(const Parameter *parameter, const Household *known)
{
    Interval value = { -1, -2 };

    CHECK(parameter_value(parameter, known, &value));
    CHECK(value.low == value.high);
    return value.low;
}

static void
counts_each_member_of_the_guaranteed_income(void)
{
    Household couple = household(2, 2, 0, 0);
    Household one_parent = household(1, 2, 0, 1);
    Household one_adult = household(1, 2, 0, 0);
    Household unprotected = household(2, 2, 1, 0);
    Household large = household(6, 8, 0, 0);

    CHECK(value_at(&guaranteed, &couple) == 21600 + 10800 + 5400 + 5400);
    CHECK(value_at(&guaranteed, &one_parent) == 21600 + 10800 + 5400);
    CHECK(value_at(&guaranteed, &one_adult) == 21600 + 5400 + 5400);
    CHECK(value_at(&guaranteed, &unprotected) == 21600 + 10800 + 5400 + 10800);
    CHECK(value_at(&guaranteed, &large) == 97200);
}

static void
an_unprotected_first_minor_is_not_counted_twice(void)
{
    Household all_unprotected = household(1, 2, 2, 1);
    Household one_unprotected = household(1, 2, 1, 1);

    CHECK(value_at(&guaranteed, &all_unprotected) == 21600 + 2 * 10800);
    CHECK(value_at(&guaranteed, &one_unprotected) == 21600 + 10800 + 10800);
}

static void
the_first_minor_of_one_parent_may_count_as_unprotected(void)
{
    const Parameter rent = {
        .base = 7000,
        .per_member = 3500,
        .per_unprotected = 7000,
        .cap = 21000,
        .one_parent_first_minor = FIRST_MINOR_AS_UNPROTECTED,
    };
    Household one_parent = household(1, 2, 0, 1);
    Household couple = household(2, 2, 0, 0);

    CHECK(value_at(&rent, &one_parent) == 7000 + 7000 + 3500);
    CHECK(value_at(&rent, &couple) == 7000 + 3 * 3500);
}

static Interval
draw_interval(int64_t low, int64_t actual)
{
    switch (rand() % 4) {
    case 0:
    case 1:
        return exactly(actual);
    case 2:
        return (Interval) { low, INTERVAL_NO_END };
    default:
        return (Interval) { actual > low && rand() % 2 ? actual - 1 : actual, actual + rand() % 2 };
    }
}

static bool
holds(Interval interval, int64_t number)
{
    return number >= interval.low && number <= interval.high;
}

/* All households of up to LARGEST adults and LARGEST minors that fit. */
static Interval
plainly(const Parameter *parameter, const Household *known)
{
    Interval found = { INT64_MAX, INT64_MIN };

    for (int64_t a = 1; a <= LARGEST; a++)
        for (int64_t m = 0; m <= LARGEST; m++)
            for (int64_t u = 0; u <= m; u++)
                for (int64_t p = 0; p <= 1; p++) {
                    Household one = household(a, m, u, p);
                    int64_t value;

                    if (!holds(known->adults, a) || !holds(known->minors, m)
                            || !holds(known->members, a + m)
                            || !holds(known->unprotected_children, u)
                            || !holds(known->one_parent, p))
                        continue;
                    one.dependent_children = exactly(0);
                    value = value_at(parameter, &one);
                    found.low = value < found.low ? value : found.low;
                    found.high = value > found.high ? value : found.high;
                }
    return found;
}

static Parameter
draw_scale(void)
{
    return (Parameter) {
        .base = rand() % 5 * 100,
        .per_adult = rand() % 4 * 100,
        .per_minor = rand() % 4 * 50,
        .per_member = rand() % 3 ? 0 : rand() % 4 * 30,
        .per_unprotected = rand() % 2 ? PARAMETER_NONE : rand() % 5 * 100,
        .cap = rand() % 2 ? PARAMETER_NONE : rand() % 20 * 100,
        .one_parent_first_minor = (FirstMinor) (rand() % 3),
    };
}

/* Unbounded above, the plain way sees only part; then only what it sees must lie within. */
static bool
is_bounded(const Household *known)
{
    return (known->adults.high <= LARGEST && known->minors.high <= LARGEST)
            || known->members.high <= LARGEST;
}

static void
the_interval_of_a_scale_is_the_one_of_all_households_that_fit(void)
{
    int compared = 0;

    srand(20261122);
    for (int i = 0; i < 60000; i++) {
        Parameter scale = draw_scale();
        int64_t adults = 1 + rand() % 3;
        int64_t minors = rand() % 4;
        Household known = {
            .adults = draw_interval(1, adults),
            .minors = draw_interval(0, minors),
            .members = draw_interval(1, adults + minors),
            .unprotected_children = draw_interval(0, minors ? rand() % minors : 0),
            .one_parent = rand() % 2 ? exactly(rand() % 2) : (Interval) { 0, 1 },
            .dependent_children = exactly(0),
        };
        Interval plain = plainly(&scale, &known);
        Interval found;

        if (plain.low > plain.high || unit_failures > 5)
            continue;
        CHECK(parameter_value(&scale, &known, &found));
        CHECK(found.low <= plain.low && found.high >= plain.high);
        if (!is_bounded(&known) || unit_failures > 5)
            continue;
        compared++;
        if (found.low != plain.low || found.high != plain.high) {
            unit_failures++;
            printf("# base %ld adult %ld minor %ld member %ld unprotected %ld cap %ld first %d: "
                   "adults %ld..%ld minors %ld..%ld members %ld..%ld unprotected %ld..%ld one "
                   "parent %ld..%ld: %ld..%ld, plainly %ld..%ld\n",
                    scale.base, scale.per_adult, scale.per_minor, scale.per_member,
                    scale.per_unprotected, scale.cap, (int) scale.one_parent_first_minor,
                    known.adults.low, known.adults.high, known.minors.low, known.minors.high,
                    known.members.low, known.members.high, known.unprotected_children.low,
                    known.unprotected_children.high, known.one_parent.low, known.one_parent.high,
                    found.low, found.high, plain.low, plain.high);
        }
    }
    CHECK(compared > 10000);
}

static void
a_household_without_end_is_bounded_by_the_cap_alone(void)
{
    const Household nothing = {
        .members = { 1, INTERVAL_NO_END },
        .adults = { 1, INTERVAL_NO_END },
        .minors = UNKNOWN,
        .unprotected_children = UNKNOWN,
        .dependent_children = UNKNOWN,
        .one_parent = { 0, 1 },
        .couple = { 0, 1 },
    };
    Parameter endless = guaranteed;
    Interval value;

    CHECK(parameter_value(&guaranteed, &nothing, &value));
    CHECK(value.low == 21600 && value.high == 97200);
    endless.cap = PARAMETER_NONE;
    CHECK(parameter_value(&endless, &nothing, &value));
    CHECK(value.low == 21600 && value.high == INTERVAL_NO_END);
}

static const Parameter equivalence = {
    .base = 100,
    .per_adult = 50,
    .per_child = 25,
    .one_parent_first_minor = FIRST_MINOR_AS_ADULT,
};

static void
weighs_families_as_the_law_does(void)
{
    Household family = household(2, 2, 0, 0);
    Interval weight;

    family.couple = exactly(1);
    weight = parameter_equivalence(&equivalence, &family);
    CHECK(weight.low == 200 && weight.high == 200);

    family.couple = exactly(0);
    family.one_parent = exactly(1);
    weight = parameter_equivalence(&equivalence, &family);
    CHECK(weight.low == 175 && weight.high == 175);

    family.dependent_children = exactly(0);
    family.one_parent = exactly(0);
    weight = parameter_equivalence(&equivalence, &family);
    CHECK(weight.low == 100 && weight.high == 100);
}

static void
a_couple_is_no_one_parent_family_where_only_one_is_known(void)
{
    Household family = household(2, 2, 0, 0);
    Interval weight;

    family.couple = exactly(1);
    family.one_parent = (Interval) { 0, 1 };
    weight = parameter_equivalence(&equivalence, &family);
    CHECK(weight.low == 200 && weight.high == 200);

    family.couple = (Interval) { 0, 1 };
    weight = parameter_equivalence(&equivalence, &family);
    CHECK(weight.low == 175 && weight.high == 200);
}

/* ---- rows of a file ------------------------------------------------------------------------- */

static size_t
faults(const ParameterText *rows, size_t n_rows)
{
    Diagnostics diagnostics;
    Parameter *parameters;
    size_t n;
    bool fine;

    diagnostics_init(&diagnostics, arena);
    fine = parameters_read(arena, rows, n_rows, &parameters, &n, &diagnostics);
    CHECK(fine == (diagnostics.n_all == 0));
    return diagnostics.n_all;
}

static void
refuses_rows_that_say_nothing_or_too_much(void)
{
    CHECK(faults(&(ParameterText) { .code = "A", .base = "3" }, 1) == 0);
    CHECK(faults(&(ParameterText) { .base = "3" }, 1) == 1);
    CHECK(faults(&(ParameterText) { .code = "A" }, 1) == 1);
    CHECK(faults(&(ParameterText) { .code = "A", .base = "3", .value = "4" }, 1) == 1);
    CHECK(faults(&(ParameterText) { .code = "Α Β", .base = "3" }, 1) == 1);
    CHECK(faults(&(ParameterText) { .code = "A", .base = "3.000" }, 1) == 1);
    CHECK(faults(&(ParameterText) { .code = "A", .base = "-3" }, 1) == 1);
    CHECK(faults(&(ParameterText) { .code = "A", .base = "3", .per = "week" }, 1) == 1);
    CHECK(faults(&(ParameterText) { .code = "A", .base = "3", .less = "real_estate" }, 1) == 1);
    CHECK(faults(&(ParameterText) { .code = "A", .base = "3", .per = "month", .less = "rent" }, 1)
            == 0);
    CHECK(faults(&(ParameterText) { .code = "A", .base = "3", .one_parent_first_minor = "x" }, 1)
            == 1);
    CHECK(faults(&(ParameterText) { .code = "A", .base = "3", .valid_from = "2026-02-30" }, 1)
            == 1);
    CHECK(faults(
                  &(ParameterText) {
                          .code = "A",
                          .base = "3",
                          .valid_from = "2026-02-01",
                          .valid_to = "2026-01-31",
                  },
                  1)
            == 1);
}

static void
refuses_versions_that_overlap(void)
{
    ParameterText rows[] = {
        { .code = "A", .base = "3", .valid_from = "2024-01-01", .valid_to = "2024-12-31" },
        { .code = "A", .base = "4", .valid_from = "2025-01-01" },
        { .code = "B", .base = "4" },
    };

    CHECK(faults(rows, 3) == 0);
    rows[1].valid_from = "2024-12-31";
    CHECK(faults(rows, 3) == 1);
    rows[1].code = "C";
    CHECK(faults(rows, 3) == 0);
}

static void
joins_the_cells_of_a_table(void)
{
    const ParameterText rows[] = {
        { .code = "T", .adults = "1", .minors = "0", .value = "9000", .per = "year" },
        { .code = "N", .base = "67" },
        { .code = "T", .adults = "2", .value = "13500", .per = "year" },
    };
    const Household single = household(1, 0, 0, 0);
    const Household pair = household(2, 5, 0, 0);
    const Household three = household(3, 0, 0, 0);
    Diagnostics diagnostics;
    Parameter *parameters = NULL;
    Interval value;
    size_t n = 0;

    diagnostics_init(&diagnostics, arena);
    CHECK(parameters_read(arena, rows, 3, &parameters, &n, &diagnostics));
    CHECK(n == 2);
    CHECK(parameters[0].n_cells == 2 && parameters[0].per == PERIOD_YEAR);
    CHECK(value_at(&parameters[0], &single) == 900000);
    CHECK(value_at(&parameters[0], &pair) == 1350000);
    CHECK(!parameter_value(&parameters[0], &three, &value));
    CHECK(parameters[1].base == 6700);
}

static const UnitTest tests[] = {
    { "counts each member of the guaranteed income", counts_each_member_of_the_guaranteed_income },
    { "an unprotected first minor is not counted twice",
            an_unprotected_first_minor_is_not_counted_twice },
    { "the first minor of one parent may count as unprotected",
            the_first_minor_of_one_parent_may_count_as_unprotected },
    { "the interval of a scale is the one of all households that fit",
            the_interval_of_a_scale_is_the_one_of_all_households_that_fit },
    { "a household without end is bounded by the cap alone",
            a_household_without_end_is_bounded_by_the_cap_alone },
    { "weighs families as the law does", weighs_families_as_the_law_does },
    { "a couple is no one-parent family where only one is known",
            a_couple_is_no_one_parent_family_where_only_one_is_known },
    { "refuses rows that say nothing or too much", refuses_rows_that_say_nothing_or_too_much },
    { "refuses versions that overlap", refuses_versions_that_overlap },
    { "joins the cells of a table", joins_the_cells_of_a_table },
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
