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

#ifdef __SSE2__
/*
 * How many of 16 bytes, the first `done` of which are known, JSON takes as they are: plain ASCII
 * and whole letters of two bytes, which is Greek, most of what we write.
 */
static unsigned
plain_of_sixteen(__m128i bytes, unsigned done)
{
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

    wrong &= ~((1u << done) - 1);
    /* What is whole before the first that is not; a letter may go on beyond the last of them. */
    plain = wrong ? (unsigned) __builtin_ctz(wrong) : 16;
    return plain > done && begun >> (plain - 1) & 1 ? plain - 1 : plain;
}

/* Copies what JSON takes as it is, up to where a closer look is needed; there is room behind. */
static size_t
copy_sixteens(char *to, const char *from, size_t size)
{
    size_t at = 0;

    while (size - at >= 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *) (const void *) (from + at));
        unsigned plain = plain_of_sixteen(bytes, 0);

        _mm_storeu_si128((__m128i *) (void *) (to + at), bytes);
        at += plain;
        if (plain < 15)
            return at;
    }
    /* The last sixteen, of which some have been copied. */
    if (at < size && size >= 16) {
        unsigned done = (unsigned) (16 - (size - at));
        __m128i bytes = _mm_loadu_si128((const __m128i *) (const void *) (from + size - 16));

        _mm_storeu_si128((__m128i *) (void *) (to + size - 16), bytes);
        at = size - 16 + plain_of_sixteen(bytes, done);
    }
    return at;
}
#else
static size_t
copy_sixteens(char *to, const char *from, size_t size)
{
    (void) to;
    (void) from;
    (void) size;
    return 0;
}
#endif

/* Up to the first escape or broken byte. */
static size_t
copy_plain(char *to, const char *from, size_t size)
{
    size_t at = copy_sixteens(to, from, size);

    while (at < size) {
        size_t length = plain_one(from + at);

        if (length == 0)
            break;
        memcpy(to + at, from + at, length);
        at += length;
        if (length > 2)
            at += copy_sixteens(to + at, from + at, size - at);
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
    size_t size = strlen(text);

    buffer_char(buffer, '"');
    for (;;) {
        /* Sixteen bytes are stored at once, whatever of them counts. */
        char *to = buffer_reserve(buffer, size + 16);
        size_t plain = copy_plain(to, text, size);

        buffer->size += plain;
        if (plain == size)
            break;
        escape(buffer, text[plain]);
        text += plain + 1;
        size -= plain + 1;
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
