/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Connections and their absolute deadlines.
 *
 * Each connection stands in the list of what it does now. All of a list wait equally long and are
 * added at its end, so the lists need no sorting and only their heads are looked at.
 */

#include <stdint.h>

typedef enum ConnectionStage {
    STAGE_HEADER, /* accepted, or the next request line has come: the headers are due */
    STAGE_BODY,
    STAGE_ANSWER, /* a handler works; the desk has deadlines of its own */
    STAGE_WRITE,
    STAGE_IDLE, /* between two requests */
    STAGES,
} ConnectionStage;

typedef struct Connection Connection;

struct Connection {
    int fd;
    ConnectionStage stage;
    int64_t due_ms;
    int64_t refused_until_ms; /* Retry-After of its last 503; 0 = none */
    uint64_t refused_who;     /* hold.c */
    Connection *previous;
    Connection *next;
};

typedef struct ConnectionLists {
    Connection *first[STAGES];
    Connection *last[STAGES];
    unsigned count;
} ConnectionLists;

Connection *connection_new(ConnectionLists *lists, int fd, int64_t now_ms);
Connection *connection_free(ConnectionLists *lists, Connection *connection);
void connection_enter(
        ConnectionLists *lists, Connection *connection, ConnectionStage stage, int64_t now_ms);

/* Shuts down the sockets of those that are late; of all idle ones if `idle_too`. */
void connections_expire(ConnectionLists *lists, int64_t now_ms, int idle_too);
/* When the next one will be late; INT64_MAX = none. */
int64_t connections_next_ms(const ConnectionLists *lists);
