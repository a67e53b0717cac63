/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/db/params.h"

#include "registry/db/wire.h"

#include <assert.h>
#include <limits.h>
#include <math.h>

void
params_begin(Params *params, Arena *arena, const Statement *statement)
{
    assert(statement->n_params <= STATEMENT_PARAMS_MAX);

    params->arena = arena;
    params->statement = statement;
    params->n = 0;
}

/* The declared type of the parameter that comes next. */
static uint32_t
next_type(const Params *params)
{
    assert(params->n < params->statement->n_params);

    return params->statement->types[params->n];
}

static void
add(Params *params, const void *bytes, size_t size)
{
    assert(params->n < params->statement->n_params);
    assert(size <= INT_MAX);

    params->values[params->n] = arena_copy(params->arena, bytes, size);
    params->sizes[params->n] = (int) size;
    params->n++;
}

void
params_null(Params *params)
{
    assert(params->n < params->statement->n_params);

    params->values[params->n] = NULL;
    params->sizes[params->n] = 0;
    params->n++;
}

void
params_bool(Params *params, bool value)
{
    uint8_t byte = value;

    assert(next_type(params) == TYPE_BOOL);
    add(params, &byte, 1);
}

/* Bytes of a whole number of this type. A value that does not fit would be another number. */
static uint32_t
width_of(uint32_t type)
{
    assert(type == TYPE_INT2 || type == TYPE_INT4 || type == TYPE_INT8);

    return type == TYPE_INT2 ? 2 : type == TYPE_INT4 ? 4 : 8;
}

static void
assert_fits(int64_t value, uint32_t width)
{
    assert(width != 2 || (value >= INT16_MIN && value <= INT16_MAX));
    assert(width != 4 || (value >= INT32_MIN && value <= INT32_MAX));
    (void) value;
    (void) width;
}

void
params_int(Params *params, int64_t value)
{
    uint32_t width = width_of(next_type(params));
    uint64_t wire = htobe64((uint64_t) value);

    if (value == DB_NULL) {
        params_null(params);
        return;
    }
    assert_fits(value, width);
    add(params, (const char *) &wire + sizeof wire - width, width);
}

void
params_double(Params *params, double value)
{
    uint64_t wire = htobe64(wire_double_bits(value));

    assert(next_type(params) == TYPE_FLOAT8);
    add(params, &wire, sizeof wire);
}

void
params_text(Params *params, const char *value)
{
    uint32_t type = next_type(params);
    char *versioned;

    assert(type == TYPE_TEXT || type == TYPE_JSONB);
    if (!value) {
        params_null(params);
    } else if (type == TYPE_TEXT) {
        add(params, value, strlen(value));
    } else {
        versioned = arena_format(params->arena, "\x01%s", value); /* the version of its form */
        add(params, versioned, strlen(versioned));
    }
}

void
params_bytes(Params *params, const void *data, size_t size)
{
    assert(next_type(params) == TYPE_BYTEA);

    if (data)
        add(params, data, size);
    else
        params_null(params);
}

void
params_uuid(Params *params, const Uuid *uuid)
{
    assert(next_type(params) == TYPE_UUID);

    if (uuid)
        add(params, uuid->bytes, sizeof uuid->bytes);
    else
        params_null(params);
}

void
params_day(Params *params, Day day)
{
    uint32_t wire = htobe32((uint32_t) (day - (day == DAY_NONE ? 0 : WIRE_EPOCH_DAYS)));

    assert(next_type(params) == TYPE_DATE);
    if (day == DAY_NONE)
        params_null(params);
    else
        add(params, &wire, sizeof wire);
}

/* Writes element `i` of `values`, with its length in front. */
typedef void PutElement(Buffer *buffer, const void *values, size_t i, uint32_t type);

static void
add_array(Params *params, uint32_t type, const void *values, size_t n, PutElement *put)
{
    Buffer buffer;

    if (!values) {
        params_null(params);
        return;
    }
    buffer_init(&buffer);
    wire_put_array(&buffer, type, n);
    for (size_t i = 0; i < n; i++)
        put(&buffer, values, i, type);
    add(params, buffer.data, buffer.size);
    buffer_deinit(&buffer);
}

static void
put_sized(Buffer *buffer, const void *bytes, size_t size)
{
    assert(size <= INT_MAX);

    wire_put32(buffer, (uint32_t) size);
    buffer_append(buffer, bytes, size);
}

static void
put_bool(Buffer *buffer, const void *values, size_t i, uint32_t type)
{
    uint8_t byte = ((const bool *) values)[i];

    (void) type;
    put_sized(buffer, &byte, 1);
}

static void
put_int(Buffer *buffer, const void *values, size_t i, uint32_t type)
{
    int64_t value = ((const int64_t *) values)[i];
    uint32_t width = width_of(type);

    if (value == DB_NULL) {
        wire_put32(buffer, WIRE_NULL);
        return;
    }
    assert_fits(value, width);
    wire_put_integer(buffer, value, width);
}

static void
put_double(Buffer *buffer, const void *values, size_t i, uint32_t type)
{
    double value = ((const double *) values)[i];

    (void) type;
    if (isnan(value)) {
        wire_put32(buffer, WIRE_NULL);
        return;
    }
    wire_put32(buffer, 8);
    wire_put64(buffer, wire_double_bits(value));
}

static void
put_text(Buffer *buffer, const void *values, size_t i, uint32_t type)
{
    const char *value = ((const char *const *) values)[i];

    (void) type;
    if (value)
        put_sized(buffer, value, strlen(value));
    else
        wire_put32(buffer, WIRE_NULL);
}

static void
put_bytes(Buffer *buffer, const void *values, size_t i, uint32_t type)
{
    const Bytes *value = (const Bytes *) values + i;

    (void) type;
    if (value->data)
        put_sized(buffer, value->data, value->size);
    else
        wire_put32(buffer, WIRE_NULL);
}

static void
put_uuid(Buffer *buffer, const void *values, size_t i, uint32_t type)
{
    const Uuid *value = (const Uuid *) values + i;

    (void) type;
    put_sized(buffer, value->bytes, sizeof value->bytes);
}

static void
put_day(Buffer *buffer, const void *values, size_t i, uint32_t type)
{
    Day day = ((const Day *) values)[i];

    (void) type;
    if (day == DAY_NONE)
        wire_put32(buffer, WIRE_NULL);
    else
        wire_put_integer(buffer, (int64_t) day - WIRE_EPOCH_DAYS, 4);
}

void
params_bools(Params *params, const bool *values, size_t n)
{
    assert(next_type(params) == TYPE_BOOL_ARRAY);
    add_array(params, TYPE_BOOL, values, n, put_bool);
}

void
params_ints(Params *params, const int64_t *values, size_t n)
{
    uint32_t type = next_type(params);

    assert(type == TYPE_INT2_ARRAY || type == TYPE_INT4_ARRAY || type == TYPE_INT8_ARRAY);
    add_array(params,
            type == TYPE_INT2_ARRAY           ? TYPE_INT2
                    : type == TYPE_INT4_ARRAY ? TYPE_INT4
                                              : TYPE_INT8,
            values, n, put_int);
}

void
params_doubles(Params *params, const double *values, size_t n)
{
    assert(next_type(params) == TYPE_FLOAT8_ARRAY);
    add_array(params, TYPE_FLOAT8, values, n, put_double);
}

void
params_texts(Params *params, const char *const *values, size_t n)
{
    assert(next_type(params) == TYPE_TEXT_ARRAY);
    add_array(params, TYPE_TEXT, values, n, put_text);
}

void
params_bytes_list(Params *params, const Bytes *values, size_t n)
{
    assert(next_type(params) == TYPE_BYTEA_ARRAY);
    add_array(params, TYPE_BYTEA, values, n, put_bytes);
}

void
params_uuids(Params *params, const Uuid *values, size_t n)
{
    assert(next_type(params) == TYPE_UUID_ARRAY);
    add_array(params, TYPE_UUID, values, n, put_uuid);
}

void
params_days(Params *params, const Day *values, size_t n)
{
    assert(next_type(params) == TYPE_DATE_ARRAY);
    add_array(params, TYPE_DATE, values, n, put_day);
}
