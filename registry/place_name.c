/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/place_name.h"

#include "registry/base/text.h"

#include <string.h>

#define STEM_BYTES_MIN 6 /* three Greek letters: a shorter rest says nothing */
#define SOUND_BYTES_MIN 3
#define SOUND_PART_MIN 2
#define MISTYPED_MIN 5 /* sounds; in a shorter word one wrong letter makes another word */

/* Case endings of folded Greek, longest first: «καλαματασ» and «καλαματα» are one place. */
static const char *const endings[] = { "ουσ", "εων", "ων", "ου", "οσ", "ον", "ασ", "ησ", "εσ", "οι",
    "ισ", "ιου", "ιο", "εωσ", "α", "η", "ο", "ι", "υ", "σ" };

/* The same after text_sound(). */
static const char *const sound_endings[] = { "us", "eon", "on", "u", "os", "as", "is", "es", "i",
    "a", "o", "s" };

/* Folded forms of what people write in front, and the level that it means. */
static const struct {
    const char *words;
    unsigned level_bits;
} fronts[] = {
    { "περιφερειακη ενοτητα ", PLACE_LEVEL_BIT(PLACE_REGIONAL_UNIT) },
    { "περιφερειακησ ενοτητασ ", PLACE_LEVEL_BIT(PLACE_REGIONAL_UNIT) },
    { "π ε ", PLACE_LEVEL_BIT(PLACE_REGIONAL_UNIT) },
    { "πε ", PLACE_LEVEL_BIT(PLACE_REGIONAL_UNIT) },
    { "regional unit of ", PLACE_LEVEL_BIT(PLACE_REGIONAL_UNIT) },
    { "δημοσ ", PLACE_LEVEL_BIT(PLACE_MUNICIPALITY) },
    { "δημου ", PLACE_LEVEL_BIT(PLACE_MUNICIPALITY) },
    { "δημο ", PLACE_LEVEL_BIT(PLACE_MUNICIPALITY) },
    { "δ ", PLACE_LEVEL_BIT(PLACE_MUNICIPALITY) },
    { "dimos ", PLACE_LEVEL_BIT(PLACE_MUNICIPALITY) },
    { "dhmos ", PLACE_LEVEL_BIT(PLACE_MUNICIPALITY) },
    { "municipality of ", PLACE_LEVEL_BIT(PLACE_MUNICIPALITY) },
    { "νομοσ ", PLACE_LEVEL_BIT(PLACE_PREFECTURE) },
    { "νομου ", PLACE_LEVEL_BIT(PLACE_PREFECTURE) },
    { "νομο ", PLACE_LEVEL_BIT(PLACE_PREFECTURE) },
    { "ν ", PLACE_LEVEL_BIT(PLACE_PREFECTURE) },
    { "nomos ", PLACE_LEVEL_BIT(PLACE_PREFECTURE) },
    { "prefecture of ", PLACE_LEVEL_BIT(PLACE_PREFECTURE) },
    { "περιφερεια ", PLACE_LEVEL_BIT(PLACE_REGION) },
    { "περιφερειασ ", PLACE_LEVEL_BIT(PLACE_REGION) },
    { "perifereia ", PLACE_LEVEL_BIT(PLACE_REGION) },
    { "region of ", PLACE_LEVEL_BIT(PLACE_REGION) },
};

static size_t
word_length(const char *word)
{
    return strcspn(word, " ");
}

/* How much of a word is left without the longest ending that leaves enough. */
static size_t
stem_length(const char *word, size_t length, const char *const *list, size_t n, size_t least)
{
    size_t best = length;

    for (size_t i = 0; i < n; i++) {
        size_t ending = strlen(list[i]);

        if (length >= ending + least && length - ending < best
                && memcmp(word + length - ending, list[i], ending) == 0)
            best = length - ending;
    }
    return best;
}

/* Each word without its ending. */
static const char *
stem(Arena *arena, const char *text, const char *const *list, size_t n, size_t least)
{
    char *made = arena_alloc(arena, strlen(text) + 1);
    char *out = made;

    while (*text) {
        size_t length = word_length(text);
        size_t kept = stem_length(text, length, list, n, least);

        memcpy(out, text, kept);
        out += kept;
        text += length;
        if (*text == ' ')
            *out++ = *text++;
    }
    return made;
}

PlaceName
place_name_make(Arena *arena, int32_t key, const char *text)
{
    const char *folded = text_fold(arena, text);
    const char *sound = text_sound(arena, text);

    return (PlaceName) {
        .key = key,
        .folded = folded,
        .stem = stem(arena, folded, endings, sizeof endings / sizeof *endings, STEM_BYTES_MIN),
        .sound = sound,
        .sound_stem = stem(arena, sound, sound_endings,
                sizeof sound_endings / sizeof *sound_endings, SOUND_BYTES_MIN),
    };
}

const char *
place_name_strip_level(Arena *arena, const char *text, unsigned *ret_level_bits)
{
    const char *folded = text_fold(arena, text);

    for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++) {
        size_t length = strlen(fronts[i].words);

        if (strncmp(folded, fronts[i].words, length) == 0) {
            *ret_level_bits = fronts[i].level_bits;
            return folded + length;
        }
    }
    return folded;
}

static bool
begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* Where the next word begins; the end of the text if there is none. */
static const char *
next_word(const char *word)
{
    word += word_length(word);
    return *word == ' ' ? word + 1 : word;
}

static bool
has_word_beginning(const char *text, const char *with)
{
    for (; *text; text = next_word(text))
        if (begins(text, with))
            return true;
    return false;
}

static bool
has_word(const char *text, const char *word)
{
    size_t length = strlen(word);

    for (; *text; text = next_word(text))
        if (word_length(text) == length && memcmp(text, word, length) == 0)
            return true;
    return false;
}

/* Does each word of `typed` begin a word of the name, one after the other, and are none left? */
static bool
is_short_for(const char *name, const char *typed)
{
    while (*name && *typed) {
        if (strncmp(name, typed, word_length(typed)) != 0)
            return false;
        name = next_word(name);
        typed = next_word(typed);
    }
    return !*name && !*typed;
}

static bool
has_all_words(const char *name, const char *typed)
{
    for (; *typed; typed = next_word(typed)) {
        size_t length = word_length(typed);
        const char *word = name;

        while (*word && strncmp(word, typed, length) != 0)
            word = next_word(word);
        if (!*word)
            return false;
    }
    return true;
}

static bool
is_mistyped(const char *name, const char *typed)
{
    size_t length = strlen(typed);

    if (length < MISTYPED_MIN)
        return false;
    return text_distance(name, typed, length < 2 * MISTYPED_MIN ? 1 : 2)
            <= (length < 2 * MISTYPED_MIN ? 1 : 2);
}

/* Several letters may make one sound, and one sound says nothing. */
static bool
is_part(const char *name, const char *typed, bool (*test)(const char *, const char *))
{
    return strlen(typed) >= SOUND_PART_MIN && test(name, typed);
}

static bool
holds(const char *text, const char *part)
{
    return strstr(text, part);
}

bool
place_name_is_whole(int rank)
{
    return rank <= PLACE_NAME_SHORT && rank != PLACE_NAME_OF_ITS_WORDS;
}

int
place_name_rank(const PlaceName *name, const PlaceName *typed)
{
    if (strcmp(name->folded, typed->folded) == 0)
        return name->own ? PLACE_NAME_OWN : PLACE_NAME_OTHER;
    if (has_word(name->folded, typed->folded))
        return PLACE_NAME_OF_ITS_WORDS;
    if (strcmp(name->stem, typed->stem) == 0)
        return PLACE_NAME_STEM;
    if (strcmp(name->sound, typed->sound) == 0 || strcmp(name->sound_stem, typed->sound_stem) == 0)
        return PLACE_NAME_SOUND;
    if (strchr(typed->folded, ' ') && is_short_for(name->folded, typed->folded))
        return PLACE_NAME_SHORT;
    if (begins(name->folded, typed->folded) || is_part(name->sound, typed->sound, begins))
        return PLACE_NAME_BEGIN;
    if (has_word_beginning(name->folded, typed->folded)
            || is_part(name->sound, typed->sound, has_word_beginning))
        return PLACE_NAME_WORD;
    if (has_all_words(name->folded, typed->folded)
            || is_part(name->sound, typed->sound, has_all_words)
            || is_part(name->sound_stem, typed->sound_stem, has_all_words))
        return PLACE_NAME_WORDS;
    if (holds(name->folded, typed->folded) || is_part(name->sound, typed->sound, holds))
        return PLACE_NAME_INSIDE;
    if (is_mistyped(name->sound, typed->sound) || is_mistyped(name->sound_stem, typed->sound_stem))
        return PLACE_NAME_MISTYPED;

    return PLACE_NAME_NOT;
}
