/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/job_queue.h"

#include "registry/base/error.h"
#include "registry/base/memory.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

struct JobQueue {
    JobPlan plan;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    void **waiting; /* a ring */
    unsigned first;
    unsigned count;
    bool ending;
    int64_t due_s;
    unsigned n_threads;
    pthread_t threads[];
};

static int64_t
now_s(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

static void *
take_job(JobQueue *queue)
{
    void *job;

    if (queue->count == 0)
        return NULL;
    job = queue->waiting[queue->first];
    queue->first = (queue->first + 1) % queue->plan.max;
    queue->count--;
    return job;
}

static bool
is_due(JobQueue *queue)
{
    if (!queue->plan.due || queue->ending || now_s() < queue->due_s)
        return false;
    queue->due_s = now_s() + queue->plan.due_s;
    return true;
}

/* The lock is held, before and after. */
static void
wait_for_job(JobQueue *queue)
{
    struct timespec until = { .tv_sec = queue->due_s };

    if (queue->plan.due)
        (void) pthread_cond_timedwait(&queue->changed, &queue->lock, &until);
    else
        (void) pthread_cond_wait(&queue->changed, &queue->lock);
}

static void *
run(void *context)
{
    JobQueue *queue = context;

    (void) pthread_mutex_lock(&queue->lock);
    while (queue->count > 0 || !queue->ending) {
        void *job = take_job(queue);

        if (!job && !is_due(queue)) {
            wait_for_job(queue);
            continue;
        }
        (void) pthread_mutex_unlock(&queue->lock);
        if (job)
            queue->plan.run(queue->plan.context, job);
        else
            queue->plan.due(queue->plan.context);
        (void) pthread_mutex_lock(&queue->lock);
    }
    (void) pthread_mutex_unlock(&queue->lock);
    return NULL;
}

static void
init_clocked(pthread_cond_t *changed)
{
    pthread_condattr_t attributes;

    (void) pthread_condattr_init(&attributes);
    (void) pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void) pthread_cond_init(changed, &attributes);
    (void) pthread_condattr_destroy(&attributes);
}

int
job_queue_new(const JobPlan *plan, JobQueue **ret_queue)
{
    JobQueue *queue = memory_new(1, sizeof *queue + plan->threads * sizeof queue->threads[0]);

    queue->plan = *plan;
    queue->waiting = memory_new(plan->max, sizeof *queue->waiting);
    queue->due_s = now_s() + plan->due_s / 10;
    (void) pthread_mutex_init(&queue->lock, NULL);
    init_clocked(&queue->changed);
    for (; queue->n_threads < plan->threads; queue->n_threads++) {
        int r = pthread_create(&queue->threads[queue->n_threads], NULL, run, queue);

        if (r == 0)
            continue;
        (void) job_queue_free(queue);
        return error_raise(-r, "cannot start a thread: %s", strerror(r));
    }
    *ret_queue = queue;
    return 0;
}

JobQueue *
job_queue_free(JobQueue *queue)
{
    if (!queue)
        return NULL;

    (void) pthread_mutex_lock(&queue->lock);
    queue->ending = true;
    (void) pthread_cond_broadcast(&queue->changed);
    (void) pthread_mutex_unlock(&queue->lock);
    for (unsigned i = 0; i < queue->n_threads; i++)
        (void) pthread_join(queue->threads[i], NULL);
    (void) pthread_mutex_destroy(&queue->lock);
    (void) pthread_cond_destroy(&queue->changed);
    free(queue->waiting);
    free(queue);
    return NULL;
}

bool
job_queue_put(JobQueue *queue, void *job)
{
    bool has_room;

    (void) pthread_mutex_lock(&queue->lock);
    has_room = queue->count < queue->plan.max;
    if (has_room) {
        queue->waiting[(queue->first + queue->count++) % queue->plan.max] = job;
        (void) pthread_cond_signal(&queue->changed);
    }
    (void) pthread_mutex_unlock(&queue->lock);
    return has_room;
}

bool
job_queue_is_ending(JobQueue *queue)
{
    bool ending;

    (void) pthread_mutex_lock(&queue->lock);
    ending = queue->ending;
    (void) pthread_mutex_unlock(&queue->lock);
    return ending;
}
