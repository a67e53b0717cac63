/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Licence: under which licence the public registers are given away. Whoever runs the register
 * decides it (`mitroa licence`); what is given away says what was decided, also when nothing was.
 */

#include "registry/base/arena.h"

#include <stdint.h>

typedef struct Db Db;

typedef struct Licence {
    const char *name; /* never NULL: where none is set, a sentence that says so */
    const char *url;  /* NULL = none is set */
} Licence;

extern const Licence licence_unset;

/* As of a register version; the texts live in the arena. */
int licence_load(Arena *arena, Db *db, int64_t version, Licence *ret_licence);
