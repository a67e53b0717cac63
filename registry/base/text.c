/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/base/text.h"

#include "registry/base/memory.h"

#include <string.h>
#include <utf8proc.h>

#define DISTANCE_MAX_LENGTH 64

size_t
text_utf8_length(const char *text)
{
    utf8proc_int32_t codepoint;
    utf8proc_ssize_t length = utf8proc_iterate((const utf8proc_uint8_t *) text, -1, &codepoint);

    return length > 0 && codepoint >= 0 ? (size_t) length : 0;
}

bool
text_is_utf8(const char *text, size_t size)
{
    utf8proc_int32_t codepoint;

    for (size_t at = 0; at < size;) {
        utf8proc_ssize_t length = utf8proc_iterate(
                (const utf8proc_uint8_t *) text + at, (utf8proc_ssize_t) (size - at), &codepoint);

        if (length <= 0)
            return false;
        at += (size_t) length;
    }
    return true;
}

size_t
text_width(const char *text)
{
    size_t width = 0;

    for (; *text; text++)
        width += ((unsigned char) *text & 0xC0) != 0x80;
    return width;
}

char *
text_capital(Arena *arena, const char *text)
{
    utf8proc_uint8_t capital[4];
    utf8proc_int32_t codepoint;
    utf8proc_ssize_t length = utf8proc_iterate((const utf8proc_uint8_t *) text, -1, &codepoint);

    if (length <= 0 || codepoint <= 0)
        return arena_text(arena, text);
    return arena_format(arena, "%.*s%s",
            (int) utf8proc_encode_char(utf8proc_toupper(codepoint), capital),
            (const char *) capital, text + length);
}

static bool
is_letter_or_digit(utf8proc_int32_t codepoint)
{
    switch ((int) utf8proc_category(codepoint)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
        return true;
    default:
        return false;
    }
}

/* Folds and joins the words with `joint` (NUL for nothing). */
static char *
fold(Arena *arena, const char *text, char joint)
{
    utf8proc_uint8_t *plain = NULL;
    char *folded;
    char *out;
    bool pending = false;

    if (utf8proc_map((const utf8proc_uint8_t *) text, 0, &plain,
                UTF8PROC_NULLTERM | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK
                        | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE)
            < 0)
        return arena_text(arena, "");

    out = folded = arena_alloc(arena, strlen((char *) plain) + 1);
    for (const utf8proc_uint8_t *at = plain; *at;) {
        utf8proc_int32_t codepoint;
        utf8proc_ssize_t length = utf8proc_iterate(at, -1, &codepoint);

        at += length;
        if (!is_letter_or_digit(codepoint)) {
            pending = out > folded;
            continue;
        }
        if (pending && joint)
            *out++ = joint;
        pending = false;
        if (codepoint == 0x03C2) /* case folding does this too; it is said here to be seen */
            codepoint = 0x03C3;
        out += utf8proc_encode_char(codepoint, (utf8proc_uint8_t *) out);
    }
    *out = '\0';

    free(plain);
    return folded;
}

char *
text_fold(Arena *arena, const char *text)
{
    return fold(arena, text, ' ');
}

char *
text_fold_key(Arena *arena, const char *text)
{
    return fold(arena, text, '\0');
}

bool
text_same(const char *one, const char *other)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();

    return strcmp(text_fold_key(arena, one), text_fold_key(arena, other)) == 0;
}

/* Greek, as folded, and what stands for it. Longest first where one begins another. */
typedef struct Spelling {
    const char *greek;
    const char *latin;
} Spelling;

/* ELOT 743 type 2. αυ, ευ and ηυ depend on what follows and are written in code. */
static const Spelling elot743[] = {
    { "ου", "ou" },
    { "γγ", "ng" },
    { "γξ", "nx" },
    { "γχ", "nch" },
    { "α", "a" },
    { "β", "v" },
    { "γ", "g" },
    { "δ", "d" },
    { "ε", "e" },
    { "ζ", "z" },
    { "η", "i" },
    { "θ", "th" },
    { "ι", "i" },
    { "κ", "k" },
    { "λ", "l" },
    { "μ", "m" },
    { "ν", "n" },
    { "ξ", "x" },
    { "ο", "o" },
    { "π", "p" },
    { "ρ", "r" },
    { "σ", "s" },
    { "τ", "t" },
    { "υ", "y" },
    { "φ", "f" },
    { "χ", "ch" },
    { "ψ", "ps" },
    { "ω", "o" },
    { NULL, NULL },
};

/*
 * What different hands write for one sound, brought together after ELOT 743. An x is a ξ to one and
 * a χ to another, so both end as h: a search may find too much, it must not find nothing.
 */
static const Spelling sounds[] = {
    { "nth", "n8" },
    { "mph", "mf" },
    { "ph", "f" },
    { "th", "8" },
    { "ch", "h" },
    { "kh", "h" },
    { "nch", "nh" },
    { "ou", "u" },
    { "oy", "u" },
    { "oi", "i" },
    { "ei", "i" },
    { "yi", "i" },
    { "ai", "e" },
    { "ae", "e" },
    { "mp", "v" }, /* as b, which is a μπ to one and a β to another */
    { "nt", "d" },
    { "ng", "g" },
    { "gk", "g" },
    { "gg", "g" },
    { "ks", "h" },
    { "x", "h" },
    { "tz", "j" },
    { "ts", "c" },
    { "av", "af" },
    { "ev", "ef" },
    { "au", "af" },
    { "eu", "ef" },
    { "y", "i" },
    { "w", "o" },
    { "b", "v" },
    { "c", "k" },
    { "q", "k" },
    { NULL, NULL },
};

static const Spelling *
spelling_at(const Spelling *table, const char *text)
{
    for (const Spelling *row = table; row->greek; row++) {
        if (strncmp(text, row->greek, strlen(row->greek)) == 0)
            return row;
    }
    return NULL;
}

/* αυ, ευ, ηυ sound f before θ κ ξ π σ τ φ χ ψ and at the end, v elsewhere. */
static const char *
upsilon_sound(const char *next)
{
    static const char *const voiceless[] = { "θ", "κ", "ξ", "π", "σ", "τ", "φ", "χ", "ψ" };

    if (!*next || *next == ' ')
        return "f";
    for (size_t i = 0; i < sizeof voiceless / sizeof *voiceless; i++) {
        if (strncmp(next, voiceless[i], 2) == 0)
            return "f";
    }
    return "v";
}

static bool
follows_vowel_of_diphthong(const char *start, const char *at)
{
    return at - start >= 2
            && (strncmp(at - 2, "α", 2) == 0 || strncmp(at - 2, "ε", 2) == 0
                    || strncmp(at - 2, "η", 2) == 0);
}

char *
text_elot743(Arena *arena, const char *text)
{
    const char *folded = text_fold(arena, text);
    char *latin = arena_alloc(arena, strlen(folded) * 2 + 1);
    char *out = latin;

    for (const char *at = folded; *at;) {
        const Spelling *row = spelling_at(elot743, at);
        bool word_start = at == folded || at[-1] == ' ';

        if (word_start && strncmp(at, "μπ", 4) == 0) {
            *out++ = 'b';
            at += 4;
        } else if (strncmp(at, "υ", 2) == 0 && follows_vowel_of_diphthong(folded, at)) {
            *out++ = *upsilon_sound(at + 2);
            at += 2;
        } else if (row) {
            out = stpcpy(out, row->latin);
            at += strlen(row->greek);
        } else {
            *out++ = *at++;
        }
    }
    *out = '\0';
    return latin;
}

char *
text_sound(Arena *arena, const char *text)
{
    const char *latin = text_elot743(arena, text);
    char *sound = arena_alloc(arena, strlen(latin) * 2 + 1);
    char *out = sound;

    while (*latin) {
        const Spelling *row = spelling_at(sounds, latin);
        const char *written = row ? row->latin : (char[]) { *latin, '\0' };

        latin += row ? strlen(row->greek) : 1;
        for (; *written; written++) { /* double letters are one */
            if (out == sound || out[-1] != *written || *written == ' ')
                *out++ = *written;
        }
    }
    *out = '\0';
    return sound;
}

static size_t
decode(const char *text, utf8proc_int32_t *codepoints)
{
    size_t n = 0;

    while (*text && n < DISTANCE_MAX_LENGTH) {
        utf8proc_ssize_t length =
                utf8proc_iterate((const utf8proc_uint8_t *) text, -1, &codepoints[n]);

        if (length <= 0)
            break;
        text += length;
        n++;
    }
    return n;
}

static int
least(int one, int other)
{
    return one < other ? one : other;
}

int
text_distance(const char *one, const char *other, int limit)
{
    utf8proc_int32_t a[DISTANCE_MAX_LENGTH], b[DISTANCE_MAX_LENGTH];
    int rows[3][DISTANCE_MAX_LENGTH + 1];
    size_t n_a = decode(one, a);
    size_t n_b = decode(other, b);

    if ((n_a > n_b ? n_a - n_b : n_b - n_a) > (size_t) limit)
        return limit + 1;

    for (size_t j = 0; j <= n_b; j++)
        rows[0][j] = (int) j;

    for (size_t i = 1; i <= n_a; i++) {
        int *row = rows[i % 3];
        const int *above = rows[(i + 2) % 3];
        const int *two_above = rows[(i + 1) % 3];

        row[0] = (int) i;
        for (size_t j = 1; j <= n_b; j++) {
            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], two_above[j - 2] + 1);
        }
    }
    return least(rows[n_a % 3][n_b], limit + 1);
}

const char *
text_nearest(const char *typed, const char *const *candidates, size_t n_candidates)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    const char *folded = text_fold(arena, typed);
    int limit = (int) (text_width(folded) / 3);
    const char *nearest = NULL;

    if (limit < 1)
        limit = 1;
    for (size_t i = 0; i < n_candidates; i++) {
        int distance = text_distance(folded, text_fold(arena, candidates[i]), limit);

        if (distance > limit)
            continue;
        nearest = candidates[i];
        if (distance == 0)
            break;
        limit = distance - 1;
    }
    return nearest;
}
