/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Hold: whoever was told 503 and asks again on the same connection before Retry-After has passed
 * waits a second, is told 429, and its connection is closed. A client that hammers so costs a few
 * requests a second and not all that the loop can refuse; whoever keeps to Retry-After never meets
 * it. It is about the one who asked: through a proxy others come on the same connection.
 *
 * All wait equally long, so the first is always the first that is due. One hold belongs to a loop.
 */

#include <stdbool.h>
#include <stdint.h>

typedef struct Exchange Exchange;

typedef struct Hold {
    Exchange *first;
    Exchange *last;
    unsigned n;
} Hold;

/*
 * An exchange that there is no room for. True: it waits, or was told 429 because too many wait;
 * false: it is to be told 503, and the connection remembers that it was.
 */
bool hold_takes(Exchange *exchange, int64_t now_ms, int *ret_result);
/* Answers those whose time has come; INT64_MAX: all of them. */
void hold_release(Hold *hold, int64_t now_ms);
/* When the next one is due; INT64_MAX = nobody waits. */
int64_t hold_next_ms(const Hold *hold);
