/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Own process: this program again, by another of its words, for what takes long or looks at a
 * stranger's file. It has no standard input and output, the signals of a fresh process, and ends at
 * its deadline or with the queue that its caller works for.
 */

#include <stdbool.h>

#define OWN_PROCESS_ARGUMENTS_MAX 12

typedef struct JobQueue JobQueue;

typedef struct OwnProcess {
    const char *arguments[OWN_PROCESS_ARGUMENTS_MAX + 1]; /* ends with NULL; lent */
    unsigned n;
    const char *variable; /* "NAME=value" for its environment, not to be seen among arguments */
    unsigned deadline_s;
} OwnProcess;

void own_process_add(OwnProcess *process, const char *argument);
/* Whether it ended by itself, and well. Blocks: for the threads of a queue. */
bool own_process_run(const OwnProcess *process, JobQueue *queue);
