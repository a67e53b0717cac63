/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Outreach: whom an adviser may seek out, of the own area: who is entitled to a programme and does
 * not receive it, or is one document short of it.
 *
 * Who is worth it is found by outreach_find(), as mitroa_screener under an entry of the audit, and
 * kept in the database for a week. An adviser is shown a few of them a day, by their references:
 * each is entered in the audit before the row is read, and is judged again by what the row says.
 */

#include "registry/account.h"
#include "registry/desk.h"
#include "registry/listing.h"
#include "registry/snapshot.h"

typedef enum OutreachKind {
    OUTREACH_UNSERVED = 1,
    OUTREACH_ONE_DOCUMENT = 2,
} OutreachKind;

#define OUTREACH_SHOWN_MAX 20 /* at once; the database says how many in a day */
#define OUTREACH_FILE_MAX 256 /* persons of one file */
#define OUTREACH_KEPT_MAX 500 /* candidates of a municipality, programme and kind */

/* unserved, one_document; 0 for anything else. */
OutreachKind outreach_kind_of(const char *key);
const char *outreach_kind_greek(OutreachKind kind);

/* ---- finding ---- */

typedef struct OutreachFound {
    uint64_t persons; /* that were read */
    uint64_t kept;
    int64_t audit;
} OutreachFound;

/* Replaces the candidates of every municipality. Conditions as of screen_run(). */
int outreach_find(const char *conninfo, const uint8_t token_hash[static TOKEN_HASH_SIZE],
        Snapshot *snapshot, OutreachFound *ret_found);

/* ---- showing ---- */

typedef enum OutreachStatus {
    OUTREACH_DONE,
    OUTREACH_NOT_ALLOWED, /* no such session, or its role may not */
    OUTREACH_NOT_THERE,   /* no such file, or not one to be approved or given */
    OUTREACH_AUDIT,       /* the entries could not be written: nothing was read */
    OUTREACH_UNAVAILABLE, /* the database cannot be asked now */
} OutreachStatus;

typedef struct OutreachReply {
    OutreachStatus status;
    const Programme *programme;
    OutreachKind kind;
    Listing *listing; /* NULL unless it is done and somebody is to be shown */
    int left_today;
    int file;
} OutreachReply;

typedef void OutreachAnswer(void *context, const OutreachReply *reply);

typedef struct OutreachQuestion {
    Arena *arena; /* until the answer, as are the rest */
    SnapshotLocal *local;
    uint8_t token_hash[TOKEN_HASH_SIZE];
    const Programme *programme;
    OutreachKind kind;
    int file;
} OutreachQuestion;

/* Shows some more. */
void outreach_show(
        Desk *desk, const OutreachQuestion *question, OutreachAnswer *answer, void *context);

/* The same for a command: answered before it returns. */
void outreach_show_now(
        Db *db, const OutreachQuestion *question, OutreachAnswer *answer, void *context);

/* Files: asked for, approved by another, given out once with everybody shown in 30 days. */
void outreach_file_ask(
        Desk *desk, const OutreachQuestion *question, OutreachAnswer *answer, void *context);
void outreach_file_approve(
        Desk *desk, const OutreachQuestion *question, OutreachAnswer *answer, void *context);
void outreach_file_give(
        Desk *desk, const OutreachQuestion *question, OutreachAnswer *answer, void *context);
/* The files of the structure: a listing whose first column is the number. */
void outreach_files(
        Desk *desk, const OutreachQuestion *question, OutreachAnswer *answer, void *context);
