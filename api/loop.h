/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Loop: one thread that accepts, reads, asks, answers, and shares nothing with the others.
 *
 * It turns on one epoll that holds libmicrohttpd's, the desk's and an eventfd for what other
 * threads have to say. Whatever the requests of one turn ask the desk leaves together at its end.
 *
 * Deadlines are lists, one for each kind: all of a kind wait equally long, so the first of a list
 * is always the first that is late. Who is late has its socket shut down; libmicrohttpd then sees
 * the end of the stream and cleans up by itself.
 */

#include "api/admission.h"
#include "api/exchange.h"
#include "api/metrics.h"
#include "api/password_desk.h"
#include "api/work_desk.h"

#include "registry/base/cleanup.h"
#include "registry/base/identifier.h"
#include "registry/demand.h"
#include "registry/desk.h"
#include "registry/map_desk.h"
#include "registry/snapshot.h"

typedef struct Assets Assets;
typedef struct LoopRegisters LoopRegisters;
typedef struct LoopWork LoopWork;
typedef struct TileCache TileCache;
typedef struct DownloadDesk DownloadDesk;

typedef struct LoopOptions {
    unsigned number;
    const char *conninfo;
    const IdentifierKey *key; /* lent */
    const char *origin;       /* what a form's Origin must be; NULL = http:// and the Host */
    const char *listen;       /* the address that is listened on */
    bool secure_cookie;
    const char *cookie_name;
    const char *contact; /* whom to tell what is not accessible, or NULL */
    const Assets *assets;
    PasswordDesk *passwords;
    Loop *const *loops; /* all of them, this one too, once they run */
    const unsigned *n_loops;
    TileCache *tiles;
    DownloadDesk *downloads;
    WorkDesk *works;
    void (*register_changed)(void *context);
    void *context;
} LoopOptions;

int loop_new(const LoopOptions *options, Loop **ret_loop);
Loop *loop_free(Loop *loop);
int loop_start(Loop *loop);

/* From any thread. */
void loop_publish(Loop *loop, Snapshot *snapshot); /* takes over the caller's reference */
void loop_take(Loop *loop, int fd);                /* a connected socket; the loop closes it */
unsigned loop_connections(const Loop *loop);       /* with those on their way to it */
void loop_stop(Loop *loop, unsigned deadline_ms);
void loop_join(Loop *loop);
/* `work` runs on the loop's thread at its next turn. */
struct LoopWork {
    LoopWork *next;
    void (*run)(LoopWork *work);
};
void loop_post(Loop *loop, LoopWork *work);

/* From the loop's own thread, for exchanges and handlers. */
const LoopOptions *loop_options(const Loop *loop);
Desk *loop_desk(Loop *loop);
Admission *loop_admission(Loop *loop);
Metrics *loop_metrics(Loop *loop); /* to read, from any thread */
/* Whether the loop takes one more request, of whoever has this token; NULL = of anybody. */
Share *loop_admit(Loop *loop, const uint8_t *token_hash);
/* What is asked for, counted; never NULL. */
Demand *loop_demand(Loop *loop);
MapDesk *loop_map_desk(Loop *loop); /* NULL while the loop ends */
/* What the loop answers from now; NULL before the first publication. Released, not freed. */
LoopRegisters *loop_registers_hold(Loop *loop);
SnapshotLocal *loop_registers_local(LoopRegisters *registers);
void loop_registers_release(LoopRegisters *registers);
int64_t loop_now_ms(void); /* a monotonic clock, coarse */
int64_t loop_now_us(void); /* the same, exact */
bool loop_is_stopping(const Loop *loop);
void loop_resume(Loop *loop, Exchange *exchange);

DEFINE_CLEANUP(Loop, loop_free)
