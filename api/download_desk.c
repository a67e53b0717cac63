/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/download_desk.h"

#include "api/exchange_state.h"
#include "api/job_queue.h"
#include "api/loop.h"
#include "api/own_process.h"

#include "registry/base/error.h"
#include "registry/base/memory.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_BYTES_MAX (64 * 1024 * 1024)

struct DownloadJob {
    LoopWork work; /* first: the loop hands it back as this */
    Loop *loop;
    Exchange *exchange; /* NULL once forgotten; only the loop's thread looks at it */
    DownloadAsked asked;
    DownloadAnswer *answer;
    Tile *file;
};

struct DownloadDesk {
    JobQueue *queue;
    TileCache *files;
    char *conninfo; /* of mitroa_service */
};

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
    const OwnProcess process = {
        .arguments = { "mitroa", "export", asked->export, "--format", asked->format, "--output",
                path, "--db", desk->conninfo },
        .deadline_s = DOWNLOAD_DEADLINE_S,
    };
    Tile *made = NULL;

    (void) snprintf(scratch, sizeof scratch, "%s/mitroa-XXXXXX", folder ? folder : "/tmp");
    if (!mkdtemp(scratch)) {
        (void) error_raise(-errno, "%s", scratch);
        return NULL;
    }
    (void) snprintf(path, sizeof path, "%s/%s.%s", scratch, asked->export, asked->format);
    if (own_process_run(&process, desk->queue))
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
    if (job->file || job_queue_is_ending(desk->queue))
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

static void
run(void *context, void *waited)
{
    DownloadDesk *desk = context;
    DownloadJob *job = waited;

    make(desk, job);
    loop_post(job->loop, &job->work);
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
    const JobPlan plan = { .threads = 1, .max = DOWNLOAD_QUEUE_MAX, .context = desk, .run = run };
    int r;

    desk->files = files;
    desk->conninfo = of_service(conninfo);
    r = job_queue_new(&plan, &desk->queue);
    if (r != 0) {
        (void) download_desk_free(desk);
        return r;
    }
    *ret_desk = desk;
    return 0;
}

DownloadDesk *
download_desk_free(DownloadDesk *desk)
{
    if (!desk)
        return NULL;

    (void) job_queue_free(desk->queue);
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

    job = memory_new(1, sizeof *job);
    *job = (DownloadJob) { .work.run = hand_back,
        .loop = exchange_loop(exchange),
        .exchange = exchange,
        .asked = *asked,
        .answer = answer };
    if (!job_queue_put(desk->queue, job)) {
        free(job);
        return DOWNLOAD_E_BUSY;
    }
    exchange->download = job;
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
