/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/db/gateway.h"

#include "registry/base/error.h"
#include "registry/base/log.h"
#include "registry/base/memory.h"
#include "registry/base/secret.h"
#include "registry/db/refusal.h"
#include "registry/db/result_internal.h"
#include "registry/db/target.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define CONNECT_MS 3000   /* an attempt that takes longer is given up */
#define PAUSE_FIRST_MS 50 /* between attempts, doubled up to the longest */
#define PAUSE_LONGEST_MS 800
#define STALL_MS 2000 /* no byte for so long while something is expected: the line is dead */
#define NEVER INT64_MAX

typedef enum State {
    STATE_PAUSE,      /* waits until `next_try_ms` */
    STATE_CONNECTING, /* until `connect_by_ms` */
    STATE_UP,
} State;

typedef struct Call Call;

struct Call {
    Call *next;
    GatewayAnswer *answer;
    void *context;
    int64_t deadline_ms;
    size_t n;
    size_t n_done;
    bool answered; /* late: what still comes is thrown away */
    Result *results[GATEWAY_STATEMENTS_MAX];
    char states[GATEWAY_STATEMENTS_MAX][SQLSTATE_SIZE];
};

/* One thing that the server owes us, up to its sync. */
typedef struct Debt {
    const Statement *statement;
    Call *call;  /* NULL for a PREPARE and for LISTEN */
    size_t slot; /* of the call */
} Debt;

struct Gateway {
    GatewayOptions options;
    char *conninfo;
    char *user;
    char *name;
    Target target;

    int epoll;
    int timer;
    int64_t armed_ms;

    State state;
    PGconn *connection;
    uint32_t watched; /* epoll events of the connection's socket; 0 = not watched */
    bool broken;      /* found outside of a turn; the next turn answers for it */
    bool wants_flush;
    int64_t next_try_ms;
    int64_t connect_by_ms;
    int64_t heard_ms; /* last byte from the server, or when the debts began */
    uint32_t pause_ms;
    unsigned nulls; /* in a row, from PQgetResult */

    bool *prepared; /* by the number of the statement */

    Call *first; /* in the order of sending */
    Call *last;
    size_t n_calls;

    Debt *debts; /* ring */
    size_t debts_capacity;
    size_t debts_head;
    size_t n_debts;
};

static int64_t
now_ms(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- the clock -------------------------------------------------------------------------- */

/* Makes sure that the descriptor becomes readable at `due_ms` at the latest. */
static void
arm(Gateway *gateway, int64_t due_ms)
{
    struct itimerspec when = { 0 };

    if (due_ms >= gateway->armed_ms)
        return;

    gateway->armed_ms = due_ms;
    due_ms = due_ms > 0 ? due_ms : 1; /* all zero would disarm it */
    when.it_value.tv_sec = due_ms / 1000;
    when.it_value.tv_nsec = due_ms % 1000 * 1000000;
    (void) timerfd_settime(gateway->timer, TFD_TIMER_ABSTIME, &when, NULL);
}

void
gateway_wake(Gateway *gateway)
{
    arm(gateway, 1);
}

static int64_t
earlier(int64_t one, int64_t other)
{
    return one < other ? one : other;
}

static int64_t
stall_ms(const Gateway *gateway)
{
    return gateway->heard_ms + STALL_MS + gateway->options.db.statement_ms;
}

/* When something is to be done without anybody calling. */
static int64_t
due_ms(const Gateway *gateway)
{
    int64_t due = NEVER;

    if (gateway->state == STATE_PAUSE)
        return gateway->next_try_ms;
    if (gateway->state == STATE_CONNECTING)
        return gateway->connect_by_ms;

    for (const Call *call = gateway->first; call; call = call->next)
        if (!call->answered)
            due = earlier(due, call->deadline_ms);
    return gateway->n_debts ? earlier(due, stall_ms(gateway)) : due;
}

static void
drain_timer(Gateway *gateway)
{
    uint64_t expirations;

    if (gateway->armed_ms <= now_ms() && read(gateway->timer, &expirations, sizeof expirations) > 0)
        gateway->armed_ms = NEVER;
}

/* ---- debts ------------------------------------------------------------------------------ */

static void
debts_push(Gateway *gateway, Debt debt)
{
    assert(gateway->n_debts < gateway->debts_capacity);

    if (gateway->n_debts == 0)
        gateway->heard_ms = now_ms();
    gateway->debts[(gateway->debts_head + gateway->n_debts) % gateway->debts_capacity] = debt;
    gateway->n_debts++;
}

static Debt *
debts_first(Gateway *gateway)
{
    return &gateway->debts[gateway->debts_head];
}

static void
debts_pop(Gateway *gateway)
{
    gateway->debts_head = (gateway->debts_head + 1) % gateway->debts_capacity;
    gateway->n_debts--;
}

/* ---- answers ---------------------------------------------------------------------------- */

static Call *
call_free(Call *call)
{
    for (size_t i = 0; i < call->n; i++)
        (void) result_free(call->results[i]);
    free(call);
    return NULL;
}

/* Gives the caller his answer once; the call itself stays until the server has paid its debts. */
static void
answer(Call *call, int status)
{
    const Result *results[GATEWAY_STATEMENTS_MAX];
    const char *states[GATEWAY_STATEMENTS_MAX];

    if (call->answered)
        return;

    for (size_t i = 0; i < call->n; i++) {
        results[i] = status ? NULL : call->results[i];
        states[i] = call->states[i];
    }
    call->answered = true;
    call->answer(call->context,
            &(GatewayReply) {
                    .status = status, .n = call->n, .results = results, .states = states });
}

static void
finish_first_call(Gateway *gateway)
{
    Call *call = gateway->first;

    gateway->first = call->next;
    if (!gateway->first)
        gateway->last = NULL;
    gateway->n_calls--;
    answer(call, 0);
    (void) call_free(call);
}

/* Everybody is told that the line is down, after it has been noted, so that none may ask again. */
static void
answer_all_down(Gateway *gateway)
{
    Call *call = gateway->first;

    gateway->first = NULL;
    gateway->last = NULL;
    gateway->n_calls = 0;
    gateway->n_debts = 0;
    while (call) {
        Call *next = call->next;

        answer(call, GATEWAY_E_DOWN);
        (void) call_free(call);
        call = next;
    }
}

/* ---- the line --------------------------------------------------------------------------- */

static void
watch(Gateway *gateway, uint32_t events)
{
    struct epoll_event event = { .events = events };
    int fd = PQsocket(gateway->connection);

    if (gateway->watched == events || fd < 0)
        return;

    /* libpq may have closed the socket and opened another of the same number, which takes it out
     * of the epoll unseen. */
    if (epoll_ctl(gateway->epoll, EPOLL_CTL_MOD, fd, &event) < 0
            && epoll_ctl(gateway->epoll, EPOLL_CTL_ADD, fd, &event) < 0)
        gateway->broken = true;
    gateway->watched = events;
}

static void
hang_up(Gateway *gateway)
{
    PQfinish(gateway->connection);
    gateway->connection = NULL;
    gateway->watched = 0;
    gateway->broken = false;
    gateway->wants_flush = false;
    gateway->nulls = 0;
    memset(gateway->prepared, 0, (sql_statements_count + 1) * sizeof *gateway->prepared);
}

/* A quarter of chance either way, so that many loops do not knock at once. */
static uint32_t
with_jitter(uint32_t pause_ms)
{
    uint32_t chance;

    secret_random(&chance, sizeof chance);
    return pause_ms - pause_ms / 4 + chance % (pause_ms / 2 + 1);
}

static void
lose(Gateway *gateway, const char *why)
{
    if (gateway->state == STATE_UP)
        log_warning("gateway: lost the connection: %s", why);

    hang_up(gateway);
    gateway->state = STATE_PAUSE;
    gateway->next_try_ms = now_ms() + with_jitter(gateway->pause_ms);
    gateway->pause_ms =
            gateway->pause_ms * 2 > PAUSE_LONGEST_MS ? PAUSE_LONGEST_MS : gateway->pause_ms * 2;
    answer_all_down(gateway);
}

static void
connect_begin(Gateway *gateway)
{
    gateway->connection = PQconnectStartParams(
            gateway->target.keywords, gateway->target.values, /* expand_dbname= */ 1);
    if (!gateway->connection || PQstatus(gateway->connection) == CONNECTION_BAD) {
        lose(gateway, "no connection");
        return;
    }
    gateway->state = STATE_CONNECTING;
    gateway->connect_by_ms = now_ms() + CONNECT_MS;
    watch(gateway, EPOLLOUT);
}

static void
drop_notice(void *context, const PGresult *result)
{
    (void) context;
    (void) result;
}

static void send_statement(
        Gateway *gateway, const Statement *statement, const Params *params, Debt debt);

static void
connect_end(Gateway *gateway)
{
    PGconn *connection = gateway->connection;

    (void) PQsetNoticeReceiver(connection, drop_notice, NULL);
    if (PQsetnonblocking(connection, 1) != 0 || !PQenterPipelineMode(connection)) {
        lose(gateway, "no pipeline");
        return;
    }
    gateway->state = STATE_UP;
    gateway->pause_ms = PAUSE_FIRST_MS;
    watch(gateway, EPOLLIN);
    if (gateway->options.listen)
        send_statement(gateway, gateway->options.listen, NULL, (Debt) { 0 });
    if (gateway->options.event)
        gateway->options.event(gateway->options.context, GATEWAY_CONNECTED);
}

static void
connect_go_on(Gateway *gateway)
{
    int before = PQsocket(gateway->connection);
    PostgresPollingStatusType status = PQconnectPoll(gateway->connection);

    if (PQsocket(gateway->connection) != before)
        gateway->watched = 0;

    if (status == PGRES_POLLING_OK)
        connect_end(gateway);
    else if (status == PGRES_POLLING_FAILED)
        lose(gateway, "refused");
    else
        watch(gateway, status == PGRES_POLLING_READING ? EPOLLIN : EPOLLOUT);
}

/* ---- sending ---------------------------------------------------------------------------- */

static bool
send_sync(Gateway *gateway, Debt debt)
{
    if (!PQpipelineSync(gateway->connection))
        return false;

    debts_push(gateway, debt);
    return true;
}

static bool
send_prepare(Gateway *gateway, const Statement *statement)
{
    if (gateway->prepared[statement->number])
        return true;

    gateway->prepared[statement->number] = true;
    return PQsendPrepare(gateway->connection, statement->name, statement->text,
                   (int) statement->n_params, statement->types)
            && send_sync(gateway, (Debt) { .statement = statement });
}

/*
 * Failing to send is the connection's end: the debt is noted all the same, and the next turn tells
 * its caller.
 */
static void
send_statement(Gateway *gateway, const Statement *statement, const Params *params, Debt debt)
{
    int formats[STATEMENT_PARAMS_MAX];

    for (size_t i = 0; i < STATEMENT_PARAMS_MAX; i++)
        formats[i] = 1;
    debt.statement = statement;
    if (send_prepare(gateway, statement)
            && PQsendQueryPrepared(gateway->connection, statement->name, (int) statement->n_params,
                    params ? params->values : NULL, params ? params->sizes : NULL, formats,
                    /* resultFormat= */ 1)
            && send_sync(gateway, debt)) {
        gateway->wants_flush = true;
        return;
    }
    gateway->broken = true;
    gateway_wake(gateway);
}

void
gateway_flush(Gateway *gateway)
{
    int left;

    if (gateway->state != STATE_UP || gateway->broken || !gateway->wants_flush)
        return;

    left = PQflush(gateway->connection);
    if (left < 0) {
        gateway->broken = true;
        gateway_wake(gateway);
        return;
    }
    gateway->wants_flush = left > 0;
    watch(gateway, left > 0 ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

int
gateway_submit(Gateway *gateway, const Params *const *calls, size_t n, uint32_t deadline_ms,
        GatewayAnswer *answer_with, void *context)
{
    Call *call;

    assert(n > 0 && n <= GATEWAY_STATEMENTS_MAX);
    assert(answer_with);

    if (gateway->state != STATE_UP || gateway->broken)
        return GATEWAY_E_DOWN;
    if (gateway->n_calls >= gateway->options.calls_max)
        return GATEWAY_E_FULL;

    call = memory_new(1, sizeof *call);
    *call = (Call) {
        .answer = answer_with,
        .context = context,
        .deadline_ms = now_ms() + deadline_ms,
        .n = n,
    };
    if (gateway->last)
        gateway->last->next = call;
    else
        gateway->first = call;
    gateway->last = call;
    gateway->n_calls++;
    arm(gateway, call->deadline_ms);

    for (size_t i = 0; i < n && !gateway->broken; i++) {
        assert(calls[i]->n == calls[i]->statement->n_params);
        send_statement(gateway, calls[i]->statement, calls[i], (Debt) { .call = call, .slot = i });
    }
    return 0;
}

/* ---- receiving -------------------------------------------------------------------------- */

static void
note_refusal(Gateway *gateway, const Debt *debt, const PGresult *result)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

    state = state ? state : "08000";
    if (debt->call)
        (void) snprintf(debt->call->states[debt->slot], SQLSTATE_SIZE, "%s", state);
    else if (debt->statement != gateway->options.listen)
        gateway->prepared[debt->statement->number] = false;

    if (refusal_of(state) < 0)
        log_error("gateway: %s: %s %s", debt->statement->name, state, message ? message : "");

    /* The schema has changed under a prepared plan; a new connection prepares it anew. */
    if (strncmp(state, "0A", 2) == 0)
        gateway->broken = true;
}

/* Takes what belongs to the first debt. */
static void
take_result(Gateway *gateway, PGresult *result)
{
    Debt *debt = debts_first(gateway);

    switch (PQresultStatus(result)) {
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
        if (debt->call && !debt->call->results[debt->slot]) {
            debt->call->results[debt->slot] = result_wrap(result);
            return;
        }
        break;
    case PGRES_FATAL_ERROR:
        note_refusal(gateway, debt, result);
        break;
    case PGRES_PIPELINE_ABORTED:
    case PGRES_NONFATAL_ERROR:
    case PGRES_EMPTY_QUERY:
        break;
    case PGRES_PIPELINE_SYNC:
    case PGRES_COPY_OUT:
    case PGRES_COPY_IN:
    case PGRES_COPY_BOTH:
    case PGRES_BAD_RESPONSE:
    case PGRES_SINGLE_TUPLE:
    default:
        /* COPY in a pipeline never ends. */
        gateway->broken = true;
        break;
    }
    PQclear(result);
}

/* The sync has come: the first debt is paid. */
static void
pay_first(Gateway *gateway)
{
    Debt debt = *debts_first(gateway);

    debts_pop(gateway);
    if (!debt.call)
        return;

    assert(debt.call == gateway->first);
    debt.call->n_done++;
    if (debt.call->n_done == debt.call->n)
        finish_first_call(gateway);
}

/*
 * libpq gives: result, NULL, result, NULL, …, SYNC, with no NULL behind a SYNC. A dead connection
 * gives NULL for ever and no SYNC, so two in a row are its end.
 */
static void
receive_one(Gateway *gateway)
{
    PGresult *result = PQgetResult(gateway->connection);

    if (!result) {
        gateway->nulls++;
        if (gateway->nulls > 1)
            gateway->broken = true;
        return;
    }
    gateway->nulls = 0;
    if (PQresultStatus(result) != PGRES_PIPELINE_SYNC) {
        take_result(gateway, result);
        return;
    }
    PQclear(result);
    pay_first(gateway);
}

static void
take_notifies(Gateway *gateway)
{
    PGnotify *notify;
    bool any = false;

    while ((notify = PQnotifies(gateway->connection))) {
        PQfreemem(notify);
        any = true;
    }
    if (any && gateway->options.event)
        gateway->options.event(gateway->options.context, GATEWAY_NOTIFIED);
}

/* Callbacks may submit, so the state is looked at again each time. */
static void
receive(Gateway *gateway)
{
    if (!PQconsumeInput(gateway->connection)) {
        gateway->broken = true;
        return;
    }
    while (gateway->n_debts && !gateway->broken && !PQisBusy(gateway->connection))
        receive_one(gateway);
    take_notifies(gateway);
    if (PQstatus(gateway->connection) != CONNECTION_OK)
        gateway->broken = true;
}

static void
answer_late(Gateway *gateway, int64_t now)
{
    for (Call *call = gateway->first; call; call = call->next)
        if (!call->answered && call->deadline_ms <= now)
            answer(call, GATEWAY_E_LATE);
}

static void
turn_up(Gateway *gateway, bool readable)
{
    int64_t now = now_ms();

    if (!gateway->broken && readable) {
        gateway->heard_ms = now;
        receive(gateway);
    }
    gateway_flush(gateway);
    answer_late(gateway, now);
    if (gateway->broken)
        lose(gateway, "it broke");
    else if (gateway->n_debts && stall_ms(gateway) <= now)
        lose(gateway, "the server says nothing");
}

/* Takes what the epoll has to say; true if the connection's socket is among it. */
static bool
poll_inside(Gateway *gateway)
{
    struct epoll_event events[2];
    int n = epoll_wait(gateway->epoll, events, 2, 0);
    bool readable = false;

    for (int i = 0; i < n; i++)
        if (events[i].data.ptr != gateway)
            readable = true;
    drain_timer(gateway);
    return readable;
}

void
gateway_turn(Gateway *gateway)
{
    bool ready = poll_inside(gateway);

    if (gateway->state == STATE_UP)
        turn_up(gateway, ready);
    else if (gateway->state == STATE_CONNECTING && gateway->connect_by_ms <= now_ms())
        lose(gateway, "no answer");
    else if (gateway->state == STATE_CONNECTING && ready)
        connect_go_on(gateway);

    if (gateway->state == STATE_PAUSE && gateway->next_try_ms <= now_ms())
        connect_begin(gateway);
    gateway_flush(gateway);
    arm(gateway, due_ms(gateway));
}

/* ---- life ------------------------------------------------------------------------------- */

/* The timer is told from the socket by its data: the gateway itself. */
static int
open_inside(Gateway *gateway)
{
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = gateway };

    gateway->epoll = epoll_create1(EPOLL_CLOEXEC);
    gateway->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (gateway->epoll < 0 || gateway->timer < 0
            || epoll_ctl(gateway->epoll, EPOLL_CTL_ADD, gateway->timer, &event) < 0)
        return error_raise(-errno, "epoll and timer of a gateway");
    return 0;
}

int
gateway_new(const GatewayOptions *options, Gateway **ret_gateway)
{
    CLEANUP(gateway_freep) Gateway *gateway = memory_new(1, sizeof *gateway);
    int r;

    assert(options->calls_max > 0);

    gateway->options = *options;
    gateway->conninfo = memory_copy_text(options->db.conninfo);
    gateway->user = memory_copy_text(options->db.user);
    gateway->name = memory_copy_text(options->db.name);
    gateway->options.db.conninfo = gateway->conninfo;
    gateway->options.db.user = gateway->user;
    gateway->options.db.name = gateway->name;
    target_init(&gateway->target, &gateway->options.db);

    gateway->epoll = -1;
    gateway->timer = -1;
    gateway->armed_ms = NEVER;
    gateway->pause_ms = PAUSE_FIRST_MS;
    gateway->state = STATE_PAUSE;
    gateway->prepared = memory_new(sql_statements_count + 1, sizeof *gateway->prepared);

    /* Each statement of a call owes itself and perhaps its PREPARE; so does LISTEN. */
    gateway->debts_capacity = ((size_t) options->calls_max * GATEWAY_STATEMENTS_MAX + 1) * 2;
    gateway->debts = memory_new(gateway->debts_capacity, sizeof *gateway->debts);

    r = open_inside(gateway);
    if (r != 0)
        return r;

    gateway_wake(gateway); /* the first turn connects */
    *ret_gateway = TAKE(gateway);
    return 0;
}

void
gateway_end(Gateway *gateway)
{
    hang_up(gateway);
    gateway->state = STATE_PAUSE;
    gateway->next_try_ms = NEVER;
    answer_all_down(gateway);
}

Gateway *
gateway_free(Gateway *gateway)
{
    if (!gateway)
        return NULL;

    gateway_end(gateway);
    if (gateway->timer >= 0)
        (void) close(gateway->timer);
    if (gateway->epoll >= 0)
        (void) close(gateway->epoll);
    free(gateway->debts);
    free(gateway->prepared);
    free(gateway->conninfo);
    free(gateway->user);
    free(gateway->name);
    free(gateway);
    return NULL;
}

int
gateway_fd(const Gateway *gateway)
{
    return gateway->epoll;
}

bool
gateway_is_up(const Gateway *gateway)
{
    return gateway->state == STATE_UP && !gateway->broken;
}

size_t
gateway_calls(const Gateway *gateway)
{
    return gateway->n_calls;
}
