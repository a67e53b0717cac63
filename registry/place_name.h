/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Place names: how near is what was typed to what a place is called?
 *
 * A name is kept in the forms in which it is compared: folded, without its case ending (so that
 * «Αλμωπία» finds «Αλμωπίας»), and as it sounds (so that «kalamata» finds «Καλαμάτας»).
 */

#include "registry/base/arena.h"
#include "registry/place.h"

#include <stdbool.h>
#include <stdint.h>

#define PLACE_NAME_MAX 200 /* bytes; longer is no name of a place */

/* The forms whose letters are told, to leave out quickly what cannot match. */
enum {
    PLACE_NAME_FOLDED,
    PLACE_NAME_STEMMED,
    PLACE_NAME_SOUNDED,
    PLACE_NAME_SOUND_STEMMED,
    PLACE_NAME_FORMS,
};

typedef struct PlaceName {
    int32_t key;
    const Place *place;
    const char *folded;
    const char *stem;
    const char *sound;
    const char *sound_stem;
    uint64_t letters[PLACE_NAME_FORMS]; /* which there are in each form */
    bool own;                           /* the name that the law gives, not another way to say it */
} PlaceName;

/* From the best to none. place_name_is_whole(): what was typed names the place, all of it. */
enum {
    PLACE_NAME_OWN = 1,
    PLACE_NAME_OTHER,
    PLACE_NAME_OF_ITS_WORDS, /* «Νέστορος» is a word of «Πύλου - Νέστορος» */
    PLACE_NAME_STEM,
    PLACE_NAME_SOUND,
    PLACE_NAME_SOUND_STEM,
    PLACE_NAME_SHORT, /* «Νίκαιας Αγ. Ι. Ρέντη»: each word cut short, all of them there */
    PLACE_NAME_BEGIN,
    PLACE_NAME_WORD,  /* a word of it begins so */
    PLACE_NAME_WORDS, /* several words of it do, in any order */
    PLACE_NAME_INSIDE,
    PLACE_NAME_MISTYPED, /* by place_name_is_mistyped() */
    PLACE_NAME_NOT,
};

PlaceName place_name_make(Arena *arena, int32_t key, const char *text);

/* Takes Δήμος, Π.Ε., Νομός, Περιφέρεια and the like from the front; says which levels it means. */
const char *place_name_strip_level(Arena *arena, const char *text, unsigned *ret_level_bits);

/*
 * Latin letters by what they look like and not by what they sound like: h for η, u for υ, 3 for ξ,
 * as in «3an8h» and «komothnh». NULL if nothing in the text could be meant so.
 */
const char *place_name_by_eye(Arena *arena, const char *text);

/* Nothing mistyped. */
int place_name_rank(const PlaceName *name, const PlaceName *typed);
/* One letter wrong, two in a longer name; slower, and only worth asking where nothing has a rank.
 */
bool place_name_is_mistyped(const PlaceName *name, const PlaceName *typed);
bool place_name_is_whole(int rank);
