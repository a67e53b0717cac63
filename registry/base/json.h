/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * JSON writer: appends to a Buffer; commas and escapes are its business, nesting the caller's.
 *
 * `key` is NULL inside an array and at the top. Texts are UTF-8; a broken byte sequence is written
 * as U+FFFD, because a wrong byte must not make a whole answer unreadable. Keys are constants of
 * ours that need no escape.
 */

#include "registry/base/buffer.h"
#include "registry/base/date.h"

#include <stdbool.h>
#include <stdint.h>

#define JSON_DEPTH_MAX 32

typedef struct JsonWriter {
    Buffer *buffer;       /* lent */
    uint32_t has_members; /* bit per open level */
    int depth;
} JsonWriter;

void json_init(JsonWriter *json, Buffer *buffer);

void json_object_begin(JsonWriter *json, const char *key);
void json_object_end(JsonWriter *json);
void json_array_begin(JsonWriter *json, const char *key);
void json_array_end(JsonWriter *json);

void json_string(JsonWriter *json, const char *key, const char *text); /* NULL gives null */
void json_integer(JsonWriter *json, const char *key, int64_t value);
/* Degrees and metres: as few digits as `decimals` allows. Must be finite. */
void json_decimal(JsonWriter *json, const char *key, double value, int decimals);
void json_bool(JsonWriter *json, const char *key, bool value);
void json_null(JsonWriter *json, const char *key);
void json_day(JsonWriter *json, const char *key, Day day); /* "2026-11-22"; DAY_NONE gives null */
/* Text that is JSON already. */
void json_raw(JsonWriter *json, const char *key, const char *text, size_t size);

/* Only the quoted, escaped text, for other writers. */
void json_quote(Buffer *buffer, const char *text);
