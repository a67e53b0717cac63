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

/* A bit for each kind of byte: enough to tell folded Greek letters and Latin ones apart. */
static uint64_t
letters_of(const char *text)
{
    uint64_t letters = 0;

    for (; *text; text++)
        if (*text != ' ')
            letters |= UINT64_C(1) << ((unsigned char) *text % 64);
    return letters;
}

PlaceName
place_name_make(Arena *arena, int32_t key, const char *text)
{
    PlaceName name = {
        .key = key,
        .folded = text_fold(arena, text),
        .sound = text_sound(arena, text),
    };

    name.stem = stem(arena, name.folded, endings, sizeof endings / sizeof *endings, STEM_BYTES_MIN);
    name.sound_stem = stem(arena, name.sound, sound_endings,
            sizeof sound_endings / sizeof *sound_endings, SOUND_BYTES_MIN);
    name.letters[PLACE_NAME_FOLDED] = letters_of(name.folded);
    name.letters[PLACE_NAME_STEMMED] = letters_of(name.stem);
    name.letters[PLACE_NAME_SOUNDED] = letters_of(name.sound);
    name.letters[PLACE_NAME_SOUND_STEMMED] = letters_of(name.sound_stem);
    return name;
}

/* υ after a vowel makes another sound of it, and its Latin letter is kept. */
static char
by_eye(char before, char letter)
{
    switch (letter) {
    case 'h':
        return 'i';
    case '3':
        return 'x';
    case 'u':
        return before && strchr("aeo", before) ? 'u' : 'y';
    default:
        return letter;
    }
}

const char *
place_name_by_eye(Arena *arena, const char *text)
{
    char *folded = text_fold(arena, text);
    char before = '\0';

    if (!folded[strcspn(folded, "hu3")])
        return NULL;

    for (char *at = folded; *at; at++) {
        char letter = *at;

        if ((unsigned char) letter > 0x7f)
            return NULL;
        *at = by_eye(before, letter);
        before = letter;
    }
    return folded;
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

/* Whether the letters of what was typed are all there, in one of the two ways to compare. */
static bool
may_match(const PlaceName *name, const PlaceName *typed)
{
    return !(typed->letters[PLACE_NAME_STEMMED] & ~name->letters[PLACE_NAME_FOLDED])
            || !(typed->letters[PLACE_NAME_SOUND_STEMMED] & ~name->letters[PLACE_NAME_SOUNDED]);
}

/* An error adds a letter, takes one away, or both; a longer word may have two. */
static bool
is_mistyped(const PlaceName *name, const PlaceName *typed, const char *name_text,
        const char *typed_text, int form)
{
    size_t length = strlen(typed_text);
    int errors = length < 2 * MISTYPED_MIN ? 1 : 2;

    return length >= MISTYPED_MIN
            && __builtin_popcountll(name->letters[form] & ~typed->letters[form]) <= errors
            && __builtin_popcountll(typed->letters[form] & ~name->letters[form]) <= errors
            && text_distance(name_text, typed_text, errors) <= errors;
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

bool
place_name_is_mistyped(const PlaceName *name, const PlaceName *typed)
{
    return is_mistyped(name, typed, name->sound, typed->sound, PLACE_NAME_SOUNDED)
            || is_mistyped(
                    name, typed, name->sound_stem, typed->sound_stem, PLACE_NAME_SOUND_STEMMED);
}

static int
rank_of_whole(const PlaceName *name, const PlaceName *typed)
{
    if (strcmp(name->folded, typed->folded) == 0)
        return name->own ? PLACE_NAME_OWN : PLACE_NAME_OTHER;
    if (has_word(name->folded, typed->folded))
        return PLACE_NAME_OF_ITS_WORDS;
    if (strcmp(name->stem, typed->stem) == 0)
        return PLACE_NAME_STEM;
    if (strcmp(name->sound, typed->sound) == 0)
        return PLACE_NAME_SOUND;
    if (strcmp(name->sound_stem, typed->sound_stem) == 0)
        return PLACE_NAME_SOUND_STEM;
    if (strchr(typed->folded, ' ') && is_short_for(name->folded, typed->folded))
        return PLACE_NAME_SHORT;
    return PLACE_NAME_NOT;
}

int
place_name_rank(const PlaceName *name, const PlaceName *typed)
{
    int whole;

    if (!may_match(name, typed))
        return PLACE_NAME_NOT;
    whole = rank_of_whole(name, typed);
    if (whole != PLACE_NAME_NOT)
        return whole;
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
    return PLACE_NAME_NOT;
}
