/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Exchange: one request and the response to it, as a handler sees them.
 *
 * A handler runs on the loop of its connection and never blocks. It either answers at once, or
 * asks the desk (registry/desk.h) and returns EXCHANGE_WAITS; the callback then answers on the same
 * loop and ends with exchange_finish(). Exactly one answer is given: the first call that sets a
 * status wins, and a handler that returns 0 without one is our mistake.
 *
 * Everything that a handler allocates lives in the exchange's arena, until the last byte of the
 * response is sent.
 */

#include "api/route.h"

#include "registry/base/arena.h"
#include "registry/base/buffer.h"
#include "registry/base/date.h"
#include "registry/base/identifier.h"
#include "registry/base/json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Exchange Exchange;
typedef struct Loop Loop;
typedef struct Session Session;
typedef struct Snapshot Snapshot;
typedef struct SnapshotLocal SnapshotLocal;

enum {
    EXCHANGE_WAITS = 1, /* returned by a handler whose answer comes from a callback */
};

#define PROBLEM_ERRORS_MAX 32

Arena *exchange_arena(Exchange *exchange);
Loop *exchange_loop(Exchange *exchange);
const Route *exchange_route(const Exchange *exchange);

/* Who asks; NULL when nobody has signed in (possible on routes for anyone only). */
const Session *exchange_session(const Exchange *exchange);

/* The public registers as this request sees them, the same until its end; NULL before the first
 * load. */
SnapshotLocal *exchange_registers(Exchange *exchange);
const Snapshot *exchange_snapshot(Exchange *exchange);

/* The key under which identifiers are looked up. */
const IdentifierKey *exchange_key(const Exchange *exchange);

/* Parameters of the path and the query, already checked against the route's table. */
bool exchange_has(const Exchange *exchange, const char *name);
const char *exchange_text(const Exchange *exchange, const char *name); /* NULL if absent */
double exchange_number(const Exchange *exchange, const char *name);    /* NAN if absent */
int64_t exchange_count(const Exchange *exchange, const char *name, int64_t otherwise);
Day exchange_day(const Exchange *exchange, const char *name, Day otherwise);

/* One thing of the handler's own, for its callbacks. */
void exchange_keep(Exchange *exchange, void *kept);
void *exchange_kept(const Exchange *exchange);

const char *exchange_body(const Exchange *exchange, size_t *ret_size);
/* First value of a header of the request, NULL if absent. */
const char *exchange_header(const Exchange *exchange, const char *name);

/* Answers. Each returns 0, so that a handler can end with `return exchange_problem(…)`. */
JsonWriter *exchange_json(Exchange *exchange, unsigned status);
Buffer *exchange_page(Exchange *exchange, unsigned status); /* to write HTML into */
/* `bytes` live in the exchange's arena or longer than it. */
int exchange_bytes(Exchange *exchange, unsigned status, const char *media_type, const char *bytes,
        size_t size);
/* The same for bytes that somebody else owns: `release(owned)` once the last byte is sent. */
int exchange_held_bytes(Exchange *exchange, unsigned status, const char *media_type,
        const char *bytes, size_t size, void (*release)(void *owned), void *owned);
int exchange_see_other(Exchange *exchange, const char *location);
void exchange_set_header(Exchange *exchange, const char *name, const char *value);

/* RFC 9457. `type` is the last part of urn:mitroa:problem:…; both texts are Greek sentences. */
int exchange_problem(Exchange *exchange, unsigned status, const char *type, const char *detail);
/* The same 404 for what is not there and for what may not be seen: the caller cannot tell them
 * apart. */
int exchange_not_found(Exchange *exchange);
/* 503 with Retry-After; never with a byte about anybody. */
int exchange_unavailable(Exchange *exchange, const char *type, const char *detail);

/* Collects `errors: [{pointer, detail}]` for the 400 that follows. */
void exchange_error(Exchange *exchange, const char *pointer, const char *format, ...)
        __attribute__((format(printf, 3, 4)));
size_t exchange_errors(const Exchange *exchange);

/*
 * Goes on with `next` when it is the turn of whoever asks: for what takes a tenth of a millisecond
 * and more. Returns EXCHANGE_WAITS.
 */
int exchange_later(Exchange *exchange, RouteHandler *next);

/*
 * Ends a callback, as the handler's return value ends a handler: nothing with EXCHANGE_WAITS, the
 * answer otherwise.
 */
void exchange_finish(Exchange *exchange, int result);
