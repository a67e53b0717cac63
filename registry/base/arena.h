/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Arena: everything made for one request or one batch, freed together.
 *
 * Nothing in an arena is freed by itself. arena_reset() keeps the first block, so that a thread
 * that answers request after request soon stops asking the system for memory. What was personal is
 * wiped: reset and free overwrite what they give back. One arena belongs to one thread.
 */

#include "registry/base/cleanup.h"

#include <stddef.h>

typedef struct Arena Arena;

Arena *arena_new(void);
Arena *arena_free(Arena *arena);
void arena_reset(Arena *arena);

/* Zeroed, aligned for any type, never NULL; a size of 0 is allowed. */
void *arena_alloc(Arena *arena, size_t size);
/* The same, not zeroed: for what is filled at once. */
void *arena_room(Arena *arena, size_t size);
void *arena_copy(Arena *arena, const void *bytes, size_t size);
char *arena_text(Arena *arena, const char *text);                /* NULL gives NULL */
char *arena_text_n(Arena *arena, const char *text, size_t size); /* adds the NUL */
char *arena_format(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The texts one after the other, up to the NULL. For what is made often: no format is parsed. */
char *arena_join(Arena *arena, const char *first, ...) __attribute__((sentinel));

#define arena_array(arena, Type, count) ((Type *) arena_alloc((arena), sizeof(Type) * (count)))

/* Bytes handed out since the last reset, for limits. */
size_t arena_used(const Arena *arena);

DEFINE_CLEANUP(Arena, arena_free)
