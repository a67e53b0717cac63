/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* Screen meter: how far a screening is, drawn on a terminal and nowhere else. */

#include "registry/screen_run.h"

#include <pthread.h>

typedef struct ScreenMeter {
    pthread_t thread;
    bool running;
    atomic_bool ended;
    ScreenProgress progress;
} ScreenMeter;

/* Zeroed before. */
void screen_meter_begin(ScreenMeter *meter);
void screen_meter_end(ScreenMeter *meter);

/* As many as there are cores, within SCREEN_THREADS_MAX. */
uint32_t screen_threads(void);
