/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Workbook: a spreadsheet, or the layers of a geographic file, as sheets of rows of UTF-8 cells.
 *
 * Read whole by a confined process (workbook_read.h) under limits of size, memory and time; what
 * comes back is checked before it is kept. Rows are lent by a cursor, one at a time.
 */

#include "importers/csv.h"
#include "importers/workbook_read.h"
#include "registry/base/cleanup.h"

typedef struct Workbook Workbook;
typedef struct SheetRows SheetRows;

enum {
    WORKBOOK_E_FAULT = 1, /* it cannot be read; the fault says why, in Greek */
};

/* After WORKBOOK_E_FAULT there is no workbook; `ret_fault` lives for ever. */
int workbook_open(const WorkbookFile *file, Workbook **ret_workbook, const char **ret_fault);
Workbook *workbook_close(Workbook *workbook);

WorkbookKind workbook_kind(const Workbook *workbook);
/* Sheets with at least one cell; the others are as if they were not there. */
size_t workbook_sheets(const Workbook *workbook);
const char *workbook_sheet_name(const Workbook *workbook, size_t sheet);
size_t workbook_sheet_rows(const Workbook *workbook, size_t sheet);

SheetRows *sheet_rows_new(const Workbook *workbook, size_t sheet);
SheetRows *sheet_rows_free(SheetRows *rows);
/* NULL at the end. */
const CsvRow *sheet_rows_next(SheetRows *rows);
size_t sheet_rows_done(const SheetRows *rows);

DEFINE_CLEANUP(Workbook, workbook_close)
DEFINE_CLEANUP(SheetRows, sheet_rows_free)
