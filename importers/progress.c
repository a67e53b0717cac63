/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/progress.h"

#include "registry/base/memory.h"

#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define BAR_WIDTH 30
#define DRAW_MS 200
#define STEPS_MAX 8 /* whose durations are kept */

struct Progress {
    pthread_t thread;
    bool running; /* the thread was made and must be joined */
    bool terminal;
    bool shown;

    /* Written by who works, read by the thread; a moment's disagreement between them is harmless.
     */
    _Atomic(const char *) what; /* NULL: nothing to tell yet */
    _Atomic uint64_t done;
    _Atomic uint64_t total; /* 0: nobody knows */
    _Atomic uint64_t lines;
    _Atomic uint64_t lines_before; /* this step; steps that read none show none */
    _Atomic int64_t since_ms;      /* when this step began */

    const char *steps[STEPS_MAX];
    int64_t began_ms[STEPS_MAX];
    size_t n_steps;

    pthread_mutex_t pen; /* two may draw: the thread, and who ends a step */
    pthread_mutex_t lock;
    pthread_cond_t ended;
    bool end; /* under the lock */
};

static int64_t
now_ms(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

typedef struct Moment {
    const char *what;
    uint64_t lines;
    uint64_t lines_read; /* in this step */
    uint64_t lines_a_second;
    unsigned percent;
    bool whole; /* all that was to be done is done */
    int64_t elapsed_s;
    int64_t left_s; /* negative: nobody knows */
} Moment;

static Moment
look(Progress *progress)
{
    uint64_t done = atomic_load(&progress->done);
    uint64_t total = atomic_load(&progress->total);
    int64_t elapsed = now_ms() - atomic_load(&progress->since_ms);
    Moment moment = {
        .what = atomic_load(&progress->what),
        .lines = atomic_load(&progress->lines),
        .elapsed_s = elapsed / 1000,
        .left_s = -1,
    };

    if (total && done > total)
        done = total;
    moment.lines_read = moment.lines - atomic_load(&progress->lines_before);
    moment.lines_a_second = moment.lines_read * 1000 / (uint64_t) (elapsed > 0 ? elapsed : 1);
    if (total)
        moment.percent = (unsigned) (done * 100 / total);
    moment.whole = total && done == total;
    if (total && done)
        moment.left_s =
                (int64_t) ((double) elapsed / (double) done * (double) (total - done) / 1000);
    return moment;
}

static void
tell_lines(const Moment *moment)
{
    if (moment->lines)
        (void) fprintf(stderr, ", %" PRIu64 " γραμμές", moment->lines);
    if (moment->lines_read)
        (void) fprintf(stderr, ", %" PRIu64 " γραμμές/δ", moment->lines_a_second);
    if (moment->whole)
        (void) fprintf(stderr, ", ολοκληρώθηκε σε %" PRId64 " δ", moment->elapsed_s);
    else if (moment->left_s >= 0)
        (void) fprintf(stderr, ", απομένουν %" PRId64 " δ", moment->left_s);
    else
        (void) fprintf(stderr, ", %" PRId64 " δ ως τώρα", moment->elapsed_s);
}

static void
draw(Progress *progress, const Moment *moment)
{
    char bar[BAR_WIDTH + 1];

    for (unsigned i = 0; i < BAR_WIDTH; i++)
        bar[i] = i * 100 < moment->percent * BAR_WIDTH ? '#' : '.';
    bar[BAR_WIDTH] = '\0';
    (void) fprintf(stderr, "\r%s [%s] %u%%", moment->what, bar, moment->percent);
    tell_lines(moment);
    (void) fputs("\033[K", stderr);
    (void) fflush(stderr);
    progress->shown = true;
}

static void
print(const Moment *moment)
{
    (void) fprintf(stderr, "%s: %u%%", moment->what, moment->percent);
    tell_lines(moment);
    (void) fputc('\n', stderr);
}

static void
show(Progress *progress)
{
    Moment moment;

    (void) pthread_mutex_lock(&progress->pen);
    moment = look(progress);
    if (moment.what && progress->terminal)
        draw(progress, &moment);
    else if (moment.what)
        print(&moment);
    (void) pthread_mutex_unlock(&progress->pen);
}

/* False when it is time to go. */
static bool
wait_for_end(Progress *progress, int64_t ms)
{
    struct timespec until;
    bool end;

    (void) clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += ms % 1000 * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    (void) pthread_mutex_lock(&progress->lock);
    while (!progress->end && pthread_cond_timedwait(&progress->ended, &progress->lock, &until) == 0)
        continue;
    end = progress->end;
    (void) pthread_mutex_unlock(&progress->lock);
    return !end;
}

static void *
tell(void *context)
{
    Progress *progress = context;

    while (wait_for_end(progress, progress->terminal ? DRAW_MS : PROGRESS_PLAIN_S * 1000))
        show(progress);
    return NULL;
}

/* However short the step was, a terminal has seen how it ended. */
static void
end_step(Progress *progress)
{
    if (progress->terminal)
        show(progress);
}

/* Signals are for who works. Without the thread the run is silent and otherwise the same. */
static void
start(Progress *progress)
{
    sigset_t all, before;

    (void) sigfillset(&all);
    (void) pthread_sigmask(SIG_SETMASK, &all, &before);
    progress->running = pthread_create(&progress->thread, NULL, tell, progress) == 0;
    (void) pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void
stop(Progress *progress)
{
    (void) pthread_mutex_lock(&progress->lock);
    progress->end = true;
    (void) pthread_cond_signal(&progress->ended);
    (void) pthread_mutex_unlock(&progress->lock);
    if (progress->running)
        (void) pthread_join(progress->thread, NULL);
    progress->running = false;
    progress->end = false;
}

Progress *
progress_new(void)
{
    Progress *progress = memory_new(1, sizeof *progress);
    pthread_condattr_t monotonic;

    progress->terminal = isatty(STDERR_FILENO) == 1;
    (void) pthread_mutex_init(&progress->pen, NULL);
    (void) pthread_mutex_init(&progress->lock, NULL);
    (void) pthread_condattr_init(&monotonic);
    (void) pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void) pthread_cond_init(&progress->ended, &monotonic);
    (void) pthread_condattr_destroy(&monotonic);
    return progress;
}

/* For measuring: how long each step took, to the next one's begin. */
static void
tell_durations(const Progress *progress)
{
    for (size_t i = 0; i < progress->n_steps; i++) {
        int64_t end = i + 1 < progress->n_steps ? progress->began_ms[i + 1] : now_ms();

        (void) fprintf(
                stderr, "%s: %" PRId64 " ms\n", progress->steps[i], end - progress->began_ms[i]);
    }
}

Progress *
progress_free(Progress *progress)
{
    if (!progress)
        return NULL;

    stop(progress);
    end_step(progress);
    (void) pthread_cond_destroy(&progress->ended);
    (void) pthread_mutex_destroy(&progress->lock);
    (void) pthread_mutex_destroy(&progress->pen);
    if (progress->shown)
        (void) fputs("\r\033[K", stderr);
    if (getenv("MITROA_DURATIONS"))
        tell_durations(progress);
    free(progress);
    return NULL;
}

void
progress_pause(Progress *progress)
{
    if (!progress)
        return;
    stop(progress);
    end_step(progress);
    atomic_store(&progress->what, NULL);
}

void
progress_lines(Progress *progress, uint64_t lines)
{
    if (progress)
        atomic_store_explicit(&progress->lines, lines, memory_order_relaxed);
}

void
progress_step(Progress *progress, const char *what, uint64_t done, uint64_t total)
{
    if (!progress)
        return;
    if (atomic_load_explicit(&progress->what, memory_order_relaxed) != what) {
        int64_t now = now_ms();

        end_step(progress);
        if (progress->n_steps < STEPS_MAX) {
            progress->steps[progress->n_steps] = what;
            progress->began_ms[progress->n_steps++] = now;
        }
        atomic_store(&progress->since_ms, now);
        atomic_store(&progress->lines_before, atomic_load(&progress->lines));
        atomic_store(&progress->what, what);
        if (!progress->running)
            start(progress);
    }
    atomic_store_explicit(&progress->done, done, memory_order_relaxed);
    atomic_store_explicit(&progress->total, total, memory_order_relaxed);
}
