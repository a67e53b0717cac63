/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * The program and the oracle (sql/functions/oracle.sql) judge the same random persons by the same
 * register, each in its own way, and must agree on every verdict. The program does it twice: person
 * by person, and a municipality at once in columns.
 *
 * The persons are shared among the DAYS, so that other versions of programmes and parameters, and
 * expired ones, have their turn.
 */

#include "registry/base/secret.h"
#include "registry/rules/columns.h"
#include "registry/rules/evaluate.h"
#include "tests/oracle/oracle.h"
#include "tests/oracle/random_person.h"

#include <inttypes.h>

#define PERSONS 20000 /* unless the command line says fewer */
#define SEED_BASE 1000000
#define SHOWN_MAX 10 /* disagreements told in words */
#define PLACES 16    /* municipalities a day, so that a block of columns has rows */

/* Days on which different versions of the sample registers are in force. */
static const char *const days[] = { "2026-11-21", "2025-12-15", "2023-11-30", "2020-02-29" };

#define DAYS (sizeof days / sizeof *days)

static Db *db;
static Snapshot *snapshot;
static const Place **municipalities;
static size_t n_municipalities;

static size_t persons = PERSONS;

/* What was counted over all days. */
static uint64_t compared;
static uint64_t disagreements;
static uint64_t column_disagreements;
static uint64_t outcomes[3];
static uint64_t not_judged;

/* ---- questions -------------------------------------------------------------------------- */

static int8_t
random_trait(uint64_t seed, int place)
{
    return (int8_t) ((int) (seed * 2654435761u >> (8 + 3 * place)) % 3 - 1);
}

/* The place's own keys, and traits of chance: too few places of the sample have any. */
static PlaceFacts
facts_of_place(const Place *place)
{
    uint64_t seed = place ? (uint64_t) place->key * 6364136223846793005u : 0;

    if (!place)
        return (PlaceFacts) { .mountain = -1, .disadvantaged = -1, .island = -1, .remote = -1 };
    return (PlaceFacts) {
        .municipality = place->key,
        .regional_unit = place->regional_unit,
        .prefecture = place->prefecture,
        .region = place->region,
        .mountain = random_trait(seed, 0),
        .disadvantaged = random_trait(seed, 1),
        .island = random_trait(seed, 2),
        .remote = random_trait(seed, 3),
    };
}

/* Other places on each day; the facts are without the place. */
static const Place *
make_person(Arena *arena, const Edges *edges, uint64_t seed, Day on, Facts *ret_facts)
{
    RandomPerson person = { 0 };
    size_t stride = n_municipalities / PLACES;

    random_person(arena, edges, seed, on, PLACES, &person);
    *ret_facts = person.facts;
    return person.has_place ? municipalities[person.place * stride + (size_t) on % stride] : NULL;
}

static const Place *
make_question(Arena *arena, const Edges *edges, uint64_t seed, Day on, Facts *ret_facts)
{
    const Place *place = make_person(arena, edges, seed, on, ret_facts);
    const PlaceFacts of_place = facts_of_place(place);

    facts_set_place(ret_facts, &of_place);
    return place;
}

/* ---- the same in columns ---------------------------------------------------------------- */

/* A verdict for each person and version: 0, 1, 2 and 255 for a version that is not in force. */
typedef struct Verdicts {
    uint8_t *verdicts;
    size_t n_versions;
    uint64_t first; /* seed of the first person */
} Verdicts;

static size_t
versions_in_force(Day on, uint32_t *versions)
{
    const Ruleset *ruleset = snapshot_ruleset(snapshot);
    size_t n = 0;

    for (uint32_t version = 0; version < ruleset_count(ruleset); version++)
        if (ruleset_in_force(ruleset, version, on))
            versions[n++] = version;
    return n;
}

static void
take_verdicts(Columns *columns, const uint32_t *versions, size_t n_versions, const uint64_t *seeds,
        Verdicts *verdicts)
{
    for (size_t i = 0; i < n_versions; i++) {
        const RowOutcomes *verdict = columns_verdict(columns, versions[i]);

        for (size_t row = 0; row < columns_rows(columns); row++)
            verdicts->verdicts[(seeds[row] - verdicts->first) * verdicts->n_versions
                    + versions[i]] = (uint8_t) row_outcome(verdict, row);
    }
}

/* All persons of one place; `place` may be NULL, for those without one. */
static void
judge_place(Columns *columns, const Place *place, const Place *const *where, const Facts *facts,
        size_t n, const uint32_t *versions, size_t n_versions, Verdicts *verdicts)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    uint8_t *area = arena_alloc(arena, verdicts->n_versions);
    uint64_t *seeds = arena_array(arena, uint64_t, COLUMNS_ROWS);
    const PlaceFacts of_place = facts_of_place(place);
    size_t rows = 0;

    areas_of(snapshot, place, area);
    columns_begin(columns, &of_place, area);
    for (size_t i = 0; i < n; i++) {
        if (where[i] != place)
            continue;
        if (rows == COLUMNS_ROWS) {
            take_verdicts(columns, versions, n_versions, seeds, verdicts);
            columns_begin(columns, &of_place, area);
            rows = 0;
        }
        *columns_next(columns) = facts[i];
        columns_add(columns);
        seeds[rows++] = verdicts->first + i;
    }
    take_verdicts(columns, versions, n_versions, seeds, verdicts);
}

static void
judge_in_columns(Arena *arena, const Edges *edges, Day on, uint64_t first, size_t n,
        const ColumnKernels *kernels, Verdicts *ret_verdicts)
{
    const Ruleset *ruleset = snapshot_ruleset(snapshot);
    uint32_t *versions = arena_array(arena, uint32_t, ruleset_count(ruleset));
    size_t n_versions = versions_in_force(on, versions);
    CLEANUP(column_plan_freep)
    ColumnPlan *plan = column_plan_new(ruleset, on, versions, n_versions, NULL, 0);
    CLEANUP(columns_freep) Columns *columns = columns_new(plan);
    const Place **where = arena_array(arena, const Place *, n);
    Facts *facts = arena_array(arena, Facts, n);
    size_t stride = n_municipalities / PLACES;

    *ret_verdicts = (Verdicts) {
        .verdicts = arena_alloc(arena, n * ruleset_count(ruleset)),
        .n_versions = ruleset_count(ruleset),
        .first = first,
    };
    memset(ret_verdicts->verdicts, 255, n * ruleset_count(ruleset));
    for (size_t i = 0; i < n; i++)
        where[i] = make_person(arena, edges, first + i, on, &facts[i]);
    columns_use(columns, kernels);
    for (size_t place = 0; place < PLACES; place++)
        judge_place(columns, municipalities[place * stride + (size_t) on % stride], where, facts, n,
                versions, n_versions, ret_verdicts);
    judge_place(columns, NULL, where, facts, n, versions, n_versions, ret_verdicts);
}

/* ---- comparing -------------------------------------------------------------------------- */

/* A disagreement, so that somebody can look: the programme, both verdicts and all facts. */
static void
tell(uint64_t seed, const Facts *facts, const ProgrammeRules *rules, const char *day, Outcome ours,
        int64_t theirs)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();

    printf("# %s on %s, seed %" PRIu64 ": program %d, oracle %" PRId64 "\n", rules->code, day, seed,
            (int) ours, theirs);
    for (FactNumber number = 1; number < FACT_END; number++) {
        const Evidence *evidence = &facts->evidence[number];
        const Fact *fact = fact_of(number);

        if (!evidence_is_said(evidence) || fact->origin == FACT_LISTED)
            continue;
        printf("#   %s = %s", fact->key, fact_value_key(arena, fact, evidence->value));
        if (evidence->state == EVIDENCE_CONFLICT || evidence->state == EVIDENCE_PARTIAL)
            printf(" or %s", fact_value_key(arena, fact, evidence->rival));
        printf("\n");
    }
}

static void
compare_row(const Result *rows, size_t row, Evaluation *evaluation, const Verdicts *in_columns,
        uint64_t seed, const Facts *facts, const char *day, Day on)
{
    const Ruleset *ruleset = snapshot_ruleset(snapshot);
    int32_t programme = (int32_t) result_int(rows, row, 1);
    int64_t theirs = result_int(rows, row, 2);
    uint32_t version = ruleset_version_on(ruleset, programme, on);
    Outcome ours;

    if (version == RULESET_NO_VERSION) {
        not_judged++;
        return;
    }
    ours = evaluation_verdict(evaluation, version);
    compared++;
    outcomes[ours]++;
    if (in_columns->verdicts[(seed - in_columns->first) * in_columns->n_versions + version]
                    != theirs
            && column_disagreements++ < SHOWN_MAX) {
        printf("# in columns %d: ",
                in_columns
                        ->verdicts[(seed - in_columns->first) * in_columns->n_versions + version]);
        tell(seed, facts, ruleset_programme(ruleset, version), day, ours, theirs);
    }
    if ((int64_t) ours == theirs)
        return;

    if (disagreements++ < SHOWN_MAX)
        tell(seed, facts, ruleset_programme(ruleset, version), day, ours, theirs);
}

/* ---- a day ------------------------------------------------------------------------------ */

static void
send_questions(const Edges *edges, Day on, uint64_t first, size_t n)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    Copy *copy = oracle_begin(db);

    for (uint64_t seed = first; seed < first + n; seed++) {
        Facts facts;
        const Place *place = make_question(arena, edges, seed, on, &facts);

        oracle_question(copy, seed, &facts, place);
        arena_reset(arena);
    }
    CHECK(copy_end(copy, NULL) == 0);
}

/* Rows come by person, then by programme. */
static void
compare_day(const char *day, uint64_t first, size_t n)
{
    CLEANUP(arena_freep) Arena *kept = arena_new();
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(result_freep) Result *rows = NULL;
    uint8_t *area = arena_alloc(kept, ruleset_count(snapshot_ruleset(snapshot)));
    const Edges *edges;
    Verdicts in_columns;
    size_t row = 0;
    Day on;

    CHECK(day_parse(day, &on) == 0);
    edges = edges_collect(kept, snapshot_ruleset(snapshot), on);
    send_questions(edges, on, first, n);
    rows = oracle_ask(db, on);
    CHECK(result_rows(rows) > 0);
    judge_in_columns(kept, edges, on, first, n, column_kernels(), &in_columns);

    for (uint64_t seed = first; seed < first + n; seed++) {
        Evaluation *evaluation;
        Facts facts;

        areas_of(snapshot, make_question(arena, edges, seed, on, &facts), area);
        evaluation = evaluation_new(arena, snapshot_ruleset(snapshot), &facts, on, area);
        for (; row < result_rows(rows) && result_int(rows, row, 0) == (int64_t) seed; row++)
            compare_row(rows, row, evaluation, &in_columns, seed, &facts, day, on);
        arena_reset(arena);
    }
    CHECK(row == result_rows(rows));
}

/* ---- tests ------------------------------------------------------------------------------ */

static void
agrees_on_every_verdict(void)
{
    for (size_t i = 0; i < DAYS; i++)
        compare_day(days[i], SEED_BASE + i * (persons / DAYS), persons / DAYS);

    printf("# %" PRIu64 " verdicts compared: %" PRIu64 " not eligible, %" PRIu64
           " unknown, %" PRIu64 " eligible\n",
            compared, outcomes[OUTCOME_FALSE], outcomes[OUTCOME_UNKNOWN], outcomes[OUTCOME_TRUE]);
    if (disagreements || column_disagreements)
        printf("# %" PRIu64 " verdicts differ, %" PRIu64 " in columns\n", disagreements,
                column_disagreements);
    CHECK(disagreements == 0);
    CHECK(not_judged == 0);
}

static void
agrees_in_columns(void)
{
    CHECK(compared > 0);
    CHECK(column_disagreements == 0);
}

/* Against the program person by person, everybody in one municipality: blocks are full. */
static size_t
differences_in_full_blocks(const ColumnKernels *kernels, Day on)
{
    CLEANUP(arena_freep) Arena *kept = arena_new();
    CLEANUP(arena_freep) Arena *arena = arena_new();
    const Ruleset *ruleset = snapshot_ruleset(snapshot);
    const Edges *edges = edges_collect(kept, ruleset, on);
    size_t n = 2 * COLUMNS_ROWS + 100;
    const Place *place = municipalities[0];
    const PlaceFacts of_place = facts_of_place(place);
    uint32_t *versions = arena_array(kept, uint32_t, ruleset_count(ruleset));
    size_t n_versions = versions_in_force(on, versions);
    CLEANUP(column_plan_freep)
    ColumnPlan *plan = column_plan_new(ruleset, on, versions, n_versions, NULL, 0);
    CLEANUP(columns_freep) Columns *columns = columns_new(plan);
    const Place **where = arena_array(kept, const Place *, n);
    Facts *facts = arena_array(kept, Facts, n);
    uint8_t *area = arena_alloc(kept, ruleset_count(ruleset));
    Verdicts verdicts = { arena_alloc(kept, n * ruleset_count(ruleset)), ruleset_count(ruleset),
        SEED_BASE };
    size_t differences = 0;

    for (size_t i = 0; i < n; i++) {
        (void) make_person(kept, edges, SEED_BASE + i, on, &facts[i]);
        where[i] = place;
    }
    columns_use(columns, kernels);
    judge_place(columns, place, where, facts, n, versions, n_versions, &verdicts);
    areas_of(snapshot, place, area);
    for (size_t i = 0; i < n; i++) {
        Evaluation *evaluation;

        facts_set_place(&facts[i], &of_place);
        evaluation = evaluation_new(arena, ruleset, &facts[i], on, area);
        for (size_t j = 0; j < n_versions; j++)
            differences += verdicts.verdicts[i * verdicts.n_versions + versions[j]]
                    != evaluation_verdict(evaluation, versions[j]);
        arena_reset(arena);
    }
    return differences;
}

static void
agrees_whatever_the_kernels(void)
{
    static const char *const names[] = { "plain", "x86-64-v2", "x86-64-v3" };
    size_t tried = 0;
    Day on;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const ColumnKernels *kernels = column_kernels_named(names[i]);

        CHECK(day_parse(days[i], &on) == 0);
        if (!kernels)
            continue;
        tried++;
        CHECK(differences_in_full_blocks(kernels, on) == 0);
    }
    CHECK(tried > 0);
}

/* Otherwise the agreement would say little. */
static void
met_all_three_verdicts_often(void)
{
    CHECK(compared >= persons * 10);
    for (size_t outcome = 0; outcome < 3; outcome++)
        CHECK(outcomes[outcome] >= persons / 2);
}

static void
find_municipalities(void)
{
    const Places *places = snapshot_places(snapshot);

    municipalities = memory_new(places_count(places), sizeof *municipalities);
    for (size_t i = 0; i < places_count(places); i++)
        if (places_at(places, i)->level == PLACE_MUNICIPALITY)
            municipalities[n_municipalities++] = places_at(places, i);
}

static const UnitTest tests[] = {
    { "the program and the oracle agree on every verdict of 20,000 random persons",
            agrees_on_every_verdict },
    { "so does the program in columns, a municipality at once", agrees_in_columns },
    { "and in full blocks, with whatever instructions the processor has",
            agrees_whatever_the_kernels },
    { "and all three verdicts were met often", met_all_three_verdicts_often },
};

int
main(int argc, char **argv)
{
    int failed;

    if (argc > 1)
        persons = strtoul(argv[1], NULL, 10);
    db = fixture_open("mitroa_owner", 0);
    if (snapshot_load(db, &snapshot) != 0)
        return EXIT_FAILURE;
    find_municipalities();
    failed = unit_run(tests, sizeof tests / sizeof *tests);
    free(municipalities);
    (void) snapshot_unref(snapshot);
    (void) db_close(db);
    return failed;
}
