/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * CSV reader: a file of any Greek office as rows of UTF-8 cells, one row in memory at a time.
 *
 * The charset (UTF-8 with or without BOM, UTF-16, CP1253, ISO-8859-7) and the separator (, ; tab)
 * are found by looking; line numbers are those an editor shows, also after quoted line breaks.
 * What cannot be read is a fault of the file, with its line, never a crash or a guess.
 */

#include "registry/base/cleanup.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CSV_RECORD_MAX = 1024 * 1024, /* bytes of one record, quoted line breaks included */
    CSV_COLUMNS_MAX = 300,
};

enum {
    CSV_E_END = 1, /* no further row */
    CSV_E_FAULT,   /* the file cannot be read further; csv_fault() says where and why */
};

typedef struct CsvReader CsvReader;

typedef struct CsvRow {
    uint64_t line; /* where the record begins */
    size_t n_cells;
    const char **cells; /* never NULL, ends trimmed; NUL-terminated UTF-8 */
    bool cut_names;     /* as a header: names may have lost what is beyond ten characters */
} CsvRow;

typedef struct CsvFault {
    uint64_t line; /* 0: the file as a whole */
    size_t cell;   /* of that line, from 1; 0: the line as a whole */
    const char *message;
} CsvFault;

/* `charset` NULL: found by looking. CSV_E_FAULT: no such file, unknown charset; see csv_fault(). */
int csv_open(const char *path, const char *charset, CsvReader **ret_csv);
CsvReader *csv_close(CsvReader *csv);

/* The next record that is not wholly blank. The row is lent until the next call. */
int csv_next(CsvReader *csv, const CsvRow **ret_row);

const CsvFault *csv_fault(const CsvReader *csv);
const char *csv_charset(const CsvReader *csv);
char csv_separator(const CsvReader *csv);

/* For progress: bytes of the file read so far, and its size. */
uint64_t csv_bytes_read(const CsvReader *csv);
uint64_t csv_bytes_total(const CsvReader *csv);

DEFINE_CLEANUP(CsvReader, csv_close)
