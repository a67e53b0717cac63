/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/release.h"

#include "registry/base/error.h"
#include "registry/base/log.h"
#include "registry/base/memory.h"
#include "registry/db/copy.h"
#include "registry/db/statements.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <time.h>

#define SLOTS_FIRST (1u << 16)
#define LEVELS_OF_ONE 4 /* municipality, regional unit, prefecture, region */

typedef struct Cell {
    int32_t place; /* 0: free */
    int32_t programme;
    int16_t measure;
    int16_t detail;
    uint32_t persons;
    uint64_t key;
} Cell;

/* Open addressing; never more than half full. */
struct ReleaseDraft {
    const Places *places;
    Cell *slots;
    size_t n_slots; /* a power of two */
    size_t n_cells;
};

/* ---- the draft ------------------------------------------------------------------------------ */

ReleaseDraft *
release_draft_new(const Places *places)
{
    ReleaseDraft *draft = memory_new(1, sizeof *draft);

    draft->places = places;
    draft->n_slots = SLOTS_FIRST;
    draft->slots = memory_new(draft->n_slots, sizeof *draft->slots);
    return draft;
}

ReleaseDraft *
release_draft_free(ReleaseDraft *draft)
{
    if (!draft)
        return NULL;

    free(draft->slots);
    free(draft);
    return NULL;
}

size_t
release_draft_cells(const ReleaseDraft *draft)
{
    return draft->n_cells;
}

static size_t
slot_of(const Cell *slots, size_t n_slots, const Cell *wanted)
{
    uint64_t hash = (uint64_t) (uint32_t) wanted->place << 32 | (uint32_t) wanted->programme;

    hash ^= ((uint64_t) (uint16_t) wanted->measure << 16 | (uint16_t) wanted->detail)
            * UINT64_C(0x9e3779b97f4a7c15);
    hash *= UINT64_C(0xff51afd7ed558ccd);
    hash ^= hash >> 32;
    for (size_t slot = hash & (n_slots - 1);; slot = (slot + 1) & (n_slots - 1)) {
        const Cell *cell = &slots[slot];

        if (cell->place == 0
                || (cell->place == wanted->place && cell->programme == wanted->programme
                        && cell->measure == wanted->measure && cell->detail == wanted->detail))
            return slot;
    }
}

static void
grow(ReleaseDraft *draft)
{
    size_t n_slots = draft->n_slots * 2;
    Cell *slots = memory_new(n_slots, sizeof *slots);

    for (size_t i = 0; i < draft->n_slots; i++)
        if (draft->slots[i].place)
            slots[slot_of(slots, n_slots, &draft->slots[i])] = draft->slots[i];
    free(draft->slots);
    draft->slots = slots;
    draft->n_slots = n_slots;
}

static void
add_at(ReleaseDraft *draft, int32_t place, ReleaseWhat what, ReleaseSum sum)
{
    const Cell wanted = {
        .place = place,
        .programme = what.programme,
        .measure = what.measure,
        .detail = what.detail,
    };
    Cell *cell;

    if (place == 0)
        return;
    if (draft->n_cells * 2 >= draft->n_slots)
        grow(draft);
    cell = &draft->slots[slot_of(draft->slots, draft->n_slots, &wanted)];
    if (!cell->place) {
        *cell = wanted;
        draft->n_cells++;
    }
    cell->persons += sum.persons;
    cell->key += sum.key;
}

void
release_draft_add(ReleaseDraft *draft, const Place *municipality, ReleaseWhat what, ReleaseSum sum)
{
    assert(municipality->level == PLACE_MUNICIPALITY && what.measure > 0);

    if (sum.persons == 0)
        return;
    add_at(draft, municipality->key, what, sum);
    add_at(draft, municipality->regional_unit, what, sum);
    add_at(draft, municipality->prefecture, what, sum);
    add_at(draft, municipality->region, what, sum);
}

/* ---- what it is of -------------------------------------------------------------------------- */

/* What the database is told beside the cells. */
typedef struct Frame {
    int64_t *municipalities;
    size_t n_municipalities;
    int64_t *programmes;
    bool *special;
    size_t n_programmes;
    int64_t *in_force_programmes; /* pairs */
    int64_t *in_force_places;
    size_t n_in_force;
} Frame;

static bool
is_special(const Screen *screen, const Programme *programme)
{
    FactNumber facts[FACT_COUNT];
    size_t n = column_plan_facts(screen_plan(screen), programme->rule, facts);

    /* Who is entitled to another programme says what that one asks. */
    for (size_t i = 0; i < n; i++)
        if (fact_of(facts[i])->special || facts[i] == FACT_MEETS || facts[i] == FACT_DISABLED
                || facts[i] == FACT_HOMELESS)
            return true;
    return false;
}

static void
list_municipalities(Arena *arena, const Screen *screen, Frame *frame)
{
    const Places *places = snapshot_places(screen_snapshot(screen));

    frame->municipalities = arena_array(arena, int64_t, places_count(places));
    for (size_t i = 0; i < places_count(places); i++) {
        const Place *place = places_at(places, i);

        if (place->level == PLACE_MUNICIPALITY && place_is_valid(place, screen_day(screen)))
            frame->municipalities[frame->n_municipalities++] = place->key;
    }
}

static void
list_programmes(Arena *arena, const Screen *screen, Frame *frame)
{
    const Snapshot *snapshot = screen_snapshot(screen);
    size_t n = snapshot_n_programmes(snapshot);

    frame->programmes = arena_array(arena, int64_t, n);
    frame->special = arena_array(arena, bool, n);
    for (size_t i = 0; i < n; i++) {
        const Programme *programme = snapshot_programme(snapshot, i);

        if (!programme_is_valid(programme, screen_day(screen)))
            continue;
        frame->programmes[frame->n_programmes] = programme->key;
        frame->special[frame->n_programmes++] = is_special(screen, programme);
    }
}

/* Where each programme of the frame is in force, or may be: `is_in` by programme and place. */
typedef struct Presence {
    const Frame *frame;
    int32_t last_place;
    uint8_t *is_in;
    uint32_t *n_municipalities; /* by programme of the frame */
} Presence;

static size_t
frame_index(const Frame *frame, int32_t programme)
{
    for (size_t i = 0; i < frame->n_programmes; i++)
        if (frame->programmes[i] == programme)
            return i;
    return SIZE_MAX;
}

static void
mark_candidates(Presence *presence, const Screen *screen, const Place *municipality)
{
    const int32_t within[LEVELS_OF_ONE] = { municipality->key, municipality->regional_unit,
        municipality->prefecture, municipality->region };
    const Snapshot *snapshot = screen_snapshot(screen);
    const Candidate *candidates;
    size_t n = snapshot_candidates(snapshot, municipality, &candidates);

    for (size_t i = 0; i < n; i++) {
        const Programme *programme = snapshot_programme(snapshot, candidates[i].programme);
        size_t index;

        if (!programme_is_valid(programme, screen_day(screen)))
            continue;
        index = frame_index(presence->frame, programme->key);
        presence->n_municipalities[index]++;
        for (size_t level = 0; level < LEVELS_OF_ONE; level++)
            presence->is_in[index * ((size_t) presence->last_place + 1) + (size_t) within[level]] =
                    1;
    }
}

static int32_t
last_key(const Places *places)
{
    int32_t last = 0;

    for (size_t i = 0; i < places_count(places); i++)
        if (places_at(places, i)->key > last)
            last = places_at(places, i)->key;
    return last;
}

static void
list_in_force(Arena *arena, const Screen *screen, Frame *frame)
{
    const Places *places = snapshot_places(screen_snapshot(screen));
    Presence presence = { .frame = frame, .last_place = last_key(places) };
    size_t width = (size_t) presence.last_place + 1;
    size_t n = 0;

    presence.is_in = arena_array(arena, uint8_t, frame->n_programmes * width);
    presence.n_municipalities = arena_array(arena, uint32_t, frame->n_programmes);
    for (size_t i = 0; i < frame->n_municipalities; i++)
        mark_candidates(
                &presence, screen, places_by_key(places, (int32_t) frame->municipalities[i]));

    frame->in_force_programmes = arena_array(arena, int64_t, frame->n_programmes * width);
    frame->in_force_places = arena_array(arena, int64_t, frame->n_programmes * width);
    for (size_t i = 0; i < frame->n_programmes; i++) {
        if (presence.n_municipalities[i] == frame->n_municipalities)
            continue;
        /* A programme that is in force nowhere has one pair, with no place. */
        frame->in_force_programmes[n] = frame->programmes[i];
        frame->in_force_places[n++] = 0;
        for (size_t place = 1; place < width; place++) {
            if (!presence.is_in[i * width + place])
                continue;
            frame->in_force_programmes[n] = frame->programmes[i];
            frame->in_force_places[n++] = (int64_t) place;
        }
    }
    frame->n_in_force = n;
}

/* ---- into the database ---------------------------------------------------------------------- */

typedef struct Making {
    const ReleaseOptions *options;
    const Screen *screen;
    Arena *arena;
    ReleaseMade made;
} Making;

static int
may_make(Db *db, uint32_t *ret_least)
{
    CLEANUP(result_freep) Result *rows = NULL;
    int r = db_run(db, &sql_release_may_make, &rows);

    if (r != 0)
        return r == DB_E_DENIED ? SCREEN_E_NO_RIGHT : error_fold(r);
    *ret_least = (uint32_t) result_int(rows, 0, 1);
    return result_int(rows, 0, 0) == 0 ? 0 : RELEASE_E_TOO_SOON;
}

static int
send_draft(Db *db, const ReleaseDraft *draft, const uint8_t *nonce, uint32_t least)
{
    CLEANUP(copy_cancelp) Copy *copy = NULL;
    uint64_t rows;
    int r;

    r = copy_begin(db, &sql_release_draft, &copy);
    if (r != 0)
        return r;
    for (size_t i = 0; i < draft->n_slots; i++) {
        const Cell *cell = &draft->slots[i];

        if (!cell->place || cell->persons < least)
            continue;
        copy_row(copy, 7);
        copy_bytes(copy, nonce, SCREEN_NONCE_SIZE);
        copy_int2(copy, cell->measure);
        copy_int4(copy, cell->programme);
        copy_int2(copy, cell->detail);
        copy_int4(copy, cell->place);
        copy_int4(copy, cell->persons);
        copy_int8(copy, (int64_t) cell->key);
    }
    return copy_end(TAKE(copy), &rows);
}

static int
freeze(Db *db, Making *making, const uint8_t *nonce)
{
    CLEANUP(result_freep) Result *made = NULL;
    Frame frame = { 0 };
    Params params;
    int r;

    list_municipalities(making->arena, making->screen, &frame);
    list_programmes(making->arena, making->screen, &frame);
    list_in_force(making->arena, making->screen, &frame);
    params_begin(&params, making->arena, &sql_release_make);
    params_bytes(&params, nonce, SCREEN_NONCE_SIZE);
    params_day(&params, screen_day(making->screen));
    params_int(&params, snapshot_version(screen_snapshot(making->screen)));
    params_text(&params, making->options->note);
    params_ints(&params, frame.municipalities, frame.n_municipalities);
    params_ints(&params, frame.programmes, frame.n_programmes);
    params_bools(&params, frame.special, frame.n_programmes);
    params_ints(&params, frame.in_force_programmes, frame.n_in_force);
    params_ints(&params, frame.in_force_places, frame.n_in_force);
    r = db_query(db, &params, &made);
    if (r != 0)
        return r;
    making->made.number = (int32_t) result_int(made, 0, 0);
    return 0;
}

static double
seconds_since(const struct timespec *began)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_MONOTONIC, &now);
    return (double) (now.tv_sec - began->tv_sec) + (double) (now.tv_nsec - began->tv_nsec) * 1e-9;
}

static int
publish(Db *db, Making *making, const uint8_t *nonce, const ReleaseDraft *draft)
{
    uint32_t least = 0;
    int r;

    r = may_make(db, &least);
    if (r != 0)
        return r;
    r = db_begin(db);
    if (r == 0)
        r = send_draft(db, draft, nonce, least);
    if (r == 0)
        r = freeze(db, making, nonce);
    if (r == 0)
        r = db_commit(db);
    if (r <= 0)
        return r;

    log_error("release: %s %s", db_state(db), db_message(db));
    (void) db_rollback(db);
    return strcmp(db_message(db), "too_soon") == 0 ? RELEASE_E_TOO_SOON : RELEASE_E_REFUSED;
}

static int
keep(void *context, Db *db, const uint8_t nonce[static SCREEN_NONCE_SIZE],
        const ScreenResult *result)
{
    Making *making = context;
    CLEANUP(release_draft_freep)
    ReleaseDraft *draft = release_draft_new(snapshot_places(screen_snapshot(making->screen)));
    struct timespec began;
    int r;

    (void) clock_gettime(CLOCK_MONOTONIC, &began);
    for (size_t i = 0; release_counters[i]; i++)
        release_counters[i](draft, making->screen, result);
    making->made.cells = draft->n_cells;
    making->made.screening_s = result->elapsed_s;
    r = publish(db, making, nonce, draft);
    making->made.publishing_s = seconds_since(&began);
    return r;
}

/* Before the long part, so that nobody waits for a refusal. */
static int
look_before(const ReleaseOptions *options)
{
    CLEANUP(db_closep) Db *db = NULL;
    const DbOptions target = screen_db_options(options->conninfo);
    uint32_t least;
    int r;

    r = db_open(&target, &db);
    return r != 0 ? r : may_make(db, &least);
}

int
release_make(const ReleaseOptions *options, Snapshot *snapshot, ReleaseMade *ret_made)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(screen_freep) Screen *screen = screen_new(snapshot, options->on);
    Making making = { .options = options, .screen = screen, .arena = arena };
    ScreenRun run = {
        .conninfo = options->conninfo,
        .threads = options->threads,
        .progress = options->progress,
        .keep = keep,
        .keep_context = &making,
    };
    ScreenResult result;
    int r;

    r = look_before(options);
    if (r != 0)
        return r;
    memcpy(run.token_hash, options->token_hash, sizeof run.token_hash);
    screen_want_keys(screen);
    r = screen_run(&run, screen, &result);
    if (r != 0)
        return r;

    screen_result_deinit(&result);
    *ret_made = making.made;
    return 0;
}
