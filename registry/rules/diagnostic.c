/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/rules/diagnostic.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MESSAGE_MAX 2000 /* bytes; the longest message of ours lists all codes of a fact */
#define VALUE_KEPT_MAX 200

void
diagnostics_init(Diagnostics *diagnostics, Arena *arena)
{
    *diagnostics = (Diagnostics) { .arena = arena };
}

static void
make_room(Diagnostics *diagnostics)
{
    Diagnostic *grown;
    size_t capacity;

    if (diagnostics->n_items < diagnostics->capacity)
        return;

    capacity = diagnostics->capacity ? diagnostics->capacity * 2 : 8;
    grown = arena_array(diagnostics->arena, Diagnostic, capacity);
    if (diagnostics->n_items > 0)
        memcpy(grown, diagnostics->items, diagnostics->n_items * sizeof *grown);
    diagnostics->items = grown;
    diagnostics->capacity = capacity;
}

/* Cut so that a character is not. */
static const char *
shortened(Arena *arena, const char *text)
{
    size_t size;

    if (!text || strlen(text) <= VALUE_KEPT_MAX)
        return arena_text(arena, text);

    size = VALUE_KEPT_MAX;
    while (size > 0 && ((unsigned char) text[size] & 0xC0) == 0x80)
        size--;
    return arena_format(arena, "%.*s…", (int) size, text);
}

void
diagnostics_add(Diagnostics *diagnostics, const Diagnostic *where, const char *format, ...)
{
    Arena *arena = diagnostics->arena;
    char message[MESSAGE_MAX];
    va_list arguments;

    diagnostics->n_all++;
    if (diagnostics->n_items >= DIAGNOSTICS_MAX)
        return;

    va_start(arguments, format);
    (void) vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);

    make_room(diagnostics);
    diagnostics->items[diagnostics->n_items++] = (Diagnostic) {
        .row = where->row,
        .programme = arena_text(arena, where->programme),
        .column = arena_text(arena, where->column),
        .value = shortened(arena, where->value),
        .message = arena_text(arena, message),
        .suggestion = arena_text(arena, where->suggestion),
    };
}
