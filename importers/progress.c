/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/progress.h"

#include "registry/base/memory.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define BAR_WIDTH 30
#define STEP_MS 100

struct Progress {
    bool terminal;
    bool shown;
    int64_t last_ms;
};

static int64_t
now_ms(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

Progress *
progress_new(void)
{
    Progress *progress = memory_new(1, sizeof *progress);

    progress->terminal = isatty(STDERR_FILENO) == 1;
    return progress;
}

Progress *
progress_free(Progress *progress)
{
    if (!progress)
        return NULL;

    if (progress->shown)
        (void) fputs("\r\033[K", stderr);
    free(progress);
    return NULL;
}

void
progress_step(Progress *progress, const char *what, uint64_t done, uint64_t total)
{
    char bar[BAR_WIDTH + 1];
    uint64_t share = total && done < total ? done * BAR_WIDTH / total : BAR_WIDTH;
    int64_t now;

    if (!progress || !progress->terminal)
        return;
    now = now_ms();
    if (progress->shown && now - progress->last_ms < STEP_MS)
        return;

    for (uint64_t i = 0; i < BAR_WIDTH; i++)
        bar[i] = i < share ? '#' : '.';
    bar[BAR_WIDTH] = '\0';
    (void) fprintf(stderr, "\r%s [%s] %3u%%\033[K", what, bar,
            total ? (unsigned) (done < total ? done * 100 / total : 100) : 100);
    (void) fflush(stderr);
    progress->shown = true;
    progress->last_ms = now;
}
