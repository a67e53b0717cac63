/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/db/result.h"

#include "registry/db/result_internal.h"
#include "registry/db/wire.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>

#define ARRAY_HEADER_SIZE 20 /* dimensions, flags, type, length, lower bound */

static const PGresult *
pg_of(const Result *result)
{
    return (const PGresult *) result;
}

Result *
result_free(Result *result)
{
    PQclear((PGresult *) result);
    return NULL;
}

size_t
result_rows(const Result *result)
{
    return (size_t) PQntuples(pg_of(result));
}

size_t
result_columns(const Result *result)
{
    return (size_t) PQnfields(pg_of(result));
}

uint64_t
result_affected(const Result *result)
{
    union {
        const PGresult *lent;
        PGresult *asked; /* libpq forgot a const here; it changes nothing */
    } pg = { .lent = pg_of(result) };

    return strtoull(PQcmdTuples(pg.asked), NULL, 10);
}

size_t
result_column(const Result *result, const char *name)
{
    int column = PQfnumber(pg_of(result), name);

    assert(column >= 0);
    return (size_t) column;
}

static uint32_t
type_of(const Result *result, size_t column)
{
    assert(column < result_columns(result));

    return (uint32_t) PQftype(pg_of(result), (int) column);
}

bool
result_is_null(const Result *result, size_t row, size_t column)
{
    assert(row < result_rows(result));
    assert(column < result_columns(result));

    return PQgetisnull(pg_of(result), (int) row, (int) column) != 0;
}

/* The bytes of a field; NULL where SQL says NULL. */
static const uint8_t *
field(const Result *result, size_t row, size_t column, size_t *ret_size)
{
    *ret_size = 0;
    if (result_is_null(result, row, column))
        return NULL;

    *ret_size = (size_t) PQgetlength(pg_of(result), (int) row, (int) column);
    return (const uint8_t *) PQgetvalue(pg_of(result), (int) row, (int) column);
}

static int64_t
read_integer(const uint8_t *bytes, size_t size)
{
    assert(size == 2 || size == 4 || size == 8);

    if (size == 2)
        return (int16_t) wire_read16(bytes);
    if (size == 4)
        return (int32_t) wire_read32(bytes);
    return (int64_t) wire_read64(bytes);
}

/* Both infinities of PostgreSQL are no day. */
static Day
read_day(const uint8_t *bytes)
{
    int32_t days = (int32_t) wire_read32(bytes);

    return days == INT32_MIN || days == INT32_MAX ? DAY_NONE : days + WIRE_EPOCH_DAYS;
}

bool
result_bool(const Result *result, size_t row, size_t column)
{
    size_t size;
    const uint8_t *bytes = field(result, row, column, &size);

    assert(bytes && type_of(result, column) == TYPE_BOOL);
    return *bytes != 0;
}

int64_t
result_int(const Result *result, size_t row, size_t column)
{
    uint32_t type = type_of(result, column);
    size_t size;
    const uint8_t *bytes = field(result, row, column, &size);

    assert(type == TYPE_INT2 || type == TYPE_INT4 || type == TYPE_INT8);
    return bytes ? read_integer(bytes, size) : DB_NULL;
}

double
result_double(const Result *result, size_t row, size_t column)
{
    size_t size;
    const uint8_t *bytes = field(result, row, column, &size);

    assert(type_of(result, column) == TYPE_FLOAT8);
    return bytes ? wire_read_double(bytes) : NAN;
}

const char *
result_text(const Result *result, size_t row, size_t column)
{
    size_t size;
    const uint8_t *bytes = field(result, row, column, &size);

    assert(type_of(result, column) == TYPE_TEXT);
    return (const char *) bytes; /* libpq closes every field with a zero */
}

Bytes
result_bytes(const Result *result, size_t row, size_t column)
{
    Bytes bytes;

    bytes.data = field(result, row, column, &bytes.size);
    return bytes;
}

Day
result_day(const Result *result, size_t row, size_t column)
{
    size_t size;
    const uint8_t *bytes = field(result, row, column, &size);

    assert(type_of(result, column) == TYPE_DATE);
    return bytes ? read_day(bytes) : DAY_NONE;
}

Uuid
result_uuid(const Result *result, size_t row, size_t column)
{
    size_t size;
    const uint8_t *bytes = field(result, row, column, &size);
    Uuid uuid;

    assert(bytes && type_of(result, column) == TYPE_UUID && size == sizeof uuid.bytes);
    memcpy(uuid.bytes, bytes, sizeof uuid.bytes);
    return uuid;
}

int64_t
result_time(const Result *result, size_t row, size_t column)
{
    size_t size;
    const uint8_t *bytes = field(result, row, column, &size);

    assert(type_of(result, column) == TYPE_TIMESTAMPTZ);
    return bytes ? (int64_t) wire_read64(bytes) + WIRE_EPOCH_US : DB_NULL;
}

/* Steps through the elements of an array of one dimension. */
typedef struct Elements {
    const uint8_t *next;
    uint32_t type;
    size_t n;
} Elements;

/* False for NULL. */
static bool
elements_begin(const Result *result, size_t row, size_t column, Elements *ret_elements)
{
    size_t size;
    const uint8_t *bytes = field(result, row, column, &size);
    uint32_t dimensions;

    *ret_elements = (Elements) { 0 };
    if (!bytes)
        return false;

    assert(size >= 12);
    dimensions = wire_read32(bytes);
    assert(dimensions <= 1);
    ret_elements->type = wire_read32(bytes + 8);
    if (dimensions == 1) {
        assert(size >= ARRAY_HEADER_SIZE);
        ret_elements->n = wire_read32(bytes + 12);
        ret_elements->next = bytes + ARRAY_HEADER_SIZE;
    }
    return true;
}

/* The next element's bytes; NULL where it is NULL. */
static const uint8_t *
elements_next(Elements *elements, size_t *ret_size)
{
    uint32_t size = wire_read32(elements->next);
    const uint8_t *bytes = elements->next + 4;

    *ret_size = size == WIRE_NULL ? 0 : size;
    elements->next = bytes + *ret_size;
    return size == WIRE_NULL ? NULL : bytes;
}

static int64_t
element_integer(uint32_t type, const uint8_t *bytes, size_t size)
{
    Day day;

    if (!bytes)
        return DB_NULL;
    if (type != TYPE_DATE)
        return read_integer(bytes, size);
    day = read_day(bytes);
    return day == DAY_NONE ? DB_NULL : day;
}

const int64_t *
result_ints(Arena *arena, const Result *result, size_t row, size_t column, size_t *ret_n)
{
    Elements elements;
    int64_t *values;
    size_t size;

    *ret_n = 0;
    if (!elements_begin(result, row, column, &elements))
        return NULL;

    assert(elements.type == TYPE_INT2 || elements.type == TYPE_INT4 || elements.type == TYPE_INT8
            || elements.type == TYPE_DATE);
    values = arena_array(arena, int64_t, elements.n);
    for (size_t i = 0; i < elements.n; i++) {
        const uint8_t *bytes = elements_next(&elements, &size);

        values[i] = element_integer(elements.type, bytes, size);
    }
    *ret_n = elements.n;
    return values;
}

const double *
result_doubles(Arena *arena, const Result *result, size_t row, size_t column, size_t *ret_n)
{
    Elements elements;
    double *values;
    size_t size;

    *ret_n = 0;
    if (!elements_begin(result, row, column, &elements))
        return NULL;

    assert(elements.type == TYPE_FLOAT8);
    values = arena_array(arena, double, elements.n);
    for (size_t i = 0; i < elements.n; i++) {
        const uint8_t *bytes = elements_next(&elements, &size);

        values[i] = bytes ? wire_read_double(bytes) : NAN;
    }
    *ret_n = elements.n;
    return values;
}

const char *const *
result_texts(Arena *arena, const Result *result, size_t row, size_t column, size_t *ret_n)
{
    Elements elements;
    const char **values;
    size_t size;

    *ret_n = 0;
    if (!elements_begin(result, row, column, &elements))
        return NULL;

    assert(elements.type == TYPE_TEXT);
    values = arena_array(arena, const char *, elements.n);
    for (size_t i = 0; i < elements.n; i++) {
        const uint8_t *bytes = elements_next(&elements, &size);

        values[i] = bytes ? arena_text_n(arena, (const char *) bytes, size) : NULL;
    }
    *ret_n = elements.n;
    return values;
}

const Day *
result_days(Arena *arena, const Result *result, size_t row, size_t column, size_t *ret_n)
{
    Elements elements;
    Day *values;
    size_t size;

    *ret_n = 0;
    if (!elements_begin(result, row, column, &elements))
        return NULL;

    assert(elements.type == TYPE_DATE);
    values = arena_array(arena, Day, elements.n);
    for (size_t i = 0; i < elements.n; i++) {
        const uint8_t *bytes = elements_next(&elements, &size);

        values[i] = bytes ? read_day(bytes) : DAY_NONE;
    }
    *ret_n = elements.n;
    return values;
}
