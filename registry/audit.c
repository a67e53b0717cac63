/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/audit.h"

#include "registry/base/buffer.h"
#include "registry/base/date.h"
#include "registry/base/error.h"
#include "registry/base/memory.h"
#include "registry/base/secret.h"
#include "registry/db/statements.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE_ROWS 5000
#define KEEP_MS 5000      /* a look at the heads must not hold the service up */
#define HEADS_MAX 1000000 /* lines of the file; older ones are covered by newer ones */
#define FILE_ITSELF (-1)  /* instead of a chain */
#define HEX_SIZE (2 * SECRET_DIGEST_SIZE + 1)

/* Columns of audit_entries.sql. */
enum {
    AT_CHAIN,
    AT_NUMBER,
    AT_ENTRY,
    AT_TIME,
    AT_ACTION,
    AT_ACCOUNT,
    AT_ROLE,
    AT_STRUCTURE,
    AT_SESSION,
    AT_SUBJECT,
    AT_PURPOSE,
    AT_CASE,
    AT_OUTCOME,
    AT_OBJECT,
    AT_VERSION,
    AT_CANONICAL,
    AT_HASH,
};

/* A head as the file notes it: after so many entries the chain had this hash. */
typedef struct Head {
    int64_t chain;
    int64_t entries;
    uint8_t hash[SECRET_DIGEST_SIZE];
} Head;

typedef struct Heads {
    Head *list; /* by chain, then by entries */
    size_t n;
    size_t capacity;
} Heads;

/* Where the walk along the chains is. */
typedef struct Walk {
    Db *db;
    Arena *arena;
    AuditVerdict *verdict;
    const Heads *noted;
    size_t next_noted; /* heads before it have been met */
    int64_t chain;     /* -1 before the first */
    int64_t number;
    uint8_t hash[SECRET_DIGEST_SIZE];
    bool is_bad;                 /* the chain has its finding; the rest of it is only counted */
    Head ends[AUDIT_CHAINS_MAX]; /* of the chains walked */
    size_t n_ends;
} Walk;

static void
find(Walk *walk, int64_t chain, int64_t number, int64_t entry, const char *reason)
{
    AuditVerdict *verdict = walk->verdict;

    for (size_t i = 0; i < verdict->n_findings; i++)
        if (verdict->findings[i].chain == chain)
            return;
    if (verdict->n_findings == AUDIT_CHAINS_MAX)
        return;

    verdict->findings[verdict->n_findings++] =
            (AuditFinding) { .chain = chain, .number = number, .entry = entry, .reason = reason };
}

/* ---- the file --------------------------------------------------------------------------- */

static int
compare_heads(const void *one, const void *other)
{
    const Head *a = one;
    const Head *b = other;

    if (a->chain != b->chain)
        return a->chain < b->chain ? -1 : 1;
    return (a->entries > b->entries) - (a->entries < b->entries);
}

static bool
read_hex(const char *text, uint8_t ret_bytes[static SECRET_DIGEST_SIZE])
{
    for (size_t i = 0; i < SECRET_DIGEST_SIZE; i++) {
        char pair[3] = { text[2 * i], text[2 * i + 1], '\0' };
        char *end;

        ret_bytes[i] = (uint8_t) strtoul(pair, &end, 16);
        if (end != pair + 2)
            return false;
    }
    return true;
}

/* `2026-11-22 0 1201 <64 hex digits>`: the day, the chain, its entries, the hash of the last. */
static bool
read_head(const char *line, Head *ret_head)
{
    char hex[HEX_SIZE];

    return sscanf(line, "%*10s %" SCNd64 " %" SCNd64 " %64[0-9a-f]", &ret_head->chain,
                   &ret_head->entries, hex)
            == 3
            && strlen(hex) == HEX_SIZE - 1 && ret_head->chain >= 0 && ret_head->entries >= 0
            && read_hex(hex, ret_head->hash);
}

/* A last line without its end was cut off by a crash while it was written, and says nothing. */
static void
read_lines(Walk *walk, FILE *file, Heads *heads)
{
    char line[256];

    while (heads->n < HEADS_MAX && fgets(line, sizeof line, file)) {
        Head head;

        if (!strchr(line, '\n') && feof(file))
            break;
        if (!read_head(line, &head)) {
            find(walk, FILE_ITSELF, 0, DB_NULL,
                    "το αρχείο κεφαλών έχει γραμμή που δεν διαβάζεται· συγκρίνετέ το με αντίγραφό "
                    "του");
            continue;
        }
        memory_reserve(heads->list, heads->n, heads->capacity);
        heads->list[heads->n++] = head;
    }
    if (heads->n)
        qsort(heads->list, heads->n, sizeof *heads->list, compare_heads);
}

static int
read_heads(Walk *walk, const char *path, Heads *heads)
{
    FILE *file = path ? fopen(path, "re") : NULL;

    if (!file && path && errno != ENOENT)
        return error_raise(-errno, "δεν διαβάζεται το αρχείο κεφαλών %s", path);
    if (!file)
        return 0;

    read_lines(walk, file, heads);
    (void) fclose(file);
    return 0;
}

/* ---- one entry -------------------------------------------------------------------------- */

static const char *
number_text(Arena *arena, const Result *rows, size_t row, size_t column)
{
    int64_t value = result_int(rows, row, column);

    return value == DB_NULL ? "" : arena_format(arena, "%" PRId64, value);
}

static const char *
said(const Result *rows, size_t row, size_t column)
{
    const char *text = result_text(rows, row, column);

    return text ? text : "";
}

static const char *
subject_text(Arena *arena, const Result *rows, size_t row)
{
    char *text = arena_alloc(arena, UUID_TEXT_SIZE);

    if (!result_is_null(rows, row, AT_SUBJECT)) {
        Uuid uuid = result_uuid(rows, row, AT_SUBJECT);

        uuid_format(&uuid, text);
    }
    return text;
}

/* The bytes that the columns of the row stand for. */
static const char *
canonical_of(Arena *arena, const Result *rows, size_t row)
{
    return arena_format(arena,
            "1|%" PRId64 "|%" PRId64 "|%" PRId64 "|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%" PRId64,
            result_int(rows, row, AT_CHAIN), result_int(rows, row, AT_NUMBER),
            result_time(rows, row, AT_TIME), said(rows, row, AT_ACTION),
            number_text(arena, rows, row, AT_ACCOUNT), number_text(arena, rows, row, AT_ROLE),
            number_text(arena, rows, row, AT_STRUCTURE), number_text(arena, rows, row, AT_SESSION),
            subject_text(arena, rows, row), said(rows, row, AT_PURPOSE), said(rows, row, AT_CASE),
            said(rows, row, AT_OUTCOME), number_text(arena, rows, row, AT_OBJECT),
            result_int(rows, row, AT_VERSION));
}

static bool
is_same(Bytes bytes, const void *other, size_t size)
{
    return bytes.size == size && memcmp(bytes.data, other, size) == 0;
}

/* What is wrong with the row that follows `walk`; NULL if nothing is. */
static const char *
fault_of(Walk *walk, const Result *rows, size_t row)
{
    Bytes canonical = result_bytes(rows, row, AT_CANONICAL);
    const char *columns = canonical_of(walk->arena, rows, row);
    uint8_t hash[SECRET_DIGEST_SIZE];

    if (!is_same(canonical, columns, strlen(columns)))
        return "τα πεδία της εγγραφής δεν λένε ό,τι έλεγαν όταν γράφτηκε";

    secret_digest(walk->hash, sizeof walk->hash, canonical.data, canonical.size, hash);
    if (!is_same(result_bytes(rows, row, AT_HASH), hash, sizeof hash))
        return "το αποτύπωμα δεν ταιριάζει: άλλαξε η εγγραφή ή κάποια πριν από αυτήν";

    memcpy(walk->hash, hash, sizeof hash);
    return NULL;
}

/* ---- the walk --------------------------------------------------------------------------- */

/* Heads of the chain that are noted for the present number, or (with `rest`) behind it. */
static void
meet_noted(Walk *walk, bool rest)
{
    while (walk->next_noted < walk->noted->n) {
        const Head *head = &walk->noted->list[walk->next_noted];

        if (head->chain > walk->chain
                || (head->chain == walk->chain && !rest && head->entries > walk->number))
            return;
        walk->next_noted++;
        walk->verdict->heads++;

        if (head->chain < walk->chain || head->entries > walk->number)
            find(walk, head->chain, head->entries, DB_NULL,
                    "η αλυσίδα έχει κοπεί: λείπουν εγγραφές που είχαν σημειωθεί έξω από τη βάση");
        else if (head->entries == walk->number && !walk->is_bad
                && memcmp(head->hash, walk->hash, sizeof head->hash) != 0)
            find(walk, head->chain, head->entries, DB_NULL,
                    "η αλυσίδα έχει ξαναγραφτεί: το αποτύπωμα που είχε σημειωθεί έξω από τη βάση "
                    "είναι άλλο");
    }
}

/* Notes where the chain ended; there are no more chains than the database allows numbers for. */
static void
end_chain(Walk *walk)
{
    meet_noted(walk, /* rest= */ true);
    if (walk->chain < 0)
        return;

    assert(walk->n_ends < AUDIT_CHAINS_MAX);
    walk->ends[walk->n_ends] = (Head) { .chain = walk->chain, .entries = walk->number };
    memcpy(walk->ends[walk->n_ends].hash, walk->hash, sizeof walk->hash);
    walk->n_ends++;
}

static void
begin_chain(Walk *walk, int64_t chain)
{
    end_chain(walk);
    walk->chain = chain;
    walk->number = 0;
    walk->is_bad = false;
    memset(walk->hash, 0, sizeof walk->hash);
    walk->verdict->chains++;
    meet_noted(walk, /* rest= */ false);
}

static void
step(Walk *walk, const Result *rows, size_t row)
{
    int64_t chain = result_int(rows, row, AT_CHAIN);
    int64_t number = result_int(rows, row, AT_NUMBER);
    int64_t entry = result_int(rows, row, AT_ENTRY);
    const char *fault = NULL;

    if (chain != walk->chain)
        begin_chain(walk, chain);

    walk->verdict->entries++;
    if (!walk->is_bad && number != walk->number + 1) {
        find(walk, chain, walk->number + 1, DB_NULL, "λείπει η εγγραφή με αυτόν τον αριθμό");
        walk->is_bad = true;
    }
    if (!walk->is_bad)
        fault = fault_of(walk, rows, row);
    if (fault) {
        find(walk, chain, number, entry, fault);
        walk->is_bad = true;
    }
    walk->number = number;
    meet_noted(walk, /* rest= */ false);
}

/* Reads on from where the walk is; sets `*ret_rows` to 0 at the end. */
static int
walk_page(Walk *walk, Arena *page, size_t *ret_rows)
{
    CLEANUP(result_freep) Result *rows = NULL;
    Params params;
    int r;

    params_begin(&params, page, &sql_audit_entries);
    params_int(&params, walk->chain);
    params_int(&params, walk->number);
    params_int(&params, PAGE_ROWS);
    r = db_query(walk->db, &params, &rows);
    if (r != 0)
        return error_fold(r);

    walk->arena = page;
    for (size_t row = 0; row < result_rows(rows); row++)
        step(walk, rows, row);
    *ret_rows = result_rows(rows);
    return 0;
}

static int
walk_all(Walk *walk)
{
    CLEANUP(arena_freep) Arena *page = arena_new();
    size_t rows;
    int r;

    do {
        arena_reset(page);
        r = walk_page(walk, page, &rows);
    } while (r == 0 && rows > 0);

    /* What is noted of chains behind the last one is missing as a whole. */
    end_chain(walk);
    walk->chain = INT64_MAX;
    meet_noted(walk, /* rest= */ true);
    return r;
}

static const Head *
end_of(const Walk *walk, int64_t chain)
{
    static const Head nothing = { 0 };

    for (size_t i = 0; i < walk->n_ends; i++)
        if (walk->ends[i].chain == chain)
            return &walk->ends[i];
    return &nothing;
}

/* The heads that the database keeps must be where the walk found the ends. */
static int
check_database_heads(Walk *walk)
{
    CLEANUP(result_freep) Result *rows = NULL;
    int r;

    r = db_run(walk->db, &sql_audit_heads, &rows);
    if (r != 0)
        return error_fold(r);

    for (size_t row = 0; row < result_rows(rows); row++) {
        int64_t chain = result_int(rows, row, 0);
        const Head *end = end_of(walk, chain);

        if (result_int(rows, row, 1) != end->entries
                || !is_same(result_bytes(rows, row, 2), end->hash, sizeof end->hash))
            find(walk, chain, end->entries + 1, DB_NULL,
                    "η αλυσίδα δεν τελειώνει εκεί που λέει η κεφαλή της στη βάση: κόπηκαν ή "
                    "προστέθηκαν εγγραφές");
    }
    return 0;
}

int
audit_verify(Db *db, Arena *arena, const char *heads_path, AuditVerdict *ret_verdict)
{
    Heads noted = { 0 };
    Walk *walk = arena_alloc(arena, sizeof *walk);
    int r;

    *ret_verdict = (AuditVerdict) { 0 };
    *walk = (Walk) { .db = db, .verdict = ret_verdict, .noted = &noted, .chain = -1 };

    /* One state: an entry that is appended meanwhile is neither seen nor missed. */
    r = error_fold(db_script(db, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
    if (r == 0)
        r = read_heads(walk, heads_path, &noted);
    if (r == 0)
        r = walk_all(walk);
    if (r == 0)
        r = check_database_heads(walk);
    (void) db_rollback(db);
    free(noted.list);
    return r;
}

/* ---- noting the heads ------------------------------------------------------------------- */

static void
write_head(Buffer *buffer, const Result *rows, size_t row)
{
    Bytes hash = result_bytes(rows, row, 2);
    char day[DAY_TEXT_SIZE];

    buffer_format(buffer, "%s %" PRId64 " %" PRId64 " ", day_format_iso(day_today(), day),
            result_int(rows, row, 0), result_int(rows, row, 1));
    for (size_t i = 0; i < hash.size; i++)
        buffer_format(buffer, "%02x", hash.data[i]);
    buffer_char(buffer, '\n');
}

/* One write, so that a crash leaves at most one unfinished line, which is the last. */
static int
append_synced(const char *path, const Buffer *buffer)
{
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    bool good;

    if (fd < 0)
        return error_raise(-errno, "δεν ανοίγει το αρχείο κεφαλών %s", path);

    good = write(fd, buffer->data, buffer->size) == (ssize_t) buffer->size && fsync(fd) == 0;
    good = close(fd) == 0 && good;
    return good ? 0 : error_raise(-EIO, "δεν γράφτηκε το αρχείο κεφαλών %s", path);
}

static int
note_heads(const Result *rows, const char *heads_path)
{
    Buffer buffer;
    int r;

    buffer_init(&buffer);
    for (size_t row = 0; row < result_rows(rows); row++)
        write_head(&buffer, rows, row);
    r = buffer.size ? append_synced(heads_path, &buffer) : 0;
    buffer_deinit(&buffer);
    return r;
}

int
audit_note_heads(Db *db, const char *heads_path)
{
    CLEANUP(result_freep) Result *rows = NULL;
    int r = db_run(db, &sql_audit_heads, &rows);

    return r != 0 ? error_fold(r) : note_heads(rows, heads_path);
}

int
audit_keep_heads(const char *conninfo, const char *heads_path, int64_t *entries)
{
    CLEANUP(db_closep) Db *db = NULL;
    CLEANUP(result_freep) Result *rows = NULL;
    const DbOptions options = {
        .conninfo = conninfo,
        .user = "mitroa_service",
        .name = "mitroa heads",
        .statement_ms = KEEP_MS,
        .lock_ms = KEEP_MS,
    };
    int64_t now = 0;
    int r;

    r = db_open(&options, &db);
    if (r == 0)
        r = error_fold(db_run(db, &sql_audit_heads, &rows));
    if (r != 0)
        return r;

    for (size_t row = 0; row < result_rows(rows); row++)
        now += result_int(rows, row, 1);
    if (now == *entries)
        return 0;
    r = note_heads(rows, heads_path);
    if (r == 0)
        *entries = now;
    return r;
}
