/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/row_reader.h"

#include "registry/base/error.h"
#include "registry/db/db.h"

#include <errno.h>
#include <stdlib.h>

int
row_query(Arena *arena, Db *db, const Statement *statement, int64_t version, RowReader *ret_reader)
{
    CLEANUP(arena_freep) Arena *scratch = arena_new();
    Params params;
    int r;

    *ret_reader = (RowReader) { .arena = arena };
    params_begin(&params, scratch, statement);
    params_int(&params, version);
    r = db_query(db, &params, &ret_reader->rows);
    if (r > 0)
        return error_raise(-EIO, "%s: %s", statement->name, db_message(db));
    return r;
}

void
row_close(RowReader *reader)
{
    reader->rows = result_free(reader->rows);
}

static size_t
at(const RowReader *reader, const char *column)
{
    return result_column(reader->rows, column);
}

const char *
row_text(const RowReader *reader, const char *column)
{
    return arena_text(reader->arena, result_text(reader->rows, reader->row, at(reader, column)));
}

int64_t
row_int(const RowReader *reader, const char *column, int64_t otherwise)
{
    int64_t value = result_int(reader->rows, reader->row, at(reader, column));

    return value == DB_NULL ? otherwise : value;
}

int32_t
row_key(const RowReader *reader, const char *column)
{
    return (int32_t) row_int(reader, column, 0);
}

Day
row_day(const RowReader *reader, const char *column)
{
    return result_day(reader->rows, reader->row, at(reader, column));
}

bool
row_flag(const RowReader *reader, const char *column)
{
    return result_bool(reader->rows, reader->row, at(reader, column));
}

int8_t
row_trait(const RowReader *reader, const char *column)
{
    if (result_is_null(reader->rows, reader->row, at(reader, column)))
        return -1;
    return row_flag(reader, column);
}

double
row_double(const RowReader *reader, const char *column)
{
    return result_double(reader->rows, reader->row, at(reader, column));
}

GeoPoint
row_point(const RowReader *reader, const char *lon, const char *lat)
{
    return (GeoPoint) { .lon = row_double(reader, lon), .lat = row_double(reader, lat) };
}

Bytes
row_bytes(const RowReader *reader, const char *column)
{
    return result_bytes(reader->rows, reader->row, at(reader, column));
}

const int64_t *
row_ints(const RowReader *reader, const char *column, size_t *ret_n)
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
row_keys(const RowReader *reader, const char *column, size_t *ret_n)
{
    const int64_t *values = row_ints(reader, column, ret_n);
    int32_t *keys = arena_array(reader->arena, int32_t, *ret_n);

    for (size_t i = 0; i < *ret_n; i++)
        keys[i] = (int32_t) values[i];
    qsort(keys, *ret_n, sizeof *keys, compare_keys);
    return keys;
}
