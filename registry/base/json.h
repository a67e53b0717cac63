/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * JSON writer: appends to a Buffer; commas and escapes are its business, nesting the caller's.
 *
 * `key` is NULL inside an array and at the top. Texts are UTF-8; a broken byte sequence is written
 * as U+FFFD, because a wrong byte must not make a whole answer unreadable. Keys are constants of
 * ours that need no escape.
 */

#include "registry/base/arena.h"
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

void json_object_end(JsonWriter *json);
void json_array_end(JsonWriter *json);
void json_day(JsonWriter *json, const char *key, Day day); /* "2026-11-22"; DAY_NONE gives null */

/* Members without the braces around them: written once, put into many objects. */
typedef struct JsonMembers {
    const char *text;
    size_t size;
} JsonMembers;

/* What the buffer holds of one object, `{…}` and nothing else, kept in the arena. */
JsonMembers json_members_keep(Arena *arena, const Buffer *object);
/* Into the object that is open. */
void json_members(JsonWriter *json, JsonMembers members);

/* Only the quoted, escaped text, for other writers. */
void json_quote(Buffer *buffer, const char *text);

/*
 * The rest stands here, because nearly every key is a constant whose length the compiler knows.
 */

void json_put_open(JsonWriter *json, const char *key, size_t key_size, char bracket);
void json_put_string(JsonWriter *json, const char *key, size_t key_size, const char *text);
void json_put_integer(JsonWriter *json, const char *key, size_t key_size, int64_t value);
void json_put_decimal(
        JsonWriter *json, const char *key, size_t key_size, double value, int decimals);
void json_put_raw(
        JsonWriter *json, const char *key, size_t key_size, const char *text, size_t size);

static inline size_t
json_key_size(const char *key)
{
    return key ? strlen(key) : 0;
}

static inline void
json_object_begin(JsonWriter *json, const char *key)
{
    json_put_open(json, key, json_key_size(key), '{');
}

static inline void
json_array_begin(JsonWriter *json, const char *key)
{
    json_put_open(json, key, json_key_size(key), '[');
}

/* Text that is JSON already. */
static inline void
json_raw(JsonWriter *json, const char *key, const char *text, size_t size)
{
    json_put_raw(json, key, json_key_size(key), text, size);
}

static inline void
json_null(JsonWriter *json, const char *key)
{
    json_raw(json, key, "null", 4);
}

static inline void
json_bool(JsonWriter *json, const char *key, bool value)
{
    if (value)
        json_raw(json, key, "true", 4);
    else
        json_raw(json, key, "false", 5);
}

static inline void
json_string(JsonWriter *json, const char *key, const char *text) /* NULL gives null */
{
    if (text)
        json_put_string(json, key, json_key_size(key), text);
    else
        json_null(json, key);
}

static inline void
json_integer(JsonWriter *json, const char *key, int64_t value)
{
    json_put_integer(json, key, json_key_size(key), value);
}

/* Degrees and metres: as few digits as `decimals` allows, at most 9. Must be finite. */
static inline void
json_decimal(JsonWriter *json, const char *key, double value, int decimals)
{
    json_put_decimal(json, key, json_key_size(key), value, decimals);
}
