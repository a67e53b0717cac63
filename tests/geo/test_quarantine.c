/* SPDX-License-Identifier: EUPL-1.2 */

/* A confined process: its frames arrive, its crashes and excesses stay its own. */

#include "tests/unit/unit.h"

#include "importers/boundary_frames.h"
#include "importers/quarantine.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef struct Seen {
    int frames;
    char last[64];
    int foreign; /* a descriptor of the parent */
} Seen;

static int
take(const uint8_t *frame, size_t size, void *context)
{
    Seen *seen = context;

    seen->frames++;
    (void) snprintf(seen->last, sizeof seen->last, "%.*s", (int) size, (const char *) frame);
    return seen->frames < 100 ? 0 : 1;
}

static void
send_text(int out, const char *text)
{
    Buffer frame;

    buffer_init(&frame);
    buffer_text(&frame, text);
    quarantine_send(out, &frame);
    buffer_deinit(&frame);
}

static int
run(int (*work)(int, void *), Seen *seen)
{
    Quarantine quarantine = {
        .work = work,
        .take = take,
        .context = seen,
        .memory_max = 512u << 20,
        .cpu_s = 5,
        .deadline_s = 1,
    };
    const char *reason = NULL;
    int r = quarantine_run(&quarantine, &reason);

    CHECK(r == 0 || (reason && *reason));
    return r;
}

static int
work_speak(int out, void *context)
{
    (void) context;
    send_text(out, "ένα");
    send_text(out, "");
    send_text(out, "τρία");
    return 0;
}

static void
hands_on_its_frames_in_order(void)
{
    Seen seen = { 0 };

    CHECK(run(work_speak, &seen) == 0);
    CHECK(seen.frames == 3);
    CHECK_TEXT(seen.last, "τρία");
}

static int
work_crash(int out, void *context)
{
    (void) context;
    send_text(out, "πριν");
    (void) raise(SIGSEGV);
    return 0;
}

static int
work_fail(int out, void *context)
{
    (void) out;
    (void) context;
    return -EIO;
}

static int
work_hang(int out, void *context)
{
    (void) out;
    (void) context;
    while (pause() != 0)
        ;
    return 0;
}

static int
work_lie(int out, void *context)
{
    const uint32_t size = UINT32_MAX;

    (void) context;
    return write(out, &size, sizeof size) == sizeof size ? 0 : -1;
}

static void
survives_what_the_child_does_not(void)
{
    Seen seen = { 0 };
    time_t start = time(NULL);

    CHECK(run(work_crash, &seen) == QUARANTINE_E_KILLED && seen.frames == 1);
    CHECK(run(work_fail, &seen) == QUARANTINE_E_KILLED);
    CHECK(run(work_hang, &seen) == QUARANTINE_E_KILLED);
    CHECK(run(work_lie, &seen) == QUARANTINE_E_KILLED);
    CHECK(time(NULL) - start < 30);
}

static int
work_flood(int out, void *context)
{
    (void) context;
    for (int i = 0; i < 100000000; i++)
        send_text(out, "κι άλλο");
    return 0;
}

static void
stops_when_the_parent_has_enough(void)
{
    Seen seen = { 0 };

    CHECK(run(work_flood, &seen) == QUARANTINE_E_STOPPED);
    CHECK(seen.frames == 100);
}

static int
work_reach_out(int out, void *context)
{
    const Seen *seen = context;
    char byte;

    send_text(
            out, socket(AF_INET, SOCK_STREAM, 0) < 0 && errno == EACCES ? "no network" : "network");
    send_text(out, read(seen->foreign, &byte, 1) < 0 && errno == EBADF ? "closed" : "open");
    return 0;
}

static int
take_only(const uint8_t *frame, size_t size, void *context)
{
    Seen *seen = context;

    CHECK((size == 10 && memcmp(frame, "no network", size) == 0)
            || (size == 6 && memcmp(frame, "closed", size) == 0));
    seen->frames++;
    return 0;
}

static void
has_no_network_and_none_of_our_descriptors(void)
{
    int null = open("/dev/null", O_RDONLY);
    Seen seen = { .foreign = fcntl(null, F_DUPFD, 10) };
    Quarantine quarantine = {
        .work = work_reach_out,
        .take = take_only,
        .context = &seen,
        .memory_max = 512u << 20,
        .cpu_s = 5,
        .deadline_s = 5,
    };
    const char *reason;

    CHECK(seen.foreign >= 10);
    CHECK(quarantine_run(&quarantine, &reason) == 0);
    CHECK(seen.frames == 2);
    (void) close(seen.foreign);
    (void) close(null);
}

static void
refuses_frames_that_are_none(void)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    const uint8_t wkb[] = { 1, 3, 0, 0, 0, 1, 0, 0, 0 };
    BoundaryFrame read;
    Buffer frame;

    CHECK(!boundary_frame_read(arena, (const uint8_t *) "", 0, &read));
    buffer_init(&frame);
    frame_put_u32(&frame, FRAME_AREA);
    frame_put_u32(&frame, 7);
    frame_put_bytes(&frame, wkb, sizeof wkb);
    CHECK(!boundary_frame_read(arena, (const uint8_t *) frame.data, frame.size, &read));
    buffer_clear(&frame);
    frame_put_u32(&frame, FRAME_FAULT);
    frame_put_text(&frame, "σφάλμα");
    CHECK(boundary_frame_read(arena, (const uint8_t *) frame.data, frame.size, &read));
    CHECK_TEXT(read.message, "σφάλμα");
    for (size_t size = 0; size < frame.size; size++)
        CHECK(!boundary_frame_read(arena, (const uint8_t *) frame.data, size, &read));
    frame_put_u32(&frame, 1);
    CHECK(!boundary_frame_read(arena, (const uint8_t *) frame.data, frame.size, &read));
    buffer_deinit(&frame);
}

static const UnitTest tests[] = {
    { "hands on its frames in order", hands_on_its_frames_in_order },
    { "survives what the child does not", survives_what_the_child_does_not },
    { "stops when the parent has enough", stops_when_the_parent_has_enough },
    { "has no network and none of our descriptors", has_no_network_and_none_of_our_descriptors },
    { "refuses frames that are none", refuses_frames_that_are_none },
};

UNIT_MAIN(tests)
