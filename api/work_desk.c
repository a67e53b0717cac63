/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/work_desk.h"

#include "api/exchange_state.h"
#include "api/loop.h"
#include "api/upload.h"

#include "registry/base/error.h"
#include "registry/base/log.h"
#include "registry/base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PATH_BYTES 4096
#define TICKET_BYTES 40
#define ARGUMENTS_MAX 12
#define POLL_MS 20

struct WorkJob {
    LoopWork work; /* first: the loop hands it back as this */
    WorkJob *next;
    char ticket[TICKET_BYTES];
    char path[PATH_BYTES]; /* of the upload, or of what is made; "" = none */
    char structure[PARAM_CODE_MAX + 1];
    Loop *loop;
    Exchange *exchange; /* NULL once forgotten; only the loop's thread looks at it */
    WorkAnswer *answer;
    bool is_done;
};

struct WorkDesk {
    pthread_t threads[WORK_AT_ONCE];
    unsigned n_threads;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    WorkJob *first;
    WorkJob *last;
    unsigned count;
    bool ending;
    int64_t due_s;
    const char *conninfo;
    char program[PATH_BYTES];
};

static int64_t
now_s(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

/* ---- one process ------------------------------------------------------------------------ */

typedef struct Call {
    const char *arguments[ARGUMENTS_MAX];
    unsigned n;
    const char *ticket; /* NULL = none */
} Call;

/* Our environment, with the ticket: it is not to be seen among the arguments. */
static char **
make_environment(const char *ticket, char *variable, size_t size)
{
    size_t n = 0;
    char **made;

    while (environ[n])
        n++;
    made = memory_new(n + 2, sizeof *made);
    memcpy(made, environ, n * sizeof *made);
    if (ticket) {
        (void) snprintf(variable, size, "MITROA_TICKET=%s", ticket);
        made[n] = variable;
    }
    return made;
}

static int
start(const WorkDesk *desk, Call *call, pid_t *ret_pid)
{
    union {
        const char *const *lent;
        char *const *as_the_library_declares_it;
    } arguments = { .lent = call->arguments };
    char variable[TICKET_BYTES + 16];
    char **environment = make_environment(call->ticket, variable, sizeof variable);
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, pipe;
    int r;

    (void) sigemptyset(&none);
    (void) sigemptyset(&pipe);
    (void) sigaddset(&pipe, SIGPIPE);
    (void) posix_spawnattr_init(&attributes);
    (void) posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    (void) posix_spawnattr_setsigmask(&attributes, &none);
    (void) posix_spawnattr_setsigdefault(&attributes, &pipe);
    (void) posix_spawn_file_actions_init(&files);
    (void) posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    (void) posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
    r = posix_spawn(ret_pid, desk->program, &files, &attributes,
            arguments.as_the_library_declares_it, environment);
    (void) posix_spawn_file_actions_destroy(&files);
    (void) posix_spawnattr_destroy(&attributes);
    free(environment);
    return r == 0 ? 0 : error_raise(-r, "cannot start %s", desk->program);
}

static bool
is_ending(WorkDesk *desk)
{
    bool ending;

    (void) pthread_mutex_lock(&desk->lock);
    ending = desk->ending;
    (void) pthread_mutex_unlock(&desk->lock);
    return ending;
}

/* Whether it ended by itself and well. */
static bool
run_process(WorkDesk *desk, Call *call)
{
    const struct timespec pause = { .tv_nsec = POLL_MS * 1000000L };
    int64_t deadline = now_s() + WORK_DEADLINE_S;
    int status = 0;
    pid_t pid, ended;

    if (start(desk, call, &pid) != 0)
        return false;
    while ((ended = waitpid(pid, &status, WNOHANG)) == 0) {
        if (now_s() > deadline || is_ending(desk)) {
            (void) kill(pid, SIGKILL);
            while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
                ;
            return false;
        }
        (void) nanosleep(&pause, NULL);
    }
    return ended == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void
add(Call *call, const char *argument)
{
    call->arguments[call->n++] = argument;
}

static Call
call_of(const WorkDesk *desk, const char *word)
{
    Call call = { 0 };

    add(&call, "mitroa");
    add(&call, "publish");
    add(&call, word);
    if (desk->conninfo) {
        add(&call, "--db");
        add(&call, desk->conninfo);
    }
    return call;
}

/* ---- jobs ------------------------------------------------------------------------------- */

static void
run_ticket(WorkDesk *desk, const WorkJob *job)
{
    Call call = call_of(desk, "work");
    Call lost = call_of(desk, "work");

    call.ticket = lost.ticket = job->ticket;
    if (job->path[0]) {
        add(&call, "--upload");
        add(&call, job->path);
    }
    if (!run_process(desk, &call)) {
        log_warning("a work of publishing ended badly");
        add(&lost, "--lost");
        (void) run_process(desk, &lost);
    }
    if (job->path[0])
        (void) unlink(job->path);
}

static void
run_template(WorkDesk *desk, WorkJob *job)
{
    Call call = call_of(desk, "template");

    add(&call, "--structure");
    add(&call, job->structure);
    add(&call, "--output");
    add(&call, job->path);
    job->is_done = run_process(desk, &call);
}

/* On the loop of the exchange. */
static void
hand_back(LoopWork *work)
{
    WorkJob *job = (WorkJob *) work;

    if (job->exchange) {
        job->exchange->work = NULL;
        job->answer(job->exchange, job->is_done ? job->path : NULL);
    }
    (void) unlink(job->path);
    free(job);
}

static void
run_job(WorkDesk *desk, WorkJob *job)
{
    if (job->answer) {
        run_template(desk, job);
        loop_post(job->loop, &job->work);
        return;
    }
    run_ticket(desk, job);
    free(job);
}

static WorkJob *
take_job(WorkDesk *desk)
{
    WorkJob *job = desk->first;

    desk->first = job->next;
    if (!desk->first)
        desk->last = NULL;
    desk->count--;
    return job;
}

static bool
is_due(WorkDesk *desk)
{
    if (desk->ending || now_s() < desk->due_s)
        return false;
    desk->due_s = now_s() + WORK_DUE_S;
    return true;
}

/* The lock is held, before and after. */
static void
wait_for_work(WorkDesk *desk)
{
    struct timespec until;

    (void) clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec = desk->due_s;
    (void) pthread_cond_timedwait(&desk->changed, &desk->lock, &until);
}

static void *
run(void *context)
{
    WorkDesk *desk = context;

    (void) pthread_mutex_lock(&desk->lock);
    while (desk->first || !desk->ending) {
        WorkJob *job = desk->first ? take_job(desk) : NULL;
        bool due = !job && is_due(desk);

        if (!job && !due) {
            wait_for_work(desk);
            continue;
        }
        (void) pthread_mutex_unlock(&desk->lock);
        if (job) {
            run_job(desk, job);
        } else {
            Call call = call_of(desk, "due");

            (void) run_process(desk, &call);
        }
        (void) pthread_mutex_lock(&desk->lock);
    }
    (void) pthread_mutex_unlock(&desk->lock);
    return NULL;
}

/* ---- the desk --------------------------------------------------------------------------- */

static int
find_program(WorkDesk *desk)
{
    ssize_t n = readlink("/proc/self/exe", desk->program, sizeof desk->program - 1);

    if (n <= 0)
        return error_raise(-errno, "/proc/self/exe");
    desk->program[n] = '\0';
    return 0;
}

int
work_desk_new(const char *conninfo, WorkDesk **ret_desk)
{
    WorkDesk *desk = memory_new(1, sizeof *desk);
    pthread_condattr_t attributes;
    int r = find_program(desk);

    if (r != 0) {
        free(desk);
        return r;
    }
    desk->conninfo = conninfo;
    desk->due_s = now_s() + WORK_DUE_S / 10;
    (void) pthread_mutex_init(&desk->lock, NULL);
    (void) pthread_condattr_init(&attributes);
    (void) pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void) pthread_cond_init(&desk->changed, &attributes);
    (void) pthread_condattr_destroy(&attributes);
    upload_clean_up();
    for (; r == 0 && desk->n_threads < WORK_AT_ONCE; desk->n_threads++) {
        r = pthread_create(&desk->threads[desk->n_threads], NULL, run, desk);
        if (r != 0)
            break;
    }
    if (r != 0) {
        (void) work_desk_free(desk);
        return error_raise(-r, "cannot start a thread");
    }
    *ret_desk = desk;
    return 0;
}

WorkDesk *
work_desk_free(WorkDesk *desk)
{
    if (!desk)
        return NULL;

    (void) pthread_mutex_lock(&desk->lock);
    desk->ending = true;
    (void) pthread_cond_broadcast(&desk->changed);
    (void) pthread_mutex_unlock(&desk->lock);
    for (unsigned i = 0; i < desk->n_threads; i++)
        (void) pthread_join(desk->threads[i], NULL);
    (void) pthread_mutex_destroy(&desk->lock);
    (void) pthread_cond_destroy(&desk->changed);
    free(desk);
    return NULL;
}

static int
put(WorkDesk *desk, WorkJob *job)
{
    int r = 0;

    (void) pthread_mutex_lock(&desk->lock);
    if (desk->count == WORK_QUEUE_MAX) {
        r = WORK_E_BUSY;
    } else {
        if (desk->last)
            desk->last->next = job;
        else
            desk->first = job;
        desk->last = job;
        desk->count++;
        (void) pthread_cond_signal(&desk->changed);
    }
    (void) pthread_mutex_unlock(&desk->lock);
    return r;
}

int
work_order(WorkDesk *desk, const char *ticket, const char *upload)
{
    WorkJob *job = memory_new(1, sizeof *job);
    int r;

    (void) snprintf(job->ticket, sizeof job->ticket, "%s", ticket);
    (void) snprintf(job->path, sizeof job->path, "%s", upload ? upload : "");
    r = put(desk, job);
    if (r != 0) {
        if (upload)
            (void) unlink(upload);
        free(job);
    }
    return r;
}

int
work_template(WorkDesk *desk, Exchange *exchange, const char *structure, WorkAnswer *answer)
{
    WorkJob *job = memory_new(1, sizeof *job);
    int file;
    int r;

    job->work.run = hand_back;
    job->loop = exchange_loop(exchange);
    job->exchange = exchange;
    job->answer = answer;
    (void) snprintf(job->structure, sizeof job->structure, "%s", structure);
    (void) snprintf(job->path, sizeof job->path, "%s/upload-XXXXXX.xlsx", upload_folder());
    file = mkostemps(job->path, (int) strlen(".xlsx"), O_CLOEXEC);
    if (file < 0) {
        r = error_raise(-errno, "%s: %s", job->path, strerror(errno));
        free(job);
        return r;
    }
    (void) close(file);
    exchange->work = job;
    r = put(desk, job);
    if (r != 0) {
        exchange->work = NULL;
        (void) unlink(job->path);
        free(job);
    }
    return r;
}

void
work_forget(Exchange *exchange)
{
    if (!exchange->work)
        return;
    exchange->work->exchange = NULL;
    exchange->work = NULL;
}
