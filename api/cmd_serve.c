/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * mitroa serve: the service, in the foreground, until SIGINT or SIGTERM.
 *
 * The main thread answers nobody. It waits for signals and for news of the registers, and loads a
 * new snapshot beside the one that the loops answer from.
 */

#include "api/limits.h"
#include "api/server.h"

#include "registry/audit.h"
#include "registry/base/command.h"
#include "registry/base/error.h"
#include "registry/base/log.h"
#include "registry/safety.h"
#include "registry/snapshot.h"

#include <errno.h>
#include <getopt.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define RELOAD_PAUSE_MS 200 /* several registers are often imported in a row */
#define RETIRE_MS 2000      /* after which no question is answered from the snapshot before */
#define LOADING_NICE 10
#define MAPPED_FROM (128 * 1024)    /* and not from the largest that was ever freed */
#define TRIM_FROM (4 * 1024 * 1024) /* not at each of the small ones */
#define RETRY_MS 2000               /* until the registers could be loaded once */
#define HEADS_MS 60000              /* between two looks at the heads of the audit */
#define HEADS_PATH_SIZE 4096
#define DEFAULT_PORT 8080

typedef struct Serve {
    ServerOptions options;
    int changed_fd;
    int signal_fd;
    Server *server;
    bool is_loaded;
    Snapshot *serving; /* what the loops answer from, and what they have answered from before: */
    Snapshot *retired; /* the last to let go frees tens of megabytes, and that must be no loop */
    char heads_path[HEADS_PATH_SIZE]; /* "" = nowhere */
    int64_t heads_entries;
} Serve;

static void
print_help(FILE *out)
{
    (void) fputs(
            "Χρήση: mitroa serve [ΕΠΙΛΟΓΕΣ]\n\n"
            "Η υπηρεσία: οι σελίδες και το API. Μένει στο προσκήνιο· SIGINT ή SIGTERM τη "
            "σταματά.\n\n"
            "  --port N            θύρα (8080)· 0 = όποια είναι ελεύθερη\n"
            "  --listen ADDR       αριθμητική διεύθυνση (127.0.0.1)\n"
            "  --loops N           νήματα που απαντούν (ένα ανά πυρήνα)\n"
            "  --public-url URL    https://… αν στέκεται διαμεσολαβητής μπροστά· χωρίς αυτό "
            "μόνο σε τοπική διεύθυνση\n"
            "  --packages DIR      φάκελος node_modules με το @digigov/css (MITROA_PACKAGES)\n"
            "  --key FILE          κλειδί των αναγνωριστικών (MITROA_KEY_FILE)\n"
            "  --db CONNINFO       βάση, όπως τη γράφει η libpq (PGHOST, PGDATABASE …)\n"
            "  --contact TEXT      πού γράφει όποιος δυσκολεύεται να χρησιμοποιήσει τις σελίδες "
            "(MITROA_CONTACT)\n"
            "  --heads FILE        αρχείο για τις κεφαλές της καταγραφής, έξω από τη βάση\n"
            "                      (audit-heads στον φάκελο MITROA_STATE)\n"
            "  --takeover          παίρνει τη θύρα από την υπηρεσία που ακούει εκεί: μόλις "
            "φορτώσει τα "
            "μητρώα\n"
            "                      γράφει τη διεύθυνση, και τότε η παλιά σταματά με SIGTERM\n",
            out);
}

static const struct option long_options[] = {
    { "port", required_argument, NULL, 'p' },
    { "listen", required_argument, NULL, 'l' },
    { "loops", required_argument, NULL, 'n' },
    { "public-url", required_argument, NULL, 'u' },
    { "packages", required_argument, NULL, 'a' },
    { "key", required_argument, NULL, 'k' },
    { "db", required_argument, NULL, 'd' },
    { "contact", required_argument, NULL, 'c' },
    { "heads", required_argument, NULL, 'H' },
    { "takeover", no_argument, NULL, 't' },
    { "help", no_argument, NULL, 'h' },
    { NULL, 0, NULL, 0 },
};

static bool
read_number(const char *text, unsigned long max, unsigned long *ret_number)
{
    char *end;

    if (text[0] < '0' || text[0] > '9')
        return false;
    errno = 0;
    *ret_number = strtoul(text, &end, 10);
    return errno == 0 && *end == '\0' && *ret_number <= max;
}

static bool
usage(const char *message)
{
    (void) fprintf(stderr, "mitroa serve: %s Δείτε «mitroa serve --help».\n", message);
    return false;
}

/* Only the origin: what a browser sends as Origin has no path and no slash at its end. */
static bool
is_origin(const char *url)
{
    const char *host = strncmp(url, "https://", 8) == 0 ? url + 8 : NULL;

    return host && host[0] != '\0' && !strpbrk(host, "/?#@ ");
}

static bool
read_option(Serve *serve, int option)
{
    unsigned long number = 0;

    switch (option) {
    case 'p':
        if (!read_number(optarg, UINT16_MAX, &number))
            return usage("το --port θέλει αριθμό από 0 έως 65535.");
        serve->options.port = (uint16_t) number;
        return true;
    case 'n':
        if (!read_number(optarg, 64, &number) || number == 0)
            return usage("το --loops θέλει αριθμό από 1 έως 64.");
        serve->options.loops = (unsigned) number;
        return true;
    case 'u':
        if (!is_origin(optarg))
            return usage("το --public-url θέλει https://ΟΝΟΜΑ, χωρίς διαδρομή.");
        serve->options.origin = optarg;
        return true;
    case 'l':
        serve->options.listen = optarg;
        return true;
    case 'a':
        serve->options.packages = optarg;
        return true;
    case 'k':
        serve->options.key_file = optarg;
        return true;
    case 'd':
        serve->options.conninfo = optarg;
        return true;
    case 'c':
        serve->options.contact = optarg;
        return true;
    case 'H':
        return snprintf(serve->heads_path, sizeof serve->heads_path, "%s", optarg)
                < (int) sizeof serve->heads_path
                || usage("το --heads είναι υπερβολικά μακρύ.");
    case 't':
        serve->options.takeover = true;
        return true;
    default:
        return usage("δεν καταλαβαίνω αυτή την επιλογή.");
    }
}

static bool
is_loopback(const char *address)
{
    return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0;
}

static bool
check_options(const Serve *serve)
{
    if (!serve->options.key_file)
        return usage("λείπει το κλειδί των αναγνωριστικών: --key ή MITROA_KEY_FILE.");
    /* Passwords and answers about people must not cross a network in the clear. */
    if (!is_loopback(serve->options.listen) && !serve->options.origin)
        return usage("σε διεύθυνση που δεν είναι τοπική χρειάζεται --public-url https://… και "
                     "διαμεσολαβητής με TLS μπροστά.");
    return true;
}

static void
register_changed(void *context)
{
    const Serve *serve = context;
    const uint64_t one = 1;

    (void) !write(serve->changed_fd, &one, sizeof one);
}

static void
announce(const Serve *serve)
{
    bool is_6 = strchr(serve->options.listen, ':') != NULL;

    (void) printf("http://%s%s%s:%u\n", is_6 ? "[" : "", serve->options.listen, is_6 ? "]" : "",
            server_port(serve->server));
    (void) fflush(stdout);
}

static void
retire(Serve *serve)
{
    if (!serve->retired)
        return;
    (void) snapshot_unref(serve->retired);
    serve->retired = NULL;
    (void) malloc_trim(0);
}

static void
load(Serve *serve)
{
    Snapshot *snapshot;

    /* If it fails, which was logged, the loops go on with what they have. */
    if (snapshot_open(serve->options.conninfo, &snapshot) != 0)
        return;
    server_publish(serve->server, snapshot);
    if (serve->options.takeover && !serve->is_loaded)
        announce(serve);
    /* From now on loading must not take the processor from those who answer. */
    if (!serve->is_loaded)
        (void) setpriority(PRIO_PROCESS, (id_t) gettid(), LOADING_NICE);
    serve->is_loaded = true;
    retire(serve);
    serve->retired = serve->serving;
    serve->serving = snapshot;
    log_info("register version %lld is being served", (long long) snapshot_version(snapshot));
}

/* What arrives while we pause, belongs to the same load. */
static void
load_changes(Serve *serve)
{
    const struct timespec pause = { .tv_nsec = RELOAD_PAUSE_MS * 1000000L };
    uint64_t count;

    (void) nanosleep(&pause, NULL);
    (void) !read(serve->changed_fd, &count, sizeof count);
    load(serve);
}

/* So that a chain which is cut from its end still shows; the file stands outside the database. */
static void
keep_heads(Serve *serve)
{
    if (*serve->heads_path)
        (void) audit_keep_heads(serve->options.conninfo, serve->heads_path, &serve->heads_entries);
}

static void
wait_for_signal(Serve *serve)
{
    struct pollfd fds[2] = {
        { .fd = serve->signal_fd, .events = POLLIN },
        { .fd = serve->changed_fd, .events = POLLIN },
    };

    while (!(fds[0].revents & POLLIN)) {
        int n = poll(fds, 2, serve->retired ? RETIRE_MS : serve->is_loaded ? HEADS_MS : RETRY_MS);

        if (n < 0 && errno != EINTR)
            break;
        if (fds[1].revents & POLLIN)
            load_changes(serve);
        else if (n == 0 && serve->retired)
            retire(serve);
        else if (n == 0 && serve->is_loaded)
            keep_heads(serve);
        else if (n == 0)
            load(serve);
    }
}

static int
say_why(const Serve *serve, int r)
{
    if (r == SERVER_E_PORT_TAKEN)
        (void) fprintf(stderr,
                "mitroa serve: η θύρα %u της %s χρησιμοποιείται ήδη. Δώστε άλλη με --port.\n",
                serve->options.port, serve->options.listen);
    else if (r == SERVER_E_ADDRESS)
        (void) fprintf(stderr,
                "mitroa serve: «%s» δεν είναι αριθμητική διεύθυνση αυτού του μηχανήματος.\n",
                serve->options.listen);
    return EXIT_SYSTEM;
}

static int
run(Serve *serve)
{
    int r = safety_check(serve->options.conninfo, serve->options.key_file);

    /* Without a database to look at there is no start either: what is unsafe would go unnoticed. */
    if (r != 0)
        return EXIT_SYSTEM;
    r = server_new(&serve->options, &serve->server);
    if (r != 0)
        return say_why(serve, r);
    r = server_start(serve->server);
    if (r != 0)
        return EXIT_SYSTEM;

    /* The registers are loaded at the first news, which each new connection to the database brings.
     */
    if (!serve->options.takeover)
        announce(serve);
    wait_for_signal(serve);
    log_info("stopping");
    server_stop(serve->server, STOP_DEADLINE_MS);
    keep_heads(serve);
    return EXIT_DONE;
}

/* What a crowd or a second snapshot took goes back to the system, and is not kept in pieces. */
static void
bound_memory(void)
{
    (void) mallopt(M_MMAP_THRESHOLD, MAPPED_FROM);
    (void) mallopt(M_TRIM_THRESHOLD, TRIM_FROM);
}

/* One descriptor a connection; the usual soft limit is 1,024. */
static void
raise_descriptors(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        (void) setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/* Blocked before any thread begins, so that only signal_fd hears them. */
static int
block_signals(void)
{
    sigset_t signals;

    (void) signal(SIGPIPE, SIG_IGN);
    (void) sigemptyset(&signals);
    (void) sigaddset(&signals, SIGINT);
    (void) sigaddset(&signals, SIGTERM);
    (void) pthread_sigmask(SIG_BLOCK, &signals, NULL);
    return signalfd(-1, &signals, SFD_CLOEXEC);
}

int
cmd_serve(int argc, char **argv)
{
    Serve serve = {
        .options = {
            .listen = "127.0.0.1",
            .port = DEFAULT_PORT,
            .packages = getenv("MITROA_PACKAGES"),
            .key_file = getenv("MITROA_KEY_FILE"),
            .contact = getenv("MITROA_CONTACT"),
            .register_changed = register_changed,
        },
    };
    const char *state = getenv("MITROA_STATE");
    int option;
    int status;

    if (state)
        (void) snprintf(serve.heads_path, sizeof serve.heads_path, "%s/audit-heads", state);
    opterr = 0;
    serve.options.context = &serve;
    optind = 1;
    while ((option = getopt_long(argc, argv, "h", long_options, NULL)) != -1) {
        if (option == 'h') {
            print_help(stdout);
            return EXIT_DONE;
        }
        if (!read_option(&serve, option))
            return EXIT_USAGE;
    }
    if (optind < argc) {
        (void) usage("δεν παίρνει άλλα ορίσματα.");
        return EXIT_USAGE;
    }
    if (!check_options(&serve))
        return EXIT_USAGE;

    bound_memory();
    raise_descriptors();
    serve.signal_fd = block_signals();
    serve.changed_fd = eventfd(0, EFD_CLOEXEC);
    if (serve.signal_fd < 0 || serve.changed_fd < 0) {
        (void) error_raise(-errno, "descriptors");
        return EXIT_SYSTEM;
    }
    status = run(&serve);
    (void) server_free(serve.server);
    retire(&serve);
    if (serve.serving)
        (void) snapshot_unref(serve.serving);
    (void) close(serve.signal_fd);
    (void) close(serve.changed_fd);
    return status;
}
