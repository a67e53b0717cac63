/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/columns.h"

#include "registry/base/text.h"

#include <assert.h>
#include <string.h>

#define NAMES_MAX 8 /* of one column: the key and the Greek ones */

typedef struct Names {
    const char *names[NAMES_MAX];
    size_t n;
} Names;

static Names
names_of(Arena *arena, const Column *column)
{
    Names names = { .names = { column->key }, .n = 1 };
    char *rest = arena_text(arena, column->greek ? column->greek : "");
    char *name;

    while ((name = strsep(&rest, "|")) && names.n < NAMES_MAX)
        if (*name)
            names.names[names.n++] = name;
    return names;
}

bool
column_is(const Column *column, const char *typed)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    Names names = names_of(arena, column);
    const char *folded = text_fold_key(arena, typed);

    for (size_t i = 0; i < names.n; i++)
        if (*folded && strcmp(text_fold_key(arena, names.names[i]), folded) == 0)
            return true;
    return false;
}

#define CUT_NAME_WIDTH 10 /* what a Shapefile keeps of a name */

/* The one column whose name begins with what is left of it, or -1. */
static int
find_cut(const Column *columns, size_t n_columns, const char *typed)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    const char *folded = text_fold_key(arena, typed);
    int found = -1;

    if (text_width(typed) != CUT_NAME_WIDTH || !*folded)
        return -1;
    for (size_t i = 0; i < n_columns; i++) {
        Names names = names_of(arena, &columns[i]);
        bool fits = false;

        for (size_t k = 0; k < names.n; k++)
            fits = fits
                    || strncmp(text_fold_key(arena, names.names[k]), folded, strlen(folded)) == 0;
        if (fits && found >= 0)
            return -1;
        if (fits)
            found = (int) i;
    }
    return found;
}

int
column_find(const Column *columns, size_t n_columns, const char *typed)
{
    for (size_t i = 0; i < n_columns; i++)
        if (column_is(&columns[i], typed))
            return (int) i;
    return -1;
}

const char *
column_name(Arena *arena, const Column *column)
{
    Names names = names_of(arena, column);

    return names.n > 1 ? names.names[1] : names.names[0];
}

const char *
column_nearest(Arena *arena, const Column *columns, size_t n_columns, const char *typed)
{
    const char **all = arena_array(arena, const char *, n_columns *NAMES_MAX);
    size_t n = 0;

    for (size_t i = 0; i < n_columns; i++) {
        Names names = names_of(arena, &columns[i]);

        for (size_t k = 0; k < names.n; k++)
            all[n++] = names.names[k];
    }
    return text_nearest(typed, all, n);
}

size_t
columns_named(const Column *columns, size_t n_columns, const CsvRow *row)
{
    size_t n = 0;

    for (size_t i = 0; i < row->n_cells; i++)
        n += *row->cells[i] && column_find(columns, n_columns, row->cells[i]) >= 0;
    return n;
}

/* Returns whether the cell of the header could be placed. */
static bool
place_cell(ColumnMap *map, const CsvRow *header, size_t cell, const Reject *source, Report *report)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    const char *typed = header->cells[cell];
    Reject where = *source;
    int column;

    where.column = typed;
    if (text_same(typed, COLUMN_REJECTED_WHY))
        return true;
    if (text_same(typed, COLUMN_REJECTED_ORIGIN)) {
        map->cell_of_origin = (int) cell;
        return true;
    }
    if (!*typed) {
        report_rejectf(report, &where, "η στήλη %zu δεν έχει επικεφαλίδα.", cell + 1);
        return false;
    }

    column = column_find(map->columns, map->n_columns, typed);
    if (column < 0 && header->cut_names)
        column = find_cut(map->columns, map->n_columns, typed);
    if (column < 0) {
        where.suggestion = column_nearest(arena, map->columns, map->n_columns, typed);
        report_rejectf(report, &where, "άγνωστη στήλη.");
        return false;
    }
    if (map->cell_of[column] >= 0) {
        report_rejectf(report, &where, "η στήλη υπάρχει δύο φορές.");
        return false;
    }
    map->cell_of[column] = (int) cell;
    map->header_of[column] = typed;
    return true;
}

int
columns_match(const Column *columns, size_t n_columns, const CsvRow *header, const Reject *source,
        Report *report, ColumnMap *ret_map)
{
    Reject where = *source;
    bool refused = false;

    assert(n_columns <= CSV_COLUMNS_MAX);

    where.line = header->line;
    *ret_map = (ColumnMap) {
        .columns = columns,
        .n_columns = n_columns,
        .cell_of_origin = -1,
    };
    for (size_t i = 0; i < n_columns; i++) {
        ret_map->cell_of[i] = -1;
        ret_map->header_of[i] = columns[i].key;
    }
    for (size_t i = 0; i < header->n_cells; i++)
        refused = !place_cell(ret_map, header, i, &where, report) || refused;

    for (size_t i = 0; i < n_columns; i++) {
        CLEANUP(arena_freep) Arena *arena = arena_new();

        if (!columns[i].required || ret_map->cell_of[i] >= 0)
            continue;
        report_rejectf(report, &where, "λείπει η στήλη «%s» (%s).", column_name(arena, &columns[i]),
                columns[i].key);
        refused = true;
    }
    return refused ? COLUMNS_E_REFUSED : 0;
}
