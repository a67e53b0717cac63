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
#include "registry/place_sheet.h"
#include "registry/supply_views.h"

/* The frame. `session` NULL = nobody has signed in. */
void page_begin(Buffer *out, const char *title, const Session *session);
/* For everybody; search engines may keep it where `is_found`, and no other page of ours. */
void page_begin_public(Buffer *out, const char *title, bool is_found);
void page_end(Buffer *out);

/* The path of the first page in the bar that they may open: where a log-in leads. */
const char *page_first(const Session *session);

/* `session` NULL also where it is not known who asks. */
void page_problem(Buffer *out, const Problem *problem, const Session *session);

typedef enum LoginNote {
    LOGIN_FIRST,
    LOGIN_ENDED, /* the session has */
    LOGIN_WRONG, /* name or password */
    LOGIN_WAIT,
} LoginNote;

/* `wait_s` with LOGIN_WAIT. */
void page_login(Buffer *out, LoginNote note, unsigned wait_s);

/* What the law asks of a public service. `contact` NULL = nobody has said whom to write to. */
void page_accessibility(Buffer *out, const char *contact);

/* The question, empty or as it came back with errors and with places to choose from. */
void page_question(Buffer *out, Arena *arena, const Session *session, const Snapshot *snapshot,
        const QuestionForm *form);

void page_answer(Buffer *out, Arena *arena, const Session *session, const Snapshot *snapshot,
        const QuestionForm *form, const Answer *answer);

/* The coverage of a release, drawn by the browser. */
void page_map(Buffer *out, const Session *session, const Snapshot *snapshot);

/* Both for everybody. `text` NULL: nobody has searched yet. */
void page_places(Buffer *out, Arena *arena, const Snapshot *snapshot, const char *text, Day on);
void page_place(Buffer *out, Arena *arena, const PlaceSheet *sheet);
/* A piece of HTML without style or script, for another site; `origin` is ours. */
void page_place_snippet(Buffer *out, Arena *arena, const char *origin, const PlaceSheet *sheet);

/* For whoever plans: the door to the tables of supply, and one of them with its form; a NULL
 * listing still wants its programme. */
void page_supply(Buffer *out, const Session *session);
void page_supply_view(Buffer *out, Arena *arena, const Session *session, const SupplyView *view,
        const SupplyQuestion *question, const Listing *listing);
