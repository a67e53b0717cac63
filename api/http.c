/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/http.h"

#include "api/access.h"
#include "api/exchange_state.h"
#include "api/host.h"
#include "api/links.h"
#include "api/loop_state.h"
#include "api/request_check.h"
#include "api/router.h"

#include "registry/base/error.h"
#include "registry/base/log.h"
#include "registry/base/memory.h"
#include "registry/base/pack.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

/* Sent with every response. */
static const Header common_headers[] = {
    { "X-Content-Type-Options", "nosniff" },
    { "Referrer-Policy", "same-origin" },
};

/* Never with credentials: `*` allows none, and no route that looks at a session is among them. */
static const Header any_origin_headers[] = {
    { "Cross-Origin-Resource-Policy", "cross-origin" },
    { "Access-Control-Allow-Origin", "*" },
    { "Access-Control-Expose-Headers", "ETag, Link, Content-Crs" },
};

static const Header own_origin_headers[] = {
    { "Cross-Origin-Resource-Policy", "same-origin" },
};

#define NOTHING_ELSE "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/* The pages have no script, no inline style and nothing from elsewhere; that of the map has its
 * own. */
static const Header page_policy = { "Content-Security-Policy",
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; " NOTHING_ELSE };
static const Header map_policy = { "Content-Security-Policy",
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; "
    "script-src 'self'; worker-src 'self'; connect-src 'self'; " NOTHING_ELSE };

static const Header page_headers[] = {
    { "X-Frame-Options", "DENY" },
    { "Cross-Origin-Opener-Policy", "same-origin" },
    { "Permissions-Policy", "geolocation=(), camera=(), microphone=()" },
};

static Connection *
connection_of(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

Connection *
http_connection(const Exchange *exchange)
{
    return connection_of(exchange->connection);
}

static void
enter_stage(Loop *loop, struct MHD_Connection *connection, ConnectionStage stage)
{
    connection_enter(&loop->connections, connection_of(connection), stage, loop_now_ms());
}

static Exchange *
take_exchange(Loop *loop)
{
    Exchange *exchange = loop->spare;

    if (exchange) {
        loop->spare = exchange->next;
        loop->n_spare--;
    } else {
        exchange = memory_new(1, sizeof *exchange);
        exchange->arena = arena_new();
        buffer_init(&exchange->body);
        buffer_init(&exchange->answer);
    }

    exchange->loop = loop;
    exchange->previous = NULL;
    exchange->next = loop->active;
    if (loop->active)
        loop->active->previous = exchange;
    loop->active = exchange;
    return exchange;
}

void
exchange_destroy(Exchange *exchange)
{
    arena_free(exchange->arena);
    buffer_deinit(&exchange->body);
    buffer_deinit(&exchange->answer);
    free(exchange);
}

/* Wiped at once, kept for the next request: its memory is warm. */
static void
give_back_exchange(Exchange *exchange)
{
    Loop *loop = exchange->loop;
    Exchange empty = { .arena = exchange->arena };

    if (exchange->previous)
        exchange->previous->next = exchange->next;
    else
        loop->active = exchange->next;
    if (exchange->next)
        exchange->next->previous = exchange->previous;

    if (exchange->share)
        admission_leave(loop->admission, exchange->share);
    loop->unsent -= exchange->unsent;

    if (exchange->registers)
        loop_registers_release(exchange->registers);
    if (exchange->release)
        exchange->release(exchange->owned);
    exchange->upload = upload_free(exchange->upload);
    if (loop->n_spare == SPARE_EXCHANGES_MAX || arena_used(exchange->arena) > SPARE_ARENA_MAX
            || exchange->answer.capacity > SPARE_ANSWER_MAX) {
        exchange_destroy(exchange);
        return;
    }
    arena_reset(exchange->arena);
    buffer_clear(&exchange->body);
    buffer_clear(&exchange->answer);
    empty.body = exchange->body;
    empty.answer = exchange->answer;
    *exchange = empty;
    exchange->next = loop->spare;
    loop->spare = exchange;
    loop->n_spare++;
}

/* The request line is there. What is returned becomes the context of all later calls. */
static void *
request_begins(void *context, const char *uri, struct MHD_Connection *connection)
{
    Loop *loop = context;
    Exchange *exchange = take_exchange(loop);

    exchange->connection = connection;
    exchange->began_us = loop_now_us();
    exchange->raw_target = arena_text(exchange->arena, uri);
    enter_stage(loop, connection, STAGE_HEADER);
    return exchange;
}

static void
request_ended(void *context, struct MHD_Connection *connection, void **request,
        enum MHD_RequestTerminationCode reason)
{
    Loop *loop = context;
    Exchange *exchange = *request;

    (void) reason;
    if (!exchange)
        return;

    give_back_exchange(exchange);
    *request = NULL;
    enter_stage(loop, connection, STAGE_IDLE);
}

static void
connection_changed(void *context, struct MHD_Connection *connection, void **socket_context,
        enum MHD_ConnectionNotificationCode event)
{
    Loop *loop = context;

    if (event == MHD_CONNECTION_NOTIFY_STARTED) {
        int fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;

        *socket_context = connection_new(&loop->connections, fd, loop_now_ms());
    } else {
        *socket_context = connection_free(&loop->connections, *socket_context);
        atomic_fetch_sub_explicit(&loop->n_connections, 1, memory_order_relaxed);
    }
}

static void
add_header(struct MHD_Response *response, const Header *header)
{
    (void) MHD_add_response_header(response, header->name, header->value);
}

/* Has the handler said it already? */
static bool
says(const Exchange *exchange, const char *name)
{
    for (unsigned i = 0; i < exchange->n_headers; i++)
        if (strcmp(exchange->headers[i].name, name) == 0)
            return true;
    return false;
}

static void
add_list(struct MHD_Response *response, const Header *headers, size_t n)
{
    for (size_t i = 0; i < n; i++)
        add_header(response, &headers[i]);
}

#define ADD_LIST(response, list) add_list((response), (list), sizeof(list) / sizeof *(list))

static void
add_headers(struct MHD_Response *response, const Exchange *exchange)
{
    bool is_page = strncmp(exchange->media_type, "text/html", 9) == 0;
    const bool is_static = exchange->route && exchange->route->is_static && exchange->status == 200;

    ADD_LIST(response, common_headers);
    if (exchange->route && exchange->route->for_any_origin)
        ADD_LIST(response, any_origin_headers);
    else
        ADD_LIST(response, own_origin_headers);
    if (is_page)
        add_header(
                response, exchange->route && exchange->route->has_map ? &map_policy : &page_policy);
    if (is_page)
        ADD_LIST(response, page_headers);
    add_list(response, exchange->headers, exchange->n_headers);

    if (exchange->status != 204)
        add_header(response, &(Header) { "Content-Type", exchange->media_type });
    if (!says(exchange, "Cache-Control"))
        add_header(response,
                &(Header) { "Cache-Control", is_static ? "public, max-age=3600" : "no-store" });
    if (exchange->status == 401 && !is_page)
        add_header(response, &(Header) { "WWW-Authenticate", "Bearer" });
    if (exchange->close_after || exchange->loop->stopping)
        add_header(response, &(Header) { "Connection", "close" });
}

static void
release_packed(void *owned)
{
    Exchange *exchange = owned;

    explicit_bzero((char *) (uintptr_t) exchange->bytes, exchange->size);
    free((char *) (uintptr_t) exchange->bytes);
}

/*
 * JSON that was written for this request, where the client asks for it. Never with a cookie: a page
 * of somebody else can make a browser send that, and length tells what text of its own and a secret
 * have in common (BREACH). A bearer's token no page can send, and what belongs to nobody has no
 * secret.
 */
static void
pack_answer(Exchange *exchange)
{
    size_t size = 0;
    char *packed;

    if (exchange->bytes || exchange->status != 200 || exchange->answer.size < PACKED_FROM
            || exchange->answer.size > PACKED_AT_ONCE_MAX
            || strcmp(exchange->media_type, "application/json") != 0
            || (exchange->session && exchange->session->by_cookie) || says(exchange, "Vary"))
        return;
    exchange_set_header(exchange, "Vary", "Accept-Encoding");
    if (!links_client_unpacks(exchange))
        return;
    packed = pack_gzip(exchange->answer.data, exchange->answer.size, PACK_QUICK, &size);
    if (!packed)
        return;
    exchange_set_header(exchange, "Content-Encoding", "gzip");
    exchange->bytes = packed;
    exchange->size = size;
    exchange->release = release_packed;
    exchange->owned = exchange;
}

static enum MHD_Result
send_answer(Exchange *exchange, struct MHD_Connection *connection)
{
    struct MHD_Response *response;
    enum MHD_Result queued;
    const char *bytes;
    size_t size;
    union {
        const char *lent;
        void *as_the_library_declares_it;
    } body;

    assert(exchange->status != 0);

    pack_answer(exchange);
    bytes = exchange->bytes ? exchange->bytes : exchange->answer.data;
    size = exchange->bytes ? exchange->size : exchange->answer.size;
    body.lent = size > 0 ? bytes : "";
    response = MHD_create_response_from_buffer(
            size, body.as_the_library_declares_it, MHD_RESPMEM_PERSISTENT);
    if (!response)
        return MHD_NO;

    add_headers(response, exchange);
    queued = MHD_queue_response(connection, exchange->status, response);
    MHD_destroy_response(response);
    metrics_answered(exchange->loop->metrics, exchange->route, exchange->status,
            loop_now_us() - exchange->began_us);
    exchange->state = EXCHANGE_SENT;
    exchange->unsent = size;
    exchange->loop->unsent += size;
    /* Whoever reads slowly holds bytes, but no place. */
    if (exchange->share)
        admission_leave(exchange->loop->admission, TAKE(exchange->share));
    enter_stage(exchange->loop, connection, STAGE_WRITE);
    return queued;
}

static bool
type_matches(const Exchange *exchange)
{
    const char *type = exchange_header(exchange, "Content-Type");
    size_t length = strlen(exchange->route->request_type);

    return type && strncasecmp(type, exchange->route->request_type, length) == 0
            && (type[length] == '\0' || type[length] == ';' || type[length] == ' ');
}

static void
refuse_file_of_nobody(Exchange *exchange)
{
    if (exchange->route->face != FACE_API)
        (void) exchange_see_other(exchange, "/login");
    else
        (void) exchange_problem(
                exchange, 401, "sign-in", "Συνδεθείτε πρώτα και στείλτε ξανά το αρχείο.");
}

/* What is wrong with the announced body gets a problem here, before a byte of it is read. */
static void
check_body(Exchange *exchange, const RequestHeaders *headers)
{
    const Route *route = exchange->route;

    if (exchange->status != 0)
        return;
    if (headers->has_body && route->body_max == 0)
        (void) exchange_problem(
                exchange, 400, "unexpected-body", "Εδώ δεν αναμένεται σώμα αιτήματος.");
    else if (headers->body_size > route->body_max)
        (void) exchange_problem(exchange, 413, "body-too-large",
                arena_format(exchange->arena, "Το σώμα του αιτήματος μπορεί να έχει έως %zu bytes.",
                        route->body_max));
    else if (route->body_is_file && !access_has_token(exchange))
        refuse_file_of_nobody(exchange);
    else if (headers->has_body && !type_matches(exchange))
        (void) exchange_problem(exchange, 415, "media-type",
                arena_format(
                        exchange->arena, "Εδώ αναμένεται Content-Type: %s.", route->request_type));
}

/* HTTP/1.0 has no Host; who speaks it is no browser, and no page can use it. */
static void
check_host(Exchange *exchange)
{
    const LoopOptions *options = loop_options(exchange->loop);
    const char *host = exchange_header(exchange, "Host");

    if (host && !host_is_ours(host, options->origin, options->listen))
        (void) exchange_problem(exchange, 421, "host",
                "Η υπηρεσία δεν απαντά με αυτό το όνομα. Ανοίξτε τη από τη δική της διεύθυνση.");
}

static enum MHD_Result
first_call(Exchange *exchange, struct MHD_Connection *connection, const char *method,
        const char *version)
{
    RequestHeaders headers = request_check(connection, version);

    exchange->state = EXCHANGE_RECEIVES;
    exchange->method = arena_text(exchange->arena, method);
    enter_stage(exchange->loop, connection, STAGE_BODY);

    if (headers.flaw) {
        exchange->close_after = true;
        (void) exchange_problem(exchange, 400, "bad-request", headers.flaw);
        return send_answer(exchange, connection);
    }

    check_host(exchange);
    if (exchange->status == 0)
        router_find(exchange);
    check_body(exchange, &headers);
    if (exchange->status != 0 && headers.has_body) {
        exchange->close_after = true;
        return send_answer(exchange, connection);
    }
    return MHD_YES;
}

/* False if the bytes are one too many. */
static bool
keep_bytes(Exchange *exchange, const char *bytes, size_t size)
{
    if (!exchange->route->body_is_file) {
        if (exchange->body.size + size > exchange->route->body_max)
            return false;
        buffer_append(&exchange->body, bytes, size);
        return true;
    }
    if (upload_size(exchange) + size > exchange->route->body_max)
        return false;
    if (exchange->status == 0 && upload_append(exchange, bytes, size) != 0) {
        exchange->close_after = true;
        (void) exchange_unavailable(exchange, "upload",
                "Το αρχείο δεν μπορεί να παραληφθεί αυτή τη στιγμή. Δοκιμάστε ξανά σε λίγο.");
    }
    return true;
}

/* A chunked body says how large it is only when it is too late: the rest is read and dropped. */
static enum MHD_Result
take_body(Exchange *exchange, const char *bytes, size_t *size)
{
    if (exchange->surplus > 0 || !keep_bytes(exchange, bytes, *size))
        exchange->surplus += *size;

    if (exchange->surplus > BODY_SURPLUS_MAX)
        return MHD_NO;
    *size = 0;
    return MHD_YES;
}

static void
work(Exchange *exchange)
{
    int r;

    exchange->state = EXCHANGE_WORKS;
    if (exchange->surplus > 0) {
        exchange->close_after = true;
        (void) exchange_problem(exchange, 413, "body-too-large",
                arena_format(exchange->arena, "Το σώμα του αιτήματος μπορεί να έχει έως %zu bytes.",
                        exchange->route->body_max));
    }
    if (exchange->status != 0)
        return;

    r = access_begin(exchange);
    if (r != EXCHANGE_WAITS)
        exchange_settle(exchange, error_fold(r));
}

static enum MHD_Result
last_call(Exchange *exchange, struct MHD_Connection *connection)
{
    if (exchange->state == EXCHANGE_RECEIVES)
        work(exchange);
    if (exchange->status != 0)
        return send_answer(exchange, connection);

    enter_stage(exchange->loop, connection, STAGE_ANSWER);
    exchange->suspended = true;
    MHD_suspend_connection(connection);
    return MHD_YES;
}

static enum MHD_Result
request_goes_on(void *context, struct MHD_Connection *connection, const char *url,
        const char *method, const char *version, const char *upload, size_t *upload_size,
        void **request)
{
    Exchange *exchange = *request;

    (void) context;
    (void) url;
    if (!exchange || exchange->state == EXCHANGE_SENT)
        return MHD_NO;
    if (exchange->state == EXCHANGE_NEW)
        return first_call(exchange, connection, method, version);
    if (*upload_size > 0)
        return take_body(exchange, upload, upload_size);
    return last_call(exchange, connection);
}

void
http_give_up(Exchange *exchange)
{
    if (!exchange->suspended)
        return;
    password_forget(exchange);
    download_forget(exchange);
    work_forget(exchange);
    (void) exchange_unavailable(exchange, "stopping", "Η υπηρεσία σταματά αυτή τη στιγμή.");
    exchange_finish(exchange, 0);
}

/* The library's own words; they can hold what a client sent, so only that it spoke is kept. */
static void
library_speaks(void *context, const char *format, va_list arguments)
{
    (void) context;
    (void) arguments;
    if (strstr(format, "memory") || strstr(format, "Failed"))
        log_warning("libmicrohttpd: a connection was refused or lost");
}

int
http_start(Loop *loop, struct MHD_Daemon **ret_daemon)
{
    *ret_daemon = MHD_start_daemon(
            MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG,
            /* port= */ 0,
            /* accept= */ NULL, NULL, request_goes_on, loop, MHD_OPTION_EXTERNAL_LOGGER,
            library_speaks, NULL, MHD_OPTION_CONNECTION_LIMIT, (unsigned) CONNECTIONS_MAX,
            MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t) CONNECTION_MEMORY,
            MHD_OPTION_CONNECTION_TIMEOUT, (unsigned) (2 * IDLE_DEADLINE_MS / 1000),
            MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, request_begins, loop,
            MHD_OPTION_NOTIFY_COMPLETED, request_ended, loop, MHD_OPTION_NOTIFY_CONNECTION,
            connection_changed, loop, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
    if (!*ret_daemon)
        return error_raise(errno ? -errno : -EIO, "cannot start libmicrohttpd");
    return 0;
}
