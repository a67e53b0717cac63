/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Target: what a connection of ours says to libpq, the same for Db and Gateway.
 *
 * The role of the command is a default that a connection string may override; the encoding, the
 * time zone (days are those of Athens), the limits and the keep-alives are ours.
 */

#include "registry/db/db.h"

#define TARGET_WORDS_MAX 12
#define TARGET_OPTIONS_SIZE 160

typedef struct Target {
    const char *keywords[TARGET_WORDS_MAX]; /* as PQconnectdbParams wants them, NULL at the end */
    const char *values[TARGET_WORDS_MAX];
    char options[TARGET_OPTIONS_SIZE];
} Target;

/* Points into `options` and into itself, so it is filled where it stays. */
void target_init(Target *target, const DbOptions *options);
