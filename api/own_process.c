/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/own_process.h"

#include "api/job_queue.h"

#include "registry/base/error.h"
#include "registry/base/memory.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define POLL_MS 20

void
own_process_add(OwnProcess *process, const char *argument)
{
    assert(process->n < OWN_PROCESS_ARGUMENTS_MAX);
    process->arguments[process->n++] = argument;
}

static const char **
make_environment(const char *variable)
{
    size_t n = 0;
    const char **made;

    while (environ[n])
        n++;
    made = memory_new(n + 2, sizeof *made);
    memcpy(made, environ, n * sizeof *made);
    made[n] = variable;
    return made;
}

/* With the signals that our own threads do not hear let through again. */
static int
start(const OwnProcess *process, pid_t *ret_pid)
{
    typedef union {
        const char *const *lent;
        char *const *as_the_library_declares_it;
    } Words;
    const char **variables = make_environment(process->variable);
    Words arguments = { .lent = process->arguments }, environment = { .lent = variables };
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    int r;

    (void) sigemptyset(&none);
    (void) sigfillset(&all);
    (void) posix_spawnattr_init(&attributes);
    (void) posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    (void) posix_spawnattr_setsigmask(&attributes, &none);
    (void) posix_spawnattr_setsigdefault(&attributes, &all);
    (void) posix_spawn_file_actions_init(&files);
    (void) posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    (void) posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
    r = posix_spawn(ret_pid, "/proc/self/exe", &files, &attributes,
            arguments.as_the_library_declares_it, environment.as_the_library_declares_it);
    (void) posix_spawn_file_actions_destroy(&files);
    (void) posix_spawnattr_destroy(&attributes);
    free(variables);
    return r == 0 ? 0 : error_raise(-r, "cannot start this program again: %s", strerror(r));
}

static int64_t
now_ms(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool
own_process_run(const OwnProcess *process, JobQueue *queue)
{
    const struct timespec pause = { .tv_nsec = POLL_MS * 1000000L };
    int64_t deadline = now_ms() + (int64_t) process->deadline_s * 1000;
    int status = 0;
    pid_t pid, ended;

    if (start(process, &pid) != 0)
        return false;
    while ((ended = waitpid(pid, &status, WNOHANG)) == 0) {
        if (now_ms() > deadline || job_queue_is_ending(queue)) {
            (void) kill(pid, SIGKILL);
            while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
                ;
            return false;
        }
        (void) nanosleep(&pause, NULL);
    }
    return ended == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
