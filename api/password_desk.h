/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Password desk: checks passwords on a thread of its own, one after the other.
 *
 * argon2id takes some tenths of a second and 64 MiB, which a loop cannot spare. One thread and a
 * short queue bound what a flood of log-ins costs: the rest is told to come again.
 */

#include "api/exchange.h"

#include <stdbool.h>

#define PASSWORD_QUEUE_MAX 32

typedef struct PasswordDesk PasswordDesk;
typedef struct PasswordJob PasswordJob;

int password_desk_new(PasswordDesk **ret_desk);
/* What still waits counts as wrong. Ends the thread. */
PasswordDesk *password_desk_free(PasswordDesk *desk);

enum {
    PASSWORD_E_BUSY = 1, /* the queue is full */
};

/* `answer` runs on the loop of the exchange, which may wait for it. The password is copied and
 * wiped. */
typedef void PasswordAnswer(Exchange *exchange, bool is_right);
int password_check(PasswordDesk *desk, Exchange *exchange, const char *stored, const char *password,
        PasswordAnswer *answer);

/* The exchange has been answered otherwise: nobody is to be called any more. */
void password_forget(Exchange *exchange);
