/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/base/arena.h"

#include "registry/base/memory.h"

#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define BLOCK_SIZE ((size_t) 64 * 1024)
#define KEPT_BLOCKS 4 /* by reset: enough for an answer */

typedef struct Block Block;

struct Block {
    Block *next;
    size_t size;
    size_t used;
    alignas(max_align_t) unsigned char bytes[];
};

struct Arena {
    Block *first;
    Block *current; /* those behind it are empty */
    size_t used;
};

static Block *
block_new(size_t size)
{
    Block *block = malloc(sizeof *block + size);

    if (!block)
        memory_exhausted(size);
    block->next = NULL;
    block->size = size;
    block->used = 0;
    return block;
}

static void
block_wipe(Block *block)
{
    explicit_bzero(block->bytes, block->used);
    block->used = 0;
}

static void
free_chain(Block *block)
{
    while (block) {
        Block *next = block->next;

        block_wipe(block);
        free(block);
        block = next;
    }
}

Arena *
arena_new(void)
{
    Arena *arena = memory_new(1, sizeof *arena);

    arena->first = arena->current = block_new(BLOCK_SIZE);
    return arena;
}

Arena *
arena_free(Arena *arena)
{
    if (!arena)
        return NULL;

    free_chain(arena->first);
    free(arena);
    return NULL;
}

/* Blocks of the usual size stay, a few of them: the next one needs them again, and they are warm.
 */
void
arena_reset(Arena *arena)
{
    Block **link = &arena->first->next;
    int kept = 1;

    block_wipe(arena->first);
    while (*link && kept < KEPT_BLOCKS && (*link)->size == BLOCK_SIZE) {
        block_wipe(*link);
        link = &(*link)->next;
        kept++;
    }
    free_chain(*link);
    *link = NULL;
    arena->current = arena->first;
    arena->used = 0;
}

/* The next block if it is there and large enough, else a new one before it. */
static Block *
next_block(Arena *arena, size_t size)
{
    Block *next = arena->current->next;

    if (!next || next->size < size) {
        next = block_new(size > BLOCK_SIZE ? size : BLOCK_SIZE);
        next->next = arena->current->next;
        arena->current->next = next;
    }
    return arena->current = next;
}

void *
arena_room(Arena *arena, size_t size)
{
    const size_t alignment = alignof(max_align_t);
    Block *block = arena->current;
    void *place;

    assert(size < SIZE_MAX / 2);

    size = (size + alignment - 1) & ~(alignment - 1);
    if (block->size - block->used < size)
        block = next_block(arena, size);

    place = block->bytes + block->used;
    block->used += size;
    arena->used += size;
    return place;
}

void *
arena_alloc(Arena *arena, size_t size)
{
    return memset(arena_room(arena, size), 0, size);
}

void *
arena_copy(Arena *arena, const void *bytes, size_t size)
{
    void *copy = arena_room(arena, size);

    if (size)
        memcpy(copy, bytes, size);
    return copy;
}

char *
arena_text_n(Arena *arena, const char *text, size_t size)
{
    char *copy = arena_room(arena, size + 1);

    if (size)
        memcpy(copy, text, size);
    copy[size] = '\0';
    return copy;
}

char *
arena_text(Arena *arena, const char *text)
{
    return text ? arena_text_n(arena, text, strlen(text)) : NULL;
}

char *
arena_format(Arena *arena, const char *format, ...)
{
    va_list arguments;
    va_list again;
    char *text;
    int size;

    va_start(arguments, format);
    va_copy(again, arguments);
    size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    assert(size >= 0);

    text = arena_room(arena, (size_t) size + 1);
    (void) vsnprintf(text, (size_t) size + 1, format, again);
    va_end(again);
    return text;
}

char *
arena_join(Arena *arena, const char *first, ...)
{
    va_list texts;
    size_t size = 0;
    char *joined;
    char *at;

    va_start(texts, first);
    for (const char *text = first; text; text = va_arg(texts, const char *))
        size += strlen(text);
    va_end(texts);

    at = joined = arena_room(arena, size + 1);
    va_start(texts, first);
    for (const char *text = first; text; text = va_arg(texts, const char *)) {
        size_t length = strlen(text);

        memcpy(at, text, length);
        at += length;
    }
    *at = '\0';
    va_end(texts);
    return joined;
}

size_t
arena_used(const Arena *arena)
{
    return arena->used;
}
