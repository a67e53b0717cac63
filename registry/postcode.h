/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* Postcodes as they are typed: «24100», «241 00», «Τ.Κ. 241 00», «Καλαμάτα 24100». */

#include "registry/base/arena.h"

#include <stdbool.h>

#define POSTCODE_DIGITS 5

typedef struct Postcode {
    char digits[POSTCODE_DIGITS + 1];
    const char *rest; /* what else was typed, folded; "" if nothing was */
} Postcode;

/* False if no five digits stand together in the text, as one word or as three and two. */
bool postcode_read(Arena *arena, const char *text, Postcode *ret_postcode);
