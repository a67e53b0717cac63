/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* Values that stand between C and PostgreSQL: type numbers, uuid, bytes, and what NULL is in C. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* NULL among whole numbers, as parameter, in an array, and in a result. */
#define DB_NULL INT64_MIN

typedef struct Uuid {
    uint8_t bytes[16];
} Uuid;

#define UUID_TEXT_SIZE 37 /* with its closing zero */

typedef struct Bytes {
    const uint8_t *data; /* NULL stands for NULL */
    size_t size;
} Bytes;

/* PostgreSQL's own numbers for the types that statements use (pg_type.dat); they never change. */
enum {
    TYPE_BOOL = 16,
    TYPE_BYTEA = 17,
    TYPE_INT8 = 20,
    TYPE_INT2 = 21,
    TYPE_INT4 = 23,
    TYPE_TEXT = 25,
    TYPE_FLOAT8 = 701,
    TYPE_DATE = 1082,
    TYPE_TIMESTAMPTZ = 1184,
    TYPE_UUID = 2950,
    TYPE_JSONB = 3802,
    TYPE_BOOL_ARRAY = 1000,
    TYPE_BYTEA_ARRAY = 1001,
    TYPE_INT2_ARRAY = 1005,
    TYPE_INT4_ARRAY = 1007,
    TYPE_TEXT_ARRAY = 1009,
    TYPE_INT8_ARRAY = 1016,
    TYPE_FLOAT8_ARRAY = 1022,
    TYPE_DATE_ARRAY = 1182,
    TYPE_UUID_ARRAY = 2951,
};

void uuid_format(const Uuid *uuid, char ret_text[static UUID_TEXT_SIZE]);

/* True if `text` is a uuid in its usual 36 characters; otherwise ret_uuid is left alone. */
bool uuid_parse(const char *text, Uuid *ret_uuid);
