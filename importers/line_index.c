/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/line_index.h"

#include <stdlib.h>
#include <string.h>

void
line_index_begin(LineIndex *index, Arena *arena, size_t n)
{
    *index = (LineIndex) { .lines = arena_array(arena, IndexedLine, n) };
}

void
line_index_add(LineIndex *index, const char *code, size_t line)
{
    if (code)
        index->lines[index->n++] = (IndexedLine) { code, line };
}

static int
by_code(const void *one, const void *other)
{
    const IndexedLine *a = one, *b = other;
    int codes = strcmp(a->code, b->code);

    return codes ? codes : (a->line > b->line) - (a->line < b->line);
}

void
line_index_seal(LineIndex *index)
{
    if (index->n > 0)
        qsort(index->lines, index->n, sizeof *index->lines, by_code);
}

size_t
line_index_find(const LineIndex *index, const char *code, const IndexedLine **ret_lines)
{
    size_t low = 0, high = index->n, n = 0;

    while (code && low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(index->lines[middle].code, code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    while (code && low + n < index->n && strcmp(index->lines[low + n].code, code) == 0)
        n++;
    *ret_lines = index->lines + low;
    return n;
}
