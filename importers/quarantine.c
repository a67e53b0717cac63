/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/quarantine.h"

#include "registry/base/error.h"
#include "registry/base/memory.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define READ_SIZE (256u << 10)
#define OPEN_FILES_MAX 64

enum {
    CHILD_DONE = 0,
    CHILD_FAILED = 3,
};

/* An address sanitizer maps terabytes that it never uses. */
#if defined(__SANITIZE_ADDRESS__)
#define LIMITS_MEMORY false
#else
#define LIMITS_MEMORY true
#endif

/* ---- the child ---- */

static void
limit(int resource, rlim_t most)
{
    struct rlimit limits = { .rlim_cur = most, .rlim_max = most };

    if (setrlimit((__rlimit_resource_t) resource, &limits) != 0)
        _exit(CHILD_FAILED);
}

/*
 * What opens a network or starts a program answers EACCES. The number of a call means something
 * only together with the architecture, so a call of another one ends the child.
 */
static void
forbid_network_and_programs(void)
{
#if defined(__x86_64__) || defined(__aarch64__)
#if defined(__x86_64__)
    const uint32_t architecture = AUDIT_ARCH_X86_64;
#else
    const uint32_t architecture = AUDIT_ARCH_AARCH64;
#endif
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, architecture, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_socket, 4, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_connect, 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_execve, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_execveat, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES),
    };
    struct sock_fprog program = { .len = sizeof rules / sizeof *rules, .filter = rules };

    /* A kernel without filters still has the limits; the work itself opens no socket. */
    (void) prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
#endif
}

static void
confine(const Quarantine *quarantine, int out)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        _exit(CHILD_FAILED);

    /* The descriptor of the frames becomes 3; the database connection and all others go. */
    if (out != 3 && (dup2(out, 3) != 3 || close(out) != 0))
        _exit(CHILD_FAILED);
    (void) syscall(SYS_close_range, 4u, ~0u, 0u);

    if (LIMITS_MEMORY)
        limit(RLIMIT_AS, quarantine->memory_max);
    limit(RLIMIT_CPU, quarantine->cpu_s);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, OPEN_FILES_MAX);
    forbid_network_and_programs();
}

_Noreturn static void
child(const Quarantine *quarantine, int out)
{
    /* The parent's handlers and its output buffers are not the child's business. */
    (void) signal(SIGINT, SIG_DFL);
    (void) signal(SIGTERM, SIG_DFL);
    (void) signal(SIGPIPE, SIG_DFL);
    /* A log that goes to a file is lost rather than the end of the work. */
    (void) signal(SIGXFSZ, SIG_IGN);
    confine(quarantine, out);
    _exit(quarantine->work(3, quarantine->context) == 0 ? CHILD_DONE : CHILD_FAILED);
}

static void
send_all(int out, const void *bytes, size_t size)
{
    const char *at = bytes;

    while (size > 0) {
        ssize_t sent = write(out, at, size);

        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            _exit(CHILD_FAILED);
        at += sent;
        size -= (size_t) sent;
    }
}

void
quarantine_send(int out, Buffer *frame)
{
    uint32_t size = (uint32_t) frame->size;

    assert(frame->size <= QUARANTINE_FRAME_MAX);

    send_all(out, &size, sizeof size);
    send_all(out, frame->data, frame->size);
    buffer_clear(frame);
}

/* ---- the parent ---- */

static int64_t
now_ms(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

typedef struct Reading {
    const Quarantine *quarantine;
    int in;
    int64_t deadline_ms;
    uint8_t *bytes; /* what has come and is not yet a whole frame */
    size_t n;
    size_t capacity;
} Reading;

/* Hands on the frames that are complete. */
static int
take_frames(Reading *reading)
{
    size_t at = 0;
    int r = 0;

    while (r == 0 && reading->n - at >= sizeof(uint32_t)) {
        uint32_t size;

        memcpy(&size, reading->bytes + at, sizeof size);
        if (size > QUARANTINE_FRAME_MAX)
            return QUARANTINE_E_KILLED;
        if (reading->n - at - sizeof size < size)
            break;
        r = reading->quarantine->take(
                reading->bytes + at + sizeof size, size, reading->quarantine->context);
        at += sizeof size + size;
    }
    memmove(reading->bytes, reading->bytes + at, reading->n - at);
    reading->n -= at;
    return r < 0 ? r : r > 0 ? QUARANTINE_E_STOPPED : 0;
}

/* 1 when there is something to read, 0 at the deadline. */
static int
wait_for_bytes(const Reading *reading)
{
    for (;;) {
        struct pollfd waiting = { .fd = reading->in, .events = POLLIN };
        int64_t left = reading->deadline_ms - now_ms();
        int r = left > 0 ? poll(&waiting, 1, (int) (left > 1000 ? 1000 : left)) : 0;

        if (r > 0)
            return 1;
        if (left <= 0 || (r < 0 && errno != EINTR))
            return 0;
    }
}

static int
read_frames(Reading *reading, const char **ret_reason)
{
    for (;;) {
        ssize_t got;
        int r;

        if (!wait_for_bytes(reading)) {
            *ret_reason = "η ανάγνωση ξεπέρασε τον χρόνο που της δόθηκε";
            return QUARANTINE_E_KILLED;
        }
        if (reading->capacity - reading->n < READ_SIZE) {
            reading->capacity = reading->capacity * 2 + READ_SIZE;
            reading->bytes = memory_resize(reading->bytes, reading->capacity, 1);
        }
        got = read(reading->in, reading->bytes + reading->n, reading->capacity - reading->n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_raise(-errno, "reading from the confined process");
        if (got == 0)
            return reading->n == 0 ? 0 : QUARANTINE_E_KILLED;

        reading->n += (size_t) got;
        r = take_frames(reading);
        if (r != 0)
            return r;
    }
}

static const char *
reason_of(int status)
{
    if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL))
        return "η ανάγνωση ξεπέρασε τον χρόνο που της δόθηκε";
    return "το αρχείο δεν διαβάζεται (χαλασμένο, ή πολύ μεγάλο για τη μνήμη που του δίνεται)";
}

static int
collect(pid_t pid, int r, const char **ret_reason)
{
    int status = 0;

    if (r != 0)
        (void) kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (r != 0)
        return r;
    if (WIFEXITED(status) && WEXITSTATUS(status) == CHILD_DONE)
        return 0;

    *ret_reason = reason_of(status);
    return QUARANTINE_E_KILLED;
}

int
quarantine_run(const Quarantine *quarantine, const char **ret_reason)
{
    Reading reading = { .quarantine = quarantine };
    int ends[2];
    pid_t pid;
    int r;

    *ret_reason = reason_of(0);
    if (pipe2(ends, O_CLOEXEC) != 0)
        return error_raise(-errno, "pipe");

    pid = fork();
    if (pid < 0) {
        r = -errno;
        (void) close(ends[0]);
        (void) close(ends[1]);
        return error_raise(r, "fork");
    }
    if (pid == 0)
        child(quarantine, ends[1]);

    (void) close(ends[1]);
    reading.in = ends[0];
    reading.deadline_ms = now_ms() + (int64_t) quarantine->deadline_s * 1000;
    r = collect(pid, read_frames(&reading, ret_reason), ret_reason);
    (void) close(ends[0]);
    free(reading.bytes);
    return r;
}

/* ---- frames ---- */

void
frame_put_u32(Buffer *frame, uint32_t number)
{
    buffer_append(frame, &number, sizeof number);
}

void
frame_put_bytes(Buffer *frame, const void *bytes, size_t size)
{
    frame_put_u32(frame, (uint32_t) size);
    buffer_append(frame, bytes, size);
}

void
frame_put_text(Buffer *frame, const char *text)
{
    frame_put_bytes(frame, text, strlen(text));
}

void
frame_put_double(Buffer *frame, double number)
{
    buffer_append(frame, &number, sizeof number);
}

static bool
frame_take(FrameReader *reader, void *bytes, size_t size)
{
    if (reader->left < size)
        return false;

    memcpy(bytes, reader->at, size);
    reader->at += size;
    reader->left -= size;
    return true;
}

bool
frame_u32(FrameReader *reader, uint32_t *ret_number)
{
    return frame_take(reader, ret_number, sizeof *ret_number);
}

bool
frame_double(FrameReader *reader, double *ret_number)
{
    return frame_take(reader, ret_number, sizeof *ret_number);
}

bool
frame_bytes(FrameReader *reader, const uint8_t **ret_bytes, size_t *ret_size)
{
    uint32_t size;

    if (!frame_u32(reader, &size) || size > reader->left)
        return false;

    *ret_bytes = reader->at;
    *ret_size = size;
    reader->at += size;
    reader->left -= size;
    return true;
}
