/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/table_reader.h"

#include "registry/base/error.h"
#include "registry/db/db.h"

#include <errno.h>
#include <stdlib.h>

int
table_query(
        Arena *arena, Db *db, const Statement *statement, int64_t version, TableReader *ret_reader)
{
    CLEANUP(arena_freep) Arena *scratch = arena_new();
    Params params;
    int r;

    *ret_reader = (TableReader) { .arena = arena };
    params_begin(&params, scratch, statement);
    params_int(&params, version);
    r = db_query(db, &params, &ret_reader->rows);
    if (r > 0)
        return error_raise(-EIO, "%s: %s", statement->name, db_message(db));
    return r;
}

void
table_close(TableReader *reader)
{
    reader->rows = result_free(reader->rows);
}

static size_t
at(const TableReader *reader, const char *column)
{
    return result_column(reader->rows, column);
}

const char *
table_text(const TableReader *reader, const char *column)
{
    return arena_text(reader->arena, result_text(reader->rows, reader->row, at(reader, column)));
}

int64_t
table_int(const TableReader *reader, const char *column, int64_t otherwise)
{
    int64_t value = result_int(reader->rows, reader->row, at(reader, column));

    return value == DB_NULL ? otherwise : value;
}

int32_t
table_key(const TableReader *reader, const char *column)
{
    return (int32_t) table_int(reader, column, 0);
}

Day
table_day(const TableReader *reader, const char *column)
{
    return result_day(reader->rows, reader->row, at(reader, column));
}

bool
table_flag(const TableReader *reader, const char *column)
{
    return result_bool(reader->rows, reader->row, at(reader, column));
}

int8_t
table_trait(const TableReader *reader, const char *column)
{
    if (result_is_null(reader->rows, reader->row, at(reader, column)))
        return -1;
    return table_flag(reader, column);
}

double
table_double(const TableReader *reader, const char *column)
{
    return result_double(reader->rows, reader->row, at(reader, column));
}

GeoPoint
table_point(const TableReader *reader, const char *lon, const char *lat)
{
    return (GeoPoint) { .lon = table_double(reader, lon), .lat = table_double(reader, lat) };
}

Bytes
table_bytes(const TableReader *reader, const char *column)
{
    return result_bytes(reader->rows, reader->row, at(reader, column));
}

const int64_t *
table_ints(const TableReader *reader, const char *column, size_t *ret_n)
{
    return result_ints(reader->arena, reader->rows, reader->row, at(reader, column), ret_n);
}

static int
compare_keys(const void *one, const void *other)
{
    int32_t a = *(const int32_t *) one;
    int32_t b = *(const int32_t *) other;

    return (a > b) - (a < b);
}

const int32_t *
table_keys(const TableReader *reader, const char *column, size_t *ret_n)
{
    const int64_t *values = table_ints(reader, column, ret_n);
    int32_t *keys = arena_array(reader->arena, int32_t, *ret_n);

    for (size_t i = 0; i < *ret_n; i++)
        keys[i] = (int32_t) values[i];
    qsort(keys, *ret_n, sizeof *keys, compare_keys);
    return keys;
}
