/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/work_desk.h"

#include "api/exchange_state.h"
#include "api/job_queue.h"
#include "api/loop.h"
#include "api/own_process.h"
#include "api/upload.h"

#include "registry/base/error.h"
#include "registry/base/log.h"
#include "registry/base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PATH_BYTES 4096
#define TICKET_BYTES 40

struct WorkJob {
    LoopWork work; /* first: the loop hands it back as this */
    char ticket[TICKET_BYTES];
    char path[PATH_BYTES]; /* of the upload, or of what is made; "" = none */
    char structure[PARAM_CODE_MAX + 1];
    Loop *loop;
    Exchange *exchange; /* NULL once forgotten; only the loop's thread looks at it */
    WorkAnswer *answer;
    bool is_done;
};

struct WorkDesk {
    JobQueue *queue;
    const char *conninfo;
};

static OwnProcess
process_of(const WorkDesk *desk, const char *word)
{
    OwnProcess process = {
        .arguments = { "mitroa", "publish", word }, .n = 3, .deadline_s = WORK_DEADLINE_S
    };

    if (desk->conninfo) {
        own_process_add(&process, "--db");
        own_process_add(&process, desk->conninfo);
    }
    return process;
}

/* ---- jobs ------------------------------------------------------------------------------- */

static void
run_ticket(WorkDesk *desk, const WorkJob *job)
{
    OwnProcess process = process_of(desk, "work");
    OwnProcess lost = process_of(desk, "work");
    char ticket[TICKET_BYTES + 16];

    (void) snprintf(ticket, sizeof ticket, "MITROA_TICKET=%s", job->ticket);
    process.variable = lost.variable = ticket;
    if (job->path[0]) {
        own_process_add(&process, "--upload");
        own_process_add(&process, job->path);
    }
    if (!own_process_run(&process, desk->queue)) {
        log_warning("a work of publishing ended badly");
        own_process_add(&lost, "--lost");
        (void) own_process_run(&lost, desk->queue);
    }
    if (job->path[0])
        (void) unlink(job->path);
}

static void
run_template(WorkDesk *desk, WorkJob *job)
{
    OwnProcess process = process_of(desk, "template");

    own_process_add(&process, "--structure");
    own_process_add(&process, job->structure);
    own_process_add(&process, "--output");
    own_process_add(&process, job->path);
    job->is_done = own_process_run(&process, desk->queue);
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
run(void *context, void *waited)
{
    WorkDesk *desk = context;
    WorkJob *job = waited;

    if (job->answer) {
        run_template(desk, job);
        loop_post(job->loop, &job->work);
        return;
    }
    run_ticket(desk, job);
    free(job);
}

static void
run_due(void *context)
{
    WorkDesk *desk = context;
    OwnProcess process = process_of(desk, "due");

    (void) own_process_run(&process, desk->queue);
}

/* ---- the desk --------------------------------------------------------------------------- */

int
work_desk_new(const char *conninfo, WorkDesk **ret_desk)
{
    WorkDesk *desk = memory_new(1, sizeof *desk);
    const JobPlan plan = { .threads = WORK_AT_ONCE,
        .max = WORK_QUEUE_MAX,
        .context = desk,
        .run = run,
        .due = run_due,
        .due_s = WORK_DUE_S };
    int r;

    desk->conninfo = conninfo;
    upload_clean_up();
    r = job_queue_new(&plan, &desk->queue);
    if (r != 0) {
        free(desk);
        return r;
    }
    *ret_desk = desk;
    return 0;
}

WorkDesk *
work_desk_free(WorkDesk *desk)
{
    if (!desk)
        return NULL;

    (void) job_queue_free(desk->queue);
    free(desk);
    return NULL;
}

int
work_order(WorkDesk *desk, const char *ticket, const char *upload)
{
    WorkJob *job = memory_new(1, sizeof *job);

    (void) snprintf(job->ticket, sizeof job->ticket, "%s", ticket);
    (void) snprintf(job->path, sizeof job->path, "%s", upload ? upload : "");
    if (job_queue_put(desk->queue, job))
        return 0;
    if (upload)
        (void) unlink(upload);
    free(job);
    return WORK_E_BUSY;
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
    if (!job_queue_put(desk->queue, job)) {
        (void) unlink(job->path);
        free(job);
        return WORK_E_BUSY;
    }
    exchange->work = job;
    return 0;
}

void
work_forget(Exchange *exchange)
{
    if (!exchange->work)
        return;
    exchange->work->exchange = NULL;
    exchange->work = NULL;
}
