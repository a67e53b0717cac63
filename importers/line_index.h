/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Line index: the lines of a sheet by the code that they name, so that what belongs together is
 * found without passing over all of it.
 */

#include "registry/base/arena.h"

#include <stddef.h>

typedef struct IndexedLine {
    const char *code;
    size_t line; /* from 0, in the order of the files */
} IndexedLine;

typedef struct LineIndex {
    IndexedLine *lines;
    size_t n;
} LineIndex;

/* Room for at most `n` lines. */
void line_index_begin(LineIndex *index, Arena *arena, size_t n);
/* A line that names no code (NULL) is left out. The code is lent. */
void line_index_add(LineIndex *index, const char *code, size_t line);
void line_index_seal(LineIndex *index);

/* The lines of a code in their order, lent; how many there are. NULL has none. */
size_t line_index_find(const LineIndex *index, const char *code, const IndexedLine **ret_lines);
