/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/base/json.h"

#include "registry/base/digits.h"
#include "registry/base/text.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

void
json_init(JsonWriter *json, Buffer *buffer)
{
    *json = (JsonWriter) { .buffer = buffer };
}

/* ---- texts -------------------------------------------------------------------------------- */

/*
 * How many of the next 16 bytes JSON takes as they are: plain ASCII and whole letters of two bytes,
 * which is Greek, most of what we write. 0: the first of them needs a closer look.
 */
#ifdef __SSE2__
static size_t
plain_sixteen(const char *at)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *) (const void *) at);
    __m128i special = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')),
            _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')),
                    _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes)));
    /* As signed bytes: what continues a letter is below C0, what begins one of two is C2 to DF. */
    __m128i continues = _mm_cmplt_epi8(bytes, _mm_set1_epi8((char) 0xC0));
    __m128i begins = _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8((char) 0xC1)),
            _mm_cmplt_epi8(bytes, _mm_set1_epi8((char) 0xE0)));
    unsigned high = (unsigned) _mm_movemask_epi8(bytes);
    unsigned begun = (unsigned) _mm_movemask_epi8(begins);
    unsigned continued = (unsigned) _mm_movemask_epi8(continues);
    unsigned wrong = (unsigned) _mm_movemask_epi8(special) | (high & ~(begun | continued))
            | (continued ^ ((begun << 1) & 0xFFFF));
    unsigned plain;

    /* What is whole before the first that is not; a letter may go on beyond the last of them. */
    plain = wrong ? (unsigned) __builtin_ctz(wrong) : 16;
    return plain > 0 && begun >> (plain - 1) & 1 ? plain - 1 : plain;
}
#else
static size_t
plain_sixteen(const char *at)
{
    (void) at;
    return 0;
}
#endif

/* The length of one whole letter or plain byte; 0: it needs an escape, or is broken. */
static size_t
plain_one(const char *at)
{
    const unsigned char *bytes = (const unsigned char *) at;

    if (bytes[0] < 0x80)
        return bytes[0] >= 0x20 && bytes[0] != '"' && bytes[0] != '\\';
    if (bytes[0] >= 0xC2 && bytes[0] <= 0xDF)
        return (bytes[1] & 0xC0) == 0x80 ? 2 : 0;
    return text_utf8_length(at);
}

/* Up to the first escape or broken byte; `end` is the end of the text. */
static const char *
plain_end(const char *at, const char *end)
{
    while (at < end) {
        size_t length = end - at >= 16 ? plain_sixteen(at) : 0;

        if (length == 0)
            length = plain_one(at);
        if (length == 0)
            break;
        at += length;
    }
    return at;
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
    const char *end = text + strlen(text);

    (void) buffer_reserve(buffer, (size_t) (end - text) + 2);
    buffer_char(buffer, '"');
    for (;;) {
        const char *plain = plain_end(text, end);

        buffer_append(buffer, text, (size_t) (plain - text));
        if (plain == end)
            break;
        escape(buffer, *plain);
        text = plain + 1;
    }
    buffer_char(buffer, '"');
}

/* ---- values ------------------------------------------------------------------------------- */

/* Comma and key, with room for `size` bytes of a value behind them; keys need no escape. */
static inline char *
begin_value(JsonWriter *json, const char *key, size_t key_size, size_t size)
{
    uint32_t bit = UINT32_C(1) << json->depth;
    char *at = buffer_reserve(json->buffer, key_size + 4 + size);

    if (json->has_members & bit)
        *at++ = ',';
    json->has_members |= bit;

    if (key) {
        *at++ = '"';
        memcpy(at, key, key_size);
        at += key_size;
        *at++ = '"';
        *at++ = ':';
    }
    return at;
}

static inline void
end_value(JsonWriter *json, char *at)
{
    *at = '\0';
    json->buffer->size = (size_t) (at - json->buffer->data);
}

void
json_put_open(JsonWriter *json, const char *key, size_t key_size, char bracket)
{
    char *at = begin_value(json, key, key_size, 1);

    *at++ = bracket;
    end_value(json, at);
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
json_object_end(JsonWriter *json)
{
    close_level(json, '}');
}

void
json_array_end(JsonWriter *json)
{
    close_level(json, ']');
}

void
json_put_string(JsonWriter *json, const char *key, size_t key_size, const char *text)
{
    end_value(json, begin_value(json, key, key_size, 0));
    json_quote(json->buffer, text);
}

void
json_put_raw(JsonWriter *json, const char *key, size_t key_size, const char *text, size_t size)
{
    char *at = begin_value(json, key, key_size, size);

    memcpy(at, text, size);
    end_value(json, at + size);
}

void
json_put_integer(JsonWriter *json, const char *key, size_t key_size, int64_t value)
{
    char room[DIGITS_SIZE];
    const char *digits = digits_of(value, room);

    json_put_raw(json, key, key_size, digits, (size_t) (room + sizeof room - 1 - digits));
}

/* Not printf(): six decimals are exact in 64 bits, and an answer has many points. */
void
json_put_decimal(JsonWriter *json, const char *key, size_t key_size, double value, int decimals)
{
    static const uint32_t powers[] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000,
        100000000, 1000000000 };
    char digits[40];
    char *end = digits + sizeof digits;
    char *at = end;
    uint64_t scaled, whole, fraction;

    assert(isfinite(value) && fabs(value) < 1e9 && decimals >= 0 && decimals <= 9);

    scaled = (uint64_t) llround(fabs(value) * powers[decimals]);
    whole = scaled / powers[decimals];
    fraction = scaled % powers[decimals];
    for (; decimals > 0 && fraction % 10 == 0; decimals--)
        fraction /= 10;
    if (decimals > 0) {
        at = digits_before(end, fraction);
        while (end - at < decimals)
            *--at = '0';
        *--at = '.';
    }
    at = digits_before(at, whole);
    if (value < 0 && scaled > 0)
        *--at = '-';
    json_put_raw(json, key, key_size, at, (size_t) (end - at));
}

void
json_day(JsonWriter *json, const char *key, Day day)
{
    char text[DAY_TEXT_SIZE];

    if (day == DAY_NONE)
        json_null(json, key);
    else
        json_string(json, key, day_format_iso(day, text));
}

/* ---- members ------------------------------------------------------------------------------ */

JsonMembers
json_members_keep(Arena *arena, const Buffer *object)
{
    assert(object->size >= 2 && object->data[0] == '{');
    return (JsonMembers) {
        .text = arena_text_n(arena, object->data + 1, object->size - 2),
        .size = object->size - 2,
    };
}

void
json_members(JsonWriter *json, JsonMembers members)
{
    if (members.size > 0)
        json_put_raw(json, /* key= */ NULL, 0, members.text, members.size);
}
