/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * The program and the oracle (sql/functions/oracle.sql) judge the same random persons by the same
 * register, each in its own way, and must agree on every verdict.
 *
 * The persons are shared among the DAYS, so that other versions of programmes and parameters, and
 * expired ones, have their turn.
 */

#include "registry/base/secret.h"
#include "registry/db/copy.h"
#include "registry/db/statements.h"
#include "registry/rules/evaluate.h"
#include "registry/snapshot.h"
#include "tests/db/db_fixture.h"
#include "tests/oracle/random_person.h"

#include <inttypes.h>

#define PERSONS 20000 /* unless the command line says fewer */
#define SEED_BASE 1000000
#define SHOWN_MAX 10 /* disagreements told in words */

FIXTURE_STATEMENT(oracle_begin, 0, "SELECT oracle.begin()::text", 0);
FIXTURE_STATEMENT(oracle_copy, 1, "COPY pg_temp.question FROM STDIN (FORMAT binary)", 0);
FIXTURE_STATEMENT(oracle_verdicts, 2,
        "SELECT v.person, v.programme, v.verdict FROM oracle.verdicts($1) AS v", 0, TYPE_DATE);

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
static uint64_t outcomes[3];
static uint64_t not_judged;

/* ---- questions -------------------------------------------------------------------------- */

static int8_t
random_trait(uint64_t seed, int place)
{
    return (int8_t) ((int) (seed * 2654435761u >> (8 + 3 * place)) % 3 - 1);
}

/* The place's own keys, and traits of chance: too few places of the sample have any. */
static const Place *
set_place(const RandomPerson *person, uint64_t seed, Facts *facts)
{
    const Place *place = person->has_place ? municipalities[person->place] : NULL;
    PlaceFacts of_place = { .mountain = random_trait(seed, 0),
        .disadvantaged = random_trait(seed, 1),
        .island = random_trait(seed, 2),
        .remote = random_trait(seed, 3) };

    if (!place)
        return NULL;

    of_place.municipality = place->key;
    of_place.regional_unit = place->regional_unit;
    of_place.prefecture = place->prefecture;
    of_place.region = place->region;
    facts_set_place(facts, &of_place);
    return place;
}

static const Place *
make_question(Arena *arena, const Edges *edges, uint64_t seed, Day on, Facts *ret_facts)
{
    RandomPerson person = { 0 };

    random_person(arena, edges, seed, on, n_municipalities, &person);
    *ret_facts = person.facts;
    return set_place(&person, seed, ret_facts);
}

static bool
is_said(const Evidence *evidence)
{
    return evidence->state != EVIDENCE_MISSING && evidence->state != EVIDENCE_STALE;
}

static void
copy_key(Copy *copy, int32_t key)
{
    copy_int4(copy, key > 0 ? key : DB_NULL);
}

static void
copy_question(Copy *copy, uint64_t number, const Facts *facts, const Place *place)
{
    const Evidence *basis = &facts->evidence[FACT_RESIDENCE_BASIS];
    int64_t values[FACT_COUNT];
    int64_t rivals[FACT_COUNT];
    int64_t receives[16];

    for (size_t i = 0; i < FACT_COUNT; i++) {
        const Evidence *evidence = &facts->evidence[i + 1];
        bool is_listed = i + 1 == FACT_RECEIVES;

        values[i] = is_said(evidence) && !is_listed ? evidence->value : DB_NULL;
        rivals[i] = evidence->state == EVIDENCE_CONFLICT ? evidence->rival : DB_NULL;
    }
    for (size_t i = 0; i < facts->n_receives; i++)
        receives[i] = facts->receives[i];

    copy_row(copy, 9);
    copy_int4(copy, (int64_t) number);
    copy_int8s(copy, values, FACT_COUNT);
    copy_int8s(copy, rivals, FACT_COUNT);
    copy_int8(copy, basis->state == EVIDENCE_PARTIAL ? basis->rival : DB_NULL);
    copy_int4s(copy, is_said(&facts->evidence[FACT_RECEIVES]) ? receives : NULL, facts->n_receives);
    copy_key(copy, place ? place->key : 0);
    copy_key(copy, place ? place->regional_unit : 0);
    copy_key(copy, place ? place->prefecture : 0);
    copy_key(copy, place ? place->region : 0);
}

/* ---- the program's verdicts ------------------------------------------------------------- */

static void
areas_of(const Place *place, uint8_t *area)
{
    for (size_t i = 0; i < snapshot_n_programmes(snapshot); i++) {
        const Programme *programme = snapshot_programme(snapshot, i);
        bool everywhere = programme->area.kind == AREA_NATIONWIDE;

        area[programme->rule] = (uint8_t) (place ? area_holds(&programme->area, place)
                        : everywhere             ? OUTCOME_TRUE
                                                 : OUTCOME_UNKNOWN);
    }
}

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

        if (!is_said(evidence) || fact->origin == FACT_LISTED)
            continue;
        printf("#   %s = %s", fact->key, fact_value_key(arena, fact, evidence->value));
        if (evidence->state == EVIDENCE_CONFLICT || evidence->state == EVIDENCE_PARTIAL)
            printf(" or %s", fact_value_key(arena, fact, evidence->rival));
        printf("\n");
    }
}

static void
compare_row(const Result *rows, size_t row, Evaluation *evaluation, uint64_t seed,
        const Facts *facts, const char *day, Day on)
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
    Copy *copy = NULL;

    CHECK(db_run(db, &oracle_begin, NULL) == 0);
    CHECK(copy_begin(db, &oracle_copy, &copy) == 0);
    for (uint64_t seed = first; seed < first + n; seed++) {
        Facts facts;
        const Place *place = make_question(arena, edges, seed, on, &facts);

        copy_question(copy, seed, &facts, place);
        arena_reset(arena);
    }
    CHECK(copy_end(copy, NULL) == 0);
}

static Result *
ask_oracle(Day on)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    Result *rows = NULL;
    Params params;

    params_begin(&params, arena, &oracle_verdicts);
    params_day(&params, on);
    if (db_query(db, &params, &rows) != 0) {
        printf("# oracle: %s %s\n", db_state(db), db_message(db));
        exit(EXIT_FAILURE);
    }
    return rows;
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
    size_t row = 0;
    Day on;

    CHECK(day_parse(day, &on) == 0);
    edges = edges_collect(kept, snapshot_ruleset(snapshot), on);
    send_questions(edges, on, first, n);
    rows = ask_oracle(on);
    CHECK(result_rows(rows) > 0);

    for (uint64_t seed = first; seed < first + n; seed++) {
        Evaluation *evaluation;
        Facts facts;

        areas_of(make_question(arena, edges, seed, on, &facts), area);
        evaluation = evaluation_new(arena, snapshot_ruleset(snapshot), &facts, on, area);
        for (; row < result_rows(rows) && result_int(rows, row, 0) == (int64_t) seed; row++)
            compare_row(rows, row, evaluation, seed, &facts, day, on);
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
    if (disagreements)
        printf("# %" PRIu64 " verdicts differ\n", disagreements);
    CHECK(disagreements == 0);
    CHECK(not_judged == 0);
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
