/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Acceptor: the thread that takes connections and gives each to the loop that holds the fewest.
 *
 * With one listening socket in the epoll of every loop, the loop that happens to be awake takes all
 * that wait: sixty-four connections of a load generator were served by one core. Beyond
 * CONNECTIONS_MAX a connection is told 503 and closed, so that nobody waits for a place that may
 * never come free.
 *
 * When it stops it still takes what the kernel has acknowledged already: whoever was let in is
 * answered. A takeover (server.h) makes the kernel send new connections to the newer service first.
 */

#include "registry/base/cleanup.h"

#include <stdint.h>

typedef struct Acceptor Acceptor;
typedef struct Loop Loop;

typedef struct AcceptorCounts {
    uint64_t accepted;
    uint64_t refused; /* told 503, because there were too many */
} AcceptorCounts;

/* Takes over the socket, which is bound; the loops are lent. If it fails the socket is the
 * caller's. */
int acceptor_new(int listen_fd, Loop *const *loops, unsigned n_loops, Acceptor **ret_acceptor);
/* Listens, and begins to take connections. */
int acceptor_start(Acceptor *acceptor);
/* Takes what waits, closes the socket, ends the thread. */
void acceptor_stop(Acceptor *acceptor);
Acceptor *acceptor_free(Acceptor *acceptor);

AcceptorCounts acceptor_counts(const Acceptor *acceptor);

DEFINE_CLEANUP(Acceptor, acceptor_free)
