/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/db/copy.h"

#include "registry/base/memory.h"
#include "registry/db/db_internal.h"
#include "registry/db/wire.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>

#define SEND_SIZE 65536 /* bytes collected before libpq gets them */

struct Copy {
    Db *db;
    const char *name; /* of the statement, for messages */
    Buffer buffer;
    uint32_t fields_left; /* of the row begun */
    bool failed;          /* a send failed; what follows is thrown away */
};

static const char header[] = "PGCOPY\n\377\r\n\0" /* signature */
                             "\0\0\0\0"           /* flags */
                             "\0\0\0";            /* no extension; the literal adds the last zero */

int
copy_begin(Db *db, const Statement *statement, Copy **ret_copy)
{
    PGresult *result = PQexec(db_connection(db), statement->text);
    Copy *copy;

    if (PQresultStatus(result) != PGRES_COPY_IN)
        return db_refused(db, statement->name, result);

    PQclear(result);
    copy = memory_new(1, sizeof *copy);
    copy->db = db;
    copy->name = statement->name;
    buffer_init(&copy->buffer);
    buffer_append(&copy->buffer, header, sizeof header);
    *ret_copy = copy;
    return 0;
}

static void
send_buffer(Copy *copy)
{
    PGconn *connection = db_connection(copy->db);

    assert(copy->buffer.size <= INT_MAX);
    if (!copy->failed && PQputCopyData(connection, copy->buffer.data, (int) copy->buffer.size) != 1)
        copy->failed = true;
    buffer_clear(&copy->buffer);
}

void
copy_row(Copy *copy, uint32_t fields)
{
    assert(copy->fields_left == 0);
    assert(fields > 0 && fields <= INT16_MAX);

    if (copy->buffer.size >= SEND_SIZE)
        send_buffer(copy);
    wire_put16(&copy->buffer, (uint16_t) fields);
    copy->fields_left = fields;
}

static Buffer *
next_field(Copy *copy)
{
    assert(copy->fields_left > 0);

    copy->fields_left--;
    return &copy->buffer;
}

void
copy_null(Copy *copy)
{
    wire_put32(next_field(copy), WIRE_NULL);
}

void
copy_bytes(Copy *copy, const void *data, size_t size)
{
    Buffer *buffer = next_field(copy);

    assert(size <= INT_MAX);
    wire_put32(buffer, data ? (uint32_t) size : WIRE_NULL);
    if (data)
        buffer_append(buffer, data, size);
}

void
copy_bool(Copy *copy, bool value)
{
    uint8_t byte = value;

    copy_bytes(copy, &byte, 1);
}

static void
integer(Copy *copy, int64_t value, uint32_t width)
{
    if (value == DB_NULL)
        copy_null(copy);
    else
        wire_put_integer(next_field(copy), value, width);
}

void
copy_int2(Copy *copy, int64_t value)
{
    assert(value == DB_NULL || (value >= INT16_MIN && value <= INT16_MAX));
    integer(copy, value, 2);
}

void
copy_int4(Copy *copy, int64_t value)
{
    assert(value == DB_NULL || (value >= INT32_MIN && value <= INT32_MAX));
    integer(copy, value, 4);
}

void
copy_int8(Copy *copy, int64_t value)
{
    integer(copy, value, 8);
}

void
copy_double(Copy *copy, double value)
{
    Buffer *buffer = next_field(copy);

    wire_put32(buffer, isnan(value) ? WIRE_NULL : 8);
    if (!isnan(value))
        wire_put64(buffer, wire_double_bits(value));
}

void
copy_text(Copy *copy, const char *text)
{
    copy_bytes(copy, text, text ? strlen(text) : 0);
}

void
copy_text_n(Copy *copy, const char *text, size_t size)
{
    copy_bytes(copy, text, size);
}

void
copy_uuid(Copy *copy, const Uuid *uuid)
{
    copy_bytes(copy, uuid ? uuid->bytes : NULL, sizeof uuid->bytes);
}

void
copy_day(Copy *copy, Day day)
{
    integer(copy, day == DAY_NONE ? DB_NULL : (int64_t) day - WIRE_EPOCH_DAYS, 4);
}

/* Leaves room for the length of what follows, which is only known when it is written. */
static size_t
length_begin(Buffer *buffer)
{
    wire_put32(buffer, 0);
    return buffer->size;
}

static void
length_end(Buffer *buffer, size_t start)
{
    uint32_t size = htobe32((uint32_t) (buffer->size - start));

    memcpy(buffer->data + start - sizeof size, &size, sizeof size);
}

static void
integers(Copy *copy, const int64_t *values, size_t n, uint32_t type, uint32_t width)
{
    Buffer *buffer;
    size_t start;

    if (!values) {
        copy_null(copy);
        return;
    }
    buffer = next_field(copy);
    start = length_begin(buffer);
    wire_put_array(buffer, type, n);
    for (size_t i = 0; i < n; i++) {
        if (values[i] == DB_NULL)
            wire_put32(buffer, WIRE_NULL);
        else
            wire_put_integer(buffer, values[i], width);
    }
    length_end(buffer, start);
}

void
copy_int8s(Copy *copy, const int64_t *values, size_t n)
{
    integers(copy, values, n, TYPE_INT8, 8);
}

void
copy_int4s(Copy *copy, const int64_t *values, size_t n)
{
    integers(copy, values, n, TYPE_INT4, 4);
}

void
copy_int2s(Copy *copy, const int64_t *values, size_t n)
{
    integers(copy, values, n, TYPE_INT2, 2);
}

void
copy_texts(Copy *copy, const char *const *values, size_t n)
{
    Buffer *buffer;
    size_t start;

    if (!values) {
        copy_null(copy);
        return;
    }
    buffer = next_field(copy);
    start = length_begin(buffer);
    wire_put_array(buffer, TYPE_TEXT, n);
    for (size_t i = 0; i < n; i++) {
        wire_put32(buffer, values[i] ? (uint32_t) strlen(values[i]) : WIRE_NULL);
        if (values[i])
            buffer_text(buffer, values[i]);
    }
    length_end(buffer, start);
}

static void
release(Copy *copy)
{
    buffer_deinit(&copy->buffer);
    free(copy);
}

/* Reads until libpq has no more; the last one that says something wrong is what counts. */
static PGresult *
last_result(PGconn *connection)
{
    PGresult *kept = NULL;
    PGresult *result;

    while ((result = PQgetResult(connection))) {
        if (kept && PQresultStatus(kept) != PGRES_COMMAND_OK) {
            PQclear(result);
        } else {
            PQclear(kept);
            kept = result;
        }
        if (PQstatus(connection) != CONNECTION_OK)
            break;
    }
    return kept;
}

int
copy_end(Copy *copy, uint64_t *ret_rows)
{
    Db *db = copy->db;
    PGconn *connection = db_connection(db);
    const char *name = copy->name;
    PGresult *result;

    assert(copy->fields_left == 0);

    wire_put16(&copy->buffer, UINT16_MAX); /* the mark of the end */
    send_buffer(copy);
    if (PQputCopyEnd(connection, copy->failed ? "ended by the sender" : NULL) != 1)
        copy->failed = true;
    release(copy);

    result = last_result(connection);
    if (!result || PQresultStatus(result) != PGRES_COMMAND_OK)
        return db_refused(db, name, result);

    if (ret_rows)
        *ret_rows = strtoull(PQcmdTuples(result), NULL, 10);
    PQclear(result);
    return 0;
}

Copy *
copy_cancel(Copy *copy)
{
    PGconn *connection;

    if (!copy)
        return NULL;

    connection = db_connection(copy->db);
    (void) PQputCopyEnd(connection, "given up");
    PQclear(last_result(connection));
    release(copy);
    return NULL;
}
