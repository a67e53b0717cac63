/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * A load generator for HTTP/1.1 on the loopback.
 *
 *     measure_load PORT CONNECTIONS SECONDS RATE REQUESTS [REQUESTS...]
 *
 * REQUESTS is a file with one whole request after the other, each behind a line with its length in
 * bytes; a connection takes the next one each time, in a different order. With RATE 0 each
 * connection asks again as soon as it is answered. With a rate so many requests are due a second,
 * whatever the answers do, and the time counts from when a request was due: waiting is counted.
 *
 * With several files the connections are divided among them, and each file gets figures of its own.
 * Prints one JSON object a file: answers by status, answers/s, bytes, and times in microseconds of
 * those with status 200 and of those with 503.
 */

#include "registry/base/memory.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HEAD_MAX 4096
#define TIMES_MAX 4000000
#define FILES_MAX 8
#define WARM_SHARE 0.2 /* of the seconds, before anything counts */

typedef struct Request {
    char *bytes;
    size_t size;
} Request;

typedef struct Times {
    uint32_t *us;
    size_t n;
    size_t room;
} Times;

typedef struct File {
    Request *requests;
    size_t n;
    uint64_t next;
    uint64_t by_status[600];
    uint64_t broken;
    uint64_t bytes;
    Times answered; /* 200 */
    Times refused;  /* 503 */
} File;

typedef struct Client {
    File *file;
    int fd;
    bool is_waiting; /* for an answer */
    int64_t due_us;
    const Request *request;
    size_t sent;
    char head[HEAD_MAX];
    size_t head_size;
    bool head_is_read;
    bool closes;
    unsigned status;
    size_t body_left;
} Client;

static struct sockaddr_in address;
static int epoll_fd;
static int64_t counted_from_us;
static int64_t end_us;
static int64_t gap_us; /* between two requests that are due; 0 = as fast as answers come */
static int64_t next_due_us;

static int64_t
now_us(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void
fail(const char *what)
{
    perror(what);
    exit(2);
}

static void
read_requests(const char *path, File *file)
{
    FILE *in = fopen(path, "re");
    size_t room = 0;
    size_t size;

    if (!in)
        fail(path);
    while (fscanf(in, "%zu", &size) == 1 && fgetc(in) == '\n') {
        memory_reserve(file->requests, file->n, room);
        file->requests[file->n] = (Request) { memory_new(1, size), size };
        if (fread(file->requests[file->n++].bytes, 1, size, in) != size)
            fail(path);
    }
    (void) fclose(in);
    if (file->n == 0)
        fail("no requests");
}

static void
keep(Times *times, int64_t took_us)
{
    if (times->n == TIMES_MAX)
        return;
    memory_reserve(times->us, times->n, times->room);
    times->us[times->n++] = (uint32_t) (took_us < 0 ? 0 : took_us);
}

static void
connect_client(Client *client)
{
    struct epoll_event event = { .events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = client };
    const int one = 1;

    client->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (client->fd < 0
            || connect(client->fd, (const struct sockaddr *) &address, sizeof address) < 0)
        fail("connect");
    (void) fcntl(client->fd, F_SETFL, O_NONBLOCK);
    (void) setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, client->fd, &event) < 0)
        fail("epoll_ctl");
}

static void
send_rest(Client *client)
{
    while (client->is_waiting && client->sent < client->request->size) {
        ssize_t n = send(client->fd, client->request->bytes + client->sent,
                client->request->size - client->sent, MSG_NOSIGNAL);

        if (n <= 0)
            return;
        client->sent += (size_t) n;
    }
}

/* Multiplied by what has no divisor in common with the count, so that neighbours are not asked. */
static void
ask(Client *client, int64_t due_us)
{
    File *file = client->file;

    client->request = &file->requests[file->next++ * 7919 % file->n];
    client->due_us = due_us;
    client->sent = 0;
    client->head_size = 0;
    client->head_is_read = false;
    client->is_waiting = true;
    send_rest(client);
}

static void
count(Client *client)
{
    File *file = client->file;
    int64_t now = now_us();

    client->is_waiting = false;
    if (now < counted_from_us || now > end_us)
        return;
    file->by_status[client->status < 600 ? client->status : 0]++;
    if (client->status == 200)
        keep(&file->answered, now - client->due_us);
    else if (client->status == 503)
        keep(&file->refused, now - client->due_us);
}

static const char *
header(const char *head, const char *name)
{
    const char *found = strcasestr(head, name);

    return found ? found + strlen(name) : NULL;
}

/* Bytes of the body that came with the head. */
static size_t
read_head(Client *client)
{
    char *end = memmem(client->head, client->head_size, "\r\n\r\n", 4);
    const char *length;
    size_t with_head;

    if (!end)
        return 0;
    *end = '\0';
    with_head = client->head_size - (size_t) (end + 4 - client->head);
    length = header(client->head, "\nContent-Length:");
    client->status = (unsigned) strtoul(client->head + 9, NULL, 10);
    client->body_left = length ? strtoul(length, NULL, 10) : 0;
    client->closes = header(client->head, "\nConnection: close") != NULL;
    client->head_is_read = true;
    return with_head;
}

static void
reconnect(Client *client, bool broken)
{
    (void) close(client->fd);
    if (broken && client->is_waiting && now_us() >= counted_from_us)
        client->file->broken++;
    client->is_waiting = false;
    connect_client(client);
}

static void
finish(Client *client)
{
    count(client);
    if (client->closes)
        reconnect(client, false);
    if (gap_us == 0)
        ask(client, now_us());
}

static void
receive(Client *client)
{
    static char body[256 * 1024];

    for (;;) {
        bool in_head = !client->head_is_read;
        ssize_t n = recv(client->fd, in_head ? client->head + client->head_size : body,
                in_head ? HEAD_MAX - 1 - client->head_size : sizeof body, 0);
        size_t got = n > 0 ? (size_t) n : 0;

        if (n < 0)
            return;
        if (n == 0) {
            reconnect(client, true);
            if (gap_us == 0)
                ask(client, now_us());
            return;
        }
        client->file->bytes += got;
        if (in_head) {
            client->head_size += got;
            got = read_head(client);
            if (!client->head_is_read)
                continue;
        }
        client->body_left -= got < client->body_left ? got : client->body_left;
        if (client->body_left == 0)
            finish(client);
    }
}

/* What is due and finds no idle connection waits, and its time runs. */
static void
ask_what_is_due(Client *clients, size_t n_clients)
{
    static size_t turn;
    int64_t now = now_us();

    while (gap_us > 0 && next_due_us <= now) {
        size_t tried = 0;

        while (tried < n_clients && clients[turn % n_clients].is_waiting) {
            turn++;
            tried++;
        }
        if (tried == n_clients)
            return;
        ask(&clients[turn++ % n_clients], next_due_us);
        next_due_us += gap_us;
    }
}

static int
compare(const void *one, const void *other)
{
    uint32_t a = *(const uint32_t *) one;
    uint32_t b = *(const uint32_t *) other;

    return (a > b) - (a < b);
}

static void
print_times(const char *name, Times *times)
{
    static const double parts[] = { 0.5, 0.9, 0.99, 0.999 };

    qsort(times->us, times->n, sizeof *times->us, compare);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        (void) printf(", \"%s_p%g_us\": %" PRIu32, name, parts[i] * 100,
                times->n ? times->us[(size_t) (parts[i] * (double) (times->n - 1))] : 0);
    (void) printf(", \"%s_max_us\": %" PRIu32, name, times->n ? times->us[times->n - 1] : 0);
}

static void
print_file(File *file, double seconds)
{
    uint64_t all = 0;

    (void) printf("{\"status\": {");
    for (unsigned status = 0; status < 600; status++) {
        if (file->by_status[status])
            (void) printf("%s\"%u\": %" PRIu64, all ? ", " : "", status, file->by_status[status]);
        all += file->by_status[status];
    }
    (void) printf("}, \"broken\": %" PRIu64 ", \"per_second\": %.1f, \"answered_per_second\": %.1f"
                  ", \"bytes\": %.0f",
            file->broken, (double) all / seconds, (double) file->by_status[200] / seconds,
            all ? (double) file->bytes / (double) all * (1 - WARM_SHARE) : 0);
    print_times("answered", &file->answered);
    print_times("refused", &file->refused);
    (void) printf("}\n");
}

int
main(int argc, char **argv)
{
    static File files[FILES_MAX];
    size_t n_files = argc > 5 ? (size_t) argc - 5 : 0;
    struct rlimit limit;
    size_t n_clients;
    double seconds, rate;
    Client *clients;
    int64_t began_us;

    if (n_files == 0 || n_files > FILES_MAX)
        return 2;
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t) strtoul(argv[1], NULL, 10));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    n_clients = strtoul(argv[2], NULL, 10);
    seconds = strtod(argv[3], NULL);
    rate = strtod(argv[4], NULL);
    for (size_t i = 0; i < n_files; i++)
        read_requests(argv[5 + i], &files[i]);
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        (void) setrlimit(RLIMIT_NOFILE, &limit);
    }

    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    clients = memory_new(n_clients, sizeof *clients);
    began_us = now_us();
    counted_from_us = began_us + (int64_t) (seconds * WARM_SHARE * 1e6);
    end_us = began_us + (int64_t) (seconds * 1e6);
    next_due_us = began_us;
    gap_us = rate > 0 ? (int64_t) (1e6 / rate) : 0;
    for (size_t i = 0; i < n_clients; i++) {
        clients[i].file = &files[i % n_files];
        connect_client(&clients[i]);
        if (gap_us == 0)
            ask(&clients[i], now_us());
    }

    while (now_us() < end_us) {
        struct epoll_event events[256];
        int n;

        ask_what_is_due(clients, n_clients);
        n = epoll_wait(epoll_fd, events, 256, gap_us > 0 ? 1 : 100);
        for (int i = 0; i < n; i++) {
            Client *client = events[i].data.ptr;

            send_rest(client);
            receive(client);
        }
    }
    for (size_t i = 0; i < n_files; i++)
        print_file(&files[i], seconds * (1 - WARM_SHARE));
    return 0;
}
