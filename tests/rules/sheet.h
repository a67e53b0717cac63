/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Sheet: a small CSV file of the tests, read whole, cells asked by the key of their column.
 *
 * UTF-8, comma, quotes doubled within quotes. Files of users are read by the importers instead.
 */

#include "registry/base/arena.h"

#include <stddef.h>
#include <stdint.h>

typedef struct SheetRow {
    uint64_t line;
    const char **cells;
    size_t n_cells;
} SheetRow;

typedef struct Sheet {
    SheetRow header;
    SheetRow *rows;
    size_t n_rows;
} Sheet;

/* Ends the test run with a message if the file cannot be read. */
char *sheet_text(Arena *arena, const char *path);
Sheet sheet_read(Arena *arena, const char *path);
/* NULL if there is no such column or the cell is blank. */
const char *sheet_cell(const Sheet *sheet, const SheetRow *row, const char *column);
