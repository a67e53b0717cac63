/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Server: one listening socket, one loop a core, nothing shared between loops.
 *
 * Each loop is a thread with its own libmicrohttpd daemon and its own connections to the database;
 * the acceptor gives it its clients. A second service on the same port is refused, unless it is
 * started for a takeover: then it listens once it has its registers, gets all new connections from
 * that moment on, and the first one may be stopped.
 */

#include "registry/base/cleanup.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct Server Server;
typedef struct Snapshot Snapshot;

typedef struct ServerOptions {
    const char *listen; /* numeric address */
    uint16_t port;      /* 0 = any free one, see server_port() */
    unsigned loops;     /* 0 = one a core */
    bool takeover;
    const char *origin;   /* https://… behind a proxy, or NULL: http on the loopback */
    const char *packages; /* folder with @digigov/css, or NULL */
    const char *conninfo; /* libpq, or NULL for the usual variables */
    const char *key_file;
    const char *contact;                     /* for the accessibility statement, or NULL */
    void (*register_changed)(void *context); /* called from a loop's thread */
    void *context;
} ServerOptions;

enum {
    SERVER_E_PORT_TAKEN = 1, /* somebody else listens there */
    SERVER_E_ADDRESS,        /* not a numeric address of this machine */
};

/* Listens, but answers only once it is started. The texts of the options are lent. */
int server_new(const ServerOptions *options, Server **ret_server);
Server *server_free(Server *server);

int server_start(Server *server);
uint16_t server_port(const Server *server);

/* Any thread; the loops take it up at their next turn. The reference stays the caller's. */
void server_publish(Server *server, Snapshot *snapshot);

/*
 * Refuses new connections, finishes the requests that are being answered, gives those that still
 * wait at the deadline their 503, then ends the threads.
 */
void server_stop(Server *server, unsigned deadline_ms);

DEFINE_CLEANUP(Server, server_free)
