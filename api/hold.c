/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/hold.h"

#include "api/access.h"
#include "api/connection.h"
#include "api/exchange_state.h"
#include "api/http.h"
#include "api/limits.h"
#include "api/loop_state.h"

#include "registry/base/arena.h"

#include <string.h>

/* Of the token, so that it says nothing about it; nobody's is 0. */
static uint64_t
who_asks(const Exchange *exchange)
{
    uint64_t who = 0;

    if (exchange->session)
        memcpy(&who, exchange->session->token_hash, sizeof who);
    return who;
}

static int
refuse(Exchange *exchange)
{
    exchange->close_after = true;
    exchange_set_header(
            exchange, "Retry-After", arena_format(exchange->arena, "%d", RETRY_AFTER_SECONDS));
    return exchange_problem(exchange, 429, "too-soon",
            "Ζητήσατε ξανά πριν περάσει ο χρόνος αναμονής (Retry-After). Περιμένετε λίγα "
            "δευτερόλεπτα "
            "και δοκιμάστε ξανά.");
}

bool
hold_takes(Exchange *exchange, int64_t now_ms, int *ret_result)
{
    Hold *hold = &exchange->loop->hold;
    Connection *connection = http_connection(exchange);
    uint64_t who = who_asks(exchange);

    if (connection->refused_until_ms <= now_ms || connection->refused_who != who) {
        connection->refused_until_ms = now_ms + RETRY_AFTER_SECONDS * 1000;
        connection->refused_who = who;
        return false;
    }
    if (hold->n == HELD_PER_LOOP_MAX) {
        *ret_result = refuse(exchange);
        return true;
    }
    exchange->held_until_ms = now_ms + HOLD_MS;
    if (hold->last)
        hold->last->held_next = exchange;
    else
        hold->first = exchange;
    hold->last = exchange;
    hold->n++;
    *ret_result = EXCHANGE_WAITS;
    return true;
}

void
hold_release(Hold *hold, int64_t now_ms)
{
    while (hold->first && hold->first->held_until_ms <= now_ms) {
        Exchange *exchange = hold->first;

        hold->first = exchange->held_next;
        if (!hold->first)
            hold->last = NULL;
        hold->n--;
        exchange->held_next = NULL;
        exchange_finish(exchange, refuse(exchange));
    }
}

int64_t
hold_next_ms(const Hold *hold)
{
    return hold->first ? hold->first->held_until_ms : INT64_MAX;
}
