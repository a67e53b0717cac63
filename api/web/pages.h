/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Pages: what an adviser sees. Written on the server, whole without a script, and usable from the
 * keyboard. The look is gov.gr's (@digigov/css), without its emblem.
 *
 * A title never tells about whom or about what was asked: it stands in tabs, histories and at the
 * top of printed sheets.
 */

#include "api/access.h"
#include "api/problem.h"
#include "api/question_form.h"

#include "registry/base/buffer.h"
#include "registry/entitlement.h"

/* The frame. `session` NULL = nobody has signed in. */
void page_begin(Buffer *out, const char *title, const Session *session);
void page_end(Buffer *out);

void page_problem(Buffer *out, const Problem *problem);

/* `message` NULL at the first sight of it. */
void page_login(Buffer *out, const char *message);

/* The question, empty or as it came back with errors and with places to choose from. */
void page_question(
        Buffer *out, const Session *session, const Snapshot *snapshot, const QuestionForm *form);

void page_answer(Buffer *out, Arena *arena, const Session *session, const QuestionForm *form,
        const Answer *answer);
