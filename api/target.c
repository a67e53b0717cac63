/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/target.h"

#include "registry/base/text.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

static int
hex_digit(char character)
{
    if (character >= '0' && character <= '9')
        return character - '0';
    if (character >= 'a' && character <= 'f')
        return character - 'a' + 10;
    if (character >= 'A' && character <= 'F')
        return character - 'A' + 10;
    return -1;
}

/* Line breaks are let through only where a form may hold a text of several lines: nowhere, yet. */
static bool
is_control(unsigned char byte)
{
    return byte < 0x20 || byte == 0x7f;
}

static int
decode(Arena *arena, const char *raw, size_t size, bool plus_is_space, const char **ret_text)
{
    char *text = arena_alloc(arena, size + 1);
    size_t length = 0;

    for (size_t i = 0; i < size; i++) {
        int byte = (unsigned char) raw[i];

        if (byte == '%') {
            int high = i + 2 < size ? hex_digit(raw[i + 1]) : -1;
            int low = i + 2 < size ? hex_digit(raw[i + 2]) : -1;

            if (high < 0 || low < 0)
                return TARGET_E_FORM;
            byte = high * 16 + low;
            i += 2;
        } else if (byte == '+' && plus_is_space) {
            byte = ' ';
        }
        if (is_control((unsigned char) byte))
            return TARGET_E_FORM;
        text[length++] = (char) byte;
    }
    if (!text_is_utf8(text, length))
        return TARGET_E_FORM;

    text[length] = '\0';
    *ret_text = text;
    return 0;
}

int
target_parse_pairs(Arena *arena, const char *raw, size_t size, QueryPair *ret_pairs, unsigned max,
        unsigned *ret_count)
{
    unsigned count = 0;

    for (size_t start = 0; start < size;) {
        const char *end = memchr(raw + start, '&', size - start);
        size_t length = end ? (size_t) (end - raw) - start : size - start;
        const char *equals = memchr(raw + start, '=', length);
        size_t name_length = equals ? (size_t) (equals - raw) - start : length;
        QueryPair pair;
        int r;

        if (length > 0) {
            if (count == max)
                return TARGET_E_LONG;
            /* Each value has an address of its own, by which the next of its name is found. */
            pair.value = arena_text(arena, "");
            r = decode(arena, raw + start, name_length, true, &pair.name);
            if (r == 0 && equals)
                r = decode(arena, equals + 1, length - name_length - 1, true, &pair.value);
            if (r != 0)
                return r;
            ret_pairs[count++] = pair;
        }
        start += length + 1;
    }

    *ret_count = count;
    return 0;
}

static int
parse_path(Arena *arena, const char *path, size_t size, Target *target)
{
    size_t start = 1;

    if (size == 0 || path[0] != '/')
        return TARGET_E_FORM;
    if (size == 1)
        return 0;

    for (;;) {
        const char *slash = memchr(path + start, '/', size - start);
        size_t length = slash ? (size_t) (slash - path) - start : size - start;
        int r;

        if (target->n_segments == SEGMENTS_MAX)
            return TARGET_E_LONG;
        r = decode(arena, path + start, length, false, &target->segments[target->n_segments]);
        if (r != 0)
            return r;
        target->n_segments++;
        if (!slash)
            return 0;
        start += length + 1;
    }
}

int
target_parse(Arena *arena, const char *raw, Target *ret_target)
{
    Target target = { 0 };
    size_t size = strlen(raw);
    const char *question = strchr(raw, '?');
    size_t path_size = question ? (size_t) (question - raw) : size;
    int r;

    assert(arena && ret_target);

    if (size > TARGET_MAX)
        return TARGET_E_LONG;
    if (strchr(raw, '#'))
        return TARGET_E_FORM;

    r = parse_path(arena, raw, path_size, &target);
    if (r == 0 && question)
        r = target_parse_pairs(arena, question + 1, size - path_size - 1, target.pairs,
                QUERY_PAIRS_MAX, &target.n_pairs);
    if (r == 0)
        *ret_target = target;
    return r;
}
