/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Sheets: the several tables of one register, told apart by their names.
 *
 * `criteria.csv`, `Κριτήρια 2026.csv`, a folder that holds them, the sheets of a workbook, in any
 * order: each goes to the table whose name stands in its own, and the tables are read in the order
 * given here, so that what others refer to comes first. Sheets of a workbook that are called
 * otherwise are passed over with a note; files are refused.
 */

#include "importers/import.h"
#include "importers/table.h"

#define SHEETS_MAX 16
#define SHEET_ROWS_MAX 100000 /* of one public register */

typedef struct Sheet {
    const char *key;   /* criteria */
    const char *greek; /* Κριτήρια|further names */
    const Column *columns;
    size_t n_columns;
    /* Takes one row; refusals go to the report. NULL: a table of another register, passed over. */
    void (*row)(void *context, Table *table);
} Sheet;

/* `ret_present` says which sheets there were. 0 also where files were refused: see the report. */
int sheets_read(
        Import *import, const Sheet *sheets, size_t n_sheets, void *context, bool *ret_present);
