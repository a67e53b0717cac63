/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/password_desk.h"

#include "api/exchange_state.h"
#include "api/loop.h"

#include "registry/account.h"
#include "registry/base/error.h"
#include "registry/base/memory.h"

#include <assert.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

struct PasswordJob {
    LoopWork work; /* first: the loop hands it back as this */
    PasswordJob *next;
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
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    PasswordJob *first;
    PasswordJob *last;
    unsigned count;
    bool ending;
};

static PasswordJob *
take_job(PasswordDesk *desk)
{
    PasswordJob *job = desk->first;

    desk->first = job->next;
    if (!desk->first)
        desk->last = NULL;
    desk->count--;
    return job;
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
    explicit_bzero(job, sizeof *job);
    free(job);
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

static void *
run(void *context)
{
    PasswordDesk *desk = context;

    (void) pthread_mutex_lock(&desk->lock);
    for (;;) {
        PasswordJob *job;
        bool ending;

        while (!desk->first && !desk->ending)
            (void) pthread_cond_wait(&desk->changed, &desk->lock);
        if (!desk->first)
            break;

        job = take_job(desk);
        ending = desk->ending;
        (void) pthread_mutex_unlock(&desk->lock);
        if (!ending)
            compute(job);
        loop_post(job->loop, &job->work);
        (void) pthread_mutex_lock(&desk->lock);
    }
    (void) pthread_mutex_unlock(&desk->lock);
    return NULL;
}

int
password_desk_new(PasswordDesk **ret_desk)
{
    PasswordDesk *desk = memory_new(1, sizeof *desk);
    int r;

    (void) pthread_mutex_init(&desk->lock, NULL);
    (void) pthread_cond_init(&desk->changed, NULL);
    r = pthread_create(&desk->thread, NULL, run, desk);
    if (r != 0) {
        free(desk);
        return error_raise(-r, "cannot start a thread");
    }
    *ret_desk = desk;
    return 0;
}

PasswordDesk *
password_desk_free(PasswordDesk *desk)
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

    (void) pthread_mutex_lock(&desk->lock);
    if (desk->count == PASSWORD_QUEUE_MAX) {
        (void) pthread_mutex_unlock(&desk->lock);
        return PASSWORD_E_BUSY;
    }
    job = job_new(exchange, work, answer);
    exchange->password = job;
    if (desk->last)
        desk->last->next = job;
    else
        desk->first = job;
    desk->last = job;
    desk->count++;
    (void) pthread_cond_signal(&desk->changed);
    (void) pthread_mutex_unlock(&desk->lock);
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
