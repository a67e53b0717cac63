/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Draft work: what a process of its own does for a draft, with the ticket that the service ordered:
 * reads a workbook, holds the draft against the register, publishes it, takes it back.
 *
 * The draft goes through the import of programmes and providers as any file does. A check gives
 * that up again; a publication keeps it, in one transaction with the rights of who approved it.
 */

#include "registry/base/arena.h"
#include "registry/db/db.h"

#include <stdint.h>

#define TICKET_SIZE 16

typedef struct DraftWork {
    const char *conninfo;
    uint8_t ticket[TICKET_SIZE];
    const char *upload; /* a workbook, which is removed once it is read; NULL: none */
    const char *folder; /* where files may stand for a moment */
} DraftWork;

enum {
    DRAFT_WORK_E_NONE = 1, /* the ticket holds no longer */
    DRAFT_WORK_E_FAILED,   /* the system or the database failed; the draft says so */
};

int draft_work(const DraftWork *work);
/* The process that did it has ended badly: the draft says so. */
int draft_work_lost(const DraftWork *work);
/* Publishes what was approved for a day that has come; gives how many. */
int draft_work_due(const DraftWork *work, size_t *ret_n);

/*
 * Runs the draft of the ticket through the imports, inside a transaction of `db` that the caller
 * opened. Refusals are in the report; `ret_before` is the register version that it found.
 */
typedef struct Report Report;
int draft_merge(Db *db, Arena *arena, const DraftWork *work, Report *report, int64_t *ret_before);
