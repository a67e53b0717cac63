/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/base/json.h"

#include "registry/base/text.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

void
json_init(JsonWriter *json, Buffer *buffer)
{
    *json = (JsonWriter) { .buffer = buffer };
}

/* Where the text stops being what JSON takes as it is: at an escape, a broken byte, or its end. */
static const char *
plain_end(const char *at)
{
    for (;;) {
        unsigned char byte = (unsigned char) *at;

        if (byte < 0x80) {
            if (byte < 0x20 || byte == '"' || byte == '\\')
                return at;
            at++;
        } else if (byte >= 0xC2 && byte <= 0xDF && ((unsigned char) at[1] & 0xC0) == 0x80) {
            at += 2; /* Greek: most of what we write */
        } else {
            size_t length = text_utf8_length(at);

            if (length == 0)
                return at;
            at += length;
        }
    }
}

static void
escape(Buffer *buffer, char character)
{
    static const char hex[] = "0123456789abcdef";
    unsigned char byte = (unsigned char) character;

    if (byte >= 0x80)
        buffer_append(buffer, "\xEF\xBF\xBD", 3);
    else if (byte == '"' || byte == '\\')
        buffer_append(buffer, (char[]) { '\\', character }, 2);
    else if (byte == '\n')
        buffer_append(buffer, "\\n", 2);
    else
        buffer_append(buffer, (char[]) { '\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 15] }, 6);
}

void
json_quote(Buffer *buffer, const char *text)
{
    buffer_char(buffer, '"');
    for (;;) {
        const char *end = plain_end(text);

        buffer_append(buffer, text, (size_t) (end - text));
        if (!*end)
            break;
        escape(buffer, *end);
        text = end + 1;
    }
    buffer_char(buffer, '"');
}

/* Keys are ours and need no escape: comma, key and colon go in at once. */
static void
begin_value(JsonWriter *json, const char *key)
{
    uint32_t bit = UINT32_C(1) << json->depth;
    size_t length = key ? strlen(key) : 0;
    char *out = buffer_reserve(json->buffer, length + 4);
    char *at = out;

    if (json->has_members & bit)
        *at++ = ',';
    json->has_members |= bit;

    if (key) {
        *at++ = '"';
        memcpy(at, key, length);
        at += length;
        *at++ = '"';
        *at++ = ':';
    }
    *at = '\0';
    json->buffer->size += (size_t) (at - out);
}

static void
open_level(JsonWriter *json, const char *key, char bracket)
{
    begin_value(json, key);
    buffer_char(json->buffer, bracket);
    json->depth++;
    assert(json->depth < JSON_DEPTH_MAX);
    json->has_members &= ~(UINT32_C(1) << json->depth);
}

static void
close_level(JsonWriter *json, char bracket)
{
    assert(json->depth > 0);
    json->depth--;
    buffer_char(json->buffer, bracket);
}

void
json_object_begin(JsonWriter *json, const char *key)
{
    open_level(json, key, '{');
}

void
json_object_end(JsonWriter *json)
{
    close_level(json, '}');
}

void
json_array_begin(JsonWriter *json, const char *key)
{
    open_level(json, key, '[');
}

void
json_array_end(JsonWriter *json)
{
    close_level(json, ']');
}

void
json_string(JsonWriter *json, const char *key, const char *text)
{
    if (!text) {
        json_null(json, key);
        return;
    }
    begin_value(json, key);
    json_quote(json->buffer, text);
}

void
json_integer(JsonWriter *json, const char *key, int64_t value)
{
    char digits[24];
    char *at = digits + sizeof digits;
    uint64_t rest = value < 0 ? -(uint64_t) value : (uint64_t) value;

    begin_value(json, key);
    do
        *--at = (char) ('0' + rest % 10);
    while (rest /= 10);
    if (value < 0)
        *--at = '-';
    buffer_append(json->buffer, at, (size_t) (digits + sizeof digits - at));
}

void
json_decimal(JsonWriter *json, const char *key, double value, int decimals)
{
    char digits[64];
    int length;

    assert(isfinite(value) && decimals >= 0 && decimals <= 12);

    length = snprintf(digits, sizeof digits, "%.*f", decimals, value);
    if (decimals > 0) {
        while (digits[length - 1] == '0')
            length--;
        if (digits[length - 1] == '.')
            length--;
    }

    begin_value(json, key);
    buffer_append(json->buffer, digits, (size_t) length);
}

void
json_bool(JsonWriter *json, const char *key, bool value)
{
    begin_value(json, key);
    buffer_text(json->buffer, value ? "true" : "false");
}

void
json_null(JsonWriter *json, const char *key)
{
    begin_value(json, key);
    buffer_text(json->buffer, "null");
}

void
json_day(JsonWriter *json, const char *key, Day day)
{
    char text[DAY_TEXT_SIZE];

    if (day == DAY_NONE) {
        json_null(json, key);
        return;
    }
    json_string(json, key, day_format_iso(day, text));
}

void
json_raw(JsonWriter *json, const char *key, const char *text, size_t size)
{
    begin_value(json, key);
    buffer_append(json->buffer, text, size);
}
