/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/acceptor.h"

#include "api/limits.h"
#include "api/loop.h"

#include "registry/base/error.h"
#include "registry/base/log.h"
#include "registry/base/memory.h"

#include <assert.h>
#include <errno.h>
#include <linux/filter.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define STRINGIFY(number) #number
#define DIGITS(number) STRINGIFY(number)
#define FULL_PAUSE_MS 20 /* without a descriptor to spare the connection waits in the kernel */

struct Acceptor {
    int listen_fd; /* -1 = handed back, or closed */
    int wake_fd;
    Loop *const *loops;
    unsigned n_loops;
    unsigned turn; /* who is asked first, so that equals take turns */
    pthread_t thread;
    bool started;
    atomic_bool stopping;
    atomic_uint_fast64_t accepted;
    atomic_uint_fast64_t refused;
};

int
acceptor_new(int listen_fd, Loop *const *loops, unsigned n_loops, Acceptor **ret_acceptor)
{
    CLEANUP(acceptor_freep) Acceptor *acceptor = memory_new(1, sizeof *acceptor);

    acceptor->listen_fd = -1;
    acceptor->loops = loops;
    acceptor->n_loops = n_loops;
    acceptor->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (acceptor->wake_fd < 0)
        return error_raise(-errno, "eventfd");

    acceptor->listen_fd = listen_fd;
    *ret_acceptor = TAKE(acceptor);
    return 0;
}

Acceptor *
acceptor_free(Acceptor *acceptor)
{
    if (!acceptor)
        return NULL;

    acceptor_stop(acceptor);
    if (acceptor->wake_fd >= 0)
        (void) close(acceptor->wake_fd);
    free(acceptor);
    return NULL;
}

/* The loop with the fewest connections, and whether there is room in all. */
static Loop *
choose(Acceptor *acceptor)
{
    unsigned total = 0;
    unsigned fewest = UINT32_MAX;
    Loop *chosen = NULL;

    acceptor->turn++;
    for (unsigned i = 0; i < acceptor->n_loops; i++) {
        Loop *loop = acceptor->loops[(acceptor->turn + i) % acceptor->n_loops];
        unsigned n = loop_connections(loop);

        total += n;
        if (n < fewest) {
            fewest = n;
            chosen = loop;
        }
    }
    return total < CONNECTIONS_MAX ? chosen : NULL;
}

/* Nobody has read the request, so nothing more exact can be said; it fits every socket's buffer. */
static void
refuse(int fd)
{
    static const char response[] =
            "HTTP/1.1 503 Service Unavailable\r\n"
            "Retry-After: " DIGITS(RETRY_AFTER_SECONDS) "\r\n"
                                                        "Connection: close\r\n"
                                                        "Content-Length: 0\r\n\r\n";

    (void) send(fd, response, sizeof response - 1, MSG_DONTWAIT | MSG_NOSIGNAL);
    (void) shutdown(fd, SHUT_RDWR);
    (void) close(fd);
}

/* 1: one was taken; 0: none waits; a negative errno: it cannot be taken now. */
static int
take_one(Acceptor *acceptor)
{
    int fd = accept4(acceptor->listen_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    Loop *loop;

    if (fd < 0)
        return errno == EAGAIN ? 0 : errno == EINTR || errno == ECONNABORTED ? 1 : -errno;

    loop = choose(acceptor);
    if (loop) {
        loop_take(loop, fd);
        atomic_fetch_add_explicit(&acceptor->accepted, 1, memory_order_relaxed);
    } else {
        refuse(fd);
        atomic_fetch_add_explicit(&acceptor->refused, 1, memory_order_relaxed);
    }
    return 1;
}

static int
take_all(Acceptor *acceptor)
{
    int r;

    do
        r = take_one(acceptor);
    while (r > 0);
    return r;
}

static void *
run(void *context)
{
    Acceptor *acceptor = context;
    struct pollfd fds[] = {
        { .fd = acceptor->listen_fd, .events = POLLIN },
        { .fd = acceptor->wake_fd, .events = POLLIN },
    };

    while (!atomic_load(&acceptor->stopping)) {
        if (poll(fds, 2, -1) < 0 || !(fds[0].revents & POLLIN))
            continue;
        if (take_all(acceptor) < 0)
            (void) poll(&fds[1], 1, FULL_PAUSE_MS);
    }
    (void) take_all(acceptor);
    return NULL;
}

/*
 * Where another service listens on the same port, which only a takeover allows, the kernel is told
 * to send it no new connection: all of them go to the one that has come last. Alone it is number 0
 * and the program says nothing of consequence.
 */
static void
steer(int listen_fd)
{
    struct sock_filter code[] = { BPF_STMT(BPF_RET | BPF_K, 1) };
    const struct sock_fprog program = { .len = 1, .filter = code };
    socklen_t size = sizeof(int);
    int shared = 0;

    (void) getsockopt(listen_fd, SOL_SOCKET, SO_REUSEPORT, &shared, &size);
    if (shared
            && setsockopt(listen_fd, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &program, sizeof program)
                    < 0)
        log_warning("the kernel shares new connections between both services until one stops");
}

int
acceptor_start(Acceptor *acceptor)
{
    int r;

    assert(!acceptor->started);
    if (listen(acceptor->listen_fd, BACKLOG_MAX) < 0)
        return error_raise(-errno, "cannot listen");
    steer(acceptor->listen_fd);

    r = pthread_create(&acceptor->thread, NULL, run, acceptor);
    if (r != 0)
        return error_raise(-r, "cannot start a thread");
    acceptor->started = true;
    (void) pthread_setname_np(acceptor->thread, "acceptor");
    return 0;
}

void
acceptor_stop(Acceptor *acceptor)
{
    const uint64_t one = 1;

    if (acceptor->started) {
        atomic_store(&acceptor->stopping, true);
        (void) !write(acceptor->wake_fd, &one, sizeof one);
        (void) pthread_join(acceptor->thread, NULL);
        acceptor->started = false;
    }
    if (acceptor->listen_fd >= 0)
        (void) close(acceptor->listen_fd);
    acceptor->listen_fd = -1;
}

AcceptorCounts
acceptor_counts(const Acceptor *acceptor)
{
    return (AcceptorCounts) {
        .accepted = atomic_load_explicit(&acceptor->accepted, memory_order_relaxed),
        .refused = atomic_load_explicit(&acceptor->refused, memory_order_relaxed),
    };
}
