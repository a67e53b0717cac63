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

/* Returns whether the cell of the header could be placed. */
static bool
place_cell(ColumnMap *map, const CsvRow *header, size_t cell, const char *file, Report *report)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    const char *typed = header->cells[cell];
    Reject where = { .file = file, .line = header->line, .column = typed };
    int column;

    if (text_same(typed, COLUMN_REJECTED_WHY))
        return true;
    if (!*typed) {
        report_rejectf(report, &where, "η στήλη %zu δεν έχει επικεφαλίδα.", cell + 1);
        return false;
    }

    column = column_find(map->columns, map->n_columns, typed);
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
columns_match(const Column *columns, size_t n_columns, const CsvRow *header, const char *file,
        Report *report, ColumnMap *ret_map)
{
    bool refused = false;

    assert(n_columns <= CSV_COLUMNS_MAX);

    *ret_map = (ColumnMap) { .columns = columns, .n_columns = n_columns };
    for (size_t i = 0; i < n_columns; i++) {
        ret_map->cell_of[i] = -1;
        ret_map->header_of[i] = columns[i].key;
    }
    for (size_t i = 0; i < header->n_cells; i++)
        refused = !place_cell(ret_map, header, i, file, report) || refused;

    for (size_t i = 0; i < n_columns; i++) {
        CLEANUP(arena_freep) Arena *arena = arena_new();

        if (!columns[i].required || ret_map->cell_of[i] >= 0)
            continue;
        report_rejectf(report, &(Reject) { .file = file, .line = header->line },
                "λείπει η στήλη «%s» (%s).", column_name(arena, &columns[i]), columns[i].key);
        refused = true;
    }
    return refused ? COLUMNS_E_REFUSED : 0;
}
