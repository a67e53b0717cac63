/* SPDX-License-Identifier: EUPL-1.2 */

/* The pipelined connection under everything that can happen to it. */

#include "registry/db/gateway.h"
#include "tests/db/db_fixture.h"

#include <poll.h>
#include <signal.h>
#include <time.h>

FIXTURE_STATEMENT(say, 0, "SELECT $1::bigint", 0, TYPE_INT8);
FIXTURE_STATEMENT(nap, 1, "SELECT pg_sleep($1)::text", 0, TYPE_FLOAT8);
FIXTURE_STATEMENT(divide, 2, "SELECT 1 / $1", 0, TYPE_INT8);
FIXTURE_STATEMENT(backend, 3, "SELECT pg_backend_pid()", 0);
FIXTURE_STATEMENT(transaction, 4, "SELECT pg_current_xact_id()::text", 0);
FIXTURE_STATEMENT(end_backend, 5, "SELECT pg_terminate_backend($1)", 0, TYPE_INT4);
FIXTURE_STATEMENT(listen_here, 6, "LISTEN test_gateway", 0);
FIXTURE_STATEMENT(notify_here, 7, "NOTIFY test_gateway", 0);
FIXTURE_STATEMENT(unknown_table, 8, "SELECT 1 FROM public.not_there", 0);
FIXTURE_STATEMENT(much, 9, "SELECT repeat('α', 1000) FROM generate_series(1, $1)", 0, TYPE_INT8);

/* What a call was answered with, in the order of the answers. */
typedef struct Answers {
    size_t n;
    int status[4096];
    int64_t value[4096];
    char state[4096][8];
    size_t connected;
    size_t notified;
} Answers;

static void
take(void *context, const GatewayReply *reply)
{
    Answers *answers = context;
    const Result *last = reply->results[reply->n - 1];

    answers->status[answers->n] = reply->status;
    (void) snprintf(answers->state[answers->n], 8, "%s", reply->states[reply->n - 1]);
    answers->value[answers->n] = -1;
    if (last && result_rows(last) == 1 && !result_is_null(last, 0, 0) && reply->n == 1
            && reply->status == 0 && strlen(answers->state[answers->n]) == 0)
        answers->value[answers->n] = (int64_t) result_rows(last);
    answers->n++;
}

static void
take_number(void *context, const GatewayReply *reply)
{
    Answers *answers = context;

    answers->status[answers->n] = reply->status;
    answers->value[answers->n] = reply->results[0] ? result_int(reply->results[0], 0, 0) : DB_NULL;
    answers->n++;
}

static void
hear(void *context, GatewayNews news)
{
    Answers *answers = context;

    if (news == GATEWAY_CONNECTED)
        answers->connected++;
    else
        answers->notified++;
}

static int64_t
clock_ms(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Turns the loop until `*count` has reached `wanted`; gives up after some seconds. */
static void
turn_until(Gateway *gateway, const size_t *count, size_t wanted)
{
    int64_t end = clock_ms() + 8000;

    while (*count < wanted && clock_ms() < end) {
        struct pollfd wait = { .fd = gateway_fd(gateway), .events = POLLIN };

        gateway_flush(gateway);
        (void) poll(&wait, 1, 500);
        gateway_turn(gateway);
    }
}

static Gateway *
gateway_open(Answers *answers, uint32_t calls_max, uint32_t statement_ms)
{
    const GatewayOptions options = {
        .db = { .user = "mitroa_owner", .name = "test", .statement_ms = statement_ms },
        .calls_max = calls_max,
        .listen = &listen_here,
        .event = hear,
        .context = answers,
    };
    Gateway *gateway = NULL;

    CHECK(gateway_new(&options, &gateway) == 0);
    turn_until(gateway, &answers->connected, 1);
    CHECK(gateway_is_up(gateway));
    return gateway;
}

static int
ask_number(Gateway *gateway, const Statement *statement, int64_t number, uint32_t deadline_ms,
        GatewayAnswer *with, Answers *answers)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    Params params;
    const Params *calls[] = { &params };

    params_begin(&params, arena, statement);
    if (statement->n_params && statement->types[0] == TYPE_FLOAT8)
        params_double(&params, (double) number / 1000);
    else if (statement->n_params)
        params_int(&params, number);
    return gateway_submit(gateway, calls, 1, deadline_ms, with, answers);
}

static void
answers_many_calls_in_order(void)
{
    static Answers answers;
    CLEANUP(gateway_freep) Gateway *gateway = gateway_open(&answers, 2000, 2000);

    for (int i = 0; i < 2000; i++)
        CHECK(ask_number(gateway, &say, i, 8000, take_number, &answers) == 0);
    CHECK(answers.n == 0); /* never inside the asking */
    turn_until(gateway, &answers.n, 2000);
    CHECK(answers.n == 2000);
    for (int i = 0; i < 2000; i++)
        CHECK(answers.status[i] == 0 && answers.value[i] == i);
    CHECK(gateway_calls(gateway) == 0);
}

static void
take_two_transactions(void *context, const GatewayReply *reply)
{
    Answers *answers = context;

    CHECK(reply->status == 0 && reply->n == 2);
    CHECK(strcmp(result_text(reply->results[0], 0, 0), result_text(reply->results[1], 0, 0)) != 0);
    answers->n++;
}

static void
gives_each_statement_of_a_call_a_transaction_of_its_own(void)
{
    static Answers answers;
    CLEANUP(gateway_freep) Gateway *gateway = gateway_open(&answers, 10, 2000);
    CLEANUP(arena_freep) Arena *arena = arena_new();
    Params params;
    const Params *calls[] = { &params, &params };

    params_begin(&params, arena, &transaction);
    CHECK(gateway_submit(gateway, calls, 2, 2000, take_two_transactions, &answers) == 0);
    turn_until(gateway, &answers.n, 1);
    CHECK(answers.n == 1);
}

static void
keeps_a_refused_statement_from_its_neighbours(void)
{
    static Answers answers;
    CLEANUP(gateway_freep) Gateway *gateway = gateway_open(&answers, 10, 2000);

    CHECK(ask_number(gateway, &divide, 1, 2000, take, &answers) == 0);
    CHECK(ask_number(gateway, &divide, 0, 2000, take, &answers) == 0);
    CHECK(ask_number(gateway, &unknown_table, 0, 2000, take, &answers) == 0);
    CHECK(ask_number(gateway, &divide, 1, 2000, take, &answers) == 0);
    turn_until(gateway, &answers.n, 4);
    CHECK(answers.n == 4);
    for (size_t i = 0; i < 4; i++)
        CHECK(answers.status[i] == 0);
    CHECK_TEXT(answers.state[0], "");
    CHECK_TEXT(answers.state[1], "22012");
    CHECK_TEXT(answers.state[2], "26000"); /* it could not be prepared */
    CHECK(answers.value[3] == 1);
    CHECK(gateway_is_up(gateway));
}

static void
takes_no_more_than_its_limit(void)
{
    static Answers answers;
    CLEANUP(gateway_freep) Gateway *gateway = gateway_open(&answers, 3, 2000);

    for (int i = 0; i < 3; i++)
        CHECK(ask_number(gateway, &say, i, 2000, take, &answers) == 0);
    CHECK(ask_number(gateway, &say, 9, 2000, take, &answers) == GATEWAY_E_FULL);
    turn_until(gateway, &answers.n, 3);
    CHECK(ask_number(gateway, &say, 9, 2000, take, &answers) == 0);
    turn_until(gateway, &answers.n, 4);
    CHECK(answers.n == 4);
}

static void
answers_by_the_deadline_and_goes_on(void)
{
    static Answers answers;
    CLEANUP(gateway_freep) Gateway *gateway = gateway_open(&answers, 10, 2000);
    int64_t begin = clock_ms();

    CHECK(ask_number(gateway, &nap, 700, 150, take, &answers) == 0);
    CHECK(ask_number(gateway, &say, 1, 5000, take, &answers) == 0);
    turn_until(gateway, &answers.n, 1);
    CHECK(answers.status[0] == GATEWAY_E_LATE);
    CHECK(clock_ms() - begin < 500);
    turn_until(gateway, &answers.n, 2);
    CHECK(answers.status[1] == 0);
    CHECK(answers.n == 2);
    CHECK(answers.connected == 1);
}

static void
ends_a_statement_that_takes_too_long_and_only_that(void)
{
    static Answers answers;
    CLEANUP(gateway_freep) Gateway *gateway = gateway_open(&answers, 10, 200);

    CHECK(ask_number(gateway, &nap, 3000, 2000, take, &answers) == 0);
    CHECK(ask_number(gateway, &say, 1, 2000, take, &answers) == 0);
    turn_until(gateway, &answers.n, 2);
    CHECK(answers.status[0] == 0);
    CHECK_TEXT(answers.state[0], "57014");
    CHECK_TEXT(answers.state[1], "");
}

static void
end_backend_of(Db *db, int64_t pid)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    Params params;

    params_begin(&params, arena, &end_backend);
    params_int(&params, pid);
    CHECK(db_query(db, &params, NULL) == 0);
}

static void
tells_everybody_of_a_loss_and_comes_back_with_its_statements(void)
{
    static Answers answers;
    CLEANUP(gateway_freep) Gateway *gateway = gateway_open(&answers, 10, 5000);
    CLEANUP(db_closep) Db *db = fixture_open("mitroa_owner", 2000);

    CHECK(ask_number(gateway, &backend, 0, 2000, take_number, &answers) == 0);
    CHECK(ask_number(gateway, &say, 5, 2000, take_number, &answers) == 0);
    turn_until(gateway, &answers.n, 2);

    CHECK(ask_number(gateway, &nap, 4000, 5000, take, &answers) == 0);
    CHECK(ask_number(gateway, &say, 6, 5000, take, &answers) == 0);
    gateway_flush(gateway);
    end_backend_of(db, answers.value[0]);
    turn_until(gateway, &answers.n, 4);
    CHECK(answers.status[2] == GATEWAY_E_DOWN);
    CHECK(answers.status[3] == GATEWAY_E_DOWN);
    CHECK(ask_number(gateway, &say, 7, 2000, take, &answers) == GATEWAY_E_DOWN);

    turn_until(gateway, &answers.connected, 2);
    CHECK(gateway_is_up(gateway));
    CHECK(ask_number(gateway, &say, 8, 2000, take_number, &answers) == 0);
    turn_until(gateway, &answers.n, 5);
    CHECK(answers.n == 5 && answers.value[4] == 8);
}

/* A backend that is stopped stands for a network that swallows everything. */
static void
gives_up_a_server_that_says_nothing(void)
{
    static Answers answers;
    CLEANUP(gateway_freep) Gateway *gateway = gateway_open(&answers, 10, 200);
    int64_t begin;
    pid_t stopped;

    CHECK(ask_number(gateway, &backend, 0, 2000, take_number, &answers) == 0);
    turn_until(gateway, &answers.n, 1);
    stopped = (pid_t) answers.value[0];
    CHECK(kill(stopped, SIGSTOP) == 0);

    begin = clock_ms();
    CHECK(ask_number(gateway, &say, 1, 300, take, &answers) == 0);
    turn_until(gateway, &answers.n, 2);
    CHECK(answers.status[1] == GATEWAY_E_LATE);
    CHECK(clock_ms() - begin < 1000);
    turn_until(gateway, &answers.connected, 2);
    CHECK(clock_ms() - begin < 5000);
    CHECK(kill(stopped, SIGCONT) == 0);

    CHECK(ask_number(gateway, &say, 8, 2000, take_number, &answers) == 0);
    turn_until(gateway, &answers.n, 3);
    CHECK(answers.value[2] == 8);
}

static void
notices_a_loss_while_nobody_asks(void)
{
    static Answers answers;
    CLEANUP(gateway_freep) Gateway *gateway = gateway_open(&answers, 10, 2000);
    CLEANUP(db_closep) Db *db = fixture_open("mitroa_owner", 2000);

    CHECK(ask_number(gateway, &backend, 0, 2000, take_number, &answers) == 0);
    turn_until(gateway, &answers.n, 1);
    end_backend_of(db, answers.value[0]);
    turn_until(gateway, &answers.connected, 2);
    CHECK(answers.connected == 2);
}

static void
hears_a_notify_beside_its_calls(void)
{
    static Answers answers;
    CLEANUP(gateway_freep) Gateway *gateway = gateway_open(&answers, 10, 2000);
    CLEANUP(db_closep) Db *db = fixture_open("mitroa_owner", 2000);

    /* Its own LISTEN is paid before an answered call, so the NOTIFY cannot come too early. */
    CHECK(ask_number(gateway, &say, 1, 2000, take, &answers) == 0);
    turn_until(gateway, &answers.n, 1);
    CHECK(db_run(db, &notify_here, NULL) == 0);
    turn_until(gateway, &answers.notified, 1);
    CHECK(answers.notified == 1);
}

static void
reads_answers_larger_than_any_buffer(void)
{
    static Answers answers;
    CLEANUP(gateway_freep) Gateway *gateway = gateway_open(&answers, 10, 5000);

    CHECK(ask_number(gateway, &much, 2000, 5000, take, &answers) == 0);
    CHECK(ask_number(gateway, &say, 3, 5000, take, &answers) == 0);
    turn_until(gateway, &answers.n, 2);
    CHECK(answers.n == 2 && answers.status[0] == 0 && answers.value[1] == 1);
}

static void
is_down_without_a_server_and_keeps_trying(void)
{
    static Answers answers;
    const GatewayOptions options = {
        .db = { .conninfo = "host=/nowhere", .user = "mitroa_owner" },
        .calls_max = 4,
    };
    CLEANUP(gateway_freep) Gateway *gateway = NULL;
    int64_t begin = clock_ms();
    size_t turns = 0;

    CHECK(gateway_new(&options, &gateway) == 0);
    while (clock_ms() - begin < 700) {
        struct pollfd wait = { .fd = gateway_fd(gateway), .events = POLLIN };

        (void) poll(&wait, 1, 100);
        gateway_turn(gateway);
        turns++;
        CHECK(ask_number(gateway, &say, 1, 100, take, &answers) == GATEWAY_E_DOWN);
    }
    CHECK(turns < 60); /* it waits between attempts and does not spin */
}

static void
answers_those_who_wait_when_it_is_freed(void)
{
    static Answers answers;
    Gateway *gateway = gateway_open(&answers, 10, 2000);

    CHECK(ask_number(gateway, &nap, 1000, 2000, take, &answers) == 0);
    CHECK(ask_number(gateway, &say, 1, 2000, take, &answers) == 0);
    CHECK(gateway_free(gateway) == NULL);
    CHECK(answers.n == 2);
    CHECK(answers.status[0] == GATEWAY_E_DOWN && answers.status[1] == GATEWAY_E_DOWN);
}

static const UnitTest tests[] = {
    { "answers many calls in order", answers_many_calls_in_order },
    { "gives each statement of a call a transaction of its own",
            gives_each_statement_of_a_call_a_transaction_of_its_own },
    { "keeps a refused statement from its neighbours",
            keeps_a_refused_statement_from_its_neighbours },
    { "takes no more calls than its limit", takes_no_more_than_its_limit },
    { "answers by the deadline and goes on", answers_by_the_deadline_and_goes_on },
    { "ends a statement that takes too long, and only that",
            ends_a_statement_that_takes_too_long_and_only_that },
    { "tells everybody of a loss and comes back with its statements",
            tells_everybody_of_a_loss_and_comes_back_with_its_statements },
    { "gives up a server that says nothing", gives_up_a_server_that_says_nothing },
    { "notices a loss while nobody asks", notices_a_loss_while_nobody_asks },
    { "hears a NOTIFY beside its calls", hears_a_notify_beside_its_calls },
    { "reads answers larger than any buffer", reads_answers_larger_than_any_buffer },
    { "is down without a server, and keeps trying", is_down_without_a_server_and_keeps_trying },
    { "answers those who wait when it is freed", answers_those_who_wait_when_it_is_freed },
};

UNIT_MAIN(tests)
