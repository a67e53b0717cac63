/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Columns: which cell of a file is which column of ours.
 *
 * A column is known by its English key and its Greek names; accents, case, spaces, underscores and
 * order do not matter. An unknown, a repeated or a missing column is a refusal that names the
 * nearest known one. The columns that a rejects file adds are known to every file.
 */

#include "importers/csv.h"
#include "importers/report.h"
#include "registry/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* The columns that a rejects file adds: why, and which line of which file it was. */
#define COLUMN_REJECTED_WHY "σφάλμα"
#define COLUMN_REJECTED_ORIGIN "γραμμή αρχείου"

typedef struct Column {
    const char *key;
    const char *greek; /* further accepted names, separated by '|'; the first is the one shown */
    bool required;     /* the header must hold it; what a cell must hold is the importer's */
} Column;

typedef struct ColumnMap {
    const Column *columns;
    size_t n_columns;
    int cell_of[CSV_COLUMNS_MAX];           /* by our column: the cell, or -1 */
    const char *header_of[CSV_COLUMNS_MAX]; /* by our column: as the file heads it, else the key */
    int cell_of_origin;                     /* -1: the file is no file of rejects */
} ColumnMap;

enum {
    COLUMNS_E_REFUSED = 1, /* the report says why */
};

/*
 * Texts of `header` are borrowed: copy the row first if it does not live as long as the map.
 * `source` says file and sheet for the refusals.
 */
int columns_match(const Column *columns, size_t n_columns, const CsvRow *header,
        const Reject *source, Report *report, ColumnMap *ret_map);

/* How many cells of the row are the name of a column: a header has several, a title none. */
size_t columns_named(const Column *columns, size_t n_columns, const CsvRow *row);

/* Does the typed text say this column (or this code of a choice), in English or in Greek? */
bool column_is(const Column *column, const char *typed);

/* The number of the column or choice that the text says, or -1. */
int column_find(const Column *columns, size_t n_columns, const char *typed);

/* The name nearest to what was typed, for a suggestion, or NULL if none is near. */
const char *column_nearest(
        Arena *arena, const Column *columns, size_t n_columns, const char *typed);

/* The Greek name that is shown, or the key where there is none. */
const char *column_name(Arena *arena, const Column *column);
