/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/desk.h"

#include "registry/base/log.h"
#include "registry/base/memory.h"
#include "registry/db/gateway.h"
#include "registry/db/migration.h"
#include "registry/db/statements.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define QUESTIONS_DEFAULT 4096
#define DEADLINE_DEFAULT_MS 1000
#define STATEMENT_MS 800 /* below the deadline, so that a stuck statement ends by itself */
#define LOCK_MS 500
#define BATCHES_MAX 1 /* of a kind under way: what comes meanwhile is the next one */
#define COMPANY 64
#define COMPANY_MS 4

typedef enum Kind {
    KIND_PERSON,
    KIND_SESSION,
    KIND_CREDENTIAL,
    KIND_CLOSE,
    KIND_CALL,
    KIND_REFUSED, /* only a queue: what cannot be asked, until the next turn says so */
    KINDS,
} Kind;

typedef struct Ask Ask;

/* One question of the loop, until it is answered. */
struct Ask {
    Ask *next;
    Desk *desk;
    Kind kind;
    int64_t deadline_ms;
    bool is_refused_busy; /* never sent: too many were under way */
    void *context;
    union {
        PersonAnswer *person;
        SessionAnswer *session;
        CredentialAnswer *credential;
        StatusAnswer *status;
        CallAnswer *call;
    } answer;
    const Params *call; /* lent */
    PersonQuestion question;
    char purpose[CASE_REFERENCE_MAX];
    char case_reference[CASE_REFERENCE_MAX];
    uint8_t token_hash[TOKEN_HASH_SIZE];
    char login[LOGIN_MAX];
};

/* A queue in the order of asking, and how many of its batches are under way. */
typedef struct Queue {
    Ask *first;
    Ask *last;
    uint32_t batches;
} Queue;

/* Asks that left together. */
typedef struct Batch {
    Desk *desk;
    Kind kind;
    int64_t sent_us;
    size_t n;
    Ask *asks[PERSON_BATCH_MAX];
} Batch;

struct Desk {
    DeskOptions options;
    Gateway *gateway;
    Arena *arena; /* for the values of what is being sent */
    Queue queues[KINDS];
    uint32_t n_asks; /* waiting and under way */
    DeskCounts counts;
    bool schema_fits;
};

static int64_t
now_ms(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t
now_us(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* ---- queues ----------------------------------------------------------------------------- */

static void
queue_push(Queue *queue, Ask *ask)
{
    ask->next = NULL;
    if (queue->last)
        queue->last->next = ask;
    else
        queue->first = ask;
    queue->last = ask;
}

static Ask *
queue_pop(Queue *queue)
{
    Ask *ask = queue->first;

    if (!ask)
        return NULL;
    queue->first = ask->next;
    if (!queue->first)
        queue->last = NULL;
    ask->next = NULL;
    return ask;
}

/* A new ask in the queue of its kind. What cannot be taken waits for the next turn to be told so.
 */
static Ask *
ask_new(Desk *desk, Kind kind, void *context)
{
    bool is_busy = desk->n_asks >= desk->options.questions_max;
    Ask *ask = memory_new(1, sizeof *ask);

    ask->desk = desk;
    ask->kind = kind;
    ask->context = context;
    ask->deadline_ms = now_ms() + desk->options.deadline_ms;
    ask->is_refused_busy = is_busy;
    desk->n_asks++;
    queue_push(&desk->queues[is_busy ? KIND_REFUSED : kind], ask);
    if (is_busy)
        gateway_wake(desk->gateway);
    return ask;
}

static void
ask_free(Ask *ask)
{
    ask->desk->n_asks--;
    free(ask);
}

/* ---- answers ---------------------------------------------------------------------------- */

static void
answer_person(Ask *ask, const PersonReply *reply)
{
    ask->answer.person(ask->context, reply);
    ask_free(ask);
}

static void
answer_session(Ask *ask, AccountStatus status, const AccountSession *session)
{
    ask->answer.session(ask->context, status, session);
    ask_free(ask);
}

static void
answer_status(Ask *ask, AccountStatus status)
{
    ask->answer.status(ask->context, status);
    ask_free(ask);
}

static void
answer_credential(Ask *ask, AccountStatus status, const AccountCredential *credential)
{
    ask->answer.credential(ask->context, status, credential);
    ask_free(ask);
}

static void
answer_call(Ask *ask, const Result *rows, const char *state)
{
    ask->answer.call(ask->context, rows, state);
    ask_free(ask);
}

/* The database cannot be asked now, each in the words of its kind. */
static void
answer_unavailable(Ask *ask)
{
    const PersonReply reply = {
        .status = ask->is_refused_busy ? PERSON_BUSY : PERSON_UNAVAILABLE,
        .entry = DB_NULL,
    };

    switch (ask->kind) {
    case KIND_PERSON:
        answer_person(ask, &reply);
        break;
    case KIND_SESSION:
        answer_session(ask, ACCOUNT_UNAVAILABLE, NULL);
        break;
    case KIND_CREDENTIAL:
        answer_credential(ask, ACCOUNT_UNAVAILABLE, NULL);
        break;
    case KIND_CLOSE:
        answer_status(ask, ACCOUNT_UNAVAILABLE);
        break;
    case KIND_CALL:
        answer_call(ask, NULL, "");
        break;
    case KIND_REFUSED:
    case KINDS:
        assert(false);
        break;
    }
}

static void
answer_all_unavailable(Batch *batch)
{
    for (size_t i = 0; i < batch->n; i++)
        answer_unavailable(batch->asks[i]);
}

/* ---- persons ---------------------------------------------------------------------------- */

static void
persons_came(Batch *batch, const GatewayReply *answer)
{
    for (size_t i = 0; i < batch->n; i++) {
        PersonReply reply;

        person_batch_read(
                answer->results[0], answer->results[1], i, &batch->asks[i]->question, &reply);
        answer_person(batch->asks[i], &reply);
    }
}

static void sessions_came(Batch *batch, const GatewayReply *answer);

static void
batch_came(void *context, const GatewayReply *answer)
{
    Batch *batch = context;

    batch->desk->queues[batch->kind].batches--;
    if (batch->kind == KIND_PERSON) {
        batch->desk->counts.batches++;
        batch->desk->counts.questions += batch->n;
        batch->desk->counts.batches_us += (uint64_t) (now_us() - batch->sent_us);
    }
    if (answer->status != 0)
        answer_all_unavailable(batch);
    else if (batch->kind == KIND_PERSON)
        persons_came(batch, answer);
    else
        sessions_came(batch, answer);
    free(batch);
}

static int
send_persons(Desk *desk, Batch *batch, uint32_t deadline_ms)
{
    const PersonQuestion *questions[PERSON_BATCH_MAX];
    PersonBatch values;
    const Params *calls[] = { &values.open, &values.facts };

    for (size_t i = 0; i < batch->n; i++)
        questions[i] = &batch->asks[i]->question;
    person_batch_params(desk->arena, questions, batch->n, &values);
    return gateway_submit(desk->gateway, calls, 2, deadline_ms, batch_came, batch);
}

void
desk_ask(Desk *desk, const PersonQuestion *question, PersonAnswer *answer, void *context)
{
    Ask *ask = ask_new(desk, KIND_PERSON, context);

    ask->answer.person = answer;
    ask->question = *question;
    (void) snprintf(ask->purpose, sizeof ask->purpose, "%s", question->purpose);
    ask->question.purpose = ask->purpose;
    if (question->case_reference) {
        (void) snprintf(
                ask->case_reference, sizeof ask->case_reference, "%s", question->case_reference);
        ask->question.case_reference = ask->case_reference;
    }
}

/* ---- sessions --------------------------------------------------------------------------- */

static int
send_sessions(Desk *desk, Batch *batch, uint32_t deadline_ms)
{
    Bytes *hashes = arena_array(desk->arena, Bytes, batch->n);
    Params params;
    const Params *calls[] = { &params };

    for (size_t i = 0; i < batch->n; i++)
        hashes[i] = (Bytes) { batch->asks[i]->token_hash, TOKEN_HASH_SIZE };
    params_begin(&params, desk->arena, &sql_account_session);
    params_bytes_list(&params, hashes, batch->n);
    return gateway_submit(desk->gateway, calls, 1, deadline_ms, batch_came, batch);
}

static void
session_came(Ask *ask, const Result *rows, size_t row)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    AccountSession session = {
        .login = result_text(rows, row, 1),
        .name = result_text(rows, row, 2),
        .roles = (uint32_t) result_int(rows, row, 3),
        .is_token = result_bool(rows, row, 4),
        .structure = result_text(rows, row, 5),
        .structure_name = result_text(rows, row, 6),
    };

    session.municipalities = result_ints(arena, rows, row, 7, &session.n_municipalities);
    answer_session(ask, ACCOUNT_OK, &session);
}

/* Rows come in the order of the asks; one that holds no longer has none. */
static void
sessions_came(Batch *batch, const GatewayReply *answer)
{
    const Result *rows = answer->results[0];
    size_t row = 0;

    if (!rows) {
        answer_all_unavailable(batch);
        return;
    }
    for (size_t i = 0; i < batch->n; i++) {
        if (row < result_rows(rows) && result_int(rows, row, 0) == (int64_t) i + 1)
            session_came(batch->asks[i], rows, row++);
        else
            answer_session(batch->asks[i], ACCOUNT_REFUSED, NULL);
    }
}

void
desk_session(Desk *desk, const uint8_t token_hash[static TOKEN_HASH_SIZE], SessionAnswer *answer,
        void *context)
{
    Ask *ask = ask_new(desk, KIND_SESSION, context);

    ask->answer.session = answer;
    memcpy(ask->token_hash, token_hash, sizeof ask->token_hash);
}

/* ---- one by one ------------------------------------------------------------------------- */

/* A log-in name longer than any cannot be anybody's; cut short it must not become another's. */
static void
ask_set_login(Ask *ask, const char *login)
{
    bool fits = strlen(login) < sizeof ask->login;

    (void) snprintf(ask->login, sizeof ask->login, "%s", fits ? login : "");
}

static void
credential_came(void *context, const GatewayReply *answer)
{
    Ask *ask = context;
    const Result *rows = answer->status == 0 ? answer->results[0] : NULL;
    AccountCredential credential = { .login = ask->login };
    int64_t wait_s;

    if (!rows || result_rows(rows) != 1) {
        answer_unavailable(ask);
        return;
    }
    wait_s = result_int(rows, 0, 1);
    credential.settings = result_text(rows, 0, 0);
    if (!credential.settings)
        credential.settings = account_settings_of_nobody();
    credential.wait_s = (uint32_t) wait_s;
    answer_credential(ask, wait_s > 0 ? ACCOUNT_WAIT : ACCOUNT_OK, &credential);
}

/* Whether the session had been open or not, it is noted. */
static void
noting_came(void *context, const GatewayReply *answer)
{
    Ask *ask = context;

    if (answer->status != 0 || !answer->results[0])
        answer_unavailable(ask);
    else
        answer_status(ask, ACCOUNT_OK);
}

static void
call_came(void *context, const GatewayReply *answer)
{
    Ask *ask = context;

    if (answer->status != 0)
        answer_unavailable(ask);
    else
        answer_call(ask, answer->results[0], answer->states[0]);
}

static void
close_params(Ask *ask, Arena *arena, Params *params)
{
    params_begin(params, arena, &sql_account_session_close);
    params_bytes(params, ask->token_hash, sizeof ask->token_hash);
}

static void
credential_params(Ask *ask, Arena *arena, Params *params)
{
    params_begin(params, arena, &sql_account_credential);
    params_text(params, ask->login);
}

static void
call_params(Ask *ask, Arena *arena, Params *params)
{
    (void) arena;
    *params = *ask->call;
}

/* What leaves by itself: rare beside questions and sessions, so nothing is gained by a batch. */
static const struct {
    Kind kind;
    void (*params)(Ask *ask, Arena *arena, Params *params);
    GatewayAnswer *came;
} singles[] = {
    { KIND_CREDENTIAL, credential_params, credential_came },
    { KIND_CLOSE, close_params, noting_came },
    { KIND_CALL, call_params, call_came },
};

void
desk_credential(Desk *desk, const char *login, CredentialAnswer *answer, void *context)
{
    Ask *ask = ask_new(desk, KIND_CREDENTIAL, context);

    ask->answer.credential = answer;
    ask_set_login(ask, login);
}

void
desk_session_close(Desk *desk, const uint8_t token_hash[static TOKEN_HASH_SIZE],
        StatusAnswer *answer, void *context)
{
    Ask *ask = ask_new(desk, KIND_CLOSE, context);

    ask->answer.status = answer;
    memcpy(ask->token_hash, token_hash, sizeof ask->token_hash);
}

void
desk_call(Desk *desk, const Params *params, CallAnswer *answer, void *context)
{
    Ask *ask = ask_new(desk, KIND_CALL, context);

    ask->answer.call = answer;
    ask->call = params;
}

/* ---- sending ---------------------------------------------------------------------------- */

/* What is left of the time of the one that has waited longest. */
static uint32_t
time_left(const Ask *oldest)
{
    int64_t left = oldest->deadline_ms - now_ms();

    return left > 0 ? (uint32_t) left : 0;
}

/* The connection has gone between two looks at it: they wait for the turn that says so. */
static void
refuse(Desk *desk, Ask *ask)
{
    queue_push(&desk->queues[KIND_REFUSED], ask);
    gateway_wake(desk->gateway);
}

static void
send_batch(Desk *desk, Kind kind)
{
    Queue *queue = &desk->queues[kind];
    uint32_t deadline_ms = time_left(queue->first);
    Batch *batch = memory_new(1, sizeof *batch);
    int r;

    batch->desk = desk;
    batch->kind = kind;
    batch->sent_us = now_us();
    while (queue->first && batch->n < PERSON_BATCH_MAX)
        batch->asks[batch->n++] = queue_pop(queue);

    r = kind == KIND_PERSON ? send_persons(desk, batch, deadline_ms)
                            : send_sessions(desk, batch, deadline_ms);
    if (r == 0) {
        queue->batches++;
        return;
    }
    for (size_t i = 0; i < batch->n; i++)
        refuse(desk, batch->asks[i]);
    free(batch);
}

static void
send_singles(Desk *desk)
{
    for (size_t i = 0; i < sizeof singles / sizeof *singles; i++) {
        Ask *ask;

        while ((ask = queue_pop(&desk->queues[singles[i].kind]))) {
            Params params;
            const Params *calls[] = { &params };

            singles[i].params(ask, desk->arena, &params);
            if (gateway_submit(desk->gateway, calls, 1, time_left(ask), singles[i].came, ask) != 0)
                refuse(desk, ask);
        }
    }
}

static bool
has_waiting(const Desk *desk)
{
    for (size_t kind = 0; kind < KINDS; kind++)
        if (desk->queues[kind].first)
            return true;
    return false;
}

/* What a batch costs by itself is worth a dozen questions; but nobody waits long for company. */
static bool
waits_for_company(const Desk *desk, Kind kind, bool more)
{
    const Ask *oldest = desk->queues[kind].first;

    return kind == KIND_PERSON && more && desk->n_asks < COMPANY
            && now_ms() - (oldest->deadline_ms - desk->options.deadline_ms) < COMPANY_MS;
}

void
desk_flush(Desk *desk, bool more)
{
    if (!gateway_is_up(desk->gateway)) {
        if (has_waiting(desk))
            gateway_wake(desk->gateway);
        return;
    }

    for (Kind kind = KIND_PERSON; kind <= KIND_SESSION; kind++)
        while (desk->queues[kind].first && desk->queues[kind].batches < BATCHES_MAX
                && !waits_for_company(desk, kind, more))
            send_batch(desk, kind);
    send_singles(desk);
    arena_reset(desk->arena);
    gateway_flush(desk->gateway);
}

/* What waits in a queue now, and not what its callbacks add to it. */
static void
refuse_waiting(Queue *queue)
{
    Ask *ask = queue->first;

    *queue = (Queue) { .batches = queue->batches };
    while (ask) {
        Ask *next = ask->next;

        answer_unavailable(ask);
        ask = next;
    }
}

void
desk_turn(Desk *desk)
{
    gateway_turn(desk->gateway);
    refuse_waiting(&desk->queues[KIND_REFUSED]);
    for (size_t kind = 0; kind < KIND_REFUSED && !gateway_is_up(desk->gateway); kind++)
        refuse_waiting(&desk->queues[kind]);
}

/* ---- the connection --------------------------------------------------------------------- */

static void
schema_came(void *context, const GatewayReply *answer)
{
    Desk *desk = context;
    const Result *rows = answer->status == 0 ? answer->results[0] : NULL;

    desk->schema_fits =
            rows && result_rows(rows) == 1 && result_int(rows, 0, 0) == migration_newest();
    if (rows && !desk->schema_fits)
        log_error("desk: the schema is not the one of this program; run mitroa migrate");
}

static void
ask_schema(Desk *desk)
{
    Params params;
    const Params *calls[] = { &params };

    desk->schema_fits = false;
    params_begin(&params, desk->arena, &sql_schema_newest);
    (void) gateway_submit(desk->gateway, calls, 1, desk->options.deadline_ms, schema_came, desk);
}

static void
hear(void *context, GatewayNews news)
{
    Desk *desk = context;

    if (news == GATEWAY_CONNECTED)
        ask_schema(desk);
    if (desk->options.register_changed)
        desk->options.register_changed(desk->options.context);
}

static void
set_defaults(DeskOptions *options)
{
    if (!options->questions_max)
        options->questions_max = QUESTIONS_DEFAULT;
    if (!options->deadline_ms)
        options->deadline_ms = DEADLINE_DEFAULT_MS;
}

int
desk_new(const DeskOptions *options, Desk **ret_desk)
{
    CLEANUP(desk_freep) Desk *desk = memory_new(1, sizeof *desk);
    GatewayOptions gateway = {
        .db = {
            .conninfo = options->conninfo,
            .user = "mitroa_service",
            .name = "mitroa serve",
            .statement_ms = STATEMENT_MS,
            .lock_ms = LOCK_MS,
            .chain = options->chain,
        },
        .listen = &sql_register_listen,
        .event = hear,
        .context = desk,
    };
    int r;

    desk->options = *options;
    set_defaults(&desk->options);
    desk->arena = arena_new();
    gateway.calls_max = desk->options.questions_max + 2 * BATCHES_MAX + 1;
    r = gateway_new(&gateway, &desk->gateway);
    if (r != 0)
        return r;

    *ret_desk = TAKE(desk);
    return 0;
}

/* A callback may still ask; it is told at once as well. */
Desk *
desk_free(Desk *desk)
{
    if (!desk)
        return NULL;

    if (desk->gateway)
        gateway_end(desk->gateway);
    while (desk->gateway && has_waiting(desk))
        for (size_t kind = 0; kind < KINDS; kind++)
            refuse_waiting(&desk->queues[kind]);
    (void) gateway_free(desk->gateway);
    (void) arena_free(desk->arena);
    free(desk);
    return NULL;
}

DeskCounts
desk_counts(const Desk *desk)
{
    const Ask *oldest = desk->queues[KIND_PERSON].first;
    DeskCounts counts = desk->counts;

    counts.asks = desk->n_asks;
    counts.waited_ms = oldest ? now_ms() - (oldest->deadline_ms - desk->options.deadline_ms) : 0;
    return counts;
}

int
desk_fd(const Desk *desk)
{
    return gateway_fd(desk->gateway);
}

bool
desk_is_ready(const Desk *desk)
{
    return gateway_is_up(desk->gateway) && desk->schema_fits;
}
