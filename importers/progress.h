/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Progress: how far a long run has come. On a terminal one line that is drawn anew: a bar, lines,
 * lines a second, percent, time left. Elsewhere a plain line every PROGRESS_PLAIN_S seconds.
 *
 * With MITROA_DURATIONS set it ends with the duration of each step.
 *
 * It writes to standard error from a thread of its own, so that it goes on while the database
 * works, and takes its line away at the end, so that neither the report nor --json is disturbed.
 */

#include "importers/import.h"
#include "registry/base/cleanup.h"

#define PROGRESS_PLAIN_S 10

Progress *progress_new(void);
Progress *progress_free(Progress *progress); /* takes the line away */

/*
 * Ends its thread until the next step: a child process may inherit a lock that a thread held, and
 * would wait for it for ever.
 */
void progress_pause(Progress *progress);

/* How many lines of the files have been read; cheap enough for every row. */
void progress_lines(Progress *progress, uint64_t lines);

DEFINE_CLEANUP(Progress, progress_free)
