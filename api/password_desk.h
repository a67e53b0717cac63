/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Password desk: puts passwords through argon2id on a thread of its own, one after the other.
 *
 * argon2id takes some tenths of a second and 64 MiB, which a loop cannot spare. One thread and a
 * short queue bound what a flood of log-ins costs: the rest is told to come again.
 */

#include "api/exchange.h"

#include "registry/account.h"

#include <stdbool.h>

#define PASSWORD_QUEUE_MAX 32

typedef struct PasswordDesk PasswordDesk;
typedef struct PasswordJob PasswordJob;

int password_desk_new(PasswordDesk **ret_desk);
/* What still waits is given up. Ends the thread. */
PasswordDesk *password_desk_free(PasswordDesk *desk);

enum {
    PASSWORD_E_BUSY = 1, /* the queue is full */
};

typedef struct PasswordResult {
    uint8_t proof[PASSWORD_PROOF_SIZE];
    char stored[PASSWORD_STORED_SIZE]; /* of the new password; "" = none was given */
} PasswordResult;

typedef struct PasswordWork {
    const char *settings; /* with `password`: what to prove; NULL = nothing */
    const char *password;
    const char *fresh; /* a new password to be stored; NULL = none */
} PasswordWork;

/*
 * `answer` runs on the loop of the exchange, which may wait for it; NULL instead of a result if we
 * stop. Passwords are copied and wiped, the result is lent until the answer returns.
 */
typedef void PasswordAnswer(Exchange *exchange, const PasswordResult *result);
int password_work(
        PasswordDesk *desk, Exchange *exchange, const PasswordWork *work, PasswordAnswer *answer);

/* The exchange has been answered otherwise: nobody is to be called any more. */
void password_forget(Exchange *exchange);
