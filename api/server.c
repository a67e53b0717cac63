/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/server.h"

#include "api/acceptor.h"
#include "api/assets.h"
#include "api/download_desk.h"
#include "api/limits.h"
#include "api/loop.h"
#include "api/password_desk.h"
#include "api/tile_cache.h"
#include "api/work_desk.h"

#include "registry/base/error.h"
#include "registry/base/memory.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LOOPS_MAX 64

struct Server {
    ServerOptions options;
    int listen_fd;
    uint16_t port;
    IdentifierKey *key;
    Assets *assets;
    PasswordDesk *passwords;
    TileCache *tiles;
    DownloadDesk *downloads;
    WorkDesk *works;
    Loop *loops[LOOPS_MAX];
    unsigned n_loops;
    Acceptor *acceptor; /* has the socket */
    bool is_accepting;
};

/*
 * Only who takes over shares the port as it binds: everybody else is told that it is taken. Once it
 * is bound the socket may be shared with whoever takes over from it.
 */
static int
bind_to(int fd, const struct addrinfo *address, bool takeover)
{
    const int one = 1;

    (void) setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (takeover)
        (void) setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
    if (address->ai_family == AF_INET6)
        (void) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);

    if (bind(fd, address->ai_addr, address->ai_addrlen) == 0
            && setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one) == 0
            && (takeover || listen(fd, BACKLOG_MAX) == 0))
        return 0;
    if (errno == EADDRINUSE)
        return SERVER_E_PORT_TAKEN;
    if (errno == EADDRNOTAVAIL)
        return SERVER_E_ADDRESS;
    return error_raise(-errno, "cannot listen");
}

static int
open_socket(Server *server)
{
    const struct addrinfo hints = {
        .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
        .ai_socktype = SOCK_STREAM,
    };
    struct addrinfo *address;
    char port[8];
    int r;

    (void) snprintf(port, sizeof port, "%u", server->options.port);
    if (getaddrinfo(server->options.listen, port, &hints, &address) != 0)
        return SERVER_E_ADDRESS;

    server->listen_fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    r = server->listen_fd < 0 ? error_raise(-errno, "socket")
                              : bind_to(server->listen_fd, address, server->options.takeover);
    freeaddrinfo(address);
    return r;
}

/* The kernel chose, if the port was 0. */
static uint16_t
bound_port(int fd)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    char port[8] = "0";

    if (getsockname(fd, (struct sockaddr *) &address, &size) == 0)
        (void) getnameinfo(
                (struct sockaddr *) &address, size, NULL, 0, port, sizeof port, NI_NUMERICSERV);
    return (uint16_t) strtoul(port, NULL, 10);
}

static unsigned
loops_wanted(const ServerOptions *options)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned wanted = options->loops ? options->loops : cores > 0 ? (unsigned) cores : 1;

    return wanted > LOOPS_MAX ? LOOPS_MAX : wanted;
}

static int
make_loops(Server *server)
{
    /* A browser takes a __Host- cookie only with Secure, and not every one takes that over http. */
    bool is_https = server->options.origin && strncmp(server->options.origin, "https:", 6) == 0;
    LoopOptions options = {
        .conninfo = server->options.conninfo,
        .key = server->key,
        .origin = server->options.origin,
        .listen = server->options.listen,
        .secure_cookie = is_https,
        .cookie_name = is_https ? "__Host-mitroa" : "mitroa_session",
        .assets = server->assets,
        .contact = server->options.contact,
        .passwords = server->passwords,
        .loops = server->loops,
        .n_loops = &server->n_loops,
        .tiles = server->tiles,
        .downloads = server->downloads,
        .works = server->works,
        .register_changed = server->options.register_changed,
        .context = server->options.context,
    };
    unsigned wanted = loops_wanted(&server->options);

    for (; server->n_loops < wanted; server->n_loops++) {
        int r;

        options.number = server->n_loops;
        r = loop_new(&options, &server->loops[server->n_loops]);
        if (r != 0)
            return r;
    }
    return 0;
}

int
server_new(const ServerOptions *options, Server **ret_server)
{
    CLEANUP(server_freep) Server *server = memory_new(1, sizeof *server);
    int r;

    assert(options->listen && options->key_file);

    server->options = *options;
    server->listen_fd = -1;
    r = open_socket(server);
    if (r != 0)
        return r;
    server->port = bound_port(server->listen_fd);

    server->tiles = tile_cache_new(TILE_CACHE_BYTES_MAX);
    r = identifier_key_load(options->key_file, &server->key);
    if (r == 0)
        r = assets_load(options->packages, &server->assets);
    if (r == 0)
        r = password_desk_new(&server->passwords);
    if (r == 0)
        r = download_desk_new(options->conninfo, server->tiles, &server->downloads);
    if (r == 0)
        r = work_desk_new(options->conninfo, &server->works);
    if (r == 0)
        r = make_loops(server);
    if (r == 0)
        r = acceptor_new(server->listen_fd, server->loops, server->n_loops, &server->acceptor);
    if (r != 0)
        return error_fold(r);
    server->listen_fd = -1;

    *ret_server = TAKE(server);
    return 0;
}

Server *
server_free(Server *server)
{
    if (!server)
        return NULL;

    /* First the threads that post to loops, then the loops. */
    server->acceptor = acceptor_free(server->acceptor);
    server->downloads = download_desk_free(server->downloads);
    server->passwords = password_desk_free(server->passwords);
    server->works = work_desk_free(server->works);
    for (unsigned i = 0; i < server->n_loops; i++)
        (void) loop_free(server->loops[i]);
    if (server->listen_fd >= 0)
        (void) close(server->listen_fd);
    (void) tile_cache_free(server->tiles);
    (void) assets_free(server->assets);
    (void) identifier_key_free(server->key);
    free(server);
    return NULL;
}

static int
begin_to_accept(Server *server)
{
    int r = acceptor_start(server->acceptor);

    server->is_accepting = r == 0;
    return r;
}

int
server_start(Server *server)
{
    for (unsigned i = 0; i < server->n_loops; i++) {
        int r = loop_start(server->loops[i]);

        if (r != 0) {
            server_stop(server, 0);
            return r;
        }
    }
    return server->options.takeover ? 0 : begin_to_accept(server);
}

uint16_t
server_port(const Server *server)
{
    return server->port;
}

void
server_publish(Server *server, Snapshot *snapshot)
{
    for (unsigned i = 0; i < server->n_loops; i++)
        loop_publish(server->loops[i], snapshot_ref(snapshot));
    /* Who takes over asks for clients only now; if it gets none, which was logged, the old one
     * keeps them. */
    if (!server->is_accepting)
        (void) begin_to_accept(server);
}

void
server_stop(Server *server, unsigned deadline_ms)
{
    acceptor_stop(server->acceptor);

    for (unsigned i = 0; i < server->n_loops; i++)
        loop_stop(server->loops[i], deadline_ms);
    for (unsigned i = 0; i < server->n_loops; i++)
        loop_join(server->loops[i]);
}
