/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/draft_work.h"

#include "importers/draft_read.h"
#include "importers/import.h"
#include "importers/inputs.h"
#include "importers/progress.h"
#include "registry/base/error.h"
#include "registry/base/log.h"
#include "registry/db/db.h"
#include "registry/db/statements.h"
#include "registry/effect.h"
#include "registry/screen_meter.h"
#include "registry/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOCK_MS (30 * 1000)
#define PATH_MAX_BYTES 4096

static const char failed_sentence[] =
        "Η εργασία δεν ολοκληρώθηκε, γιατί το σύστημα ή η βάση απέτυχε. Τίποτα δεν άλλαξε· "
        "δοκιμάστε ξανά.";
static const char busy_sentence[] =
        "Τρέχει ήδη άλλη καταχώριση στα μητρώα. Τίποτα δεν άλλαξε· δοκιμάστε ξανά σε λίγο.";
static const char denied_sentence[] =
        "Η δημοσίευση δεν επιτρέπεται: ο ρόλος, η έγκριση ή το πρόχειρο άλλαξε στο μεταξύ.";

/* ---- statements of a ticket ---- */

static void
ticket_begin(Params *params, Arena *arena, const Statement *statement, const DraftWork *work)
{
    params_begin(params, arena, statement);
    params_bytes(params, work->ticket, sizeof work->ticket);
}

static int
show_progress(Db *db, Arena *arena, const DraftWork *work, int64_t done, const char *saying)
{
    Params params;

    ticket_begin(&params, arena, &sql_publishing_progress, work);
    params_int(&params, done);
    params_text(&params, saying);
    return db_query(db, &params, NULL);
}

static int
tell_failure(Db *db, Arena *arena, const DraftWork *work, const char *sentence)
{
    Params params;

    ticket_begin(&params, arena, &sql_publishing_failed, work);
    params_text(&params, sentence);
    return db_query(db, &params, NULL);
}

static const char *
report_text(Arena *arena, const Report *report)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    const char *kept;

    if (!out)
        return "{\"rejected\": 1}";
    report_print_json(report, out);
    (void) fclose(out);
    kept = arena_text(arena, text);
    free(text);
    return kept;
}

static int
end_check(Db *db, Arena *arena, const DraftWork *work, const Report *report, const int64_t *others,
        size_t n_others)
{
    Params params;

    ticket_begin(&params, arena, &sql_publishing_checked, work);
    params_text(&params, report_text(arena, report));
    params_ints(&params, others, n_others);
    return db_query(db, &params, NULL);
}

/* ---- the draft as files ---- */

typedef struct DraftFolder {
    char path[PATH_MAX_BYTES];
    int before; /* the folder to go back to */
    const char *files[N_DRAFT_SHEETS];
    bool of_providers[N_DRAFT_SHEETS];
    size_t n;
} DraftFolder;

static int
write_file(const char *name, const char *text)
{
    int file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    size_t size = strlen(text), done = 0;

    if (file < 0)
        return error_raise(-errno, "%s: %s", name, strerror(errno));
    while (done < size) {
        ssize_t n = write(file, text + done, size - done);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            int r = -errno;

            (void) close(file);
            return error_raise(r, "%s: %s", name, strerror(-r));
        }
        done += (size_t) n;
    }
    return close(file) == 0 ? 0 : error_raise(-errno, "%s", name);
}

static int
write_sheets(Db *db, Arena *arena, const DraftWork *work, DraftFolder *folder)
{
    CLEANUP(result_freep) Result *rows = NULL;
    Params params;
    int r;

    ticket_begin(&params, arena, &sql_publishing_sheets, work);
    r = db_query(db, &params, &rows);
    for (size_t i = 0; r == 0 && i < N_DRAFT_SHEETS; i++)
        for (size_t row = 0; r == 0 && row < result_rows(rows); row++) {
            if (strcmp(result_text(rows, row, 0), draft_tables[i].key) != 0)
                continue;
            folder->files[folder->n] = arena_format(arena, "%s.csv", draft_tables[i].key);
            folder->of_providers[folder->n] = draft_tables[i].of_providers;
            r = write_file(folder->files[folder->n++], result_text(rows, row, 1));
        }
    return r;
}

/* In the folder of the files they have short names, and a report names no path of this machine. */
static int
enter_folder(const DraftWork *work, DraftFolder *folder)
{
    if (snprintf(folder->path, sizeof folder->path, "%s/draft-XXXXXX", work->folder)
            >= (int) sizeof folder->path)
        return error_raise(-ENAMETOOLONG, "%s", work->folder);
    if (!mkdtemp(folder->path))
        return error_raise(-errno, "%s: %s", folder->path, strerror(errno));
    folder->before = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->before < 0 || chdir(folder->path) != 0)
        return error_raise(-errno, "%s: %s", folder->path, strerror(errno));
    return 0;
}

static void
leave_folder(DraftFolder *folder)
{
    for (size_t i = 0; i < folder->n; i++)
        (void) unlink(folder->files[i]);
    if (folder->before >= 0) {
        (void) !fchdir(folder->before);
        (void) close(folder->before);
    }
    (void) rmdir(folder->path);
}

/* ---- through the import ---- */

static int
run_register(Db *db, Arena *arena, Report *report, const Register *subject,
        const DraftFolder *folder, bool of_providers)
{
    CLEANUP(inputs_freep) Inputs *inputs = inputs_new();
    CLEANUP(progress_freep) Progress *progress = progress_new();
    const char *files[N_DRAFT_SHEETS];
    Import import = {
        .arena = arena,
        .report = report,
        .progress = progress,
        .db = db,
        .inputs = inputs,
        .files = files,
        .charset = "UTF-8",
        .today = day_today(),
    };

    for (size_t i = 0; i < folder->n; i++)
        if (folder->of_providers[i] == of_providers)
            files[import.n_files++] = folder->files[i];
    return import.n_files ? subject->run(&import) : 0;
}

static int
add_trespasses(Db *db, Arena *arena, const DraftWork *work, Report *report, int64_t before)
{
    CLEANUP(result_freep) Result *rows = NULL;
    Params params;
    int r;

    ticket_begin(&params, arena, &sql_publishing_trespasses, work);
    params_int(&params, before);
    r = db_query(db, &params, &rows);
    for (size_t row = 0; r == 0 && row < result_rows(rows); row++)
        report_reject(report,
                &(Reject) {
                        .file = arena_format(arena, "%s.csv", result_text(rows, row, 0)),
                        .line = result_is_null(rows, row, 1) ? 0
                                                             : (uint64_t) result_int(rows, row, 1),
                        .value = result_text(rows, row, 2),
                        .message = result_text(rows, row, 3),
                });
    return r;
}

static int
merge(Db *db, Arena *arena, const DraftWork *work, Report *report, DraftFolder *folder)
{
    int r = write_sheets(db, arena, work, folder);

    if (r == 0)
        r = run_register(
                db, arena, report, &register_programmes, folder, /* of_providers= */ false);
    if (r == 0)
        r = run_register(db, arena, report, &register_providers, folder, /* of_providers= */ true);
    return r;
}

static int
version_now(Db *db, int64_t *ret_version)
{
    CLEANUP(result_freep) Result *rows = NULL;
    int r = db_run(db, &sql_snapshot_version, &rows);

    if (r == 0)
        *ret_version = result_int(rows, 0, 0);
    return r;
}

int
draft_merge(Db *db, Arena *arena, const DraftWork *work, Report *report, int64_t *ret_before)
{
    DraftFolder folder = { .before = -1 };
    int r = db_run(db, &sql_import_lock, NULL);

    if (r == 0)
        r = version_now(db, ret_before);
    if (r != 0)
        return r;
    r = enter_folder(work, &folder);
    if (r == 0)
        r = merge(db, arena, work, report, &folder);
    leave_folder(&folder);
    if (r == 0 && report_rejected(report) == 0)
        r = add_trespasses(db, arena, work, report, *ret_before);
    return r;
}

static int
find_others(Db *db, Arena *arena, const DraftWork *work, int64_t before, const int64_t **ret_others,
        size_t *ret_n)
{
    CLEANUP(result_freep) Result *rows = NULL;
    Params params;
    int r;

    ticket_begin(&params, arena, &sql_publishing_others, work);
    params_int(&params, before);
    r = db_query(db, &params, &rows);
    if (r == 0)
        *ret_others = result_ints(arena, rows, 0, 0, ret_n);
    return r;
}

/* ---- the works ---- */

static int
check(Db *db, Arena *arena, const DraftWork *work)
{
    CLEANUP(report_freep) Report *report = report_new();
    const int64_t *others = NULL;
    size_t n_others = 0;
    int64_t before = 0;
    int r = show_progress(db, arena, work, 60, "Έλεγχος με το μητρώο");

    if (r == 0)
        r = db_begin(db);
    if (r == 0)
        r = draft_merge(db, arena, work, report, &before);
    if (r == 0 && report_rejected(report) == 0)
        r = find_others(db, arena, work, before, &others, &n_others);
    if (r != 0)
        return r;
    r = db_rollback(db);
    return r == 0 ? end_check(db, arena, work, report, others, n_others) : r;
}

static int
read_upload(Db *db, Arena *arena, const DraftWork *work)
{
    CLEANUP(report_freep) Report *report = report_new();
    CLEANUP(inputs_freep) Inputs *inputs = inputs_new();
    CLEANUP(progress_freep) Progress *progress = progress_new();
    const char *slash = strrchr(work->upload, '/');
    const char *name = slash ? slash + 1 : work->upload;
    const char *files[] = { name };
    Import import = {
        .arena = arena,
        .report = report,
        .progress = progress,
        .inputs = inputs,
        .files = files,
        .n_files = 1,
        .today = day_today(),
    };
    Params params;
    Buffer json;
    int r = show_progress(db, arena, work, 20, "Ανάγνωση του βιβλίου");

    buffer_init(&json);
    /* A report names no path of this machine. */
    if (r == 0 && slash
            && chdir(arena_text_n(arena, work->upload, (size_t) (slash - work->upload))) != 0)
        r = error_raise(-errno, "%s: %s", work->upload, strerror(errno));
    if (r == 0 && !input_is_workbook(name))
        report_reject(report,
                &(Reject) { .file = name,
                        .message = "δεν είναι βιβλίο εργασίας· στείλτε αρχείο .xlsx ή .ods." });
    else if (r == 0)
        r = draft_read(&import, &json);
    (void) unlink(name);
    if (r == 0 && report_rejected(report) == 0) {
        ticket_begin(&params, arena, &sql_publishing_content, work);
        params_text(&params, json.data);
        r = db_query(db, &params, NULL);
        buffer_deinit(&json);
        return r == 0 ? check(db, arena, work) : r;
    }
    buffer_deinit(&json);
    return r == 0 ? end_check(db, arena, work, report, NULL, 0) : r;
}

static int
publish(Db *db, Arena *arena, const DraftWork *work)
{
    CLEANUP(report_freep) Report *report = report_new();
    int64_t before = 0;
    Params params;
    int r = show_progress(db, arena, work, 60, "Δημοσίευση");

    if (r == 0)
        r = db_begin(db);
    if (r == 0)
        r = draft_merge(db, arena, work, report, &before);
    if (r != 0)
        return r;
    if (report_rejected(report) > 0) {
        /* The register is another one than when it was checked. */
        r = db_rollback(db);
        return r == 0 ? end_check(db, arena, work, report, NULL, 0) : r;
    }
    ticket_begin(&params, arena, &sql_publishing_publish, work);
    params_int(&params, before);
    params_text(&params, report_text(arena, report));
    r = db_query(db, &params, NULL);
    return r == 0 ? db_commit(db) : r;
}

static int
roll_back(Db *db, Arena *arena, const DraftWork *work)
{
    CLEANUP(result_freep) Result *rows = NULL;
    Params params;
    int r = show_progress(db, arena, work, 60, "Επαναφορά");

    if (r == 0)
        r = db_begin(db);
    if (r == 0)
        r = db_run(db, &sql_import_lock, NULL);
    if (r != 0)
        return r;
    ticket_begin(&params, arena, &sql_publishing_roll_back, work);
    r = db_query(db, &params, &rows);
    if (r != 0)
        return r;
    if (result_is_null(rows, 0, 0))
        return db_commit(db);
    r = db_rollback(db);
    return r == 0 ? tell_failure(db, arena, work, result_text(rows, 0, 0)) : r;
}

/* ---- the effect ------------------------------------------------------------------------- */

static int
find_touched(Db *db, Arena *arena, const DraftWork *work, int64_t before, EffectRun *run)
{
    CLEANUP(result_freep) Result *codes = NULL;
    CLEANUP(result_freep) Result *home = NULL;
    const char **programmes = arena_array(arena, const char *, EFFECT_PROGRAMMES_MAX);
    Params params;
    int r;

    ticket_begin(&params, arena, &sql_effect_touched, work);
    params_int(&params, before);
    r = db_query(db, &params, &codes);
    for (size_t i = 0; r == 0 && i < result_rows(codes) && i < EFFECT_PROGRAMMES_MAX; i++)
        programmes[run->n_programmes++] = arena_text(arena, result_text(codes, i, 0));
    run->programmes = programmes;
    if (r != 0)
        return r;
    ticket_begin(&params, arena, &sql_effect_home, work);
    r = db_query(db, &params, &home);
    if (r == 0 && !result_is_null(home, 0, 0))
        run->home = (int32_t) result_int(home, 0, 0);
    return r;
}

/* Both states of the registers; what the draft would make of them is given up again. */
static int
load_states(Db *db, Arena *arena, const DraftWork *work, EffectRun *run, Snapshot **ret_before,
        Snapshot **ret_after)
{
    CLEANUP(report_freep) Report *report = report_new();
    int64_t before = 0;
    int r = db_begin(db);

    if (r == 0)
        r = snapshot_load(db, ret_before);
    if (r == 0)
        r = draft_merge(db, arena, work, report, &before);
    if (r == 0)
        r = find_touched(db, arena, work, before, run);
    if (r == 0)
        r = snapshot_load(db, ret_after);
    return r == 0 ? db_rollback(db) : r;
}

static int
keep_effect(
        Db *db, Arena *arena, const DraftWork *work, const EffectResult *result, const char *rules)
{
    const char **programmes = arena_array(arena, const char *, result->n_cells);
    const char **others = arena_array(arena, const char *, result->n_cells);
    int64_t *places = arena_array(arena, int64_t, result->n_cells);
    int64_t *kinds_of = arena_array(arena, int64_t, result->n_cells);
    int64_t *persons = arena_array(arena, int64_t, result->n_cells);
    int64_t *keys = arena_array(arena, int64_t, result->n_cells);
    Params params;

    for (size_t i = 0; i < result->n_cells; i++) {
        programmes[i] = result->cells[i].programme;
        others[i] = result->cells[i].other;
        places[i] = result->cells[i].place;
        kinds_of[i] = result->cells[i].kind;
        persons[i] = result->cells[i].persons;
        /* The one key that the driver takes for NULL is moved aside. */
        keys[i] = (int64_t) result->cells[i].key == DB_NULL ? 0 : (int64_t) result->cells[i].key;
    }
    ticket_begin(&params, arena, &sql_effect_keep, work);
    params_texts(&params, programmes, result->n_cells);
    params_texts(&params, others, result->n_cells);
    params_ints(&params, places, result->n_cells);
    params_ints(&params, kinds_of, result->n_cells);
    params_ints(&params, persons, result->n_cells);
    params_ints(&params, keys, result->n_cells);
    params_text(&params, rules);
    return db_query(db, &params, NULL);
}

static int
measure_effect(Db *db, Arena *arena, const DraftWork *work)
{
    CLEANUP(snapshot_unrefp) Snapshot *before = NULL;
    CLEANUP(snapshot_unrefp) Snapshot *after = NULL;
    EffectRun run = {
        .conninfo = work->conninfo, .ticket = work->ticket, .threads = screen_threads()
    };
    EffectResult result;
    Buffer rules;
    int r = show_progress(db, arena, work, 10, "Φόρτωση των μητρώων");

    if (r == 0)
        r = load_states(db, arena, work, &run, &before, &after);
    if (r == 0)
        r = show_progress(db, arena, work, 40, "Κρίση όλων των προσώπων, πριν και μετά");
    if (r == 0)
        r = effect_measure(&run, before, after, &result);
    if (r != 0)
        return r > 0 ? -EIO : r;
    buffer_init(&rules);
    effect_tell(&run, before, after, &rules);
    r = keep_effect(db, arena, work, &result, rules.data);
    buffer_deinit(&rules);
    effect_result_deinit(&result);
    return r;
}

static const struct {
    const char *kind;
    int (*run)(Db *db, Arena *arena, const DraftWork *work);
} kinds[] = {
    { "read", read_upload },
    { "check", check },
    { "publish", publish },
    { "roll_back", roll_back },
    { "effect", measure_effect },
};

static int
open_db(const DraftWork *work, Db **ret_db)
{
    return db_open(&(DbOptions) { .conninfo = work->conninfo,
                           .user = "mitroa_importer",
                           .name = "mitroa publish",
                           .lock_ms = LOCK_MS },
            ret_db);
}

static int
take(Db *db, Arena *arena, const DraftWork *work, const char **ret_kind)
{
    CLEANUP(result_freep) Result *rows = NULL;
    Params params;
    int r;

    ticket_begin(&params, arena, &sql_publishing_take, work);
    r = db_query(db, &params, &rows);
    if (r != 0)
        return r < 0 ? r : -EIO;
    if (result_rows(rows) == 0)
        return DRAFT_WORK_E_NONE;
    *ret_kind = arena_text(arena, result_text(rows, 0, 0));
    return 0;
}

static int
run_kind(Db *db, Arena *arena, const DraftWork *work, const char *kind)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].kind, kind) == 0)
            return kinds[i].run(db, arena, work);
    return error_raise(-EINVAL, "a work of kind %s", kind);
}

static const char *
sentence_of(int r)
{
    return r == DB_E_BUSY || r == -EBUSY ? busy_sentence
            : r == DB_E_DENIED           ? denied_sentence
                                         : failed_sentence;
}

int
draft_work(const DraftWork *work)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(db_closep) Db *db = NULL;
    const char *kind = NULL;
    int r = open_db(work, &db);

    if (r == 0)
        r = take(db, arena, work, &kind);
    if (r != 0)
        return r;
    r = run_kind(db, arena, work, kind);
    if (r == 0)
        return 0;
    if (r > 0)
        log_error("publish: %s: %s (%s)", kind, db_message(db), db_state(db));
    (void) db_rollback(db);
    (void) tell_failure(db, arena, work, sentence_of(r));
    return DRAFT_WORK_E_FAILED;
}

int
draft_work_lost(const DraftWork *work)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(db_closep) Db *db = NULL;
    int r = open_db(work, &db);

    if (r == 0)
        r = tell_failure(db, arena, work, failed_sentence);
    return r > 0 ? error_raise(-EIO, "publish: %s (%s)", db_message(db), db_state(db)) : r;
}

int
draft_work_due(const DraftWork *work, size_t *ret_n)
{
    CLEANUP(db_closep) Db *db = NULL;
    CLEANUP(result_freep) Result *rows = NULL;
    int r = open_db(work, &db);

    *ret_n = 0;
    if (r == 0)
        r = db_run(db, &sql_publishing_due, &rows);
    if (r > 0)
        r = error_raise(-EIO, "publish: %s (%s)", db_message(db), db_state(db));
    for (size_t row = 0; r == 0 && row < result_rows(rows); row++) {
        DraftWork one = *work;

        memcpy(one.ticket, result_bytes(rows, row, 0).data, TICKET_SIZE);
        if (draft_work(&one) == 0)
            (*ret_n)++;
    }
    return r;
}
