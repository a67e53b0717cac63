/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * CSV writer: UTF-8 with BOM, `;` between cells and CRLF after lines, as Greek spreadsheets open
 * it.
 *
 * A text that a spreadsheet would take for a formula gets an apostrophe in front, which our reader
 * takes away again. A file appears under its name only when it is complete.
 */

#include "registry/base/cleanup.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct CsvWriter CsvWriter;

/* Begins `path`, or standard output if NULL. `private`: readable by its owner only. */
int csv_writer_new(const char *path, bool private, CsvWriter **ret_writer);

/* Gives up: what was written is removed. */
CsvWriter *csv_writer_free(CsvWriter *writer);

void csv_write(CsvWriter *writer, const char *text); /* NULL is a blank cell */
void csv_write_integer(CsvWriter *writer, int64_t number);
void csv_write_line(CsvWriter *writer);

/* Puts the file in its place and frees the writer, whatever comes. */
int csv_writer_finish(CsvWriter *writer);

DEFINE_CLEANUP(CsvWriter, csv_writer_free)
