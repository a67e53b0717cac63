/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Work desk: what takes longer than a moment, or looks at a stranger's file, is done by a process
 * of its own - this program again, by another of its words - and never by the service.
 *
 * Two at a time and a short queue bound what it costs; whoever does not end is killed. What a
 * process has to say stands in the database, where the next look at the page finds it.
 */

#include "api/exchange.h"

#define WORK_QUEUE_MAX 64
#define WORK_AT_ONCE 2
#define WORK_DEADLINE_S 150
#define WORK_DUE_S 600 /* between two looks for what is to be published by its date */

typedef struct WorkDesk WorkDesk;
typedef struct WorkJob WorkJob;

int work_desk_new(const char *conninfo, WorkDesk **ret_desk);
/* Ends what runs. */
WorkDesk *work_desk_free(WorkDesk *desk);

enum {
    WORK_E_BUSY = 1, /* the queue is full */
};

/* `ticket` in hexadecimal; `upload` a file that is removed afterwards, or NULL. */
int work_order(WorkDesk *desk, const char *ticket, const char *upload);

/*
 * A workbook to fill in, made for a structure. `answer` runs on the loop of the exchange, which may
 * wait for it; the file is removed when it returns. NULL: it could not be made.
 */
typedef void WorkAnswer(Exchange *exchange, const char *path);
int work_template(WorkDesk *desk, Exchange *exchange, const char *structure, WorkAnswer *answer);

/* The exchange has been answered otherwise: nobody is to be called any more. */
void work_forget(Exchange *exchange);
