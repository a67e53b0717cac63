/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* Calls: what staff.c and referral.c ask the desk with; for nobody else. */

#include "registry/db/params.h"
#include "registry/db/result.h"
#include "registry/staff.h"

typedef struct StaffCall StaffCall;

/* Reads the rows of an answer; what it says becomes the status. */
typedef StaffStatus StaffReader(StaffCall *call, const Result *rows);

struct StaffCall {
    Params params;
    Arena *arena;
    StaffDone *done;
    void *context;
    StaffReader *read;
    void *ret; /* what the reader fills */
};

StaffCall *staff_call_new(const StaffAsk *ask, const Statement *statement, StaffReader *read);
/* One that shows the token of its session first, as nearly all do. */
StaffCall *staff_call_of_session(
        const StaffAsk *ask, const Statement *statement, StaffReader *read);
void staff_call_send(const StaffAsk *ask, StaffCall *call);

/* The first column of the one row. */
StaffStatus staff_read_status(StaffCall *call, const Result *rows);
const char *staff_read_text(const StaffCall *call, const Result *rows, size_t row, size_t column);
