/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Diagnostics: what is wrong with a row of the registers, in Greek, for the person who wrote it.
 *
 * A value, not an error. The caller knows file and line; `row` is whatever number he gave the row.
 */

#include "registry/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DIAGNOSTICS_MAX 1000 /* kept; more are only counted */

typedef struct Diagnostic {
    uint64_t row;           /* CriterionText.row, ParameterText.row; 0 = the programme as a whole */
    const char *programme;  /* code, or NULL */
    const char *column;     /* key of the column at fault: fact, operator, value …; or NULL */
    const char *value;      /* as typed; or NULL */
    const char *message;    /* what is wrong, what is expected, what to do */
    const char *suggestion; /* the nearest right value; or NULL */
} Diagnostic;

typedef struct Diagnostics {
    Arena *arena; /* texts live there */
    Diagnostic *items;
    size_t n_items;
    size_t capacity;
    size_t n_all; /* with those beyond DIAGNOSTICS_MAX */
} Diagnostics;

void diagnostics_init(Diagnostics *diagnostics, Arena *arena);

/* Copies the texts. `where->message` is ignored. */
void diagnostics_add(Diagnostics *diagnostics, const Diagnostic *where, const char *format, ...)
        __attribute__((format(printf, 3, 4)));
