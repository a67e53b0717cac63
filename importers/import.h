/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Import: one run of `mitroa import` or `mitroa check`, and what a register must implement for it.
 *
 * The command opens one transaction, lets the register read, check, stage and merge, and commits
 * only if the report holds no refusal and the run is not dry. A register therefore never commits,
 * never prints, and answers wrong input with table_reject() or report_reject() only.
 */

#include "importers/report.h"
#include "registry/base/arena.h"
#include "registry/base/date.h"
#include "registry/rules/fact.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Db Db;
typedef struct Inputs Inputs;
typedef struct Progress Progress;
typedef struct SheetWriter SheetWriter;

typedef struct Import {
    Arena *arena; /* lives as long as the run */
    Report *report;
    Progress *progress;
    Db *db;         /* inside the run's transaction; NULL for `check` without a database */
    Inputs *inputs; /* the files, opened once */
    const char *const *files; /* as typed */
    size_t n_files;
    const char *only_sheet;   /* key of the one sheet to read; NULL: all of the register */
    const char *charset;      /* NULL: found by looking */
    Feed feed;                /* FEED_NONE: not said */
    bool approximate;         /* boundaries only */
    Day as_of;                /* boundaries only: the day that they show; DAY_NONE: not said */
    bool accept_large_change; /* beneficiaries only */
    Day today;
} Import;

typedef struct Export {
    Arena *arena;
    Db *db;
    SheetWriter *writer; /* begun; the command finishes it */
} Export;

typedef struct Register {
    const char *name;      /* programmes */
    const char *greek;     /* μητρώο προγραμμάτων */
    const char *files_say; /* what FILE... may be, one line for --help */
    bool takes_feed;
    bool needs_database; /* cannot be checked without one */

    /*
     * Reads all files; with a database also stages and merges, and sets new_rows, changed and same.
     * Refusals go to the report. Negative: the system failed.
     */
    int (*run)(Import *import);

    int (*export)(Export *export); /* NULL: not exported */
    bool has_sheets;               /* several, so that CSV and GeoJSON need a folder */
} Register;

extern const Register register_places;
extern const Register register_boundaries;
extern const Register register_postcodes;
extern const Register register_providers;
extern const Register register_programmes;
extern const Register register_beneficiaries;

/* The registers that can be imported, in the order in which an empty database needs them. */
extern const Register *const registers[];
extern const size_t n_registers;

/*
 * What a register makes of a db_query() that did not work: a refusal of the data (constraint or
 * value) goes to the report and gives 0, because the run ends as refused; anything else is
 * negative.
 */
int import_db_answer(Import *import, int r);

/* Gives a file, as jsonb, to the merge of a register, and adds its counts to the report. */
typedef struct Statement Statement;
int import_merge(Import *import, const Statement *statement, const char *file);

/* Runs `mitroa import` (write) or `mitroa check` (not write) and returns the exit code. */
int import_command(int argc, char **argv, bool write);

/* Bytes done of bytes to do, shown on a terminal; `what` is Greek. Cheap enough for every row. */
void progress_step(Progress *progress, const char *what, uint64_t done, uint64_t total);
