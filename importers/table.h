/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Table: a text file or a sheet with a header, read row by row by the columns that we know.
 *
 *     table_open(import, path, columns, n, &table);
 *     while ((r = table_next(table)) == 0) {
 *         const char *code = table_cell(table, COLUMN_CODE);
 *         if (!*code)
 *             table_rejectf(table, COLUMN_CODE, "λείπει ο κωδικός");
 *     }
 *
 * Faults of the file and of its header go to the report by themselves, and so does progress. The
 * header may stand below a title: it is the first row that names several of the columns.
 */

#include "importers/columns.h"
#include "importers/csv.h"
#include "importers/import.h"
#include "importers/inputs.h"
#include "importers/known.h"
#include "registry/base/date.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    TABLE_E_END = 1,
    TABLE_E_REFUSED, /* the rest cannot be read; the report says why */
};

#define TABLE_WHOLE_LINE (-1) /* instead of a column: the refusal concerns the line */

typedef struct Table Table;

/* Of a workbook: the one sheet that has these columns. */
int table_open(Import *import, const char *path, const Column *columns, size_t n_columns,
        Table **ret_table);
int table_open_sheet(Import *import, const Input *input, size_t sheet, const Column *columns,
        size_t n_columns, Table **ret_table);
Table *table_close(Table *table);

/* Steps to the next row and counts it as read. */
int table_next(Table *table);

/*
 * The origin of the row, or of a corrected line of rejects the one that it had (origin.h).
 * Lent until the next table_next().
 */
bool table_is_corrected(const Table *table);
const char *table_origin(Table *table);

/*
 * Rows whose origin a later file corrects are passed over: `corrected` has the number of the last
 * file that does, from 1, by origin; `file` is the number of this one.
 */
void table_pass_over(Table *table, const Codes *corrected, int32_t file);
uint64_t table_passed_over(const Table *table);

uint64_t table_line(const Table *table);
const char *table_path(const Table *table);
const char *table_sheet(const Table *table); /* NULL: a text file */
bool table_has(const Table *table, int column);

/* Never NULL; "" where the file has no such column. Lent until the next table_next(). */
const char *table_cell(const Table *table, int column);

/* Refuse the row for this cell; the suggestion may be NULL. */
void table_reject(Table *table, int column, const char *message, const char *suggestion);
void table_rejectf(Table *table, int column, const char *format, ...)
        __attribute__((format(printf, 3, 4)));

/* A row remembered for a refusal that is only found later; lives as long as the import's arena. */
typedef struct RowPlace {
    const char *file;
    const char *sheet;
    const char *unit;
    uint64_t line;
    const ColumnMap *map;
} RowPlace;

/* Before the first row its line is 0. */
RowPlace table_place(const Table *table);

/* Refuse a remembered row for this cell; value and suggestion may be NULL. */
void row_reject(Report *report, const RowPlace *place, int column, const char *value,
        const char *message, const char *suggestion);

/* As row_reject(), for what refuses nothing. */
void row_warn(Report *report, const RowPlace *place, int column, const char *value,
        const char *message, const char *suggestion);

/* Reports that a value was taken for another, such as a number that had lost its zeros. */
void table_repair(
        Table *table, int column, const char *value, const char *taken_for, const char *message);

/*
 * The cell as a code of so many digits: one that a spreadsheet took for a number has lost its first
 * zero, which it gets back; the repair is reported.
 */
const char *table_code(Table *table, int column, size_t width);

/* The cell, copied into the import's arena; NULL where it is blank. */
const char *table_copy(const Table *table, int column);

/* Refuse a column as such, with the line of the header. */
void table_reject_column(Table *table, int column, const char *message);

/* For who words the refusal himself: by row_reject(), so that it does not repeat the value. */
Import *table_import(const Table *table);
void table_mark_rejected(Table *table);

bool table_row_rejected(const Table *table); /* has this row been refused so far? */

/* Cells of a fixed kind. A wrong one is refused and gives false; blank gives true and "not said".
 */
bool table_day(Table *table, int column, Day *ret_day);          /* DAY_NONE */
bool table_number(Table *table, int column, double *ret_number); /* NAN */
bool table_integer(Table *table, int column, int64_t low, int64_t high, int64_t *ret_integer);
bool table_choice(Table *table, int column, const Column *choices, size_t n, int *ret_choice);
bool table_yes_no(Table *table, int column, int *ret_yes); /* 1, 0, or -1 for blank and unknown */
bool table_required(Table *table, int column);

DEFINE_CLEANUP(Table, table_close)
