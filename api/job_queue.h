/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Job queue: what takes longer than a loop may wait is done by threads of its own, first come first
 * served. The queue is bounded; who comes to a full one is told so and asks again later.
 */

#include <stdbool.h>

typedef struct JobQueue JobQueue;

typedef struct JobPlan {
    unsigned threads;
    unsigned max; /* that wait; those that run are not counted */
    void *context;
    void (*run)(void *context, void *job); /* takes the job */
    void (*due)(void *context);            /* every `due_s`, while nothing waits; NULL = never */
    unsigned due_s;
} JobPlan;

int job_queue_new(const JobPlan *plan, JobQueue **ret_queue);
/* Waits for what runs. What waits is run as well: `run` asks job_queue_is_ending(). */
JobQueue *job_queue_free(JobQueue *queue);

/* false, and the job stays the caller's, when the queue is full. */
bool job_queue_put(JobQueue *queue, void *job);
bool job_queue_is_ending(JobQueue *queue);
