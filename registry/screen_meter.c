/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/screen_meter.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define DRAW_MS 200

static void *
meter_main(void *context)
{
    const struct timespec pause = { .tv_nsec = DRAW_MS * 1000000L };
    ScreenMeter *meter = context;

    while (!atomic_load(&meter->ended)) {
        uint64_t done = atomic_load(&meter->progress.done);
        uint64_t total = atomic_load(&meter->progress.total);

        if (total > 0)
            (void) fprintf(stderr, "\r\033[KΈλεγχος %3" PRIu64 "%%", done * 100 / total);
        else
            (void) fputs("\r\033[KΠροετοιμασία", stderr);
        (void) fflush(stderr);
        (void) nanosleep(&pause, NULL);
    }
    (void) fputs("\r\033[K", stderr);
    return NULL;
}

void
screen_meter_begin(ScreenMeter *meter)
{
    meter->running =
            isatty(STDERR_FILENO) && pthread_create(&meter->thread, NULL, meter_main, meter) == 0;
}

void
screen_meter_end(ScreenMeter *meter)
{
    atomic_store(&meter->ended, true);
    if (meter->running)
        (void) pthread_join(meter->thread, NULL);
}

uint32_t
screen_threads(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);

    return n < 1 ? 1 : n > SCREEN_THREADS_MAX ? SCREEN_THREADS_MAX : (uint32_t) n;
}
