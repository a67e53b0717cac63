/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/db/copy_out.h"

#include "registry/base/error.h"
#include "registry/base/memory.h"
#include "registry/db/db_internal.h"
#include "registry/db/wire.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#define SIGNATURE_SIZE 11
#define HEADER_SIZE (SIGNATURE_SIZE + 8) /* flags, and how long the extension is */

struct CopyOut {
    Db *db;
    const char *name; /* of the statement, for messages */
    char *message;    /* libpq's; NULL before the first */
    const uint8_t *next;
    size_t left;
    bool begun; /* the header has been read */
    bool ended;
};

int
copy_out_begin(Db *db, const Statement *statement, CopyOut **ret_rows)
{
    PGresult *result = PQexec(db_connection(db), statement->text);
    CopyOut *rows;

    if (PQresultStatus(result) != PGRES_COPY_OUT)
        return db_refused(db, statement->name, result);

    PQclear(result);
    rows = memory_new(1, sizeof *rows);
    rows->db = db;
    rows->name = statement->name;
    *ret_rows = rows;
    return 0;
}

/* What the server says when no more data comes: all is well, or why not. */
static int
end(CopyOut *rows)
{
    PGresult *result = PQgetResult(db_connection(rows->db));

    rows->ended = true;
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        return db_refused(rows->db, rows->name, result);
    PQclear(result);
    return 0;
}

/* The next message of data, whole: with its last byte comes what follows. */
static int
receive(CopyOut *rows)
{
    int size;

    PQfreemem(rows->message);
    rows->message = NULL;
    size = PQgetCopyData(db_connection(rows->db), &rows->message, /* async= */ 0);
    if (size < 0)
        return end(rows);

    rows->next = (const uint8_t *) rows->message;
    rows->left = (size_t) size;
    return COPY_OUT_ROW;
}

static const uint8_t *
take(CopyOut *rows, size_t size)
{
    const uint8_t *bytes = rows->next;

    if (size > rows->left)
        return NULL;
    rows->next += size;
    rows->left -= size;
    return bytes;
}

static bool
take_header(CopyOut *rows)
{
    const uint8_t *header = take(rows, HEADER_SIZE);

    rows->begun = true;
    return header && take(rows, wire_read32(header + HEADER_SIZE - 4));
}

static bool
take_field(CopyOut *rows, Bytes *ret_field)
{
    const uint8_t *bytes = take(rows, 4);
    uint32_t size = bytes ? wire_read32(bytes) : 0;

    *ret_field = (Bytes) { 0 };
    if (!bytes || size == WIRE_NULL)
        return bytes != NULL;
    *ret_field = (Bytes) { take(rows, size), size };
    return ret_field->data != NULL;
}

static bool
take_fields(CopyOut *rows, Bytes *fields, size_t n_fields)
{
    for (size_t i = 0; i < n_fields; i++)
        if (!take_field(rows, &fields[i]))
            return false;
    return true;
}

int
copy_out_next(CopyOut *rows, Bytes *fields, size_t n_fields)
{
    for (;;) {
        const uint8_t *count;
        int r = rows->ended ? 0 : COPY_OUT_ROW;

        if (r == COPY_OUT_ROW && rows->left == 0)
            r = receive(rows);
        if (r != COPY_OUT_ROW)
            return r;
        if (!rows->begun && !take_header(rows))
            break;
        if (rows->left == 0)
            continue;
        count = take(rows, 2);
        if (!count)
            break;
        if (wire_read16(count) == UINT16_MAX)
            continue; /* the trailer: what is left is the end */
        if (wire_read16(count) != n_fields || !take_fields(rows, fields, n_fields))
            break;
        return COPY_OUT_ROW;
    }
    return error_raise(-EPROTO, "%s: γραμμή που δεν διαβάζεται", rows->name);
}

CopyOut *
copy_out_free(CopyOut *rows)
{
    PGresult *result;

    if (!rows)
        return NULL;

    PQfreemem(rows->message);
    rows->message = NULL;
    if (!rows->ended) {
        PGcancel *cancel = PQgetCancel(db_connection(rows->db));
        char reason[256];

        (void) PQcancel(cancel, reason, sizeof reason);
        PQfreeCancel(cancel);
        while (PQgetCopyData(db_connection(rows->db), &rows->message, /* async= */ 0) > 0) {
            PQfreemem(rows->message);
            rows->message = NULL;
        }
    }
    while ((result = PQgetResult(db_connection(rows->db))))
        PQclear(result);
    free(rows);
    return NULL;
}
