/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/outreach.h"

#include "registry/base/secret.h"
#include "registry/db/db.h"
#include "registry/db/params.h"
#include "registry/db/result.h"
#include "registry/db/statements.h"
#include "registry/entitlement.h"

#include <assert.h>
#include <string.h>

#define N(array) (sizeof(array) / sizeof *(array))

/* Statuses of the functions of outreach.sql. */
enum {
    ROW_GOOD = 0,
    ROW_NOT_THERE = 1,
};

static const struct {
    OutreachKind kind;
    const char *key;
    const char *greek;
} kinds[] = {
    { OUTREACH_UNSERVED, "unserved", "δικαιούνται και δεν λαμβάνουν" },
    { OUTREACH_ONE_DOCUMENT, "one_document", "τους λείπει ένα δικαιολογητικό" },
};

OutreachKind
outreach_kind_of(const char *key)
{
    for (size_t i = 0; i < N(kinds); i++)
        if (strcmp(kinds[i].key, key) == 0)
            return kinds[i].kind;
    return 0;
}

const char *
outreach_kind_greek(OutreachKind kind)
{
    for (size_t i = 0; i < N(kinds); i++)
        if (kinds[i].kind == kind)
            return kinds[i].greek;
    return "";
}

/* ---- one question on its way --------------------------------------------------------------- */

typedef struct Showing {
    OutreachQuestion question;
    Desk *desk; /* NULL: the connection is asked, and answers at once */
    Db *db;
    OutreachAnswer *answer;
    void *context;
    OutreachReply reply;
    Bytes *nonces;
    size_t n_nonces;
    Params params;
} Showing;

static Showing *
showing_new(Desk *desk, const OutreachQuestion *question, OutreachAnswer *answer, void *context)
{
    Showing *showing = arena_alloc(question->arena, sizeof *showing);

    *showing = (Showing) {
        .question = *question,
        .desk = desk,
        .answer = answer,
        .context = context,
        .reply = {
            .programme = question->programme,
            .kind = question->kind,
            .file = question->file,
        },
    };
    return showing;
}

static void
end(Showing *showing, OutreachStatus status)
{
    showing->reply.status = status;
    showing->answer(showing->context, &showing->reply);
}

static void
begin(Showing *showing, const Statement *statement)
{
    params_begin(&showing->params, showing->question.arena, statement);
    params_bytes(&showing->params, showing->question.token_hash, TOKEN_HASH_SIZE);
}

static void
call(Showing *showing, CallAnswer *came)
{
    CLEANUP(result_freep) Result *rows = NULL;
    int r;

    if (showing->desk) {
        desk_call(showing->desk, &showing->params, came, showing);
        return;
    }
    r = db_query(showing->db, &showing->params, &rows);
    came(showing, r == 0 ? rows : NULL, r == 0 ? "" : db_state(showing->db));
}

/* A statement that was refused could not write its entry; one that never left may have. */
static OutreachStatus
failure(const char *state)
{
    return *state ? OUTREACH_AUDIT : OUTREACH_UNAVAILABLE;
}

static void
draw_nonces(Showing *showing, size_t n)
{
    Arena *arena = showing->question.arena;
    uint8_t *bytes = arena_alloc(arena, n * NONCE_SIZE);

    secret_random(bytes, n * NONCE_SIZE);
    showing->nonces = arena_array(arena, Bytes, n);
    showing->n_nonces = n;
    for (size_t i = 0; i < n; i++)
        showing->nonces[i] = (Bytes) { bytes + i * NONCE_SIZE, NONCE_SIZE };
}

/* ---- what a row of a person gives ---------------------------------------------------------- */

/* The one document that all that is missing waits for; NULL = there is none such. */
static const char *
one_document(const Entitlement *entitlement)
{
    const char *document = entitlement->n_missing > 0 ? entitlement->missing[0].document : NULL;

    for (size_t i = 0; i < entitlement->n_missing; i++)
        if (!document || !entitlement->missing[i].document
                || strcmp(entitlement->missing[i].document, document) != 0)
            return NULL;
    return document;
}

/* Whether it is still so: the candidate may be a week old. */
static bool
is_so(OutreachKind kind, const Entitlement *entitlement)
{
    if (kind == OUTREACH_UNSERVED)
        return entitlement->verdict == OUTCOME_TRUE && entitlement->receiving == OUTCOME_FALSE;
    return entitlement->verdict == OUTCOME_UNKNOWN && entitlement->receiving != OUTCOME_TRUE
            && one_document(entitlement) != NULL;
}

static const Entitlement *
find_entitlement(const Answer *answer, const Programme *programme)
{
    for (size_t i = 0; i < answer->n_entitlements; i++)
        if (answer->entitlements[i].programme->key == programme->key)
            return &answer->entitlements[i];
    return NULL;
}

static const char *
uuid_text(Arena *arena, const Uuid *uuid)
{
    const uint8_t *b = uuid->bytes;

    return arena_format(arena,
            "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1],
            b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14],
            b[15]);
}

static void
show(Showing *showing, const PersonReply *person)
{
    const OutreachQuestion *it = &showing->question;
    const Question question = {
        .on = day_today(),
        .point = GEO_NOWHERE,
        .home = person->home,
        .facts = &person->facts,
        .residence_places = person->residence_places,
        .residence_bases = person->residence_bases,
        .n_residences = person->n_residences,
        .audit = person->entry,
        .reference = &person->reference,
    };
    const Entitlement *entitlement;
    const Answer *answer;
    ListingCell *row;

    if (entitlement_answer(it->arena, it->local, &question, &answer) != 0)
        return;
    entitlement = find_entitlement(answer, showing->reply.programme);
    if (!entitlement || !is_so(showing->reply.kind, entitlement))
        return;
    row = listing_row(showing->reply.listing);
    row[0] = listing_text(uuid_text(it->arena, &person->reference));
    row[1] = listing_name(answer->municipality->code, answer->municipality->name, NULL);
    row[2] = listing_text(one_document(entitlement));
    row[3] = listing_number(person->entry == DB_NULL ? 0 : (double) person->entry);
}

static Listing *
new_listing(const Showing *showing)
{
    static const ListingColumn columns[] = {
        { "reference", "Αναφορά υπόθεσης", LISTING_TEXT },
        { "municipality", "Κατοικία", LISTING_NAME },
        { "missing", "Λείπει", LISTING_TEXT },
        { "audit", "Καταγραφή", LISTING_NUMBER },
    };
    Arena *arena = showing->question.arena;
    Listing *listing = listing_new(arena,
            arena_format(arena, "%s: %s", programme_title(showing->reply.programme),
                    outreach_kind_greek(showing->reply.kind)),
            columns, N(columns), "Κανένας για να δειχθεί τώρα.");

    listing_note(listing,
            "Κάθε πρόσωπο που δείχνεται έχει γραφτεί στην καταγραφή με σκοπό «προσέγγιση», και δεν "
            "ξαναδείχνεται για 90 ημέρες. Με την αναφορά ρωτάτε τα υπόλοιπα.");
    return listing;
}

static void
persons_came(void *context, const Result *rows, const char *state)
{
    Showing *showing = context;

    if (!rows) {
        end(showing, failure(state));
        return;
    }
    for (size_t i = 0; i < result_rows(rows); i++) {
        PersonReply person;

        person_facts_read(rows, i, showing->question.arena, &person);
        if (person.status == PERSON_FOUND)
            show(showing, &person);
    }
    end(showing, OUTREACH_DONE);
}

/* The tickets of the first so many nonces stand: the rows are read. */
static void
read_persons(Showing *showing, size_t opened)
{
    assert(opened <= showing->n_nonces);

    showing->reply.listing = new_listing(showing);
    if (opened == 0) {
        end(showing, OUTREACH_DONE);
        return;
    }
    params_begin(&showing->params, showing->question.arena, &sql_person_facts);
    params_bytes_list(&showing->params, showing->nonces, opened);
    call(showing, persons_came);
}

/* ---- a few of a day ------------------------------------------------------------------------ */

static void
opening_came(void *context, const Result *rows, const char *state)
{
    Showing *showing = context;

    if (!rows || result_rows(rows) != 1) {
        end(showing, failure(state));
        return;
    }
    if (result_int(rows, 0, 0) != ROW_GOOD) {
        end(showing, OUTREACH_NOT_ALLOWED);
        return;
    }
    showing->reply.left_today = (int) result_int(rows, 0, 2);
    read_persons(showing, (size_t) result_int(rows, 0, 1));
}

static void
open_some(Showing *showing)
{
    draw_nonces(showing, OUTREACH_SHOWN_MAX);
    begin(showing, &sql_outreach_open);
    params_bytes_list(&showing->params, showing->nonces, showing->n_nonces);
    params_int(&showing->params, showing->question.programme->key);
    params_int(&showing->params, showing->question.kind);
    call(showing, opening_came);
}

void
outreach_show(Desk *desk, const OutreachQuestion *question, OutreachAnswer *answer, void *context)
{
    open_some(showing_new(desk, question, answer, context));
}

void
outreach_show_now(Db *db, const OutreachQuestion *question, OutreachAnswer *answer, void *context)
{
    Showing *showing = showing_new(/* desk= */ NULL, question, answer, context);

    showing->db = db;
    open_some(showing);
}

/* ---- files --------------------------------------------------------------------------------- */

static void
asking_came(void *context, const Result *rows, const char *state)
{
    Showing *showing = context;

    if (!rows || result_rows(rows) != 1) {
        end(showing, failure(state));
        return;
    }
    if (result_int(rows, 0, 0) == ROW_GOOD)
        showing->reply.file = (int) result_int(rows, 0, 1);
    end(showing, result_int(rows, 0, 0) == ROW_GOOD ? OUTREACH_DONE : OUTREACH_NOT_ALLOWED);
}

void
outreach_file_ask(
        Desk *desk, const OutreachQuestion *question, OutreachAnswer *answer, void *context)
{
    Showing *showing = showing_new(desk, question, answer, context);

    begin(showing, &sql_outreach_file_ask);
    params_int(&showing->params, question->programme->key);
    params_int(&showing->params, question->kind);
    call(showing, asking_came);
}

static OutreachStatus
status_of(int64_t status)
{
    return status == ROW_GOOD         ? OUTREACH_DONE
            : status == ROW_NOT_THERE ? OUTREACH_NOT_THERE
                                      : OUTREACH_NOT_ALLOWED;
}

static void
approval_came(void *context, const Result *rows, const char *state)
{
    Showing *showing = context;

    if (!rows || result_rows(rows) != 1)
        end(showing, failure(state));
    else
        end(showing, status_of(result_int(rows, 0, 0)));
}

void
outreach_file_approve(
        Desk *desk, const OutreachQuestion *question, OutreachAnswer *answer, void *context)
{
    Showing *showing = showing_new(desk, question, answer, context);

    begin(showing, &sql_outreach_file_approve);
    params_int(&showing->params, question->file);
    call(showing, approval_came);
}

/* The version in force today, else the last one. */
static const Programme *
programme_of(const Snapshot *snapshot, int32_t key)
{
    const char *code = snapshot_programme_code(snapshot, key);
    const Programme *programme = code ? snapshot_programme_on(snapshot, code, day_today()) : NULL;

    for (size_t i = snapshot_n_programmes(snapshot); i > 0 && !programme; i--)
        if (snapshot_programme(snapshot, i - 1)->key == key)
            programme = snapshot_programme(snapshot, i - 1);
    return programme;
}

static void
giving_came(void *context, const Result *rows, const char *state)
{
    Showing *showing = context;
    OutreachStatus status;

    if (!rows || result_rows(rows) != 1) {
        end(showing, failure(state));
        return;
    }
    status = status_of(result_int(rows, 0, 0));
    if (status == OUTREACH_DONE) {
        showing->reply.programme = programme_of(
                snapshot_local_snapshot(showing->question.local), (int32_t) result_int(rows, 0, 2));
        showing->reply.kind = (OutreachKind) result_int(rows, 0, 3);
    }
    if (status != OUTREACH_DONE || !showing->reply.programme)
        end(showing, status == OUTREACH_DONE ? OUTREACH_NOT_THERE : status);
    else
        read_persons(showing, (size_t) result_int(rows, 0, 1));
}

void
outreach_file_give(
        Desk *desk, const OutreachQuestion *question, OutreachAnswer *answer, void *context)
{
    Showing *showing = showing_new(desk, question, answer, context);

    draw_nonces(showing, OUTREACH_FILE_MAX);
    begin(showing, &sql_outreach_file_open);
    params_bytes_list(&showing->params, showing->nonces, showing->n_nonces);
    params_int(&showing->params, question->file);
    call(showing, giving_came);
}

static const char *
file_state(const Result *rows, size_t row)
{
    return !result_is_null(rows, row, 7)    ? "δόθηκε"
            : !result_is_null(rows, row, 6) ? "εγκρίθηκε"
                                            : "περιμένει έγκριση";
}

static void
files_came(void *context, const Result *rows, const char *state)
{
    static const ListingColumn columns[] = {
        { "file", "Αρχείο", LISTING_NUMBER },
        { "programme", "Πρόγραμμα", LISTING_NAME },
        { "kind", "Ποιοι", LISTING_TEXT },
        { "asked_by", "Το ζήτησε", LISTING_TEXT },
        { "asked_on", "Ημέρα", LISTING_DAY },
        { "approved_by", "Το ενέκρινε", LISTING_TEXT },
        { "state", "Κατάσταση", LISTING_TEXT },
        { "mine", "Δικό μου", LISTING_TEXT },
    };
    Showing *showing = context;
    Arena *arena = showing->question.arena;
    const Snapshot *snapshot = snapshot_local_snapshot(showing->question.local);

    if (!rows) {
        end(showing, failure(state));
        return;
    }
    showing->reply.listing = listing_new(
            arena, "Αρχεία προσέγγισης της δομής", columns, N(columns), "Κανένα αρχείο ακόμη.");
    for (size_t i = 0; i < result_rows(rows); i++) {
        const Programme *programme = programme_of(snapshot, (int32_t) result_int(rows, i, 1));
        ListingCell *row = listing_row(showing->reply.listing);

        row[0] = listing_number((double) result_int(rows, i, 0));
        if (programme)
            row[1] = listing_name(programme->code, programme_title(programme), NULL);
        row[2] = listing_text(outreach_kind_greek((OutreachKind) result_int(rows, i, 2)));
        row[3] = listing_text(arena_text(arena, result_text(rows, i, 3)));
        row[4] = listing_day(result_day(rows, i, 4));
        row[5] = listing_text(arena_text(arena, result_text(rows, i, 5)));
        row[6] = listing_text(file_state(rows, i));
        row[7] = listing_text(result_bool(rows, i, 8) ? "ναι" : "όχι");
    }
    end(showing, OUTREACH_DONE);
}

void
outreach_files(Desk *desk, const OutreachQuestion *question, OutreachAnswer *answer, void *context)
{
    Showing *showing = showing_new(desk, question, answer, context);

    begin(showing, &sql_outreach_files);
    call(showing, files_came);
}
