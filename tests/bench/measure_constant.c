/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * The floor: libmicrohttpd with a pool of two threads, answering every request with the same bytes.
 *
 *     measure_constant BYTES
 *
 * Prints its port, and serves until its input ends.
 */

#include "registry/base/memory.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct MHD_Response *response;

static enum MHD_Result
answer(void *context, struct MHD_Connection *connection, const char *url, const char *method,
        const char *version, const char *upload, size_t *upload_size, void **request)
{
    static int seen;

    (void) context;
    (void) url;
    (void) method;
    (void) version;
    (void) upload;
    if (!*request || *upload_size > 0) {
        *request = &seen;
        *upload_size = 0;
        return MHD_YES;
    }
    return MHD_queue_response(connection, MHD_HTTP_OK, response);
}

int
main(int argc, char **argv)
{
    size_t size = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
    char *bytes = memory_new(1, size + 1);
    struct sockaddr_in loopback = { .sin_family = AF_INET };
    struct MHD_Daemon *daemon;
    char end;

    memset(bytes, 'x', size);
    response = MHD_create_response_from_buffer(size, bytes, MHD_RESPMEM_PERSISTENT);
    (void) MHD_add_response_header(response, "Content-Type", "application/json");
    loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, /* port= */ 0, NULL, NULL, answer,
            NULL, MHD_OPTION_SOCK_ADDR, &loopback, MHD_OPTION_THREAD_POOL_SIZE, 2u, MHD_OPTION_END);
    if (!daemon)
        return 2;
    (void) printf("%u\n", MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
    (void) fflush(stdout);
    while (read(STDIN_FILENO, &end, 1) > 0)
        ;
    MHD_stop_daemon(daemon);
    MHD_destroy_response(response);
    free(bytes);
    return 0;
}
