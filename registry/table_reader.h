/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Table reader: the rows of one query of the public registers, column by column, by name.
 *
 * Texts and arrays are copied to the arena. A column that the query does not have is our own
 * mistake and ends the process.
 */

#include "geo/point.h"
#include "registry/base/arena.h"
#include "registry/base/date.h"
#include "registry/db/result.h"
#include "registry/db/statement.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Db Db;

typedef struct TableReader {
    Arena *arena;
    Result *rows;
    size_t row;
} TableReader;

/* Runs a statement with the register version as its only parameter. The caller frees `rows`. */
int table_query(
        Arena *arena, Db *db, const Statement *statement, int64_t version, TableReader *ret_reader);
void table_close(TableReader *reader);

static inline bool
table_has_row(const TableReader *reader)
{
    return reader->row < result_rows(reader->rows);
}

const char *table_text(const TableReader *reader, const char *column);
int64_t table_int(const TableReader *reader, const char *column, int64_t otherwise);
int32_t table_key(const TableReader *reader, const char *column); /* NULL is 0 */
Day table_day(const TableReader *reader, const char *column);
bool table_flag(const TableReader *reader, const char *column);
int8_t table_trait(const TableReader *reader, const char *column); /* 1, 0, -1 for NULL */
double table_double(const TableReader *reader, const char *column);
GeoPoint table_point(const TableReader *reader, const char *lon, const char *lat);
Bytes table_bytes(const TableReader *reader, const char *column); /* lent by the rows */
/* Ascending; NULL gives none. */
const int32_t *table_keys(const TableReader *reader, const char *column, size_t *ret_n);
const int64_t *table_ints(const TableReader *reader, const char *column, size_t *ret_n);
