/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/password_desk.h"

#include "api/exchange_state.h"
#include "api/job_queue.h"
#include "api/loop.h"

#include "registry/account.h"
#include "registry/base/error.h"
#include "registry/base/memory.h"

#include <assert.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

struct PasswordJob {
    LoopWork work; /* first: the loop hands it back as this */
    Loop *loop;
    Exchange *exchange; /* NULL once forgotten; only the loop's thread looks at it */
    PasswordAnswer *answer;
    bool proves;
    bool stores;
    char settings[PASSWORD_STORED_SIZE];
    char password[PASSWORD_MAX + 1];
    char fresh[PASSWORD_MAX + 1];
    bool is_done;
    PasswordResult result;
};

struct PasswordDesk {
    JobQueue *queue;
};

static void
job_free(PasswordJob *job)
{
    explicit_bzero(job, sizeof *job);
    free(job);
}

static void
finish(LoopWork *work)
{
    PasswordJob *job = (PasswordJob *) work;
    Exchange *exchange = job->exchange;

    if (exchange) {
        exchange->password = NULL;
        job->answer(exchange, job->is_done ? &job->result : NULL);
    }
    job_free(job);
}

static void
compute(PasswordJob *job)
{
    if (job->proves)
        account_password_prove(
                job->settings, job->password, strlen(job->password), job->result.proof);
    if (job->stores)
        account_password_store(job->fresh, strlen(job->fresh), job->result.stored);
    job->is_done = true;
}

static void
run(void *context, void *waited)
{
    PasswordDesk *desk = context;
    PasswordJob *job = waited;

    if (!job_queue_is_ending(desk->queue))
        compute(job);
    loop_post(job->loop, &job->work);
}

int
password_desk_new(PasswordDesk **ret_desk)
{
    PasswordDesk *desk = memory_new(1, sizeof *desk);
    const JobPlan plan = { .threads = 1, .max = PASSWORD_QUEUE_MAX, .context = desk, .run = run };
    int r = job_queue_new(&plan, &desk->queue);

    if (r != 0) {
        free(desk);
        return r;
    }
    *ret_desk = desk;
    return 0;
}

PasswordDesk *
password_desk_free(PasswordDesk *desk)
{
    if (!desk)
        return NULL;

    (void) job_queue_free(desk->queue);
    free(desk);
    return NULL;
}

static PasswordJob *
job_new(Exchange *exchange, const PasswordWork *work, PasswordAnswer *answer)
{
    PasswordJob *job = memory_new(1, sizeof *job);

    job->work.run = finish;
    job->loop = exchange_loop(exchange);
    job->exchange = exchange;
    job->answer = answer;
    job->proves = work->settings != NULL;
    job->stores = work->fresh != NULL;
    if (job->proves) {
        (void) snprintf(job->settings, sizeof job->settings, "%s", work->settings);
        (void) snprintf(job->password, sizeof job->password, "%s", work->password);
    }
    if (job->stores)
        (void) snprintf(job->fresh, sizeof job->fresh, "%s", work->fresh);
    return job;
}

int
password_work(
        PasswordDesk *desk, Exchange *exchange, const PasswordWork *work, PasswordAnswer *answer)
{
    PasswordJob *job;

    assert(!exchange->password);
    assert(!work->settings || strlen(work->password) <= PASSWORD_MAX);
    assert(!work->fresh || strlen(work->fresh) <= PASSWORD_MAX);

    job = job_new(exchange, work, answer);
    if (!job_queue_put(desk->queue, job)) {
        job_free(job);
        return PASSWORD_E_BUSY;
    }
    exchange->password = job;
    return 0;
}

void
password_forget(Exchange *exchange)
{
    if (!exchange->password)
        return;
    exchange->password->exchange = NULL;
    exchange->password = NULL;
}
