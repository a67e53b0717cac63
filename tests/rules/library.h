/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Library: the programmes of a folder of CSV files as a compiled ruleset, without a database.
 *
 * Keys of programmes are their order in programmes.csv; any name is a place, and equal names are
 * the same one.
 */

#include "registry/rules/evaluate.h"

typedef struct Library {
    Arena *arena;
    Ruleset *ruleset;
    Names names;
    Diagnostics diagnostics; /* why `fine` is false */
    bool fine;
    const char *codes[200]; /* of programmes; key = index + 1 */
    size_t n_codes;
    const char *places[500];
    size_t n_places;
} Library;

/* `folder` holds programmes.csv, criteria.csv and parameters.csv. */
Library *library_new(const char *folder);
Library *library_free(Library *library);

int32_t library_programme(Library *library, const char *code); /* 0 = no such */

DEFINE_CLEANUP(Library, library_free)
