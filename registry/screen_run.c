/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/screen_run.h"

#include "registry/base/error.h"
#include "registry/base/memory.h"
#include "registry/base/secret.h"
#include "registry/db/copy_out.h"
#include "registry/db/statements.h"
#include "registry/residence.h"
#include "registry/screen_row.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <time.h>

#define NONCE_SIZE SCREEN_NONCE_SIZE
#define REFRESH_MOST 20000 /* states that one statement derives anew */
#define LOCK_MS 10000
#define STRETCH_PAGES 1024                   /* read at once: some twelve thousand persons */
#define HELD_MAX (24 * (size_t) 1024 * 1024) /* bytes of packed rows that a thread holds */

/* Statuses of audit.open_screening. */
#define OPEN_GOOD 0

/* A municipality where persons live today: what it was on the day asked, and who is counted. */
typedef struct Home {
    const Place *place; /* NULL: it did not exist that day, and no one other did */
    ScreenPlace *counted;
    uint64_t read;
} Home;

typedef struct Work {
    const ScreenRun *run;
    const Screen *screen;
    uint8_t nonce[NONCE_SIZE];
    char snapshot[DB_SNAPSHOT_SIZE]; /* all threads read the same moment */
    sem_t joined;                    /* by each that sees it, or never will */
    uint32_t n_pages;
    atomic_uint next_page;
    Home *homes; /* by key of the place */
    size_t n_homes;
    uint64_t nowhere;       /* read, of a place that the snapshot does not have */
    pthread_mutex_t gather; /* of the counts */
    atomic_int failure;     /* the first; then everybody stops */
} Work;

/* Rows of one municipality, on their way to a block. */
typedef struct Bucket {
    Buffer packed;
    uint32_t n;
} Bucket;

typedef struct Reader {
    pthread_t thread;
    Work *work;
    ScreenWorker *worker;
    Arena *arena;
    Bucket *buckets; /* by key of the place */
    size_t held;     /* bytes */
    size_t n_fields;
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

/* ---- judging -------------------------------------------------------------------------------- */

static void
add_counts(Work *work, Home *home, ScreenPlace *counted, uint32_t n)
{
    (void) pthread_mutex_lock(&work->gather);
    home->read += n;
    if (home->counted)
        screen_place_merge(home->counted, counted);
    else
        home->counted = TAKE(counted);
    (void) pthread_mutex_unlock(&work->gather);
    (void) screen_place_free(counted);
}

/* Judges the rows of a municipality and lets go of them. */
static void
empty(Reader *reader, size_t key)
{
    const Screen *screen = reader->work->screen;
    Home *home = &reader->work->homes[key];
    Bucket *bucket = &reader->buckets[key];
    const uint8_t *at = (const uint8_t *) bucket->packed.data;

    if (bucket->n == 0)
        return;
    screen_place_begin(reader->worker, home->place);
    for (uint32_t i = 0; i < bucket->n; i++) {
        ScreenRow row;

        at = screen_row_unpack(&row, reader->arena, at, reader->n_fields);
        screen_row_set(screen_next(reader->worker), &row, screen, home->place, reader->arena);
        if (screen_wants_keys(screen))
            screen_add_keyed(reader->worker, row.record_key);
        else
            screen_add(reader->worker);
        arena_reset(reader->arena);
    }
    reader->held -= bucket->packed.size;
    add_counts(reader->work, home, screen_place_end(reader->worker), bucket->n);
    buffer_deinit(&bucket->packed);
    bucket->n = 0;
}

static void
empty_largest(Reader *reader)
{
    size_t largest = 0;

    for (size_t key = 1; key < reader->work->n_homes; key++)
        if (reader->buckets[key].n > reader->buckets[largest].n)
            largest = key;
    empty(reader, largest);
}

static void
empty_all(Reader *reader)
{
    for (size_t key = 0; key < reader->work->n_homes; key++)
        empty(reader, key);
}

/* ---- reading -------------------------------------------------------------------------------- */

static void
skip(Work *work, size_t key)
{
    (void) pthread_mutex_lock(&work->gather);
    if (key < work->n_homes)
        work->homes[key].read++;
    else
        work->nowhere++;
    (void) pthread_mutex_unlock(&work->gather);
}

static void
take_row(Reader *reader, const Bytes *fields)
{
    size_t key = (size_t) screen_row_home(&fields[SCREEN_ROW_PLACES]);
    Bucket *bucket;
    size_t before;

    if (key >= reader->work->n_homes || !reader->work->homes[key].place) {
        skip(reader->work, key);
        return;
    }
    bucket = &reader->buckets[key];
    before = bucket->packed.size;
    screen_row_pack(&bucket->packed, fields, reader->n_fields);
    reader->held += bucket->packed.size - before;
    if (++bucket->n == COLUMNS_ROWS)
        empty(reader, key);
    else if (reader->held > HELD_MAX)
        empty_largest(reader);
}

static int
begin_stretch(Db *db, const Work *work, Arena *arena, uint32_t first_page)
{
    Params params;

    params_begin(&params, arena, &sql_screening_stretch);
    params_bytes(&params, work->nonce, sizeof work->nonce);
    params_int(&params, first_page);
    params_int(&params, (int64_t) first_page + STRETCH_PAGES);
    return db_query(db, &params, NULL);
}

static int
read_stretch(Db *db, Reader *reader, uint32_t first_page)
{
    CLEANUP(copy_out_freep) CopyOut *rows = NULL;
    Work *work = reader->work;
    Bytes fields[SCREEN_ROW_FIELDS];
    uint64_t n = 0;
    int r;

    r = begin_stretch(db, work, reader->arena, first_page);
    arena_reset(reader->arena);
    if (r == 0)
        r = copy_out_begin(db,
                screen_wants_keys(work->screen) ? &sql_release_copy : &sql_screening_copy, &rows);
    while (r == 0 && (r = copy_out_next(rows, fields, reader->n_fields)) == COPY_OUT_ROW) {
        take_row(reader, fields);
        n++;
        r = atomic_load(&work->failure);
    }
    if (work->run->progress)
        atomic_fetch_add(&work->run->progress->done, n);
    return r;
}

static int
work_through(Db *db, Reader *reader)
{
    Work *work = reader->work;
    int r = 0;

    while (r == 0 && atomic_load(&work->failure) == 0) {
        uint32_t page = atomic_fetch_add(&work->next_page, STRETCH_PAGES);

        if (page >= work->n_pages)
            break;
        r = read_stretch(db, reader, page);
    }
    if (r == 0)
        r = db_commit(db);
    if (r == 0)
        empty_all(reader);
    return r;
}

static void
reader_begin(Reader *reader)
{
    reader->worker = screen_worker_new(reader->work->screen);
    reader->arena = arena_new();
    reader->buckets = memory_new(reader->work->n_homes, sizeof *reader->buckets);
    reader->n_fields =
            screen_wants_keys(reader->work->screen) ? SCREEN_ROW_FIELDS : SCREEN_ROW_LISTS;
}

static void
reader_end(Reader *reader)
{
    reader->evaluations = screen_worker_evaluations(reader->worker);
    reader->seconds = screen_worker_seconds(reader->worker);
    for (size_t key = 0; key < reader->work->n_homes; key++)
        buffer_deinit(&reader->buckets[key].packed);
    free(reader->buckets);
    (void) arena_free(reader->arena);
    (void) screen_worker_free(reader->worker);
}

static void *
reader_main(void *context)
{
    CLEANUP(db_closep) Db *db = NULL;
    Reader *reader = context;
    const DbOptions options = screen_db_options(reader->work->run->conninfo);
    int none = 0;
    int r;

    reader_begin(reader);
    r = db_open(&options, &db);
    if (r == 0)
        r = db_begin_same(db, reader->work->snapshot);
    (void) sem_post(&reader->work->joined);
    if (r == 0)
        r = work_through(db, reader);
    reader_end(reader);
    if (r > 0)
        r = error_raise(-EIO, "screening: %s %s", db_state(db), db_message(db));
    if (r != 0)
        (void) atomic_compare_exchange_strong(&reader->work->failure, &none, r);
    return NULL;
}

/* The transaction that the moment was taken from ends when all have joined it. */
static int
read_in_threads(Db *db, Work *work, ScreenResult *result)
{
    Reader readers[SCREEN_THREADS_MAX] = { 0 };
    uint32_t running = 0;
    int none = 0;
    int r;

    for (; running < work->run->threads; running++) {
        readers[running].work = work;
        if (pthread_create(&readers[running].thread, NULL, reader_main, &readers[running]) != 0) {
            (void) atomic_compare_exchange_strong(&work->failure, &none, -EAGAIN);
            break;
        }
    }
    for (uint32_t i = 0; i < running; i++)
        while (sem_wait(&work->joined) != 0 && errno == EINTR)
            continue;
    r = error_fold(db_commit(db));
    for (uint32_t i = 0; i < running; i++) {
        (void) pthread_join(readers[i].thread, NULL);
        result->evaluations += readers[i].evaluations;
        result->judging_s += readers[i].seconds;
    }
    return atomic_load(&work->failure) != 0 ? atomic_load(&work->failure) : r;
}

/* ---- before and after ----------------------------------------------------------------------- */

static int
open_screening(Db *db, Arena *arena, Work *work, ScreenResult *result)
{
    CLEANUP(result_freep) Result *opened = NULL;
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

/* Begins the transaction whose moment all threads read. */
static int
begin_reading(Db *db, Arena *arena, Work *work, uint64_t *ret_persons)
{
    CLEANUP(result_freep) Result *extent = NULL;
    Params params;
    int r;

    r = db_begin_snapshot(db, work->snapshot);
    if (r != 0)
        return error_fold(r);
    params_begin(&params, arena, &sql_screening_extent);
    params_bytes(&params, work->nonce, sizeof work->nonce);
    r = db_query(db, &params, &extent);
    if (r != 0)
        return error_fold(r);

    *ret_persons = (uint64_t) result_int(extent, 0, 0);
    work->n_pages = (uint32_t) result_int(extent, 0, 1);
    if (work->run->progress)
        atomic_store(&work->run->progress->total, *ret_persons);
    return 0;
}

static void
list_homes(Work *work)
{
    const Places *places = snapshot_places(screen_snapshot(work->screen));

    for (size_t i = 0; i < places_count(places); i++)
        if ((size_t) places_at(places, i)->key >= work->n_homes)
            work->n_homes = (size_t) places_at(places, i)->key + 1;
    work->homes = memory_new(work->n_homes + 1, sizeof *work->homes);
    for (size_t i = 0; i < places_count(places); i++) {
        const Place *place = places_at(places, i);

        if (place->level == PLACE_MUNICIPALITY)
            work->homes[place->key].place =
                    municipality_then(places, place, screen_day(work->screen));
    }
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
    uint64_t read = work->nowhere;
    size_t n = 0;

    result->place_unsure = work->nowhere;
    result->places = memory_new(work->n_homes + 1, sizeof *result->places);
    for (size_t key = 0; key < work->n_homes; key++) {
        Home *home = &work->homes[key];

        read += home->read;
        if (!home->place)
            result->place_unsure += home->read;
        if (home->counted)
            result->places[n++] = TAKE(home->counted);
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
    if (persons > read)
        result->without_home = persons - read;
}

static void
work_deinit(Work *work)
{
    for (size_t key = 0; key < work->n_homes; key++)
        (void) screen_place_free(work->homes[key].counted);
    free(work->homes);
    (void) pthread_mutex_destroy(&work->gather);
    (void) sem_destroy(&work->joined);
}

static int
count_all(Db *db, Arena *arena, Work *work, ScreenResult *result)
{
    struct timespec began, ended;
    uint64_t persons = 0;
    int r;

    (void) clock_gettime(CLOCK_MONOTONIC, &began);
    list_homes(work);
    (void) sem_init(&work->joined, /* pshared= */ 0, 0);
    r = refresh_states(db, arena);
    if (r == 0)
        r = begin_reading(db, arena, work, &persons);
    if (r == 0)
        r = read_in_threads(db, work, result);
    (void) db_rollback(db); /* of what failed before */
    if (r == 0)
        gather(work, persons, result);
    (void) clock_gettime(CLOCK_MONOTONIC, &ended);
    result->elapsed_s = (double) (ended.tv_sec - began.tv_sec)
            + (double) (ended.tv_nsec - began.tv_nsec) * 1e-9;
    return r;
}

int
screen_run(const ScreenRun *run, const Screen *screen, ScreenResult *ret_result)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(db_closep) Db *db = NULL;
    const DbOptions options = screen_db_options(run->conninfo);
    Work work = { .run = run, .screen = screen, .gather = PTHREAD_MUTEX_INITIALIZER };
    ScreenResult result = { 0 };
    int r;

    assert(run->threads >= 1 && run->threads <= SCREEN_THREADS_MAX);

    r = db_open(&options, &db);
    if (r == 0)
        r = open_screening(db, arena, &work, &result);
    if (r != 0)
        return r;

    r = count_all(db, arena, &work, &result);
    if (r == 0 && run->keep)
        r = run->keep(run->keep_context, db, work.nonce, &result);
    close_screening(db, arena, &work);
    work_deinit(&work);
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
