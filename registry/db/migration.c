/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/db/migration.h"

#include "registry/base/error.h"
#include "registry/base/secret.h"
#include "registry/db/statements.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define KIND_MIGRATION "migration"

/* What is replaced whole: functions first, because grants name them. */
static const struct {
    const char *kind;
    const SqlScript *scripts;
} replaced[] = {
    { "function", sql_functions },
    { "grant", sql_grants },
};

#define REPLACED_COUNT (sizeof replaced / sizeof *replaced)

typedef struct Run {
    Db *db;
    Arena *arena;
    bool check;
    Result *list; /* what has been applied; NULL in a database that was never migrated */
    MigrationReport *report;
} Run;

static void
checksum_of(const char *text, uint8_t ret_digest[static SECRET_DIGEST_SIZE])
{
    secret_digest(text, strlen(text), NULL, 0, ret_digest);
}

int64_t
migration_newest(void)
{
    const SqlScript *script = sql_migrations;
    int64_t newest = 0;

    for (; script->name; script++)
        newest = strtoll(script->name, NULL, 10);
    return newest;
}

static size_t
list_rows(const Run *run)
{
    return run->list ? result_rows(run->list) : 0;
}

static bool
row_is(const Run *run, size_t row, const char *kind, const char *name)
{
    return strcmp(result_text(run->list, row, 0), kind) == 0
            && (!name || strcmp(result_text(run->list, row, 1), name) == 0);
}

/* The row of an applied script; list_rows() if it was never applied. */
static size_t
find_row(const Run *run, const char *kind, const char *name)
{
    size_t row = 0;

    while (row < list_rows(run) && !row_is(run, row, kind, name))
        row++;
    return row;
}

static bool
is_applied_so(const Run *run, size_t row, const SqlScript *script)
{
    uint8_t digest[SECRET_DIGEST_SIZE];
    Bytes applied = result_bytes(run->list, row, 2);

    checksum_of(script->text, digest);
    return applied.size == sizeof digest && memcmp(applied.data, digest, sizeof digest) == 0;
}

static bool
is_embedded(const SqlScript *scripts, const char *name)
{
    for (; scripts->name; scripts++)
        if (strcmp(scripts->name, name) == 0)
            return true;
    return false;
}

/* A migration in the database that this binary does not hold: made by a newer one. */
static int
refuse_newer(Run *run)
{
    for (size_t row = 0; row < list_rows(run); row++) {
        const char *name = result_text(run->list, row, 1);

        if (row_is(run, row, KIND_MIGRATION, NULL) && !is_embedded(sql_migrations, name)) {
            run->report->culprit = arena_text(run->arena, name);
            return MIGRATION_E_NEWER;
        }
    }
    return 0;
}

static int
refuse_edited(Run *run)
{
    for (const SqlScript *script = sql_migrations; script->name; script++) {
        size_t row = find_row(run, KIND_MIGRATION, script->name);

        if (row < list_rows(run) && !is_applied_so(run, row, script)) {
            run->report->culprit = script->name;
            return MIGRATION_E_EDITED;
        }
    }
    return 0;
}

/* The line of a text in which its n-th character stands, from 1. */
static size_t
line_of(const char *text, size_t position)
{
    size_t line = 1;

    for (size_t n = 1; *text && n < position; text++) {
        line += *text == '\n';
        n += ((unsigned char) *text & 0xC0) != 0x80;
    }
    return line;
}

static int
run_script(Run *run, const char *kind, const SqlScript *script)
{
    uint8_t digest[SECRET_DIGEST_SIZE];
    Params params;
    int r;

    r = db_script(run->db, script->text);
    if (r != 0) {
        run->report->culprit = script->name;
        run->report->reason = arena_format(run->arena, "γραμμή %zu: %s %s",
                line_of(script->text, db_position(run->db)), db_state(run->db),
                db_message(run->db));
        return MIGRATION_E_BROKEN;
    }

    checksum_of(script->text, digest);
    params_begin(&params, run->arena, &sql_migration_record);
    params_text(&params, kind);
    params_text(&params, script->name);
    params_bytes(&params, digest, sizeof digest);
    return error_fold(db_query(run->db, &params, NULL));
}

/* Ends the transaction as `r` says; a failed one is undone whatever else happens. */
static int
end_transaction(Run *run, int r)
{
    if (r != 0) {
        (void) db_rollback(run->db);
        return r;
    }
    return error_fold(db_commit(run->db));
}

static int
apply_migration(Run *run, const SqlScript *script)
{
    MigrationReport *report = run->report;
    int r;

    assert(report->n_applied < sizeof report->applied / sizeof *report->applied);
    report->applied[report->n_applied++] = script->name;
    if (run->check)
        return 0;

    r = db_begin(run->db);
    if (r != 0)
        return error_fold(r);
    return end_transaction(run, run_script(run, KIND_MIGRATION, script));
}

static int
apply_migrations(Run *run)
{
    for (const SqlScript *script = sql_migrations; script->name; script++) {
        int r = 0;

        if (find_row(run, KIND_MIGRATION, script->name) == list_rows(run))
            r = apply_migration(run, script);
        if (r != 0)
            return r;
    }
    return 0;
}

static bool
is_up_to_date(const Run *run, const char *kind, const SqlScript *scripts)
{
    for (size_t row = 0; row < list_rows(run); row++)
        if (row_is(run, row, kind, NULL) && !is_embedded(scripts, result_text(run->list, row, 1)))
            return false;

    for (; scripts->name; scripts++) {
        size_t row = find_row(run, kind, scripts->name);

        if (row == list_rows(run) || !is_applied_so(run, row, scripts))
            return false;
    }
    return true;
}

static int
replace_all(Run *run)
{
    int r = error_fold(db_run(run->db, &sql_migration_forget, NULL));

    for (size_t i = 0; i < REPLACED_COUNT; i++)
        for (const SqlScript *script = replaced[i].scripts; r == 0 && script->name; script++)
            r = run_script(run, replaced[i].kind, script);
    return r;
}

/* A function may use another that comes later, and a table that a migration has just changed. */
static int
apply_replaced(Run *run)
{
    bool current = run->report->n_applied == 0;
    int r;

    for (size_t i = 0; i < REPLACED_COUNT; i++)
        current = current && is_up_to_date(run, replaced[i].kind, replaced[i].scripts);
    run->report->replaced = !current;
    if (current || run->check)
        return 0;

    r = db_begin(run->db);
    if (r == 0)
        r = db_script(run->db, "SET LOCAL check_function_bodies = off");
    if (r != 0)
        return end_transaction(run, error_fold(r));
    return end_transaction(run, replace_all(run));
}

/* Takes the lock first: what is listed before it may be old when it is ours. */
static int
open_run(Run *run)
{
    CLEANUP(result_freep) Result *exists = NULL;
    int r;

    if (!run->check) {
        r = db_run(run->db, &sql_migration_lock, NULL);
        if (r == DB_E_BUSY)
            return MIGRATION_E_BUSY;
        if (r == 0)
            r = db_run(run->db, &sql_migration_schema, NULL);
        if (r == 0)
            r = db_run(run->db, &sql_migration_table, NULL);
        if (r != 0)
            return error_fold(r);
    }

    r = db_run(run->db, &sql_migration_exists, &exists);
    if (r != 0)
        return error_fold(r);
    if (!result_bool(exists, 0, 0))
        return 0;
    return error_fold(db_run(run->db, &sql_migration_list, &run->list));
}

int
migration_run(Db *db, Arena *arena, bool check, MigrationReport *ret_report)
{
    Run run = { .db = db, .arena = arena, .check = check, .report = ret_report };
    int r;

    *ret_report = (MigrationReport) { 0 };
    r = open_run(&run);
    if (r == 0)
        r = refuse_newer(&run);
    if (r == 0)
        r = refuse_edited(&run);
    if (r == 0)
        r = apply_migrations(&run);
    if (r == 0)
        r = apply_replaced(&run);

    (void) result_free(run.list);
    return r;
}
