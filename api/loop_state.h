/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * What a loop holds. For loop.c, connection.c and http.c.
 */

#include "api/connection.h"
#include "api/hold.h"
#include "api/loop.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#define SPARE_EXCHANGES_MAX 40

/* A snapshot with what this thread needs beside it; the loop and the exchanges hold it. */
struct LoopRegisters {
    SnapshotLocal *local;
    unsigned holders;
};

struct Loop {
    LoopOptions options;
    pthread_t thread;
    bool started;

    struct MHD_Daemon *daemon;
    int epoll_fd;
    int wake_fd;
    Desk *desk;
    Demand *demand;
    MapDesk *map_desk;
    LoopRegisters *registers;
    ConnectionLists connections;
    Admission *admission;
    Hold hold;
    Metrics *metrics;
    int64_t loaded_ms; /* when the registers were */
    size_t unsent;     /* bytes of answers on their way */
    bool has_resumed;  /* connections that libmicrohttpd has not looked at since */
    Exchange *active;  /* from the request line to the last byte */
    Exchange *spare;
    unsigned n_spare;
    bool stopping; /* what comes is still answered, and each connection then closed */
    int64_t stop_at_ms;
    int64_t idle_until_ms; /* of a loop that stops: then who has nothing to ask is cut off */
    atomic_uint n_connections;

    /* What other threads leave behind, guarded by `lock`; `wake_fd` says that something is there.
     */
    pthread_mutex_t lock;
    Snapshot *offered;
    LoopWork *posted;
    int *taken; /* sockets from the acceptor */
    unsigned n_taken;
    unsigned taken_room;
    bool asked_to_stop;
    unsigned stop_deadline_ms;
};
