/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Migration: brings the schema of a database to that of this binary, or says what is missing.
 *
 * Migrations are applied once, in the order of their numbers, each in its own transaction, and are
 * never edited afterwards: a checksum is kept and compared. Functions and grants are replaced
 * whole, all of them in one transaction, whenever one differs from what was applied. One migration
 * runs at a time: the others wait for its lock, then find nothing to do. A schema that is newer
 * than the binary, or was made by other files, is refused and left alone.
 */

#include "registry/base/arena.h"
#include "registry/db/db.h"

typedef struct SqlScript {
    const char *name; /* file name without its ending: 0001_registers */
    const char *text;
} SqlScript;

/* Embedded from sql/; each ends with a row without a name. */
extern const SqlScript sql_migrations[];
extern const SqlScript sql_functions[];
extern const SqlScript sql_grants[];

enum {
    MIGRATION_E_NEWER = 1, /* the schema is newer than this binary */
    MIGRATION_E_EDITED,    /* a migration was applied in another wording */
    MIGRATION_E_BROKEN,    /* a script was refused by the server */
    MIGRATION_E_BUSY,      /* another migration holds the lock for too long */
};

typedef struct MigrationReport {
    const char *applied[64]; /* names of the migrations run, or to be run with `check` */
    size_t n_applied;
    bool replaced;       /* functions and grants were, or would be, replaced */
    const char *culprit; /* the script that an error is about */
    const char *reason;  /* with BROKEN: what the server said, and in which line */
} MigrationReport;

/* Only looks with `check`. The report's texts live in the arena. */
int migration_run(Db *db, Arena *arena, bool check, MigrationReport *ret_report);

/* The number of the newest migration of this binary: what a service compares before it is ready. */
int64_t migration_newest(void);
