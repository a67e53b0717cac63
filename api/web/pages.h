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
#include "api/metrics.h"
#include "api/problem.h"
#include "api/question_form.h"
#include "api/web/form.h"

#include "registry/base/buffer.h"
#include "registry/coverage.h"
#include "registry/entitlement.h"
#include "registry/outreach.h"
#include "registry/place_sheet.h"
#include "registry/referral.h"
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
    LOGIN_SET,   /* a password was */
    LOGIN_WRONG, /* name or password */
    LOGIN_NO_ROLE,
    LOGIN_WAIT,
} LoginNote;

/* `wait_s` with LOGIN_WAIT. */
void page_login(Buffer *out, LoginNote note, unsigned wait_s);

typedef enum CodeNote {
    CODE_FIRST,
    CODE_WRONG,
    CODE_UNREADABLE,
    CODE_WAIT,
} CodeNote;

void page_code(Buffer *out, const Session *session, CodeNote note, unsigned wait_s);

/* One-time links. `token` goes back with the form. */
void page_welcome(
        Buffer *out, const StaffLinkOwner *owner, const char *token, const FormNotes *notes);
void page_link_ended(Buffer *out);

typedef enum AccountNote {
    ACCOUNT_NOTE_NONE,
    ACCOUNT_NOTE_PASSWORD,
    ACCOUNT_NOTE_SESSION,
    ACCOUNT_NOTE_SESSIONS,
    ACCOUNT_NOTE_SECOND,
} AccountNote;

void page_account(Buffer *out, Arena *arena, const Session *session, const StaffOwn *own,
        const StaffFactor *factor, const FormNotes *notes, AccountNote note);
/* The three pages of the second factor; the frame is empty while a session waits for it. */
void page_second(Buffer *out, Arena *arena, const Session *session, const StaffFactor *factor,
        const FormNotes *notes);
void page_second_secret(Buffer *out, const Session *session, const char *uri, const char *letters,
        const FormNotes *notes);
void page_recovery_codes(Buffer *out, const Session *session, const RecoveryCodes *codes);

/* Administration. `wanted` NULL: nobody has searched. */
void page_admin(Buffer *out, Arena *arena, const Session *session, const StaffLines *lines,
        const char *wanted, const MetricsNow *now);

/* What was typed into the form of a role, to be shown again; NULL = nothing yet. */
typedef struct RoleForm {
    const char *login;
    const char *name;
    const char *role;
    const char *structure;
    const char *from;
    const char *to;
} RoleForm;

void page_admin_new(Buffer *out, Arena *arena, const Session *session,
        const StaffStructures *structures, const RoleForm *form, const FormNotes *notes);
void page_admin_account(Buffer *out, Arena *arena, const Session *session,
        const StaffAccount *account, const StaffStructures *structures, const RoleForm *form,
        const FormNotes *notes);
/* A one-time link, shown once. */
void page_admin_link(
        Buffer *out, const Session *session, const char *login, const char *link, int days);

/* Referrals. `done` NULL: nothing has just been done. */
void page_referrals(Buffer *out, Arena *arena, const Session *session, const Referrals *list,
        bool all, const char *done);

typedef struct ReferralForm {
    const char *reference;
    const Offer *offer;
    const char *case_reference;
    const char *wished; /* day */
    const char *hour;
    bool agreed;
    bool special;
    bool anyway;
    bool is_duplicate; /* there is one already; it may be sent anyway */
} ReferralForm;

/* The form as it came back. */
void page_referral(
        Buffer *out, const Session *session, const ReferralForm *form, const FormNotes *notes);
/* On the answer about a registered person: what it may lead to. */
void referral_block(Buffer *out, Arena *arena, const Session *session, const char *case_reference,
        const Answer *answer);

void page_audit(
        Buffer *out, Arena *arena, const Session *session, const StaffEntries *entries, Day on);

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
        const SupplyQuestion *question, const Listing *listing, const FormNotes *wrong,
        const char *typed_place);

/* The public registers as files. `version` is that of the registers. */
void page_downloads(Buffer *out, int64_t version, const Licence *licence);

/* A table of a release. `wrong`: why there is none, if it has notes; then only the form is shown.
 */
void page_coverage(Buffer *out, Arena *arena, const Session *session, const Coverage *coverage,
        const FormNotes *wrong);

/* Outreach: its forms and the files of the structure, and those who were shown. */
void page_outreach(
        Buffer *out, const Session *session, const Snapshot *snapshot, const Listing *files);
void page_outreach_shown(Buffer *out, const Session *session, const OutreachReply *reply);
