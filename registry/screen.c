/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/screen.h"

#include "registry/base/memory.h"

#include <assert.h>
#include <string.h>
#include <time.h>

struct Screen {
    Snapshot *snapshot;
    Arena *arena;
    Day on;
    ColumnPlan *plan;
    const Programme **by_rule; /* by version of the ruleset; NULL: not screened */
    bool wants_keys;
    Screen *before;           /* compared with; NULL: nothing is */
    const char *const *codes; /* what is compared */
    size_t n_codes;
};

struct ScreenWorker {
    const Screen *screen;
    Columns *columns;
    uint8_t *area; /* by version of the ruleset */
    PlaceFacts place_facts;
    ScreenPlace *place;    /* the one at hand */
    uint64_t *record_keys; /* by row of the block; NULL: not wanted */
    Facts *facts;          /* of the row at hand */
    ScreenWorker *before;  /* judges the same rows; NULL: nothing is compared */
    uint64_t evaluations;
    double seconds;
};

static const struct {
    const char *key;
    const char *greek;
} groups[SCREEN_GROUPS] = {
    [SCREEN_CHILDREN] = { "child", "παιδιά" },
    [SCREEN_ELDERLY] = { "elderly", "ηλικιωμένοι" },
    [SCREEN_DISABLED] = { "disabled", "άτομα με αναπηρία" },
    [SCREEN_HOMELESS] = { "homeless", "άστεγοι" },
    [SCREEN_DESTITUTE] = { "destitute", "άποροι" },
    [SCREEN_ROMA] = { "roma", "Ρομά" },
    [SCREEN_MIGRANTS] = { "migrants", "μετανάστες" },
    [SCREEN_UNEMPLOYED] = { "unemployed", "άνεργοι" },
    [SCREEN_EEE] = { "eee_recipients", "δικαιούχοι ΚΕΑ/ΕΕΕ" },
};

const char *
screen_group_key(ScreenGroup group)
{
    return groups[group].key;
}

const char *
screen_group_greek(ScreenGroup group)
{
    return groups[group].greek;
}

int64_t
screen_shown(uint64_t count)
{
    if (count < SCREEN_THRESHOLD)
        return SCREEN_HIDDEN;
    return (int64_t) ((count + SCREEN_STEP / 2) / SCREEN_STEP * SCREEN_STEP);
}

/* ---- what is asked -------------------------------------------------------------------------- */

static int64_t
code_of(FactNumber number, const char *key)
{
    const Fact *fact = fact_of(number);

    for (size_t i = 0; i < fact->n_codes; i++)
        if (strcmp(fact->codes[i].key, key) == 0)
            return (int64_t) i;
    assert(false && "a code that the list of facts does not have");
    return 0;
}

static Criterion
one_of(Arena *arena, FactNumber fact, int64_t one, int64_t other)
{
    int64_t *set = arena_array(arena, int64_t, 2);

    set[0] = one < other ? one : other;
    set[1] = one < other ? other : one;
    return (Criterion) { .fact = fact, .operator_ = OPERATOR_IN, .set = set, .n_set = 2 };
}

static void
make_questions(const Screen *screen, Criterion questions[static SCREEN_GROUPS])
{
    static const FactNumber facts[] = {
        [SCREEN_CHILDREN] = FACT_CHILD,
        [SCREEN_ELDERLY] = FACT_ELDERLY,
        [SCREEN_DISABLED] = FACT_DISABLED,
        [SCREEN_HOMELESS] = FACT_HOMELESS,
        [SCREEN_DESTITUTE] = FACT_DESTITUTE,
        [SCREEN_ROMA] = FACT_ROMA,
    };
    int32_t eee = snapshot_programme_key(screen->snapshot, SCREEN_EEE_CODE);

    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        questions[i] = (Criterion) { .fact = facts[i], .operator_ = OPERATOR_EQUAL, .value = 1 };
    questions[SCREEN_MIGRANTS] = one_of(screen->arena, FACT_NATIONALITY,
            code_of(FACT_NATIONALITY, "third_country"), code_of(FACT_NATIONALITY, "stateless"));
    questions[SCREEN_UNEMPLOYED] = one_of(screen->arena, FACT_EMPLOYMENT,
            code_of(FACT_EMPLOYMENT, "unemployed_registered"),
            code_of(FACT_EMPLOYMENT, "unemployed"));
    /* A register without the programme has nobody who receives it: key 0 is no programme's. */
    questions[SCREEN_EEE] = one_of(screen->arena, FACT_RECEIVES, eee, eee);
    questions[SCREEN_EEE].n_set = 1;
}

Screen *
screen_new(Snapshot *snapshot, Day on)
{
    Screen *screen = memory_new(1, sizeof *screen);
    const Ruleset *ruleset = snapshot_ruleset(snapshot);
    Criterion questions[SCREEN_GROUPS];
    uint32_t *versions;
    size_t n_versions = 0;

    screen->snapshot = snapshot_ref(snapshot);
    screen->arena = arena_new();
    screen->on = on;
    screen->by_rule = arena_array(screen->arena, const Programme *, ruleset_count(ruleset));
    versions = arena_array(screen->arena, uint32_t, snapshot_n_programmes(snapshot));
    for (size_t i = 0; i < snapshot_n_programmes(snapshot); i++) {
        const Programme *candidate = snapshot_programme(snapshot, i);

        if (!programme_is_valid(candidate, on))
            continue;
        screen->by_rule[candidate->rule] = candidate;
        versions[n_versions++] = candidate->rule;
    }
    make_questions(screen, questions);
    screen->plan = column_plan_new(ruleset, on, versions, n_versions, questions, SCREEN_GROUPS);
    return screen;
}

Screen *
screen_free(Screen *screen)
{
    if (!screen)
        return NULL;

    (void) column_plan_free(screen->plan);
    (void) arena_free(screen->arena);
    (void) snapshot_unref(screen->snapshot);
    free(screen);
    return NULL;
}

void
screen_want_keys(Screen *screen)
{
    screen->wants_keys = true;
}

bool
screen_wants_keys(const Screen *screen)
{
    return screen->wants_keys;
}

void
screen_compare(Screen *screen, Screen *before, const char *const *codes, size_t n)
{
    assert(screen->wants_keys && before->on == screen->on);

    screen->before = before;
    screen->codes = codes;
    screen->n_codes = n;
}

const ColumnPlan *
screen_plan(const Screen *screen)
{
    return screen->plan;
}

const Snapshot *
screen_snapshot(const Screen *screen)
{
    return screen->snapshot;
}

Day
screen_day(const Screen *screen)
{
    return screen->on;
}

/* ---- a worker ------------------------------------------------------------------------------- */

ScreenWorker *
screen_worker_new(const Screen *screen)
{
    ScreenWorker *worker = memory_new(1, sizeof *worker);

    worker->screen = screen;
    worker->columns = columns_new(screen->plan);
    worker->area = memory_new(ruleset_count(snapshot_ruleset(screen->snapshot)) + 1, 1);
    if (screen->wants_keys)
        worker->record_keys = memory_new(COLUMNS_ROWS, sizeof *worker->record_keys);
    if (screen->before)
        worker->before = screen_worker_new(screen->before);
    return worker;
}

ScreenWorker *
screen_worker_free(ScreenWorker *worker)
{
    if (!worker)
        return NULL;

    (void) screen_worker_free(worker->before);
    (void) screen_place_free(worker->place);
    (void) columns_free(worker->columns);
    free(worker->area);
    free(worker->record_keys);
    free(worker);
    return NULL;
}

uint64_t
screen_worker_evaluations(const ScreenWorker *worker)
{
    return worker->evaluations;
}

double
screen_worker_seconds(const ScreenWorker *worker)
{
    return worker->seconds;
}

static double
now_s(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_MONOTONIC, &now);
    return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

static void
want_keys(const Screen *screen, ScreenCount *count)
{
    FactNumber facts[FACT_COUNT];

    count->keys = memory_new(1 + SCREEN_GROUPS, sizeof *count->keys);
    count->n_lacks = (uint32_t) column_plan_facts(screen->plan, count->programme->rule, facts);
    count->lacks = memory_new(count->n_lacks + 1, sizeof *count->lacks);
    for (uint32_t i = 0; i < count->n_lacks; i++)
        count->lacks[i].fact = facts[i];
}

/* Programmes that lean on others need the area of those too, screened or not. */
static void
list_counts(ScreenWorker *worker)
{
    const Screen *screen = worker->screen;
    ScreenPlace *place = worker->place;
    const Candidate *candidates;
    size_t n = snapshot_candidates(screen->snapshot, place->place, &candidates);

    memset(worker->area, OUTCOME_FALSE, ruleset_count(snapshot_ruleset(screen->snapshot)));
    place->counts = memory_new(n + 1, sizeof *place->counts);
    for (size_t i = 0; i < n; i++) {
        const Programme *programme = snapshot_programme(screen->snapshot, candidates[i].programme);

        worker->area[programme->rule] =
                candidates[i].area_is_unknown ? OUTCOME_UNKNOWN : OUTCOME_TRUE;
        if (screen->by_rule[programme->rule] != programme)
            continue;
        place->counts[place->n_counts].programme = programme;
        if (screen->wants_keys)
            want_keys(screen, &place->counts[place->n_counts]);
        place->n_counts++;
    }
}

static void
list_changes(ScreenWorker *worker)
{
    const Screen *screen = worker->screen;
    ScreenPlace *place = worker->place;

    place->n_changes = (uint32_t) screen->n_codes;
    place->changes = memory_new(screen->n_codes + 1, sizeof *place->changes);
    for (size_t i = 0; i < screen->n_codes; i++) {
        ScreenChange *change = &place->changes[i];

        change->code = screen->codes[i];
        change->n_overlaps = ruleset_count(snapshot_ruleset(screen->snapshot));
        change->overlaps = memory_new(change->n_overlaps + 1, sizeof *change->overlaps);
    }
}

/* The same municipality, as the other state of the registers has it. */
static void
begin_before(const ScreenWorker *worker, const Place *place)
{
    const Screen *before = worker->before->screen;
    const Place *then = places_by_key(snapshot_places(before->snapshot), place->key);

    screen_place_begin(worker->before, then ? then : place);
}

void
screen_place_begin(ScreenWorker *worker, const Place *place)
{
    assert(!worker->place && place->level == PLACE_MUNICIPALITY);

    worker->place = memory_new(1, sizeof *worker->place);
    worker->place->place = place;
    list_counts(worker);
    worker->place_facts = (PlaceFacts) {
        .municipality = place->key,
        .regional_unit = place->regional_unit,
        .prefecture = place->prefecture,
        .region = place->region,
        .mountain = (int8_t) place->mountain,
        .disadvantaged = (int8_t) place->disadvantaged,
        .island = (int8_t) place->island,
        .remote = (int8_t) place->remote,
    };
    columns_begin(worker->columns, &worker->place_facts, worker->area);
    if (worker->before) {
        list_changes(worker);
        begin_before(worker, place);
    }
}

/* ---- counting ------------------------------------------------------------------------------- */

/* Bits of one verdict of one block, beside those that they are counted with. */
typedef struct Counting {
    const ColumnKernels *kernels;
    size_t words;
    const uint64_t *eligible;
    const uint64_t *may_be;
    const uint64_t *receiving;
    const uint64_t *unserved;
} Counting;

static void
count_all(const Counting *counting, uint32_t rows, ScreenTally *tally)
{
    const ColumnKernels *kernels = counting->kernels;
    uint32_t eligible = kernels->count(counting->eligible, counting->words);
    uint32_t may_be = kernels->count(counting->may_be, counting->words);

    tally->eligible += eligible;
    tally->unknown += may_be - eligible;
    tally->not_eligible += rows - may_be;
    tally->receiving += kernels->count(counting->receiving, counting->words);
    tally->served += kernels->count_both(counting->eligible, counting->receiving, counting->words);
    tally->unserved += kernels->count(counting->unserved, counting->words);
}

static void
count_group(const Counting *counting, const RowBits *members, uint32_t n, const RowBits *served,
        ScreenTally *tally)
{
    const ColumnKernels *kernels = counting->kernels;
    const uint64_t *in = members->words;
    uint32_t eligible = kernels->count_both(counting->eligible, in, counting->words);
    uint32_t may_be = kernels->count_both(counting->may_be, in, counting->words);

    tally->eligible += eligible;
    tally->unknown += may_be - eligible;
    tally->not_eligible += n - may_be;
    tally->receiving += kernels->count_both(counting->receiving, in, counting->words);
    tally->served += kernels->count_both(served->words, in, counting->words);
    tally->unserved += kernels->count_both(counting->unserved, in, counting->words);
}

/* ---- cell keys ------------------------------------------------------------------------------ */

/* Of the rows that are in all of up to three sets; NULL: no further set. */
static uint64_t
sum_keys(const ScreenWorker *worker, const uint64_t *one, const uint64_t *other,
        const uint64_t *third, bool other_is_out)
{
    size_t words = columns_words(worker->columns);
    uint64_t sum = 0;

    for (size_t word = 0; word < words; word++) {
        uint64_t rows = one[word];

        if (other)
            rows &= other_is_out ? ~other[word] : other[word];
        if (third)
            rows &= third[word];
        for (; rows; rows &= rows - 1)
            sum += worker->record_keys[word * 64 + (size_t) __builtin_ctzll(rows)];
    }
    return sum;
}

/* `in`: only of these; NULL: of all. */
static void
key_tally(
        const ScreenWorker *worker, const Counting *counting, const uint64_t *in, ScreenKeys *keys)
{
    keys->eligible += sum_keys(worker, counting->eligible, NULL, in, false);
    keys->unknown += sum_keys(worker, counting->may_be, counting->eligible, in, true);
    keys->receiving += sum_keys(worker, counting->receiving, NULL, in, false);
    keys->unserved += sum_keys(worker, counting->unserved, NULL, in, false);
}

static void
key_lacks(const ScreenWorker *worker, const Counting *counting, ScreenCount *count)
{
    RowBits unknown;
    RowBits rows;

    for (size_t word = 0; word < counting->words; word++)
        unknown.words[word] = counting->may_be[word] & ~counting->eligible[word];
    for (uint32_t i = 0; i < count->n_lacks; i++) {
        ScreenLack *lack = &count->lacks[i];

        columns_undecided(worker->columns, count->programme->rule, lack->fact, &rows);
        lack->persons += counting->kernels->count_both(unknown.words, rows.words, counting->words);
        lack->key += sum_keys(worker, unknown.words, rows.words, NULL, false);
    }
}

static void
key_programme(const ScreenWorker *worker, const Counting *counting,
        const uint32_t n_members[static SCREEN_GROUPS], ScreenCount *count)
{
    key_tally(worker, counting, NULL, &count->keys[0]);
    for (size_t group = 0; group < SCREEN_GROUPS; group++)
        if (n_members[group] > 0)
            key_tally(worker, counting, columns_question(worker->columns, group)->is_true.words,
                    &count->keys[1 + group]);
    key_lacks(worker, counting, count);
}

static void
key_members(const ScreenWorker *worker, ScreenPlace *place)
{
    for (size_t row = 0; row < columns_rows(worker->columns); row++)
        place->persons_key += worker->record_keys[row];
    for (size_t group = 0; group < SCREEN_GROUPS; group++) {
        const RowOutcomes *members = columns_question(worker->columns, group);

        place->members_key[group] += sum_keys(worker, members->is_true.words, NULL, NULL, false);
        place->perhaps_key[group] +=
                sum_keys(worker, members->may_be.words, members->is_true.words, NULL, true);
    }
}

/* ---- a comparison --------------------------------------------------------------------------- */

/* Bits of a verdict; none where the programme is not in force or not screened. */
static void
copy_verdict(const ScreenWorker *worker, const char *code, RowBits *ret_true, RowBits *ret_unknown)
{
    const Screen *screen = worker->screen;
    const Programme *programme = snapshot_programme_on(screen->snapshot, code, screen->on);
    size_t words = columns_words(worker->columns);
    const RowOutcomes *verdict;

    memset(ret_true, 0, sizeof *ret_true);
    memset(ret_unknown, 0, sizeof *ret_unknown);
    if (!programme || screen->by_rule[programme->rule] != programme)
        return;
    verdict = columns_verdict(worker->columns, programme->rule);
    for (size_t word = 0; word < words; word++) {
        ret_true->words[word] = verdict->is_true.words[word];
        ret_unknown->words[word] = verdict->may_be.words[word] & ~verdict->is_true.words[word];
    }
}

/* Those of `one` that are not of `other`. */
static void
add_sum(const ScreenWorker *worker, const RowBits *one, const RowBits *other, ScreenSum *sum)
{
    RowBits rows;

    for (size_t word = 0; word < columns_words(worker->columns); word++)
        rows.words[word] = one->words[word] & ~other->words[word];
    sum->persons +=
            columns_kernels(worker->columns)->count(rows.words, columns_words(worker->columns));
    sum->key += sum_keys(worker, rows.words, NULL, NULL, false);
}

static void
add_overlaps(const ScreenWorker *worker, const RowBits *held, ScreenChange *change)
{
    const ScreenPlace *place = worker->place;

    for (uint32_t i = 0; i < place->n_counts; i++) {
        uint32_t rule = place->counts[i].programme->rule;
        const RowOutcomes *verdict = columns_verdict(worker->columns, rule);
        RowBits not_of_it;

        for (size_t word = 0; word < columns_words(worker->columns); word++)
            not_of_it.words[word] = ~verdict->is_true.words[word];
        add_sum(worker, held, &not_of_it, &change->overlaps[rule]);
    }
}

static void
compare_block(ScreenWorker *worker)
{
    for (size_t i = 0; i < worker->screen->n_codes; i++) {
        ScreenChange *change = &worker->place->changes[i];
        RowBits true_now, unknown_now, true_then, unknown_then;
        const RowBits none = { 0 };

        copy_verdict(worker, change->code, &true_now, &unknown_now);
        copy_verdict(worker->before, change->code, &true_then, &unknown_then);
        add_sum(worker, &true_now, &true_then, &change->gains);
        add_sum(worker, &true_then, &true_now, &change->losses);
        add_sum(worker, &unknown_now, &unknown_then, &change->unknowns);
        add_sum(worker, &true_now, &none, &change->held);
        add_overlaps(worker, &true_now, change);
    }
}

/* The row at hand is one of the other state as well; what follows from its facts is filled in
 * there.
 */
static void
add_before(ScreenWorker *worker)
{
    Columns *columns = worker->before->columns;
    Facts *facts = columns_next(columns);
    Facts own = *facts;

    *facts = *worker->facts;
    columns_add(columns);
    *facts = own;
}

/* ---- a block -------------------------------------------------------------------------------- */

static void
count_programme(
        ScreenWorker *worker, const uint32_t n_members[static SCREEN_GROUPS], ScreenCount *count)
{
    Columns *columns = worker->columns;
    const RowOutcomes *verdict = columns_verdict(columns, count->programme->rule);
    const RowBits *receiving = columns_receiving(columns, count->programme->key);
    const RowBits *known = columns_receipt_known(columns);
    RowBits served, unserved;
    Counting counting = {
        .kernels = columns_kernels(columns),
        .words = columns_words(columns),
        .eligible = verdict->is_true.words,
        .may_be = verdict->may_be.words,
        .receiving = receiving->words,
        .unserved = unserved.words,
    };

    for (size_t word = 0; word < counting.words; word++) {
        served.words[word] = verdict->is_true.words[word] & receiving->words[word];
        unserved.words[word] =
                verdict->is_true.words[word] & known->words[word] & ~receiving->words[word];
    }
    count_all(&counting, (uint32_t) columns_rows(columns), &count->all);
    for (size_t group = 0; group < SCREEN_GROUPS; group++)
        if (n_members[group] > 0)
            count_group(&counting, &columns_question(columns, group)->is_true, n_members[group],
                    &served, &count->group[group]);
    if (worker->record_keys)
        key_programme(worker, &counting, n_members, count);
}

static void
count_block(ScreenWorker *worker)
{
    Columns *columns = worker->columns;
    const ColumnKernels *kernels = columns_kernels(columns);
    ScreenPlace *place = worker->place;
    uint32_t n_members[SCREEN_GROUPS];
    double began = now_s();

    for (size_t group = 0; group < SCREEN_GROUPS; group++) {
        const RowOutcomes *members = columns_question(columns, group);

        n_members[group] = kernels->count(members->is_true.words, columns_words(columns));
        place->members[group] += n_members[group];
        place->perhaps[group] +=
                kernels->count(members->may_be.words, columns_words(columns)) - n_members[group];
    }
    for (uint32_t i = 0; i < place->n_counts; i++)
        count_programme(worker, n_members, &place->counts[i]);
    if (worker->record_keys)
        key_members(worker, place);
    if (worker->before)
        compare_block(worker);
    place->persons += (uint32_t) columns_rows(columns);
    worker->evaluations += columns_rows(columns) * place->n_counts;
    worker->seconds += now_s() - began;
}

Facts *
screen_next(ScreenWorker *worker)
{
    if (columns_rows(worker->columns) == COLUMNS_ROWS) {
        count_block(worker);
        columns_begin(worker->columns, &worker->place_facts, worker->area);
        if (worker->before)
            columns_begin(
                    worker->before->columns, &worker->before->place_facts, worker->before->area);
    }
    worker->facts = columns_next(worker->columns);
    return worker->facts;
}

void
screen_add(ScreenWorker *worker)
{
    columns_add(worker->columns);
}

void
screen_add_keyed(ScreenWorker *worker, uint64_t record_key)
{
    assert(worker->record_keys);

    if (worker->before)
        add_before(worker);
    worker->record_keys[columns_rows(worker->columns)] = record_key;
    columns_add(worker->columns);
}

ScreenPlace *
screen_place_end(ScreenWorker *worker)
{
    if (columns_rows(worker->columns) > 0)
        count_block(worker);
    if (worker->before)
        worker->before->place = screen_place_free(worker->before->place);
    return TAKE(worker->place);
}

/* ---- places --------------------------------------------------------------------------------- */

ScreenPlace *
screen_place_free(ScreenPlace *place)
{
    if (!place)
        return NULL;

    for (uint32_t i = 0; i < place->n_counts; i++) {
        free(place->counts[i].keys);
        free(place->counts[i].lacks);
    }
    for (uint32_t i = 0; i < place->n_changes; i++)
        free(place->changes[i].overlaps);
    free(place->changes);
    free(place->counts);
    free(place);
    return NULL;
}

static void
merge_tally(ScreenTally *into, const ScreenTally *from)
{
    into->eligible += from->eligible;
    into->unknown += from->unknown;
    into->not_eligible += from->not_eligible;
    into->receiving += from->receiving;
    into->served += from->served;
    into->unserved += from->unserved;
}

static void
merge_keys(ScreenCount *into, const ScreenCount *from)
{
    for (size_t i = 0; i <= SCREEN_GROUPS; i++) {
        into->keys[i].eligible += from->keys[i].eligible;
        into->keys[i].unknown += from->keys[i].unknown;
        into->keys[i].receiving += from->keys[i].receiving;
        into->keys[i].unserved += from->keys[i].unserved;
    }
    for (uint32_t i = 0; i < into->n_lacks; i++) {
        into->lacks[i].persons += from->lacks[i].persons;
        into->lacks[i].key += from->lacks[i].key;
    }
}

static void
merge_count(ScreenCount *into, const ScreenCount *from)
{
    merge_tally(&into->all, &from->all);
    for (size_t group = 0; group < SCREEN_GROUPS; group++)
        merge_tally(&into->group[group], &from->group[group]);
    if (into->keys && from->keys)
        merge_keys(into, from);
}

/* One that only the other place counts, with keys of its own. */
static ScreenCount
copy_count(const ScreenCount *from)
{
    ScreenCount copy = *from;

    if (from->keys) {
        copy.keys = memory_new(1 + SCREEN_GROUPS, sizeof *copy.keys);
        memcpy(copy.keys, from->keys, (1 + SCREEN_GROUPS) * sizeof *copy.keys);
        copy.lacks = memory_new(from->n_lacks + 1, sizeof *copy.lacks);
        memcpy(copy.lacks, from->lacks, from->n_lacks * sizeof *copy.lacks);
    }
    return copy;
}

static void
merge_sum(ScreenSum *into, const ScreenSum *from)
{
    into->persons += from->persons;
    into->key += from->key;
}

static void
merge_changes(const ScreenPlace *into, const ScreenPlace *from)
{
    for (uint32_t i = 0; i < into->n_changes; i++) {
        ScreenChange *change = &into->changes[i];
        const ScreenChange *more = &from->changes[i];

        merge_sum(&change->gains, &more->gains);
        merge_sum(&change->losses, &more->losses);
        merge_sum(&change->unknowns, &more->unknowns);
        merge_sum(&change->held, &more->held);
        for (size_t k = 0; k < change->n_overlaps; k++)
            merge_sum(&change->overlaps[k], &more->overlaps[k]);
    }
}

void
screen_place_merge(ScreenPlace *into, const ScreenPlace *from)
{
    ScreenCount *counts = memory_new(into->n_counts + from->n_counts + 1, sizeof *counts);
    uint32_t n = 0, i = 0, j = 0;

    while (i < into->n_counts || j < from->n_counts) {
        bool takes_own = j == from->n_counts
                || (i < into->n_counts && into->counts[i].programme <= from->counts[j].programme);
        bool takes_both = takes_own && j < from->n_counts
                && into->counts[i].programme == from->counts[j].programme;

        counts[n] = takes_own ? into->counts[i++] : copy_count(&from->counts[j++]);
        if (takes_both)
            merge_count(&counts[n], &from->counts[j++]);
        n++;
    }
    free(into->counts);
    into->counts = counts;
    into->n_counts = n;
    merge_changes(into, from);
    into->persons += from->persons;
    into->persons_key += from->persons_key;
    for (size_t group = 0; group < SCREEN_GROUPS; group++) {
        into->members_key[group] += from->members_key[group];
        into->perhaps_key[group] += from->perhaps_key[group];
        into->members[group] += from->members[group];
        into->perhaps[group] += from->perhaps[group];
    }
}
