/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Inputs: the files of a run, told apart by their names. A workbook is read once, whoever asks.
 *
 * Text is read row by row as it is asked for, a workbook from what the confined process left; both
 * give the same rows. Faults go to the report by themselves.
 */

#include "importers/book.h"
#include "importers/import.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    INPUT_E_REFUSED = 1, /* the report says why */
};

typedef struct Input {
    const char *path;
    const Book *book; /* NULL: a text file */
} Input;

typedef struct Rows Rows;

Inputs *inputs_new(void);
Inputs *inputs_free(Inputs *inputs);

/* Is this a kind of file that holds sheets or layers, by its name? */
bool input_is_workbook(const char *path);
/* One that a folder of a register may hold. */
bool input_is_known(const char *path);
/* What the lines of the file are called where a message names one; NULL: lines. */
const char *input_unit(const Input *input);

/* All that were opened, in that order; NULL beyond the last. Those that were refused are skipped.
 */
const Input *inputs_at(const Inputs *inputs, size_t i);

/* The input lives as long as the inputs of the import. */
int inputs_find(Import *import, const char *path, const Input **ret_input);

/* Which row was taken for the header of a file or sheet, for whoever reads it again. */
void inputs_set_header(Inputs *inputs, const char *path, const char *sheet, uint64_t line);
bool inputs_header(const Inputs *inputs, const char *path, const char *sheet, uint64_t *ret_line);

/* Rows of a text file, or of one sheet. */
int rows_open(Import *import, const Input *input, size_t sheet, Rows **ret_rows);
Rows *rows_close(Rows *rows);

/* As csv_next(). The row is lent until the next call. */
int rows_next(Rows *rows, const CsvRow **ret_row);
const CsvFault *rows_fault(const Rows *rows);
const char *rows_separator(const Rows *rows); /* as it is shown; NULL: cells are cells */
void rows_progress(const Rows *rows, uint64_t *ret_done, uint64_t *ret_total);

DEFINE_CLEANUP(Inputs, inputs_free)
DEFINE_CLEANUP(Rows, rows_close)
