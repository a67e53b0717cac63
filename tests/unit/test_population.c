/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * The synthetic population, read back from the files that it writes.
 */

#include "importers/population.h"

#include "importers/population_cases.h"
#include "registry/base/arena.h"
#include "registry/base/identifier.h"
#include "registry/rules/fact.h"
#include "tests/unit/unit.h"

#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

#define PERSONS 4000
#define CELLS_MAX 40
#define LINE_MAX_SIZE 4096
#define NUMBERS_MAX (4 * PERSONS)

static char folder[] = "/tmp/mitroa-population-XXXXXX";

typedef struct Lines {
    FILE *file;
    char line[LINE_MAX_SIZE];
    char *cells[CELLS_MAX];
    size_t n_cells;
} Lines;

static const char *
path_of(const char *sub, const char *name)
{
    static char path[sizeof folder + 64];

    (void) snprintf(path, sizeof path, "%s/%s/%s", folder, sub, name);
    return path;
}

static const char *
feed_file(Feed feed)
{
    static char name[32];

    (void) snprintf(name, sizeof name, "%s.csv", feed_key(feed));
    return name;
}

/* The files hold no quoted cell, so a comma always separates. */
static bool
lines_next(Lines *lines)
{
    char *rest = lines->line;

    if (!fgets(lines->line, sizeof lines->line, lines->file))
        return false;
    lines->line[strcspn(lines->line, "\n")] = '\0';
    lines->n_cells = 0;
    while (rest && lines->n_cells < CELLS_MAX)
        lines->cells[lines->n_cells++] = strsep(&rest, ",");
    return true;
}

static void
lines_open(const char *sub, Feed feed, Lines *ret_lines)
{
    ret_lines->file = fopen(path_of(sub, feed_file(feed)), "re");
    CHECK(ret_lines->file);
    if (!ret_lines->file || !lines_next(ret_lines))
        exit(EXIT_FAILURE);
}

static int
make(const char *sub, uint64_t persons, uint64_t seed, PopulationCount *ret_count)
{
    char output[sizeof folder + 32];
    Day on;
    PopulationOrder order = { .persons = persons, .seed = seed, .output = output };

    (void) snprintf(output, sizeof output, "%s/%s", folder, sub);
    (void) day_from_ymd(2026, 11, 21, &on);
    order.on = on;
    return population_write(&order, NULL, NULL, ret_count);
}

static bool
same_file(const char *one, const char *other, const char *name)
{
    FILE *first = fopen(path_of(one, name), "re");
    FILE *second = fopen(path_of(other, name), "re");
    bool same = first && second;
    int a = 0;

    while (same && a != EOF)
        same = (a = getc(first)) == getc(second);
    if (first)
        (void) fclose(first);
    if (second)
        (void) fclose(second);
    return same;
}

static void
equal_seeds_give_equal_files(void)
{
    PopulationCount count;

    CHECK(make("again", PERSONS, 1, &count) == 0);
    CHECK(make("other", PERSONS, 2, &count) == 0);
    for (Feed feed = FEED_TAX; feed < FEED_END; feed++) {
        CHECK(same_file("one", "again", feed_file(feed)));
        CHECK(!same_file("one", "other", feed_file(feed)));
    }
    CHECK(same_file("one", "other", "identifiers.txt"));
}

static void
makes_exactly_as_many_persons_as_asked(void)
{
    PopulationCount count;

    for (uint64_t persons = 9; persons < 20; persons++) {
        CHECK(make("few", persons, persons, &count) == 0);
        CHECK(count.persons == persons);
    }
    CHECK(make("few", 8, 1, &count) == POPULATION_E_TOO_FEW);
}

static bool
knows(const Fact *fact, Feed feed)
{
    for (size_t i = 0; i < FEED_COUNT; i++)
        if (fact->feeds[i] == feed)
            return true;
    return false;
}

static void
every_claimed_fact_is_said_by_a_feed_that_may_say_it(void)
{
    bool said[FACT_COUNT + 1] = { false };

    for (Feed feed = FEED_TAX; feed < FEED_END; feed++) {
        Lines lines;

        lines_open("one", feed, &lines);
        for (size_t i = 5; i < lines.n_cells; i++) {
            const Fact *fact = fact_find(lines.cells[i]);

            CHECK(fact && knows(fact, feed));
            if (fact)
                said[fact->number] = true;
        }
        (void) fclose(lines.file);
    }
    for (FactNumber number = 1; number <= FACT_COUNT; number++)
        if (fact_is_claimed(fact_of(number)) || number == FACT_RECEIVES)
            CHECK(said[number]);
}

static void
check_identifiers(const Lines *lines)
{
    const char *amka = lines->cells[0];
    const char *afm = lines->cells[1];

    CHECK(*amka || *afm);
    CHECK(!*amka || amka_check(amka) == 0);
    CHECK(!*afm || afm_check(afm) == 0);
}

static void
numbers_are_valid_and_fit_the_birth_date(void)
{
    for (Feed feed = FEED_INSURANCE; feed < FEED_END; feed++) {
        Lines lines;
        Day birth;

        lines_open("one", feed, &lines);
        CHECK_TEXT(lines.cells[5], "birth_date");
        while (lines_next(&lines)) {
            check_identifiers(&lines);
            if (*lines.cells[0] && day_parse(lines.cells[5], &birth) == 0)
                CHECK(amka_fits_birth(lines.cells[0], birth));
        }
        (void) fclose(lines.file);
    }
}

static int
compare_texts(const void *one, const void *other)
{
    return strcmp(one, other);
}

static void
nobody_stands_twice_in_a_feed(void)
{
    static char numbers[NUMBERS_MAX][AMKA_DIGITS + 1];

    for (Feed feed = FEED_TAX; feed < FEED_END; feed++) {
        Lines lines;
        size_t n = 0;

        lines_open("one", feed, &lines);
        while (lines_next(&lines) && n < NUMBERS_MAX)
            if (*lines.cells[0])
                (void) snprintf(numbers[n++], sizeof numbers[0], "%s", lines.cells[0]);
        (void) fclose(lines.file);
        qsort(numbers, n, sizeof numbers[0], compare_texts);
        for (size_t i = 1; i < n; i++)
            CHECK(strcmp(numbers[i - 1], numbers[i]) != 0);
    }
}

static void
every_cell_is_a_value_of_its_fact(void)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();

    for (Feed feed = FEED_TAX; feed < FEED_END; feed++) {
        const Fact *facts[CELLS_MAX] = { NULL };
        Lines lines;

        lines_open("one", feed, &lines);
        for (size_t i = 5; i < lines.n_cells; i++)
            facts[i] = fact_find(lines.cells[i]);
        while (lines_next(&lines))
            for (size_t i = 5; i < lines.n_cells; i++) {
                int64_t value;
                const char *reason;

                if (*lines.cells[i] && facts[i]->type != FACT_PROGRAMMES)
                    CHECK(fact_value_parse(arena, facts[i], lines.cells[i], &value, &reason) == 0);
            }
        (void) fclose(lines.file);
        arena_reset(arena);
    }
}

static void
some_facts_are_missing_and_most_are_not(void)
{
    Lines lines;
    size_t blank = 0;
    size_t all = 0;

    lines_open("one", FEED_TAX, &lines);
    while (lines_next(&lines))
        for (size_t i = 5; i < lines.n_cells; i++, all++)
            blank += *lines.cells[i] == '\0';
    (void) fclose(lines.file);
    CHECK(blank * 100 > all && blank * 100 < all * 5);
}

static void
municipalities_have_people_in_proportion(void)
{
    Lines lines;
    size_t athens = 0;
    size_t all = 0;

    lines_open("one", FEED_TAX, &lines);
    while (lines_next(&lines)) {
        all += *lines.cells[3] != '\0';
        athens += strcmp(lines.cells[3], "4501") == 0;
    }
    (void) fclose(lines.file);
    /* 637,798 of 10,432,481 are 6.1 %. */
    CHECK(athens * 1000 > all * 50 && athens * 1000 < all * 72);
}

static void
the_persons_to_try_are_always_the_same(void)
{
    SampleHousehold household;
    char nobody[AMKA_DIGITS + 1];

    population_case_make(&population_cases[0], &household);
    CHECK_TEXT(household.members[0].amka, "15035670015");
    population_case_make(&population_cases[1], &household);
    CHECK_TEXT(household.members[0].amka, "02098470020");
    population_case_make(&population_cases[2], &household);
    CHECK_TEXT(household.members[0].amka, "23018870032");
    CHECK_TEXT(sample_municipalities[household.home].code, "2601");
    CHECK_TEXT(sample_municipalities[household.members[0].registered].code, "4401");
    population_nobody(nobody);
    CHECK(amka_check(nobody) == 0);
}

static void
remove_all(void)
{
    static const char *const subs[] = { "one", "again", "other", "few" };

    for (size_t i = 0; i < sizeof subs / sizeof subs[0]; i++) {
        for (Feed feed = FEED_TAX; feed < FEED_END; feed++)
            (void) unlink(path_of(subs[i], feed_file(feed)));
        (void) unlink(path_of(subs[i], "identifiers.txt"));
        (void) rmdir(path_of(subs[i], ""));
    }
    (void) rmdir(folder);
}

static const UnitTest tests[] = {
    { "equal seeds give equal files, other seeds other people", equal_seeds_give_equal_files },
    { "a sample has exactly as many persons as asked", makes_exactly_as_many_persons_as_asked },
    { "every claimed fact is said by a feed that may say it",
            every_claimed_fact_is_said_by_a_feed_that_may_say_it },
    { "sample numbers are valid and fit the birth date", numbers_are_valid_and_fit_the_birth_date },
    { "nobody stands twice in a feed", nobody_stands_twice_in_a_feed },
    { "every cell of a feed is a value of its fact", every_cell_is_a_value_of_its_fact },
    { "some facts are missing and most are not", some_facts_are_missing_and_most_are_not },
    { "municipalities have people in proportion to their population",
            municipalities_have_people_in_proportion },
    { "the persons to try are the same in every sample", the_persons_to_try_are_always_the_same },
};

int
main(void)
{
    PopulationCount count;
    int code;

    if (!mkdtemp(folder) || make("one", PERSONS, 1, &count) != 0)
        return EXIT_FAILURE;
    code = unit_run(tests, sizeof tests / sizeof *tests);
    remove_all();
    return code;
}
