/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Book: a spreadsheet, or the layers of a geographic file, as sheets of rows of UTF-8 cells.
 *
 * Read whole by a confined process (book_read.h) under limits of size, memory and time; what
 * comes back is checked before it is kept. Rows are lent by a cursor, one at a time.
 */

#include "importers/book_read.h"
#include "importers/csv.h"
#include "registry/base/cleanup.h"

typedef struct Book Book;
typedef struct SheetRows SheetRows;

enum {
    BOOK_E_FAULT = 1, /* it cannot be read; the fault says why, in Greek */
};

/* After BOOK_E_FAULT there is no workbook; `ret_fault` lives for ever. */
int book_open(const BookFile *file, Book **ret_workbook, const char **ret_fault);
Book *book_close(Book *workbook);

BookKind book_kind(const Book *workbook);
/* Sheets with at least one cell; the others are as if they were not there. Layers may be none. */
size_t book_sheets(const Book *workbook);
const char *book_sheet_name(const Book *workbook, size_t sheet);
size_t book_sheet_rows(const Book *workbook, size_t sheet);

SheetRows *sheet_rows_new(const Book *workbook, size_t sheet);
SheetRows *sheet_rows_free(SheetRows *rows);
/* NULL at the end. */
const CsvRow *sheet_rows_next(SheetRows *rows);
size_t sheet_rows_done(const SheetRows *rows);

DEFINE_CLEANUP(Book, book_close)
DEFINE_CLEANUP(SheetRows, sheet_rows_free)
