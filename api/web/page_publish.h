/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Pages of a municipality's publisher and approver: the list of drafts and one draft. What they
 * show is the object that publishing.answer gave.
 */

#include "api/access.h"
#include "api/json_input.h"

#include "registry/base/buffer.h"
#include "registry/snapshot.h"

/* What was typed into a form that was refused because somebody else was faster. */
typedef struct DraftTyped {
    const char **cells;
    size_t n_cells;
    const char *live_from; /* NULL = its form was not sent, as is the next */
    const char *note;
} DraftTyped;

typedef struct DraftPage {
    Buffer *out;
    Arena *arena;
    const Session *session;
    const JsonInput *draft;
    const char *sheet; /* of the row that is being corrected; NULL = none */
    int64_t line;
    const DraftTyped *typed; /* NULL = nothing was refused */
    const char *why;         /* it was */
} DraftPage;

/* `snapshot` NULL = no registers yet. */
void page_publish(Buffer *out, Arena *arena, const Session *session, const JsonInput *list,
        const Snapshot *snapshot);
/* What is to be confirmed, the most overdue first. */
void page_confirm(Buffer *out, Arena *arena, const Session *session, const JsonInput *list);
void page_draft(const DraftPage *page);

/* «υποβλήθηκε» and so on, for a state or an action; the word itself if it is none. */
const char *publish_state_greek(const char *state);
const char *publish_action_greek(const char *action);
/* 2026-11-22 07:30 → 22/11/2026 07:30 */
const char *publish_time_greek(Arena *arena, const char *time);
