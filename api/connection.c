/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/connection.h"

#include "api/limits.h"

#include "registry/base/memory.h"

#include <assert.h>
#include <sys/socket.h>

static const int stage_limit_ms[STAGES] = {
    [STAGE_HEADER] = HEADER_DEADLINE_MS,
    [STAGE_BODY] = BODY_DEADLINE_MS,
    [STAGE_ANSWER] = ANSWER_DEADLINE_MS,
    [STAGE_WRITE] = WRITE_DEADLINE_MS,
    [STAGE_IDLE] = IDLE_DEADLINE_MS,
};

static void
leave(ConnectionLists *lists, Connection *connection)
{
    ConnectionStage stage = connection->stage;

    if (connection->previous)
        connection->previous->next = connection->next;
    else
        lists->first[stage] = connection->next;
    if (connection->next)
        connection->next->previous = connection->previous;
    else
        lists->last[stage] = connection->previous;
    connection->previous = NULL;
    connection->next = NULL;
}

static void
append(ConnectionLists *lists, Connection *connection, ConnectionStage stage, int64_t now_ms)
{
    connection->stage = stage;
    connection->due_ms = now_ms + stage_limit_ms[stage];
    connection->previous = lists->last[stage];
    if (connection->previous)
        connection->previous->next = connection;
    else
        lists->first[stage] = connection;
    lists->last[stage] = connection;
}

Connection *
connection_new(ConnectionLists *lists, int fd, int64_t now_ms)
{
    Connection *connection = memory_new(1, sizeof *connection);

    connection->fd = fd;
    append(lists, connection, STAGE_HEADER, now_ms);
    lists->count++;
    return connection;
}

Connection *
connection_free(ConnectionLists *lists, Connection *connection)
{
    if (!connection)
        return NULL;

    leave(lists, connection);
    lists->count--;
    free(connection);
    return NULL;
}

void
connection_enter(
        ConnectionLists *lists, Connection *connection, ConnectionStage stage, int64_t now_ms)
{
    assert(stage < STAGES);
    leave(lists, connection);
    append(lists, connection, stage, now_ms);
}

/* It stays in its list, with a new deadline, until libmicrohttpd has seen the end and closes it. */
static void
cut(ConnectionLists *lists, Connection *connection, int64_t now_ms)
{
    (void) shutdown(connection->fd, SHUT_RDWR);
    connection_enter(lists, connection, connection->stage, now_ms);
}

void
connections_expire(ConnectionLists *lists, int64_t now_ms, int idle_too)
{
    for (ConnectionStage stage = 0; stage < STAGES; stage++) {
        /* Suspended connections do not see their socket; the desk's deadline ends their wait. */
        if (stage == STAGE_ANSWER)
            continue;
        while (lists->first[stage] && lists->first[stage]->due_ms <= now_ms)
            cut(lists, lists->first[stage], now_ms);
    }

    if (idle_too)
        for (Connection *idle = lists->first[STAGE_IDLE]; idle; idle = idle->next)
            (void) shutdown(idle->fd, SHUT_RDWR);
}

int64_t
connections_next_ms(const ConnectionLists *lists)
{
    int64_t next = INT64_MAX;

    for (ConnectionStage stage = 0; stage < STAGES; stage++)
        if (stage != STAGE_ANSWER && lists->first[stage] && lists->first[stage]->due_ms < next)
            next = lists->first[stage]->due_ms;
    return next;
}
