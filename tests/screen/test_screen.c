/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * What a screening counts, against the same persons read by the owner of the tables, asked one by
 * one and counted here. Takes the token of a coordinator from MITROA_TOKEN.
 */

#include "registry/residence.h"
#include "registry/rules/compiled.h"
#include "registry/screen_run.h"
#include "tests/db/db_fixture.h"

#include <inttypes.h>

/* Home, residences and state as registry.person_facts gives them, of everybody. */
FIXTURE_STATEMENT(everybody, 0,
        "SELECT h.home, h.places, h.basis, d.facts, d.rivals, d.receives"
        " FROM registry.derived_state(ARRAY(SELECT p.person FROM registry.person AS p"
        "                                   WHERE p.died_on IS NULL),"
        "                             registry.today()) AS d"
        " LEFT JOIN LATERAL ("
        "     SELECT (array_agg(l.place ORDER BY (l.basis + 1) % 3, l.as_of DESC, l.place))[1]"
        "                AS home,"
        "            array_agg(l.place) AS places, array_agg(l.basis) AS basis"
        "     FROM (SELECT v.place, v.basis, max(v.as_of) AS as_of"
        "           FROM registry.residence AS v"
        "           WHERE v.person = d.person AND v.stands"
        "             AND v.valid_from <= registry.today()"
        "             AND (v.valid_to IS NULL OR v.valid_to >= registry.today())"
        "           GROUP BY v.place, v.basis) AS l) AS h ON true",
        0);
FIXTURE_STATEMENT(entries, 1,
        "SELECT count(*) FILTER (WHERE e.outcome = 'allowed' AND e.account IS NOT NULL"
        "                          AND e.role = 2),"
        "       count(*) FILTER (WHERE e.outcome = 'role')"
        " FROM audit.entry AS e WHERE e.action = 'screening'",
        0);

static Db *db;
static Snapshot *snapshot;
static ScreenResult screened;
static Screen *screen;

/* Counted here: by place key and version of the ruleset, and by place key and group. */
typedef struct Tallies {
    ScreenTally *all;
    ScreenTally *group;
    uint32_t *members;
    uint32_t *perhaps;
    uint32_t *persons;
    uint64_t without_home;
    size_t n_keys;
    size_t n_versions;
} Tallies;

static Tallies here;

/* ---- one by one ------------------------------------------------------------------------- */

static void
read_facts(const Result *rows, size_t row, Arena *arena, const Place *place, Day on, Facts *facts)
{
    size_t n, n_rivals, n_places, n_receives;
    const int64_t *values = result_ints(arena, rows, row, 3, &n);
    const int64_t *rivals = result_ints(arena, rows, row, 4, &n_rivals);
    const int64_t *receives = result_ints(arena, rows, row, 5, &n_receives);
    const int64_t *places = result_ints(arena, rows, row, 1, &n_places);
    const int64_t *bases = result_ints(arena, rows, row, 2, &n_places);
    ResidenceIs *where = arena_array(arena, ResidenceIs, n_places);
    int16_t *kinds = arena_array(arena, int16_t, n_places);
    int32_t *programmes = arena_array(arena, int32_t, n_receives);

    facts_init(facts);
    for (size_t i = 0; i < n && i < FACT_COUNT; i++) {
        if (values[i] == DB_NULL)
            continue;
        facts_set(facts, (FactNumber) (i + 1), values[i], FEED_TAX, 0);
        if (i < n_rivals && rivals[i] != DB_NULL) {
            facts->evidence[i + 1].state = EVIDENCE_CONFLICT;
            facts->evidence[i + 1].rival = rivals[i];
        }
    }
    for (size_t i = 0; i < n_places; i++) {
        where[i] = residence_is(snapshot_places(snapshot), (int32_t) places[i], place, on);
        kinds[i] = (int16_t) bases[i];
    }
    for (size_t i = 0; i < n_receives; i++)
        programmes[i] = (int32_t) receives[i];
    if (receives)
        facts_set_receives(facts, programmes, n_receives, FEED_TAX, 0);
    facts_set_residence(facts, where, kinds, n_places);
    facts_set_place(facts,
            &(PlaceFacts) {
                    .municipality = place->key,
                    .regional_unit = place->regional_unit,
                    .prefecture = place->prefecture,
                    .region = place->region,
                    .mountain = (int8_t) place->mountain,
                    .disadvantaged = (int8_t) place->disadvantaged,
                    .island = (int8_t) place->island,
                    .remote = (int8_t) place->remote,
            });
}

static bool
receives_it(const Facts *facts, int32_t programme)
{
    for (uint32_t i = 0; i < facts->n_receives; i++)
        if (facts->receives[i] == programme)
            return true;
    return false;
}

static Outcome
has(Evaluation *evaluation, FactNumber fact)
{
    Value value = evaluation_value(evaluation, fact);

    if (value.form == VALUE_PAIR)
        return OUTCOME_UNKNOWN;
    return value.form == VALUE_NONE ? OUTCOME_UNKNOWN : value.low ? OUTCOME_TRUE : OUTCOME_FALSE;
}

/* Is a choice one of two? */
static Outcome
is_either(const Facts *facts, FactNumber fact, int64_t one, int64_t other)
{
    const Evidence *evidence = &facts->evidence[fact];
    bool first = evidence->value == one || evidence->value == other;
    bool second = evidence->rival == one || evidence->rival == other;

    if (evidence->state == EVIDENCE_KNOWN)
        return first ? OUTCOME_TRUE : OUTCOME_FALSE;
    if (evidence->state == EVIDENCE_CONFLICT && first == second)
        return first ? OUTCOME_TRUE : OUTCOME_FALSE;
    return OUTCOME_UNKNOWN;
}

static void
find_groups(Evaluation *evaluation, Outcome in[static SCREEN_GROUPS])
{
    const Facts *facts = &evaluation->facts;
    int32_t eee = snapshot_programme_key(snapshot, SCREEN_EEE_CODE);

    in[SCREEN_CHILDREN] = has(evaluation, FACT_CHILD);
    in[SCREEN_ELDERLY] = has(evaluation, FACT_ELDERLY);
    in[SCREEN_DISABLED] = has(evaluation, FACT_DISABLED);
    in[SCREEN_HOMELESS] = has(evaluation, FACT_HOMELESS);
    in[SCREEN_DESTITUTE] = has(evaluation, FACT_DESTITUTE);
    in[SCREEN_ROMA] = has(evaluation, FACT_ROMA);
    in[SCREEN_MIGRANTS] = is_either(facts, FACT_NATIONALITY, 3, 4);
    in[SCREEN_UNEMPLOYED] = is_either(facts, FACT_EMPLOYMENT, 2, 3);
    in[SCREEN_EEE] = facts->evidence[FACT_RECEIVES].state != EVIDENCE_KNOWN ? OUTCOME_UNKNOWN
            : receives_it(facts, eee)                                       ? OUTCOME_TRUE
                                                                            : OUTCOME_FALSE;
}

static void
tally(ScreenTally *into, Outcome verdict, Outcome receiving)
{
    into->eligible += verdict == OUTCOME_TRUE;
    into->unknown += verdict == OUTCOME_UNKNOWN;
    into->not_eligible += verdict == OUTCOME_FALSE;
    into->receiving += receiving == OUTCOME_TRUE;
    into->served += verdict == OUTCOME_TRUE && receiving == OUTCOME_TRUE;
    into->unserved += verdict == OUTCOME_TRUE && receiving == OUTCOME_FALSE;
}

static void
tally_person(const Place *place, Evaluation *evaluation)
{
    const Facts *facts = &evaluation->facts;
    bool known = facts->evidence[FACT_RECEIVES].state == EVIDENCE_KNOWN;
    Outcome in[SCREEN_GROUPS];
    size_t key = (size_t) place->key;

    find_groups(evaluation, in);
    here.persons[key]++;
    for (size_t group = 0; group < SCREEN_GROUPS; group++) {
        here.members[key * SCREEN_GROUPS + group] += in[group] == OUTCOME_TRUE;
        here.perhaps[key * SCREEN_GROUPS + group] += in[group] == OUTCOME_UNKNOWN;
    }
    for (size_t i = 0; i < snapshot_n_programmes(snapshot); i++) {
        const Programme *programme = snapshot_programme(snapshot, i);
        size_t at = key * here.n_versions + programme->rule;
        Outcome verdict = evaluation_verdict(evaluation, programme->rule);
        Outcome receiving = !known                   ? OUTCOME_UNKNOWN
                : receives_it(facts, programme->key) ? OUTCOME_TRUE
                                                     : OUTCOME_FALSE;

        tally(&here.all[at], verdict, receiving);
        for (size_t group = 0; group < SCREEN_GROUPS; group++)
            if (in[group] == OUTCOME_TRUE)
                tally(&here.group[at * SCREEN_GROUPS + group], verdict, receiving);
    }
}

static void
make_tallies(void)
{
    const Places *places = snapshot_places(snapshot);

    for (size_t i = 0; i < places_count(places); i++)
        if ((size_t) places_at(places, i)->key >= here.n_keys)
            here.n_keys = (size_t) places_at(places, i)->key + 1;
    here.n_versions = ruleset_count(snapshot_ruleset(snapshot));
    here.all = memory_new(here.n_keys * here.n_versions, sizeof *here.all);
    here.group = memory_new(here.n_keys * here.n_versions * SCREEN_GROUPS, sizeof *here.group);
    here.members = memory_new(here.n_keys * SCREEN_GROUPS, sizeof *here.members);
    here.perhaps = memory_new(here.n_keys * SCREEN_GROUPS, sizeof *here.perhaps);
    here.persons = memory_new(here.n_keys, sizeof *here.persons);
}

static void
ask_one_by_one(Day on)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(result_freep) Result *rows = NULL;
    uint8_t *area = memory_new(here.n_versions, 1);

    CHECK(db_run(db, &everybody, &rows) == 0);
    for (size_t row = 0; rows && row < result_rows(rows); row++) {
        int64_t home = result_int(rows, row, 0);
        const Place *place =
                home == DB_NULL ? NULL : places_by_key(snapshot_places(snapshot), (int32_t) home);
        Facts facts;

        if (!place) {
            here.without_home++;
            continue;
        }
        for (size_t i = 0; i < snapshot_n_programmes(snapshot); i++) {
            const Programme *programme = snapshot_programme(snapshot, i);

            area[programme->rule] = (uint8_t) area_holds(&programme->area, place);
        }
        read_facts(rows, row, arena, place, on, &facts);
        tally_person(place, evaluation_new(arena, snapshot_ruleset(snapshot), &facts, on, area));
        arena_reset(arena);
    }
    free(area);
}

/* ---- comparing -------------------------------------------------------------------------- */

static size_t differences;

static void
same(const ScreenTally *one, const ScreenTally *other, const ScreenPlace *place,
        const Programme *programme)
{
    if (memcmp(one, other, sizeof *one) == 0)
        return;
    if (differences++ < 5)
        printf("# %s in %s: %u %u %u %u %u %u, one by one %u %u %u %u %u %u\n", programme->code,
                place->place->code, one->eligible, one->unknown, one->not_eligible, one->receiving,
                one->served, one->unserved, other->eligible, other->unknown, other->not_eligible,
                other->receiving, other->served, other->unserved);
}

static void
compare_place(const ScreenPlace *place)
{
    size_t key = (size_t) place->place->key;

    differences += place->persons != here.persons[key];
    differences +=
            memcmp(place->members, &here.members[key * SCREEN_GROUPS], sizeof place->members) != 0;
    differences +=
            memcmp(place->perhaps, &here.perhaps[key * SCREEN_GROUPS], sizeof place->perhaps) != 0;
    for (uint32_t i = 0; i < place->n_counts; i++) {
        const ScreenCount *count = &place->counts[i];
        size_t at = key * here.n_versions + count->programme->rule;

        same(&count->all, &here.all[at], place, count->programme);
        for (size_t group = 0; group < SCREEN_GROUPS; group++)
            same(&count->group[group], &here.group[at * SCREEN_GROUPS + group], place,
                    count->programme);
    }
}

static void
counts_what_one_by_one_counts(void)
{
    uint64_t eligible = 0, unserved = 0, persons = 0;

    make_tallies();
    ask_one_by_one(screen_day(screen));
    for (size_t i = 0; i < screened.n_places; i++) {
        compare_place(screened.places[i]);
        persons += screened.places[i]->persons;
        for (uint32_t j = 0; j < screened.places[i]->n_counts; j++) {
            eligible += screened.places[i]->counts[j].all.eligible;
            unserved += screened.places[i]->counts[j].all.unserved;
        }
    }
    for (size_t key = 0; key < here.n_keys; key++)
        persons -= here.persons[key];
    printf("# %" PRIu64 " persons in %zu municipalities, %" PRIu64 " evaluations, %" PRIu64
           " eligible, %" PRIu64 " of them without it\n",
            screened.persons, screened.n_places, screened.evaluations, eligible, unserved);
    CHECK(persons == 0);
    CHECK(differences == 0);
    CHECK(screened.without_home == here.without_home);
    CHECK(screened.persons >= 1000 && eligible > 0 && unserved > 0 && unserved < eligible);
}

/* With one thread, and from a moment later: nothing of who read what may show in the counts. */
static void
counts_the_same_however_it_is_read(void)
{
    ScreenRun run = { .threads = 1 };
    ScreenResult alone;
    size_t other = 0;

    account_token_hash(getenv("MITROA_TOKEN"), run.token_hash);
    CHECK(screen_run(&run, screen, &alone) == 0);
    CHECK(alone.persons == screened.persons && alone.n_places == screened.n_places
            && alone.evaluations == screened.evaluations
            && alone.without_home == screened.without_home);
    for (size_t i = 0; i < alone.n_places && i < screened.n_places; i++) {
        const ScreenPlace *one = alone.places[i];
        const ScreenPlace *two = screened.places[i];

        other += one->place != two->place || one->n_counts != two->n_counts
                || memcmp(one->counts, two->counts, one->n_counts * sizeof *one->counts) != 0;
    }
    CHECK(other == 0);
    screen_result_deinit(&alone);
}

static void
writes_who_screened(void)
{
    CLEANUP(result_freep) Result *rows = NULL;
    ScreenRun run = { .threads = 1 };
    ScreenResult result;

    /* Nobody's token: nothing to read, and nobody to enter. */
    account_token_hash("nobody", run.token_hash);
    CHECK(screen_run(&run, screen, &result) == SCREEN_E_NOT_ALLOWED);
    CHECK(db_run(db, &entries, &rows) == 0);
    CHECK(result_int(rows, 0, 0) == 2);
    CHECK(screened.audit > 0);
}

static void
shows_no_small_count(void)
{
    CHECK(screen_shown(0) == SCREEN_HIDDEN);
    CHECK(screen_shown(9) == SCREEN_HIDDEN);
    CHECK(screen_shown(10) == 10);
    CHECK(screen_shown(12) == 10);
    CHECK(screen_shown(13) == 15);
    CHECK(screen_shown(1000002) == 1000000);
}

static const UnitTest tests[] = {
    { "counts what the same persons give when they are asked one by one",
            counts_what_one_by_one_counts },
    { "one thread counts what two count", counts_the_same_however_it_is_read },
    { "the audit says who screened, and without an account nothing is read", writes_who_screened },
    { "no count below ten is shown, and none but fives", shows_no_small_count },
};

int
main(void)
{
    ScreenRun run = { .threads = 2 };
    int failed;

    if (!getenv("MITROA_TOKEN"))
        return EXIT_FAILURE;
    account_token_hash(getenv("MITROA_TOKEN"), run.token_hash);
    db = fixture_open("mitroa_owner", 0);
    if (snapshot_load(db, &snapshot) != 0)
        return EXIT_FAILURE;
    screen = screen_new(snapshot, day_today());
    if (screen_run(&run, screen, &screened) != 0)
        return EXIT_FAILURE;

    failed = unit_run(tests, sizeof tests / sizeof *tests);
    screen_result_deinit(&screened);
    free(here.all);
    free(here.group);
    free(here.members);
    free(here.perhaps);
    free(here.persons);
    (void) screen_free(screen);
    (void) snapshot_unref(snapshot);
    (void) db_close(db);
    return failed;
}
