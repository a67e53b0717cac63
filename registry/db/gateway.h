/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Gateway: one pipelined connection to PostgreSQL inside an event loop.
 *
 * Several calls are under way at once and are answered in order. A call is one or more statements;
 * each is an implicit transaction of its own (a sync follows it), and all leave in one flush, so
 * that the second runs after the first has committed and without waiting for the network.
 *
 * The loop registers gateway_fd() once, for reading, and calls gateway_turn() whenever it is
 * readable: the descriptor is an epoll of its own that watches the connection, the deadlines and
 * the back-off, so it never changes, whatever becomes of the connection. gateway_submit() only
 * queues; gateway_flush(), once at the end of the loop's turn, sends.
 *
 * What always holds: every call that was accepted is answered exactly once, from gateway_turn() or
 * gateway_free(), within its deadline plus one turn. Nothing is sent twice: after
 * a loss nobody knows whether the server had committed, so the caller decides. A lost connection
 * is rebuilt with a growing pause, its prepared statements with it. A gateway belongs to one
 * thread.
 */

#include "registry/base/cleanup.h"
#include "registry/db/db.h"

typedef struct Gateway Gateway;

enum {
    GATEWAY_E_DOWN = 1, /* not connected now, or the connection was lost under the call */
    GATEWAY_E_FULL,     /* as many calls under way as the options allow */
    GATEWAY_E_LATE,     /* the deadline passed */
};

typedef struct GatewayReply {
    int status; /* 0: every statement was answered; else GATEWAY_E_DOWN or _LATE */
    size_t n;   /* statements of the call */
    const Result *const *results; /* lent until the callback returns; NULL where refused */
    const char *const *states;    /* SQLSTATE where refused, else "" */
} GatewayReply;

typedef void GatewayAnswer(void *context, const GatewayReply *reply);

/* From gateway_turn(): the connection is new (and may have missed a NOTIFY), or a NOTIFY came. */
typedef enum GatewayNews {
    GATEWAY_CONNECTED,
    GATEWAY_NOTIFIED,
} GatewayNews;

typedef void GatewayEvent(void *context, GatewayNews news);

typedef struct GatewayOptions {
    DbOptions db;            /* statement_ms should be below the deadlines that calls are given */
    uint32_t calls_max;      /* bound of calls under way, at least 1 */
    const Statement *listen; /* the file with the LISTEN, or NULL */
    GatewayEvent *event;     /* may be NULL */
    void *context;
} GatewayOptions;

#define GATEWAY_STATEMENTS_MAX 4 /* in one call */

/* Begins to connect; a database that is down now is not an error. Options are copied, not texts. */
int gateway_new(const GatewayOptions *options, Gateway **ret_gateway);

/* Answers everybody with GATEWAY_E_DOWN and takes no more calls. free() does the same first. */
void gateway_end(Gateway *gateway);
Gateway *gateway_free(Gateway *gateway);

int gateway_fd(const Gateway *gateway);
void gateway_turn(Gateway *gateway);
void gateway_flush(Gateway *gateway);

/* Makes the descriptor readable at once, for a caller that has something to do in its next turn. */
void gateway_wake(Gateway *gateway);

/* Whether it is connected and ready: what /readyz asks. */
bool gateway_is_up(const Gateway *gateway);
size_t gateway_calls(const Gateway *gateway);

/*
 * Queues a call of `n` statements, sent in order. 0, GATEWAY_E_DOWN or GATEWAY_E_FULL; only with 0
 * will `answer` be called. The params may be freed when this returns.
 */
int gateway_submit(Gateway *gateway, const Params *const *calls, size_t n, uint32_t deadline_ms,
        GatewayAnswer *answer, void *context);

DEFINE_CLEANUP(Gateway, gateway_free)
