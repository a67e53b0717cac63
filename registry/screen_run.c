/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/screen_run.h"

#include "registry/base/error.h"
#include "registry/base/memory.h"
#include "registry/base/secret.h"
#include "registry/db/statements.h"
#include "registry/residence.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#define NONCE_SIZE SCREEN_NONCE_SIZE
#define REFRESH_MOST 20000 /* states that one statement derives anew */
#define LOCK_MS 10000

/* Statuses of audit.open_screening. */
#define OPEN_GOOD 0

/* Columns of screening_declare.sql. */
enum {
    ROW_PLACES,
    ROW_BASES,
    ROW_FACTS,
    ROW_RIVALS,
    ROW_RECEIVES,
    ROW_RECORD_KEY, /* of release_declare.sql alone */
};

/* A municipality to read: the home of persons, and what it was on the day asked. */
typedef struct Task {
    int32_t home;
    uint64_t persons;   /* about */
    const Place *place; /* NULL: it did not exist that day, and no one other did */
    ScreenPlace *counted;
    uint64_t read;
} Task;

typedef struct Work {
    const ScreenRun *run;
    const Screen *screen;
    uint8_t nonce[NONCE_SIZE];
    Task *tasks; /* the largest first, so that no thread is left alone with one */
    size_t n_tasks;
    atomic_size_t next;
    atomic_int failure; /* the first; then everybody stops */
} Work;

typedef struct Reader {
    pthread_t thread;
    Work *work;
    uint64_t evaluations;
    double seconds;
} Reader;

DbOptions
screen_db_options(const char *conninfo)
{
    return (DbOptions) {
        .conninfo = conninfo,
        .user = "mitroa_screener",
        .name = "mitroa screen",
        .lock_ms = LOCK_MS,
    };
}

/* ---- one person ----------------------------------------------------------------------------- */

/* Today's, each relative to the municipality of the day asked. */
static void
set_residence(Facts *facts, const Result *rows, size_t row, const Screen *screen,
        const Place *municipality, Arena *arena)
{
    const Places *places = snapshot_places(screen_snapshot(screen));
    size_t n, n_bases;
    const int64_t *keys = result_ints(arena, rows, row, ROW_PLACES, &n);
    const int64_t *bases = result_ints(arena, rows, row, ROW_BASES, &n_bases);
    ResidenceIs *where = arena_array(arena, ResidenceIs, n);
    int16_t *kinds = arena_array(arena, int16_t, n);

    assert(n == n_bases);

    for (size_t i = 0; i < n; i++) {
        where[i] = residence_is(places, (int32_t) keys[i], municipality, screen_day(screen));
        kinds[i] = (int16_t) bases[i];
    }
    facts_set_residence(facts, where, kinds, n);
}

static void
set_claims(Facts *facts, const Result *rows, size_t row, Arena *arena)
{
    size_t n, n_rivals;
    const int64_t *values = result_ints(arena, rows, row, ROW_FACTS, &n);
    const int64_t *rivals = result_ints(arena, rows, row, ROW_RIVALS, &n_rivals);

    for (size_t i = 0; i < n && i < FACT_COUNT; i++) {
        Evidence *evidence = &facts->evidence[i + 1];

        if (values[i] == DB_NULL)
            continue;
        evidence->state = EVIDENCE_KNOWN;
        evidence->value = values[i];
        if (i < n_rivals && rivals[i] != DB_NULL) {
            evidence->state = EVIDENCE_CONFLICT;
            evidence->rival = rivals[i];
        }
    }
}

static void
set_receives(Facts *facts, const Result *rows, size_t row, Arena *arena)
{
    size_t n;
    const int64_t *keys = result_ints(arena, rows, row, ROW_RECEIVES, &n);
    int32_t *programmes;

    if (!keys)
        return;
    programmes = arena_array(arena, int32_t, n);
    for (size_t i = 0; i < n; i++)
        programmes[i] = (int32_t) keys[i];
    facts_set_receives(facts, programmes, n, FEED_NONE, DAY_NONE);
}

void
screen_row_facts(Facts *ret_facts, const Result *rows, size_t row, const Screen *screen,
        const Place *municipality, Arena *arena)
{
    facts_init(ret_facts);
    set_claims(ret_facts, rows, row, arena);
    set_receives(ret_facts, rows, row, arena);
    set_residence(ret_facts, rows, row, screen, municipality, arena);
    facts_set_place(ret_facts,
            &(PlaceFacts) {
                    .municipality = municipality->key,
                    .regional_unit = municipality->regional_unit,
                    .prefecture = municipality->prefecture,
                    .region = municipality->region,
                    .mountain = (int8_t) municipality->mountain,
                    .disadvantaged = (int8_t) municipality->disadvantaged,
                    .island = (int8_t) municipality->island,
                    .remote = (int8_t) municipality->remote,
            });
}

static void
take_rows(ScreenWorker *worker, const Screen *screen, const Place *place, const Result *rows,
        Arena *arena)
{
    for (size_t row = 0; row < result_rows(rows); row++) {
        Facts *facts = screen_next(worker);

        set_claims(facts, rows, row, arena);
        set_receives(facts, rows, row, arena);
        set_residence(facts, rows, row, screen, place, arena);
        if (screen_wants_keys(screen))
            screen_add_keyed(worker, (uint64_t) result_int(rows, row, ROW_RECORD_KEY));
        else
            screen_add(worker);
        arena_reset(arena);
    }
}

/* ---- one municipality ----------------------------------------------------------------------- */

static int
declare(Db *db, Arena *arena, const Work *work, const Task *task)
{
    Params params;

    params_begin(&params, arena,
            screen_wants_keys(work->screen) ? &sql_release_declare : &sql_screening_declare);
    params_bytes(&params, work->nonce, sizeof work->nonce);
    params_int(&params, task->home);
    return db_query(db, &params, NULL);
}

static int
fetch_all(Db *db, Arena *arena, ScreenWorker *worker, Work *work, Task *task)
{
    for (;;) {
        CLEANUP(result_freep) Result *rows = NULL;
        int r = db_run(db, &sql_screening_fetch, &rows);

        if (r != 0 || result_rows(rows) == 0 || atomic_load(&work->failure) != 0)
            return r;
        if (task->place)
            take_rows(worker, work->screen, task->place, rows, arena);
        task->read += result_rows(rows);
        if (work->run->progress)
            atomic_fetch_add(&work->run->progress->done, result_rows(rows));
    }
}

static int
read_task(Db *db, Arena *arena, ScreenWorker *worker, Work *work, Task *task)
{
    int r;

    r = db_begin(db);
    if (r != 0)
        return r;
    r = declare(db, arena, work, task);
    arena_reset(arena);
    if (r == 0 && task->place)
        screen_place_begin(worker, task->place);
    if (r == 0)
        r = fetch_all(db, arena, worker, work, task);
    if (r == 0 && task->place)
        task->counted = screen_place_end(worker);
    return r == 0 ? db_commit(db) : r;
}

static int
work_through(Db *db, Reader *reader)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(screen_worker_freep) ScreenWorker *worker = screen_worker_new(reader->work->screen);
    Work *work = reader->work;
    int r = 0;

    while (r == 0 && atomic_load(&work->failure) == 0) {
        size_t number = atomic_fetch_add(&work->next, 1);

        if (number >= work->n_tasks)
            break;
        r = read_task(db, arena, worker, work, &work->tasks[number]);
    }
    reader->evaluations = screen_worker_evaluations(worker);
    reader->seconds = screen_worker_seconds(worker);
    return r;
}

static void *
reader_main(void *context)
{
    CLEANUP(db_closep) Db *db = NULL;
    Reader *reader = context;
    const DbOptions options = screen_db_options(reader->work->run->conninfo);
    int none = 0;
    int r;

    r = db_open(&options, &db);
    if (r == 0)
        r = work_through(db, reader);
    if (r > 0)
        r = error_raise(-EIO, "screening: %s %s", db_state(db), db_message(db));
    if (r != 0)
        (void) atomic_compare_exchange_strong(&reader->work->failure, &none, r);
    return NULL;
}

static int
read_in_threads(Work *work, ScreenResult *result)
{
    Reader readers[SCREEN_THREADS_MAX] = { 0 };
    uint32_t running = 0;
    int none = 0;

    for (; running < work->run->threads; running++) {
        readers[running].work = work;
        if (pthread_create(&readers[running].thread, NULL, reader_main, &readers[running]) != 0) {
            (void) atomic_compare_exchange_strong(&work->failure, &none, -EAGAIN);
            break;
        }
    }
    for (uint32_t i = 0; i < running; i++) {
        (void) pthread_join(readers[i].thread, NULL);
        result->evaluations += readers[i].evaluations;
        result->judging_s += readers[i].seconds;
    }
    return atomic_load(&work->failure);
}

/* ---- before and after ----------------------------------------------------------------------- */

static int
open_screening(Db *db, Arena *arena, Work *work, ScreenResult *result)
{
    CLEANUP(result_freep) Result *opened = NULL;
    const Place *municipality = work->run->municipality;
    Params params;
    int r;

    secret_random(work->nonce, sizeof work->nonce);
    if (work->run->ticket) {
        params_begin(&params, arena, &sql_effect_open);
        params_bytes(&params, work->run->ticket, SCREEN_NONCE_SIZE);
        params_bytes(&params, work->nonce, sizeof work->nonce);
    } else {
        params_begin(&params, arena, &sql_screening_open);
        params_bytes(&params, work->run->token_hash, TOKEN_HASH_SIZE);
        params_bytes(&params, work->nonce, sizeof work->nonce);
        params_int(&params, municipality ? municipality->key : DB_NULL);
    }
    r = db_query(db, &params, &opened);
    if (r == DB_E_DENIED)
        return SCREEN_E_NO_RIGHT;
    if (r != 0)
        return error_fold(r);

    result->audit = result_int(opened, 0, 1);
    return result_int(opened, 0, 0) == OPEN_GOOD ? 0 : SCREEN_E_NOT_ALLOWED;
}

static void
close_screening(Db *db, Arena *arena, const Work *work)
{
    Params params;

    params_begin(&params, arena, &sql_screening_close);
    params_bytes(&params, work->nonce, sizeof work->nonce);
    (void) db_query(db, &params, NULL); /* else it runs out by itself */
}

/* What has gone stale since it was derived is derived anew, many at once. */
static int
refresh_states(Db *db, Arena *arena)
{
    for (;;) {
        CLEANUP(result_freep) Result *derived = NULL;
        Params params;
        int r;

        params_begin(&params, arena, &sql_screening_refresh);
        params_int(&params, REFRESH_MOST);
        r = db_query(db, &params, &derived);
        if (r != 0)
            return error_fold(r);
        if (result_is_null(derived, 0, 0) || result_int(derived, 0, 0) == 0)
            return 0;
    }
}

static int
larger_first(const void *one, const void *other)
{
    const Task *a = one;
    const Task *b = other;

    return (a->persons < b->persons) - (a->persons > b->persons);
}

/* Returns the number of all persons of the register, where all are screened. */
static int
list_tasks(Db *db, Arena *arena, Work *work, uint64_t *ret_persons)
{
    CLEANUP(result_freep) Result *listed = NULL;
    const Places *places = snapshot_places(screen_snapshot(work->screen));
    const Place *only = work->run->municipality;
    uint64_t total = 0;
    Params params;
    int r;

    params_begin(&params, arena, &sql_screening_places);
    params_bytes(&params, work->nonce, sizeof work->nonce);
    params_int(&params, only ? only->key : DB_NULL);
    r = db_query(db, &params, &listed);
    if (r != 0)
        return error_fold(r);

    work->tasks = memory_new(result_rows(listed) + 1, sizeof *work->tasks);
    for (size_t row = 0; row < result_rows(listed); row++) {
        uint64_t persons = (uint64_t) result_int(listed, row, 1);
        const Place *place;
        int32_t home;

        if (result_is_null(listed, row, 0)) {
            *ret_persons = persons;
            continue;
        }
        home = (int32_t) result_int(listed, row, 0);
        place = places_by_key(places, home);
        work->tasks[work->n_tasks++] = (Task) {
            .home = home,
            .persons = persons,
            .place = place ? municipality_then(places, place, screen_day(work->screen)) : NULL,
        };
        total += persons;
    }
    qsort(work->tasks, work->n_tasks, sizeof *work->tasks, larger_first);
    if (work->run->progress)
        atomic_store(&work->run->progress->total, total);
    return 0;
}

static int
by_code(const void *one, const void *other)
{
    const ScreenPlace *a = *(ScreenPlace *const *) one;
    const ScreenPlace *b = *(ScreenPlace *const *) other;

    return strcmp(a->place->code, b->place->code);
}

/* Homes that were one municipality on the day asked become one. */
static void
gather(Work *work, uint64_t persons, ScreenResult *result)
{
    uint64_t read = 0;
    size_t n = 0;

    result->places = memory_new(work->n_tasks + 1, sizeof *result->places);
    for (size_t i = 0; i < work->n_tasks; i++) {
        Task *task = &work->tasks[i];

        read += task->read;
        if (!task->place)
            result->place_unsure += task->read;
        if (task->counted)
            result->places[n++] = TAKE(task->counted);
    }
    qsort(result->places, n, sizeof *result->places, by_code);
    for (size_t i = 0; i < n; i++) {
        ScreenPlace *last = result->n_places ? result->places[result->n_places - 1] : NULL;

        result->persons += result->places[i]->persons;
        if (last && last->place == result->places[i]->place) {
            screen_place_merge(last, result->places[i]);
            (void) screen_place_free(result->places[i]);
        } else {
            result->places[result->n_places++] = result->places[i];
        }
    }
    if (!work->run->municipality && persons > read)
        result->without_home = persons - read;
}

static void
drop_tasks(Work *work)
{
    for (size_t i = 0; i < work->n_tasks; i++)
        (void) screen_place_free(work->tasks[i].counted);
    free(work->tasks);
}

int
screen_run(const ScreenRun *run, const Screen *screen, ScreenResult *ret_result)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(db_closep) Db *db = NULL;
    const DbOptions options = screen_db_options(run->conninfo);
    Work work = { .run = run, .screen = screen };
    ScreenResult result = { 0 };
    struct timespec began, ended;
    uint64_t persons = 0;
    int r;

    assert(run->threads >= 1 && run->threads <= SCREEN_THREADS_MAX);

    (void) clock_gettime(CLOCK_MONOTONIC, &began);
    r = db_open(&options, &db);
    if (r != 0)
        return r;
    r = open_screening(db, arena, &work, &result);
    if (r != 0)
        return r;

    r = refresh_states(db, arena);
    if (r == 0)
        r = list_tasks(db, arena, &work, &persons);
    if (r == 0)
        r = read_in_threads(&work, &result);
    if (r == 0)
        gather(&work, persons, &result);
    (void) clock_gettime(CLOCK_MONOTONIC, &ended);
    result.elapsed_s = (double) (ended.tv_sec - began.tv_sec)
            + (double) (ended.tv_nsec - began.tv_nsec) * 1e-9;
    if (r == 0 && run->keep)
        r = run->keep(run->keep_context, db, work.nonce, &result);
    close_screening(db, arena, &work);
    drop_tasks(&work);
    if (r != 0) {
        screen_result_deinit(&result);
        return r;
    }

    *ret_result = result;
    return 0;
}

void
screen_result_deinit(ScreenResult *result)
{
    for (size_t i = 0; i < result->n_places; i++)
        (void) screen_place_free(result->places[i]);
    free(result->places);
    *result = (ScreenResult) { 0 };
}
