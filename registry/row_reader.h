/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Row reader: the rows of one query of the public registers, column by column, by name.
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

typedef struct RowReader {
    Arena *arena;
    Result *rows;
    size_t row;
} RowReader;

/* Runs a statement with the register version as its only parameter. The caller frees `rows`. */
int row_query(
        Arena *arena, Db *db, const Statement *statement, int64_t version, RowReader *ret_reader);
void row_close(RowReader *reader);

static inline bool
row_is_there(const RowReader *reader)
{
    return reader->row < result_rows(reader->rows);
}

const char *row_text(const RowReader *reader, const char *column);
int64_t row_int(const RowReader *reader, const char *column, int64_t otherwise);
int32_t row_key(const RowReader *reader, const char *column); /* NULL is 0 */
Day row_day(const RowReader *reader, const char *column);
bool row_flag(const RowReader *reader, const char *column);
int8_t row_trait(const RowReader *reader, const char *column); /* 1, 0, -1 for NULL */
double row_double(const RowReader *reader, const char *column);
GeoPoint row_point(const RowReader *reader, const char *lon, const char *lat);
Bytes row_bytes(const RowReader *reader, const char *column); /* lent by the rows */
/* Ascending; NULL gives none. */
const int32_t *row_keys(const RowReader *reader, const char *column, size_t *ret_n);
const int64_t *row_ints(const RowReader *reader, const char *column, size_t *ret_n);
