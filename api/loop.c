/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/loop.h"

#include "api/exchange_state.h"
#include "api/http.h"
#include "api/limits.h"
#include "api/loop_state.h"

#include "registry/base/error.h"
#include "registry/base/memory.h"

#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#define TURN_MAX_MS 1000
#define FLUSH_TURNS_MAX 200 /* for the last bytes of the last responses, 10 ms each */

int64_t
loop_now_ms(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
wake(Loop *loop)
{
    const uint64_t one = 1;

    (void) !write(loop->wake_fd, &one, sizeof one);
}

static int
watch(Loop *loop, int fd)
{
    struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

    if (epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0)
        return error_raise(-errno, "epoll_ctl");
    return 0;
}

static void
register_changed(void *context)
{
    Loop *loop = context;

    /* One loop tells; the others would only repeat it. */
    if (loop->options.number == 0 && loop->options.register_changed)
        loop->options.register_changed(loop->options.context);
}

static int
open_desk(Loop *loop)
{
    const DeskOptions options = {
        .conninfo = loop->options.conninfo,
        .chain = (uint8_t) loop->options.number,
        .register_changed = register_changed,
        .context = loop,
    };
    int r = desk_new(&options, &loop->desk);

    if (r == 0)
        r = watch(loop, desk_fd(loop->desk));
    if (r == 0)
        r = map_desk_new(loop->options.conninfo, &loop->map_desk);
    return r != 0 ? r : watch(loop, map_desk_fd(loop->map_desk));
}

int
loop_new(const LoopOptions *options, Loop **ret_loop)
{
    CLEANUP(loop_freep) Loop *loop = memory_new(1, sizeof *loop);
    int r;

    loop->options = *options;
    loop->demand = demand_new();
    (void) pthread_mutex_init(&loop->lock, NULL);
    loop->admission = admission_new();
    loop->metrics = metrics_new();
    loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    loop->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (loop->epoll_fd < 0 || loop->wake_fd < 0)
        return error_raise(-errno, "descriptors of a loop");

    r = http_start(loop, &loop->daemon);
    if (r == 0)
        r = watch(loop, MHD_get_daemon_info(loop->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd);
    if (r == 0)
        r = watch(loop, loop->wake_fd);
    if (r == 0)
        r = open_desk(loop);
    if (r != 0)
        return r;

    *ret_loop = TAKE(loop);
    return 0;
}

static void
close_if_open(int fd)
{
    if (fd >= 0)
        (void) close(fd);
}

static void
run_posted(LoopWork *posted)
{
    while (posted) {
        LoopWork *next = posted->next;

        posted->run(posted);
        posted = next;
    }
}

Loop *
loop_free(Loop *loop)
{
    if (!loop)
        return NULL;

    assert(!loop->started);
    (void) desk_free(loop->desk);
    (void) demand_free(loop->demand);
    (void) map_desk_free(loop->map_desk);
    if (loop->daemon)
        MHD_stop_daemon(loop->daemon);
    for (unsigned i = 0; i < loop->n_taken; i++)
        (void) close(loop->taken[i]);
    free(loop->taken);
    while (loop->spare) {
        Exchange *exchange = loop->spare;

        loop->spare = exchange->next;
        exchange_destroy(exchange);
    }
    loop->admission = admission_free(loop->admission);
    loop->metrics = metrics_free(loop->metrics);
    run_posted(loop->posted);
    if (loop->registers)
        loop_registers_release(loop->registers);
    if (loop->offered)
        (void) snapshot_unref(loop->offered);
    close_if_open(loop->epoll_fd);
    close_if_open(loop->wake_fd);
    (void) pthread_mutex_destroy(&loop->lock);
    free(loop);
    return NULL;
}

/* If it cannot be made ready for this thread, which was logged, the old one goes on serving. */
static void
take_over(Loop *loop, Snapshot *snapshot)
{
    SnapshotLocal *local;
    int r = snapshot_local_new(snapshot, &local);

    (void) snapshot_unref(snapshot);
    if (r != 0)
        return;
    if (loop->registers)
        loop_registers_release(loop->registers);
    loop->registers = memory_new(1, sizeof *loop->registers);
    *loop->registers = (LoopRegisters) { .local = local, .holders = 1 };
    loop->loaded_ms = loop_now_ms();
}

static void
begin_to_stop(Loop *loop, unsigned deadline_ms)
{
    int64_t now_ms = loop_now_ms();

    loop->stopping = true;
    loop->stop_at_ms = now_ms + deadline_ms;
    loop->idle_until_ms =
            now_ms + (deadline_ms < STOP_IDLE_MS ? (int64_t) deadline_ms : STOP_IDLE_MS);
}

/* Its address says nothing: whoever asks comes through a proxy, or is on this machine. */
static void
add_connection(Loop *loop, int fd)
{
    const struct sockaddr_in nobody = { .sin_family = AF_INET };

    /* If it is refused, libmicrohttpd has closed it. */
    if (MHD_add_connection(loop->daemon, fd, (const struct sockaddr *) &nobody, sizeof nobody)
            != MHD_YES)
        atomic_fetch_sub_explicit(&loop->n_connections, 1, memory_order_relaxed);
}

static void
hear_others(Loop *loop)
{
    uint64_t count;
    Snapshot *offered;
    LoopWork *posted;
    int *taken;
    unsigned n_taken;
    bool asked_to_stop;
    unsigned deadline_ms;

    (void) !read(loop->wake_fd, &count, sizeof count);

    (void) pthread_mutex_lock(&loop->lock);
    offered = TAKE(loop->offered);
    posted = TAKE(loop->posted);
    taken = TAKE(loop->taken);
    n_taken = loop->n_taken;
    loop->n_taken = loop->taken_room = 0;
    asked_to_stop = loop->asked_to_stop;
    deadline_ms = loop->stop_deadline_ms;
    (void) pthread_mutex_unlock(&loop->lock);

    if (offered)
        take_over(loop, offered);
    run_posted(posted);
    for (unsigned i = 0; i < n_taken; i++)
        add_connection(loop, taken[i]);
    free(taken);
    if (asked_to_stop && !loop->stopping)
        begin_to_stop(loop, deadline_ms);
}

static int
turn_limit_ms(Loop *loop, int limit_ms)
{
    int64_t next_ms = connections_next_ms(&loop->connections);
    int64_t now_ms = loop_now_ms();
    MHD_UNSIGNED_LONG_LONG library_ms;

    /* libmicrohttpd does not say that it has to look at connections that were resumed. */
    if (loop->has_resumed || admission_has_ready(loop->admission))
        return 0;

    if (hold_next_ms(&loop->hold) < next_ms)
        next_ms = hold_next_ms(&loop->hold);
    if (next_ms - now_ms < limit_ms)
        limit_ms = next_ms <= now_ms ? 0 : (int) (next_ms - now_ms);
    if (MHD_get_timeout(loop->daemon, &library_ms) == MHD_YES && library_ms < (unsigned) limit_ms)
        limit_ms = (int) library_ms;
    return limit_ms;
}

int64_t
loop_now_us(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* What is ready, each structure in its turn; not for long, because others wait at the sockets. */
static void
work_off(Loop *loop, int64_t limit_us)
{
    int64_t until_us = loop_now_us() + limit_us;
    Exchange *exchange;

    while ((exchange = admission_next(loop->admission))) {
        exchange_finish(exchange, exchange->later(exchange));
        if (loop_now_us() >= until_us)
            break;
    }
}

static void
tell_desk(Loop *loop)
{
    DeskCounts counts = desk_counts(loop->desk);

    metrics_set(loop->metrics, GAUGE_DATABASE_UP, desk_is_ready(loop->desk));
    metrics_set(loop->metrics, GAUGE_DESK_ASKS, counts.asks);
    metrics_set(loop->metrics, GAUGE_AUDIT_WAITED_MS, counts.waited_ms);
    metrics_set(loop->metrics, GAUGE_AUDIT_BATCHES, (int64_t) counts.batches);
    metrics_set(loop->metrics, GAUGE_AUDIT_ENTRIES, (int64_t) counts.questions);
    metrics_set(loop->metrics, GAUGE_AUDIT_BATCH_US, (int64_t) counts.batches_us);
}

static void
tell(Loop *loop)
{
    AdmissionCounts counts = admission_counts(loop->admission);

    metrics_set(loop->metrics, GAUGE_CONNECTIONS, loop->connections.count);
    metrics_set(loop->metrics, GAUGE_ADMITTED, counts.admitted);
    metrics_set(loop->metrics, GAUGE_READY, counts.ready);
    metrics_set(loop->metrics, GAUGE_SHARES, counts.shares);
    metrics_set(loop->metrics, GAUGE_UNSENT_BYTES, (int64_t) loop->unsent);
    metrics_set(loop->metrics, GAUGE_REFUSED_FULL, (int64_t) counts.refused_full);
    metrics_set(loop->metrics, GAUGE_REFUSED_SHARE, (int64_t) counts.refused_share);
    metrics_set(loop->metrics, GAUGE_HELD, loop->hold.n);
    metrics_set(loop->metrics, GAUGE_REGISTER_LOADED_MS, loop->loaded_ms);
    if (loop->registers)
        metrics_set(loop->metrics, GAUGE_REGISTER_VERSION,
                snapshot_version(snapshot_local_snapshot(loop->registers->local)));
    if (loop->desk)
        tell_desk(loop);
}

static void
turn(Loop *loop, int limit_ms)
{
    int64_t began_us, took_us;
    struct epoll_event events[4];
    int n = epoll_wait(loop->epoll_fd, events, 4, turn_limit_ms(loop, limit_ms));

    for (int i = 0; i < n; i++) {
        if (events[i].data.fd == loop->wake_fd)
            hear_others(loop);
        else if (loop->desk && events[i].data.fd == desk_fd(loop->desk))
            desk_turn(loop->desk);
        else if (loop->map_desk && events[i].data.fd == map_desk_fd(loop->map_desk))
            map_desk_turn(loop->map_desk);
    }
    loop->has_resumed = false;
    began_us = loop_now_us();
    (void) MHD_run(loop->daemon);
    took_us = loop_now_us() - began_us;
    /* However many are refused, at least as long is spent on those who were let in. */
    work_off(loop, took_us > WORK_SLICE_US ? took_us : WORK_SLICE_US);
    if (loop->desk) {
        demand_turn(loop->demand, loop->desk, loop->stopping && !loop->active);
        desk_flush(loop->desk, admission_has_ready(loop->admission));
    }
    if (loop->map_desk)
        map_desk_flush(loop->map_desk);
    hold_release(&loop->hold, loop_now_ms());
    connections_expire(&loop->connections, loop_now_ms(),
            loop->stopping && loop_now_ms() >= loop->idle_until_ms);
    tell(loop);
}

/*
 * The time is up. Stopping libmicrohttpd with suspended connections is undefined, so everybody who
 * waits is answered first: by the desks as they close, and by us where a password is being checked.
 */
static void
give_up(Loop *loop)
{
    loop->desk = desk_free(loop->desk);
    loop->map_desk = map_desk_free(loop->map_desk);
    hold_release(&loop->hold, INT64_MAX);
    for (Exchange *exchange = loop->active; exchange; exchange = exchange->next)
        http_give_up(exchange);
    for (int i = 0; i < FLUSH_TURNS_MAX && loop->active; i++)
        turn(loop, 10);
}

/* Once it stops: until all are answered and have gone, or their time is up. */
static bool
goes_on(const Loop *loop)
{
    int64_t now_ms = loop_now_ms();

    if (!loop->stopping)
        return true;
    return ((loop->active || demand_is_open(loop->demand)) && now_ms < loop->stop_at_ms)
            || (loop->connections.count > 0 && now_ms < loop->idle_until_ms);
}

static void *
run(void *context)
{
    Loop *loop = context;

    while (goes_on(loop))
        turn(loop, loop->stopping ? 20 : TURN_MAX_MS);
    give_up(loop);
    return NULL;
}

int
loop_start(Loop *loop)
{
    char name[16];
    int r = pthread_create(&loop->thread, NULL, run, loop);

    if (r != 0)
        return error_raise(-r, "cannot start a thread");
    loop->started = true;
    (void) snprintf(name, sizeof name, "loop-%u", loop->options.number % 1000);
    (void) pthread_setname_np(loop->thread, name);
    return 0;
}

void
loop_publish(Loop *loop, Snapshot *snapshot)
{
    Snapshot *unused;

    (void) pthread_mutex_lock(&loop->lock);
    unused = loop->offered;
    loop->offered = snapshot;
    (void) pthread_mutex_unlock(&loop->lock);
    if (unused)
        (void) snapshot_unref(unused);
    wake(loop);
}

void
loop_take(Loop *loop, int fd)
{
    atomic_fetch_add_explicit(&loop->n_connections, 1, memory_order_relaxed);
    (void) pthread_mutex_lock(&loop->lock);
    memory_reserve(loop->taken, loop->n_taken, loop->taken_room);
    loop->taken[loop->n_taken++] = fd;
    (void) pthread_mutex_unlock(&loop->lock);
    wake(loop);
}

unsigned
loop_connections(const Loop *loop)
{
    return atomic_load_explicit(&loop->n_connections, memory_order_relaxed);
}

void
loop_post(Loop *loop, LoopWork *work)
{
    (void) pthread_mutex_lock(&loop->lock);
    work->next = loop->posted;
    loop->posted = work;
    (void) pthread_mutex_unlock(&loop->lock);
    wake(loop);
}

void
loop_stop(Loop *loop, unsigned deadline_ms)
{
    (void) pthread_mutex_lock(&loop->lock);
    loop->asked_to_stop = true;
    loop->stop_deadline_ms = deadline_ms;
    (void) pthread_mutex_unlock(&loop->lock);
    wake(loop);
}

void
loop_join(Loop *loop)
{
    if (!loop->started)
        return;
    (void) pthread_join(loop->thread, NULL);
    loop->started = false;
}

const LoopOptions *
loop_options(const Loop *loop)
{
    return &loop->options;
}

Demand *
loop_demand(Loop *loop)
{
    return loop->demand;
}

Desk *
loop_desk(Loop *loop)
{
    return loop->desk;
}

Admission *
loop_admission(Loop *loop)
{
    return loop->admission;
}

Metrics *
loop_metrics(Loop *loop)
{
    return loop->metrics;
}

Share *
loop_admit(Loop *loop, const uint8_t *token_hash)
{
    return loop->unsent < UNSENT_PER_LOOP_MAX
            ? admission_enter(loop->admission, token_hash, loop_now_ms())
            : NULL;
}

LoopRegisters *
loop_registers_hold(Loop *loop)
{
    if (loop->registers)
        loop->registers->holders++;
    return loop->registers;
}

SnapshotLocal *
loop_registers_local(LoopRegisters *registers)
{
    return registers->local;
}

void
loop_registers_release(LoopRegisters *registers)
{
    if (--registers->holders > 0)
        return;
    (void) snapshot_local_free(registers->local);
    free(registers);
}

MapDesk *
loop_map_desk(Loop *loop)
{
    return loop->map_desk;
}

bool
loop_is_stopping(const Loop *loop)
{
    return loop->stopping;
}

void
loop_resume(Loop *loop, Exchange *exchange)
{
    assert(exchange->suspended);
    exchange->suspended = false;
    loop->has_resumed = true;
    MHD_resume_connection(exchange->connection);
}
