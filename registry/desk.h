/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Desk: where the loops of the service ask about persons, sessions and accounts, without waiting.
 *
 * One desk per loop thread, never shared. Questions of one turn leave together: one audit commit
 * and one look-up for all of them; while a batch is under way the next one collects, so the batches
 * clock themselves. The loop registers desk_fd() once for reading, calls desk_turn() when it is
 * readable, and desk_flush() at the end of each of its own turns.
 *
 * What always holds: every question that was taken is answered exactly once, from desk_turn() or
 * desk_free(), never inside the asking call and never later than its deadline by more than a turn.
 */

#include "registry/account.h"
#include "registry/base/cleanup.h"
#include "registry/person.h"

#include <stdbool.h>

typedef struct Desk Desk;
typedef struct Params Params;
typedef struct Result Result;

typedef struct DeskOptions {
    const char *conninfo;   /* as --db, or NULL; the user is mitroa_service unless it names one */
    uint32_t questions_max; /* bound of what waits and is under way; 0 = 4096 */
    uint32_t deadline_ms;   /* from the asking to the answer; 0 = 1000 */
    uint8_t chain;          /* of the audit: one for each loop, so that they do not wait */
    void (*register_changed)(void *context); /* a new register version was committed; may be NULL */
    void *context;
} DeskOptions;

/* A database that is down is not an error: the desk goes on trying, and answers UNAVAILABLE. */
int desk_new(const DeskOptions *options, Desk **ret_desk);

/* Answers everybody who waits, then closes. */
Desk *desk_free(Desk *desk);

int desk_fd(const Desk *desk);
void desk_turn(Desk *desk);
/* `more` will be asked within milliseconds: a small batch about persons waits for them. */
void desk_flush(Desk *desk, bool more);

typedef struct DeskCounts {
    uint32_t asks;       /* that wait or are under way */
    int64_t waited_ms;   /* by the oldest question about a person that has not left yet */
    uint64_t batches;    /* of such questions, ever */
    uint64_t questions;  /* in them */
    uint64_t batches_us; /* from sending them to their answers */
} DeskCounts;

DeskCounts desk_counts(const Desk *desk);

/* The database answers and its schema is the one of this binary. */
bool desk_is_ready(const Desk *desk);

/* The question is copied, its arena is kept. `answer` may free the arena. */
typedef void PersonAnswer(void *context, const PersonReply *reply);
void desk_ask(Desk *desk, const PersonQuestion *question, PersonAnswer *answer, void *context);

/* Whom a token belongs to now. The session is lent until the callback returns. */
typedef void SessionAnswer(void *context, AccountStatus status, const AccountSession *session);
void desk_session(Desk *desk, const uint8_t token_hash[static TOKEN_HASH_SIZE],
        SessionAnswer *answer, void *context);

/* How the password of a log-in name is proven, so that a thread may do it. Lent as above. */
typedef void CredentialAnswer(
        void *context, AccountStatus status, const AccountCredential *credential);
void desk_credential(Desk *desk, const char *login, CredentialAnswer *answer, void *context);

typedef void StatusAnswer(void *context, AccountStatus status);

void desk_session_close(Desk *desk, const uint8_t token_hash[static TOKEN_HASH_SIZE],
        StatusAnswer *answer, void *context);

/*
 * One statement of any other kind, for pages that ask about no person. The parameters and their
 * arena are lent until the answer, which lends its rows until it returns: NULL where the statement
 * was refused, with its SQLSTATE, and with "" where the database cannot be asked now.
 */
typedef void CallAnswer(void *context, const Result *rows, const char *state);
void desk_call(Desk *desk, const Params *params, CallAnswer *answer, void *context);

DEFINE_CLEANUP(Desk, desk_free)
