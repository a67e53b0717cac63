/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/download_desk.h"

#include "api/exchange_state.h"
#include "api/loop.h"

#include "registry/base/error.h"
#include "registry/base/memory.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FILE_BYTES_MAX (64 * 1024 * 1024)
#define POLL_MS 20

struct DownloadJob {
    LoopWork work; /* first: the loop hands it back as this */
    DownloadJob *next;
    Loop *loop;
    Exchange *exchange; /* NULL once forgotten; only the loop's thread looks at it */
    DownloadAsked asked;
    DownloadAnswer *answer;
    Tile *file;
};

struct DownloadDesk {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    DownloadJob *first;
    DownloadJob *last;
    unsigned count;
    bool ending;
    TileCache *files;
    char *conninfo; /* of mitroa_service */
    char program[PATH_MAX];
};

/* ---- one process ------------------------------------------------------------------------ */

static bool
is_ending(DownloadDesk *desk)
{
    bool ending;

    (void) pthread_mutex_lock(&desk->lock);
    ending = desk->ending;
    (void) pthread_mutex_unlock(&desk->lock);
    return ending;
}

/* With the signals that our own threads do not hear let through again. */
static int
start(const DownloadDesk *desk, const char *const *arguments, pid_t *ret_pid)
{
    union {
        const char *const *lent;
        char *const *as_the_library_declares_it;
    } given = { .lent = arguments };
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    int r;

    (void) sigemptyset(&none);
    (void) sigfillset(&all);
    (void) posix_spawnattr_init(&attributes);
    (void) posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    (void) posix_spawnattr_setsigmask(&attributes, &none);
    (void) posix_spawnattr_setsigdefault(&attributes, &all);
    (void) posix_spawn_file_actions_init(&files);
    (void) posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    (void) posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
    r = posix_spawn(
            ret_pid, desk->program, &files, &attributes, given.as_the_library_declares_it, environ);
    (void) posix_spawn_file_actions_destroy(&files);
    (void) posix_spawnattr_destroy(&attributes);
    return r == 0 ? 0 : error_raise(-r, "cannot start %s", desk->program);
}

/* Whether it ended by itself and well. */
static bool
run_process(DownloadDesk *desk, const char *const *arguments)
{
    const struct timespec pause = { .tv_nsec = POLL_MS * 1000000L };
    unsigned turns = 0;
    int status = 0;
    pid_t pid, ended;

    if (start(desk, arguments, &pid) != 0)
        return false;
    while ((ended = waitpid(pid, &status, WNOHANG)) == 0) {
        if (++turns > DOWNLOAD_DEADLINE_S * 1000 / POLL_MS || is_ending(desk)) {
            (void) kill(pid, SIGKILL);
            while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
                ;
            return false;
        }
        (void) nanosleep(&pause, NULL);
    }
    return ended == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* ---- one file --------------------------------------------------------------------------- */

static Tile *
read_file(const char *path)
{
    FILE *file = fopen(path, "re");
    struct stat about;
    uint8_t *bytes;
    Tile *made = NULL;

    if (!file)
        return NULL;
    if (fstat(fileno(file), &about) == 0 && about.st_size > 0 && about.st_size <= FILE_BYTES_MAX) {
        bytes = memory_new((size_t) about.st_size, 1);
        if (fread(bytes, 1, (size_t) about.st_size, file) == (size_t) about.st_size)
            made = tile_new(bytes, (size_t) about.st_size, /* packed= */ true);
        free(bytes);
    }
    (void) fclose(file);
    return made;
}

static Tile *
export_file(DownloadDesk *desk, const DownloadAsked *asked)
{
    const char *folder = getenv("TMPDIR");
    char scratch[PATH_MAX - 64];
    char path[PATH_MAX];
    const char *const arguments[] = { "mitroa", "export", asked->export, "--format", asked->format,
        "--output", path, "--db", desk->conninfo, NULL };
    Tile *made = NULL;

    (void) snprintf(scratch, sizeof scratch, "%s/mitroa-XXXXXX", folder ? folder : "/tmp");
    if (!mkdtemp(scratch)) {
        (void) error_raise(-errno, "%s", scratch);
        return NULL;
    }
    (void) snprintf(path, sizeof path, "%s/%s.%s", scratch, asked->export, asked->format);
    if (run_process(desk, arguments))
        made = read_file(path);
    (void) unlink(path);
    (void) rmdir(scratch);
    return made;
}

/* Somebody who asked before may have had it made. */
static void
make(DownloadDesk *desk, DownloadJob *job)
{
    job->file = tile_cache_find(desk->files, &job->asked.key);
    if (job->file || is_ending(desk))
        return;
    job->file = export_file(desk, &job->asked);
    if (job->file)
        tile_cache_keep(desk->files, &job->asked.key, job->file);
}

/* On the loop of the exchange. */
static void
hand_back(LoopWork *work)
{
    DownloadJob *job = (DownloadJob *) work;

    if (job->exchange) {
        job->exchange->download = NULL;
        job->answer(job->exchange, TAKE(job->file));
    }
    tile_release(job->file);
    free(job);
}

/* ---- the desk --------------------------------------------------------------------------- */

static DownloadJob *
take_job(DownloadDesk *desk)
{
    DownloadJob *job = desk->first;

    desk->first = job->next;
    if (!desk->first)
        desk->last = NULL;
    desk->count--;
    return job;
}

static void *
run(void *context)
{
    DownloadDesk *desk = context;

    (void) pthread_mutex_lock(&desk->lock);
    for (;;) {
        DownloadJob *job;

        while (!desk->first && !desk->ending)
            (void) pthread_cond_wait(&desk->changed, &desk->lock);
        if (!desk->first)
            break;
        job = take_job(desk);
        (void) pthread_mutex_unlock(&desk->lock);
        make(desk, job);
        loop_post(job->loop, &job->work);
        (void) pthread_mutex_lock(&desk->lock);
    }
    (void) pthread_mutex_unlock(&desk->lock);
    return NULL;
}

/* A later word on the user wins in a list of words; an address says by itself who it is. */
static char *
of_service(const char *conninfo)
{
    char *text = NULL;

    if (!conninfo)
        return memory_copy_text("user=mitroa_service");
    if (strncmp(conninfo, "postgres", 8) == 0)
        return memory_copy_text(conninfo);
    if (asprintf(&text, "user=mitroa_service %s", conninfo) < 0)
        memory_exhausted(strlen(conninfo));
    return text;
}

int
download_desk_new(const char *conninfo, TileCache *files, DownloadDesk **ret_desk)
{
    DownloadDesk *desk = memory_new(1, sizeof *desk);
    ssize_t n = readlink("/proc/self/exe", desk->program, sizeof desk->program - 1);
    int r;

    desk->files = files;
    desk->conninfo = of_service(conninfo);
    (void) pthread_mutex_init(&desk->lock, NULL);
    (void) pthread_cond_init(&desk->changed, NULL);
    r = n > 0 ? pthread_create(&desk->thread, NULL, run, desk) : errno;
    if (r != 0) {
        free(desk->conninfo);
        free(desk);
        return error_raise(-r, "cannot start a thread");
    }
    *ret_desk = desk;
    return 0;
}

DownloadDesk *
download_desk_free(DownloadDesk *desk)
{
    if (!desk)
        return NULL;

    (void) pthread_mutex_lock(&desk->lock);
    desk->ending = true;
    (void) pthread_cond_signal(&desk->changed);
    (void) pthread_mutex_unlock(&desk->lock);
    (void) pthread_join(desk->thread, NULL);
    (void) pthread_mutex_destroy(&desk->lock);
    (void) pthread_cond_destroy(&desk->changed);
    free(desk->conninfo);
    free(desk);
    return NULL;
}

int
download_make(
        DownloadDesk *desk, Exchange *exchange, const DownloadAsked *asked, DownloadAnswer *answer)
{
    DownloadJob *job;

    assert(!exchange->download);

    (void) pthread_mutex_lock(&desk->lock);
    if (desk->count == DOWNLOAD_QUEUE_MAX) {
        (void) pthread_mutex_unlock(&desk->lock);
        return DOWNLOAD_E_BUSY;
    }
    job = memory_new(1, sizeof *job);
    *job = (DownloadJob) { .work.run = hand_back,
        .loop = exchange_loop(exchange),
        .exchange = exchange,
        .asked = *asked,
        .answer = answer };
    exchange->download = job;
    *(desk->last ? &desk->last->next : &desk->first) = job;
    desk->last = job;
    desk->count++;
    (void) pthread_cond_signal(&desk->changed);
    (void) pthread_mutex_unlock(&desk->lock);
    return 0;
}

void
download_forget(Exchange *exchange)
{
    if (!exchange->download)
        return;
    exchange->download->exchange = NULL;
    exchange->download = NULL;
}
