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
    char stored[PASSWORD_STORED_SIZE];
    char password[PASSWORD_MAX + 1];
    bool is_right;
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
    PasswordAnswer *answer = job->answer;
    bool is_right = job->is_right;

    free(job);
    if (!exchange)
        return;
    exchange->password = NULL;
    answer(exchange, is_right);
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
        job->is_right = !ending
                && account_password_check(job->stored, job->password, strlen(job->password));
        explicit_bzero(job->password, sizeof job->password);
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

int
password_check(PasswordDesk *desk, Exchange *exchange, const char *stored, const char *password,
        PasswordAnswer *answer)
{
    PasswordJob *job;

    assert(!exchange->password);
    assert(strlen(password) <= PASSWORD_MAX);

    (void) pthread_mutex_lock(&desk->lock);
    if (desk->count == PASSWORD_QUEUE_MAX) {
        (void) pthread_mutex_unlock(&desk->lock);
        return PASSWORD_E_BUSY;
    }
    job = memory_new(1, sizeof *job);
    job->work.run = finish;
    job->loop = exchange_loop(exchange);
    job->exchange = exchange;
    job->answer = answer;
    (void) snprintf(job->stored, sizeof job->stored, "%s", stored);
    (void) snprintf(job->password, sizeof job->password, "%s", password);
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
