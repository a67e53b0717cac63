/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/exchange.h"

#include "api/exchange_state.h"
#include "api/loop.h"
#include "api/web/pages.h"

#include "registry/base/error.h"
#include "registry/snapshot.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <microhttpd.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define ERROR_DETAIL_MAX 400

Arena *
exchange_arena(Exchange *exchange)
{
    return exchange->arena;
}

Loop *
exchange_loop(Exchange *exchange)
{
    return exchange->loop;
}

const Route *
exchange_route(const Exchange *exchange)
{
    return exchange->route;
}

const Session *
exchange_session(const Exchange *exchange)
{
    return exchange->session;
}

SnapshotLocal *
exchange_registers(Exchange *exchange)
{
    if (!exchange->registers)
        exchange->registers = loop_registers_hold(exchange->loop);
    return exchange->registers ? loop_registers_local(exchange->registers) : NULL;
}

const Snapshot *
exchange_snapshot(Exchange *exchange)
{
    SnapshotLocal *local = exchange_registers(exchange);

    return local ? snapshot_local_snapshot(local) : NULL;
}

const IdentifierKey *
exchange_key(const Exchange *exchange)
{
    return loop_options(exchange->loop)->key;
}

static const ParamValue *
value_of(const Exchange *exchange, const char *name)
{
    const Param *params = exchange->route->params;

    for (size_t i = 0; params && params[i].name; i++)
        if (strcmp(params[i].name, name) == 0)
            return &exchange->values[i];

    assert(false && "a handler reads a parameter that its route does not declare");
    return NULL;
}

bool
exchange_has(const Exchange *exchange, const char *name)
{
    return value_of(exchange, name)->text != NULL;
}

const char *
exchange_text(const Exchange *exchange, const char *name)
{
    return value_of(exchange, name)->text;
}

double
exchange_number(const Exchange *exchange, const char *name)
{
    const ParamValue *value = value_of(exchange, name);

    return value->text ? value->number : NAN;
}

int64_t
exchange_count(const Exchange *exchange, const char *name, int64_t otherwise)
{
    const ParamValue *value = value_of(exchange, name);

    return value->text ? value->count : otherwise;
}

Day
exchange_day(const Exchange *exchange, const char *name, Day otherwise)
{
    const ParamValue *value = value_of(exchange, name);

    return value->text ? value->day : otherwise;
}

void
exchange_keep(Exchange *exchange, void *kept)
{
    exchange->kept = kept;
}

void *
exchange_kept(const Exchange *exchange)
{
    return exchange->kept;
}

const char *
exchange_body(const Exchange *exchange, size_t *ret_size)
{
    *ret_size = exchange->body.size;
    return exchange->body.data ? exchange->body.data : "";
}

const char *
exchange_header(const Exchange *exchange, const char *name)
{
    return MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name);
}

/* The first answer wins: a callback that comes after a deadline has answered changes nothing. */
static bool
take_status(Exchange *exchange, unsigned status)
{
    if (exchange->status != 0)
        return false;
    exchange->status = status;
    return true;
}

static void
send_answer_buffer(Exchange *exchange, const char *media_type)
{
    exchange->media_type = media_type;
    exchange->bytes = NULL;
}

JsonWriter *
exchange_json(Exchange *exchange, unsigned status)
{
    bool taken = take_status(exchange, status);

    assert(taken);
    send_answer_buffer(exchange, "application/json");
    json_init(&exchange->json, &exchange->answer);
    return &exchange->json;
}

int
exchange_bytes(
        Exchange *exchange, unsigned status, const char *media_type, const char *bytes, size_t size)
{
    if (!take_status(exchange, status))
        return 0;
    exchange->media_type = media_type;
    exchange->bytes = bytes;
    exchange->size = size;
    return 0;
}

int
exchange_held_bytes(Exchange *exchange, unsigned status, const char *media_type, const char *bytes,
        size_t size, void (*release)(void *owned), void *owned)
{
    if (exchange->status != 0) {
        release(owned);
        return 0;
    }
    exchange->release = release;
    exchange->owned = owned;
    return exchange_bytes(exchange, status, media_type, bytes, size);
}

Buffer *
exchange_page(Exchange *exchange, unsigned status)
{
    bool taken = take_status(exchange, status);

    assert(taken);
    send_answer_buffer(exchange, "text/html; charset=utf-8");
    return &exchange->answer;
}

int
exchange_see_other(Exchange *exchange, const char *location)
{
    exchange_set_header(exchange, "Location", location);
    return exchange_bytes(exchange, 303, "text/plain; charset=utf-8", "", 0);
}

void
exchange_set_header(Exchange *exchange, const char *name, const char *value)
{
    assert(exchange->n_headers < ANSWER_HEADERS_MAX);
    exchange->headers[exchange->n_headers++] = (Header) { name, value };
}

static bool
wants_page(const Exchange *exchange)
{
    const char *accepted;

    if (exchange->route)
        return exchange->route->face != FACE_API;
    accepted = exchange_header(exchange, "Accept");
    return accepted && strstr(accepted, "text/html");
}

/* Whose name may stand on the page; a session that nobody has looked up yet has none. */
static const Session *
known_session(const Exchange *exchange)
{
    return exchange->session && exchange->session->account.name ? exchange->session : NULL;
}

int
exchange_problem(Exchange *exchange, unsigned status, const char *type, const char *detail)
{
    const Problem problem = {
        .status = status,
        .type = type,
        .detail = detail,
        .errors = exchange->errors,
        .n_errors = exchange->n_errors,
    };

    if (!take_status(exchange, status))
        return 0;

    buffer_clear(&exchange->answer);
    if (wants_page(exchange)) {
        send_answer_buffer(exchange, "text/html; charset=utf-8");
        page_problem(&exchange->answer, &problem, known_session(exchange));
    } else {
        send_answer_buffer(exchange, "application/problem+json");
        json_init(&exchange->json, &exchange->answer);
        problem_write(&exchange->json, &problem);
    }
    return 0;
}

int
exchange_not_found(Exchange *exchange)
{
    exchange->n_errors = 0;
    return exchange_problem(exchange, 404, "not-found",
            "Δεν υπάρχει κάτι τέτοιο, ή δεν έχετε δικαίωμα να το δείτε.");
}

int
exchange_unavailable(Exchange *exchange, const char *type, const char *detail)
{
    if (exchange->status != 0)
        return 0;
    exchange->n_errors = 0;
    exchange_set_header(
            exchange, "Retry-After", arena_format(exchange->arena, "%d", RETRY_AFTER_SECONDS));
    return exchange_problem(exchange, 503, type, detail);
}

void
exchange_error(Exchange *exchange, const char *pointer, const char *format, ...)
{
    char detail[ERROR_DETAIL_MAX];
    va_list arguments;

    if (exchange->n_errors == PROBLEM_ERRORS_MAX)
        return;

    va_start(arguments, format);
    (void) vsnprintf(detail, sizeof detail, format, arguments);
    va_end(arguments);

    exchange->errors[exchange->n_errors++] = (ProblemError) {
        .pointer = arena_text(exchange->arena, pointer),
        .detail = arena_text(exchange->arena, detail),
    };
}

size_t
exchange_errors(const Exchange *exchange)
{
    return exchange->n_errors;
}

void
exchange_settle(Exchange *exchange, int result)
{
    static const char sorry[] = "Κάτι απροσδόκητο συνέβη στην υπηρεσία. Το πρόβλημα καταγράφηκε.";

    if (result == 0 && exchange->status == 0)
        result = error_raise(-ENOTRECOVERABLE, "%s %s gave no answer", exchange->route->method,
                exchange->route->path);
    if (result < 0)
        (void) exchange_problem(exchange, 500, "internal", sorry);
}

int
exchange_later(Exchange *exchange, RouteHandler *next)
{
    assert(exchange->share);
    exchange->later = next;
    admission_queue(loop_admission(exchange->loop), exchange);
    return EXCHANGE_WAITS;
}

void
exchange_finish(Exchange *exchange, int result)
{
    if (result == EXCHANGE_WAITS)
        return;

    assert(exchange->state == EXCHANGE_WORKS);
    exchange_settle(exchange, error_fold(result));
    exchange->state = EXCHANGE_ANSWERED;
    loop_resume(exchange->loop, exchange);
}
