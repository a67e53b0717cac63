/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * The register of beneficiaries: the lines of one feed.
 *
 * Lines are checked here and copied in binary to a staging table as they come, so that memory does
 * not grow with the file; who they are about, and what of it is new, is decided set by set in SQL.
 * Only keyed indexes of AMKA and ΑΦΜ leave this process.
 */

#include "importers/beneficiary_line.h"
#include "importers/import.h"
#include "importers/progress.h"
#include "registry/base/error.h"
#include "registry/base/log.h"
#include "registry/base/memory.h"
#include "registry/db/copy.h"
#include "registry/db/statements.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define LINE_BITS 40 /* of a staged line's number; above them the number of the file */
#define STAGING_COLUMNS 15
#define RANDOM_UUIDS 256
#define HOUSEHOLD_TEXT_MAX 200

typedef struct Run {
    Import *import;
    Known known;
    Codes *programmes;
    BeneficiaryColumns columns;
    RowPlace *places; /* by file: where its lines stand */
    Codes *corrected; /* by origin of a line: the last file that corrects it, from 1; or NULL */
    BeneficiaryReader *reader;
    IdentifierKey *key;
    Copy *copy;     /* NULL without a database */
    int64_t number; /* of the import */
    Uuid random[RANDOM_UUIDS];
    size_t n_random;                   /* not used yet */
    char secret[2 * sizeof(Uuid) + 1]; /* makes household keys of this run mean nothing elsewhere */
} Run;

/* ---- random keys ---- */

static void
fill_random(void *bytes, size_t size)
{
    /* At most 256 bytes are never cut short. */
    for (size_t at = 0; at < size; at += 256) {
        size_t n = size - at < 256 ? size - at : 256;

        if (getrandom((char *) bytes + at, n, 0) != (ssize_t) n)
            abort();
    }
}

static Uuid
random_uuid(Run *run)
{
    Uuid uuid;

    if (run->n_random == 0) {
        fill_random(run->random, sizeof run->random);
        run->n_random = RANDOM_UUIDS;
    }
    uuid = run->random[--run->n_random];
    uuid.bytes[6] = (uint8_t) ((uuid.bytes[6] & 0x0F) | 0x40);
    uuid.bytes[8] = (uint8_t) ((uuid.bytes[8] & 0x3F) | 0x80);
    return uuid;
}

static void
draw_secret(Run *run)
{
    Uuid uuid = random_uuid(run);

    for (size_t i = 0; i < sizeof uuid; i++)
        (void) snprintf(run->secret + 2 * i, 3, "%02x", uuid.bytes[i]);
}

/* Equal for the lines of one household in this run, and nothing that a later run could guess. */
static Uuid
household_uuid(const Run *run, const char *household)
{
    char text[sizeof run->secret + HOUSEHOLD_TEXT_MAX];
    Uuid uuid;

    (void) snprintf(text, sizeof text, "%s%.*s", run->secret, HOUSEHOLD_TEXT_MAX - 1, household);
    identifier_index(run->key, IDENTIFIER_AMKA, text, uuid.bytes);
    explicit_bzero(text, sizeof text);
    return uuid;
}

/* ---- staging ---- */

static void
copy_infinite_day(Copy *copy, Day day)
{
    /* PostgreSQL's date 'infinity' is the greatest number, and no day. */
    if (day == DAY_NEVER)
        copy_int4(copy, INT32_MAX);
    else
        copy_day(copy, day);
}

static void
stage_identifier(const Run *run, IdentifierKind kind, const char *digits)
{
    uint8_t index[IDENTIFIER_INDEX_SIZE];

    if (!*digits) {
        copy_null(run->copy);
        return;
    }
    identifier_index(run->key, kind, digits, index);
    copy_bytes(run->copy, index, sizeof index);
}

static void
stage(Run *run, int64_t number, const BeneficiaryLine *line)
{
    Copy *copy = run->copy;
    Uuid person = random_uuid(run);

    copy_row(copy, STAGING_COLUMNS);
    copy_int8(copy, number);
    stage_identifier(run, IDENTIFIER_AMKA, line->amka);
    stage_identifier(run, IDENTIFIER_AFM, line->afm);
    copy_int2(copy, identifier_key_id(run->key));
    copy_day(copy, line->as_of);
    copy_int4(copy, line->place ? line->place : DB_NULL);
    copy_int2(copy, line->place ? line->bases : DB_NULL);
    copy_int4(copy, line->registered_place ? line->registered_place : DB_NULL);
    copy_int8s(copy, line->facts, line->n_facts);
    copy_int8(copy, line->said && !line->takes_back ? (int64_t) line->said : DB_NULL);
    if (line->says_receives)
        copy_int4s(copy, line->receives, line->n_receives);
    else
        copy_null(copy);
    if (*line->household) {
        Uuid household = household_uuid(run, line->household);

        copy_uuid(copy, &household);
    } else {
        copy_null(copy);
    }
    copy_infinite_day(copy, line->died_on);
    copy_bool(copy, line->withdrawn);
    copy_uuid(copy, &person);
}

/* ---- files of rejects that come back corrected ---- */

static int
take_origins(Run *run, Import *import, size_t file)
{
    CLEANUP(table_closep) Table *table = NULL;
    size_t n = 0;
    int r = table_open(import, import->files[file], run->columns.columns, run->columns.n, &table);

    while (r == 0 && (r = table_next(table)) == 0) {
        if (!table_is_corrected(table))
            continue;
        if (++n > REPORT_KEPT_MAX) {
            report_rejectf(run->import->report, &(Reject) { .file = import->files[file] },
                    "το αρχείο διορθώνει πάνω από 100.000 γραμμές· διορθώστε το αρχικό αρχείο.");
            return 0;
        }
        if (!run->corrected)
            run->corrected = codes_new(import->arena);
        codes_add(run->corrected, table_origin(table), (int32_t) file + 1);
    }
    return r < 0 ? r : 0;
}

/* What a later file corrects must be known before the first is read. Faults are told then. */
static int
find_corrections(Run *run)
{
    CLEANUP(report_freep) Report *unread = report_new();
    Import again = *run->import;
    const Input *input;
    int r = 0;

    again.report = unread;
    again.progress = NULL;
    for (size_t i = 1; i < again.n_files && r == 0; i++) {
        progress_pause(run->import->progress);
        r = inputs_find(run->import, again.files[i], &input);
        if (r == 0)
            r = take_origins(run, &again, i);
        if (r == INPUT_E_REFUSED)
            r = 0;
    }
    return r;
}

static int
read_file(Run *run, size_t file)
{
    CLEANUP(table_closep) Table *table = NULL;
    const BeneficiaryLine *line;
    int r = table_open(
            run->import, run->import->files[file], run->columns.columns, run->columns.n, &table);

    if (r == 0) {
        run->places[file] = table_place(table);
        table_pass_over(table, run->corrected, (int32_t) file + 1);
        beneficiary_check_header(run->reader, table);
    }
    /* After a refusal nothing will be kept, so the rest is only checked. */
    while (r == 0 && (r = table_next(table)) == 0) {
        if (beneficiary_read(run->reader, table, &line) && run->copy
                && report_rejected(run->import->report) == 0)
            stage(run, (int64_t) file << LINE_BITS | (int64_t) table_line(table), line);
    }
    if (table && table_passed_over(table))
        report_notef(run->import->report,
                "%s: γραμμές που δεν διαβάστηκαν, επειδή δόθηκαν διορθωμένες: %" PRIu64 ".",
                table_path(table), table_passed_over(table));
    return r < 0 ? r : 0;
}

static int
read_files(Run *run)
{
    int r = find_corrections(run);

    for (size_t i = 0; i < run->import->n_files && r == 0; i++)
        r = read_file(run, i);
    return r;
}

/* ---- the merge ---- */

typedef struct Fault {
    const char *name;
    int column; /* that is at fault; -1: more than one may be */
    const char *message;
} Fault;

static const Fault faults[] = {
    { "two_persons", -1,
            "ο ΑΜΚΑ και ο ΑΦΜ της γραμμής ανήκουν στο μητρώο σε διαφορετικά πρόσωπα." },
    { "other_amka", B_AFM, "ο ΑΦΜ ανήκει στο μητρώο σε πρόσωπο με άλλον ΑΜΚΑ." },
    { "other_afm", B_AMKA, "ο ΑΜΚΑ ανήκει στο μητρώο σε πρόσωπο με άλλον ΑΦΜ." },
    { "shared_afm", B_AFM, "ο ίδιος ΑΦΜ υπάρχει στο αρχείο δίπλα σε διαφορετικούς ΑΜΚΑ" },
    { "repeated", -1, "το ίδιο πρόσωπο υπάρχει ήδη στο αρχείο" },
    { "nothing_said", B_WITHDRAWN,
            "η γραμμή ανακαλεί ό,τι είπε η ροή για πρόσωπο που δεν υπάρχει στο μητρώο." },
};

static uint64_t
line_of(int64_t number)
{
    return (uint64_t) number & ((UINT64_C(1) << LINE_BITS) - 1);
}

static const Fault *
fault_of(const char *name)
{
    size_t i = 0;

    while (i + 1 < sizeof faults / sizeof *faults && strcmp(faults[i].name, name) != 0)
        i++;
    assert(strcmp(faults[i].name, name) == 0);
    return &faults[i];
}

/* The fault, and the line that it contradicts. */
static const char *
fault_message(const Run *run, const Fault *fault, int64_t number, int64_t other)
{
    const RowPlace *place;
    const char *unit;

    if (other == DB_NULL)
        return fault->message;
    place = &run->places[other >> LINE_BITS];
    unit = place->unit ? place->unit : "γραμμή";
    if (other >> LINE_BITS == number >> LINE_BITS)
        return arena_format(
                run->import->arena, "%s (%s %" PRIu64 ").", fault->message, unit, line_of(other));
    return arena_format(run->import->arena, "%s (%s, %s %" PRIu64 ").", fault->message, place->file,
            unit, line_of(other));
}

/* The value is not repeated: the process holds no identifiers by now. */
static void
reject_fault(Run *run, int64_t number, const char *name, int64_t other)
{
    const Fault *fault = fault_of(name);
    RowPlace place = run->places[number >> LINE_BITS];

    place.line = line_of(number);
    row_reject(run->import->report, &place, fault->column, /* value= */ NULL,
            fault_message(run, fault, number, other), /* suggestion= */ NULL);
}

static int
match(Run *run)
{
    CLEANUP(result_freep) Result *result = NULL;
    Import *import = run->import;
    int r = import_db_answer(import, db_run(import->db, &sql_import_beneficiaries_match, &result));

    if (r != 0 || !result)
        return r;
    for (size_t row = 0; row < result_rows(result); row++)
        reject_fault(run, result_int(result, row, 0), result_text(result, row, 1),
                result_int(result, row, 2));
    if (result_rows(result) && result_int(result, 0, 3) > (int64_t) result_rows(result))
        report_notef(import->report,
                "οι γραμμές που αντιφάσκουν με το μητρώο ή μεταξύ τους είναι %" PRId64
                "· η αναφορά λέει για τις πρώτες %zu.",
                result_int(result, 0, 3), result_rows(result));
    return 0;
}

/* The whole delivery stops: the file may be of another day, office or population. */
static void
refuse_large_change(Import *import, const Result *result)
{
    int64_t spoken = result_int(result, 0, result_column(result, "spoken"));
    int64_t differing = result_int(result, 0, result_column(result, "differing"));

    report_rejectf(import->report, &(Reject) { .file = import->files[0] },
            "η παράδοση αλλάζει %" PRId64 " από τα %" PRId64 " πρόσωπα της ροής «%s» (%" PRId64
            "%%), πάνω από το όριο %" PRId64 "%%. Ελέγξτε ότι είναι το σωστό αρχείο και η σωστή "
            "ροή· αν είναι, δώστε ξανά την εντολή με --accept-large-change.",
            differing, spoken, feed_greek(import->feed), differing * 100 / spoken,
            result_int(result, 0, result_column(result, "limit_percent")));
}

/* Counts what the delivery changes, and refuses it if that is too much. */
static int
compare(Run *run)
{
    CLEANUP(result_freep) Result *result = NULL;
    Import *import = run->import;
    ReportCounts *counts = report_counts(import->report);
    Params params;
    int r;

    params_begin(&params, import->arena, &sql_import_beneficiaries_compare);
    params_int(&params, import->feed);
    r = import_db_answer(import, db_query(import->db, &params, &result));
    if (r != 0 || !result)
        return r;
    if (result_bool(result, 0, result_column(result, "is_large")) && !import->accept_large_change)
        refuse_large_change(import, result);
    counts->new_rows = (uint64_t) result_int(result, 0, result_column(result, "new"));
    counts->changed = (uint64_t) result_int(result, 0, result_column(result, "changed"));
    counts->same = (uint64_t) result_int(result, 0, result_column(result, "same"));
    return 0;
}

static int
write_part(Run *run, int part)
{
    Import *import = run->import;
    Params params;

    params_begin(&params, import->arena, &sql_import_beneficiaries_write);
    params_int(&params, run->number);
    params_int(&params, import->feed);
    params_day(&params, import->today);
    params_int(&params, part);
    return import_db_answer(import, db_query(import->db, &params, /* ret_result= */ NULL));
}

static int
end(Run *run)
{
    Import *import = run->import;
    const ReportCounts *counts = report_counts(import->report);
    Params params;

    params_begin(&params, import->arena, &sql_import_beneficiaries_end);
    params_int(&params, run->number);
    params_int(&params, (int64_t) counts->read);
    params_int(&params, (int64_t) counts->new_rows);
    params_int(&params, (int64_t) counts->changed);
    params_int(&params, (int64_t) counts->same);
    params_bool(&params, import->accept_large_change);
    return import_db_answer(import, db_query(import->db, &params, /* ret_result= */ NULL));
}

/* Percent of the merge that is done before each part; measured, and only for the bar. */
static const uint8_t done_before[] = { 0, 20, 25, 55, 70, 80, 85 };

static int
merge(Run *run)
{
    static const char what[] = "Συγχώνευση";
    Import *import = run->import;
    int r;

    progress_step(import->progress, what, done_before[0], 100);
    r = match(run);
    if (r != 0 || report_rejected(import->report))
        return r;
    progress_step(import->progress, what, done_before[1], 100);
    r = compare(run);
    for (int part = 1; part < (int) sizeof done_before - 1; part++) {
        if (r != 0 || report_rejected(import->report))
            return r;
        progress_step(import->progress, what, done_before[part + 1], 100);
        r = write_part(run, part);
    }
    if (r != 0 || report_rejected(import->report))
        return r;
    progress_step(import->progress, what, 100, 100);
    return end(run);
}

/* ---- the run ---- */

static int
load_key(Run *run)
{
    const char *path = getenv("MITROA_KEY_FILE");
    int r;

    if (!path)
        return error_raise(-ENOKEY, "MITROA_KEY_FILE is not set: it names the key of identifiers");
    r = identifier_key_load(path, &run->key);
    return r > 0 ? error_fold(r) : r;
}

static int
begin(Run *run)
{
    CLEANUP(result_freep) Result *result = NULL;
    Import *import = run->import;
    Params params;
    int r;

    params_begin(&params, import->arena, &sql_import_beneficiaries_begin);
    params_int(&params, import->feed);
    r = import_db_answer(import, db_query(import->db, &params, &result));
    if (r != 0 || !result)
        return r;
    run->number = result_int(result, 0, 0);
    return import_db_answer(import, copy_begin(import->db, &sql_staging_beneficiary, &run->copy));
}

static int
finish_copy(Run *run)
{
    Copy *copy = TAKE(run->copy);
    uint64_t rows;

    if (!copy)
        return 0;
    if (report_rejected(run->import->report)) {
        (void) copy_cancel(copy);
        return 0;
    }
    return import_db_answer(run->import, copy_end(copy, &rows));
}

static int
prepare(Run *run)
{
    Import *import = run->import;
    int r = known_init(import, &run->known);

    run->places = arena_array(import->arena, RowPlace, import->n_files);
    run->programmes = codes_new(import->arena);
    if (r == 0)
        r = codes_settle(run->programmes, import, "programme");
    if (r == 0 && import->db)
        r = load_key(run);
    if (r != 0)
        return r;

    draw_secret(run);
    beneficiary_columns(import->arena, &run->columns);
    run->reader = beneficiary_reader_new(import, &run->known, run->programmes, &run->columns);
    return import->db ? begin(run) : 0;
}

static int
import_lines(Run *run)
{
    Import *import = run->import;
    int r = prepare(run);

    if (r == 0)
        r = read_files(run);
    if (r == 0)
        codes_note_unchecked(run->programmes, import, "προγραμμάτων");
    if (r == 0)
        r = finish_copy(run);
    if (r == 0 && import->db && report_rejected(import->report) == 0)
        r = merge(run);
    return r;
}

static int
run_import(Import *import)
{
    Run *run = memory_new(1, sizeof *run);
    int r;

    run->import = import;
    r = import_lines(run);
    if (run->copy)
        (void) copy_cancel(run->copy);
    (void) beneficiary_reader_free(run->reader);
    (void) identifier_key_free(run->key);
    known_deinit(&run->known);
    explicit_bzero(run, sizeof *run);
    free(run);
    return r;
}

const Register register_beneficiaries = {
    .name = "beneficiaries",
    .greek = "μητρώο ωφελουμένων",
    .files_say =
            "αρχεία CSV μιας ροής: amka, afm, as_of, municipality, residence_basis, στοιχεία· μετά "
            "από αυτά, όσα του --rejects διορθώθηκαν",
    .takes_feed = true,
    .run = run_import,
};
