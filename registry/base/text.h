/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Text: UTF-8 as Greeks type it, made comparable.
 *
 * Folded text has no accents, no dialytika, no case, no final ς, and single spaces where anything
 * but letters and digits stood: «Νίκαιας - Αγ. Ι. Ρέντη» becomes «νικαιασ αγ ι ρεντη».
 */

#include "registry/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the well-formed UTF-8 character at `text`; 0 if it is none. */
size_t text_utf8_length(const char *text);
bool text_is_utf8(const char *text, size_t size);
/* Characters, not bytes; for column widths. */
size_t text_width(const char *text);

/* The same with a capital first letter, which keeps its accent: «έτη» gives «Έτη». */
char *text_capital(Arena *arena, const char *text);

/* Folded copy in the arena. Broken UTF-8 folds to an empty text, which matches nothing. */
char *text_fold(Arena *arena, const char *text);
/* Folded with no spaces at all, for keys of columns, codes and facts: `income_6m` -> `income6m`. */
char *text_fold_key(Arena *arena, const char *text);
/* Are the two equal when folded as keys? */
bool text_same(const char *one, const char *other);

/*
 * A Latin spelling of folded Greek after ELOT 743, and a looser one for search in which the usual
 * Greeklish spellings of the same sound fall together: «Kalamata», «kalamata», «Καλαμάτα» all give
 * one form. Works for Greek and for Latin input alike.
 */
char *text_elot743(Arena *arena, const char *text);
char *text_sound(Arena *arena, const char *text);

/* Typing errors between two folded texts (insert, delete, replace, swap), at most `limit` + 1. */
int text_distance(const char *one, const char *other, int limit);

/* The nearest of `candidates` to what was typed, or NULL where none is near enough to suggest. */
const char *text_nearest(const char *typed, const char *const *candidates, size_t n_candidates);
