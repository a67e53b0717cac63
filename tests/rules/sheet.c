/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/rules/sheet.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX (4 << 20)
#define ROWS_MAX 5000
#define CELLS_MAX 40

char *
sheet_text(Arena *arena, const char *path)
{
    char *text = arena_alloc(arena, FILE_MAX);
    FILE *file = fopen(path, "rb");
    size_t size;

    if (!file) {
        printf("not ok - %s can be read\n", path);
        exit(EXIT_FAILURE);
    }
    size = fread(text, 1, FILE_MAX - 1, file);
    (void) fclose(file);
    text[size] = '\0';
    return text;
}

/* Unquotes in place; `at` stands behind the cell's delimiter afterwards. */
static char *
next_cell(char **at, uint64_t *line, bool *ret_last)
{
    char *in = *at;
    char *cell = in;
    char *out = in;
    bool quoted = false;

    for (; *in && (quoted || (*in != ',' && *in != '\n')); in++) {
        *line += *in == '\n';
        if (*in != '"')
            *out++ = *in;
        else if (quoted && in[1] == '"')
            *out++ = *in++;
        else
            quoted = !quoted;
    }
    *ret_last = *in != ',';
    *at = *in ? in + 1 : in;
    *line += *in == '\n';
    if (out > cell && out[-1] == '\r')
        out--;
    *out = '\0';
    return cell;
}

static SheetRow
next_row(Arena *arena, char **at, uint64_t *line)
{
    SheetRow row = { .line = *line, .cells = arena_array(arena, const char *, CELLS_MAX) };
    bool last = false;

    while (!last && row.n_cells < CELLS_MAX)
        row.cells[row.n_cells++] = next_cell(at, line, &last);
    return row;
}

Sheet
sheet_read(Arena *arena, const char *path)
{
    char *at = sheet_text(arena, path);
    uint64_t line = 1;
    Sheet sheet = { .rows = arena_array(arena, SheetRow, ROWS_MAX) };

    sheet.header = next_row(arena, &at, &line);
    while (*at && sheet.n_rows < ROWS_MAX) {
        SheetRow row = next_row(arena, &at, &line);

        if (row.n_cells > sheet.header.n_cells) {
            printf("not ok - %s:%" PRIu64 " has a cell for each column, and no more\n", path,
                    row.line);
            exit(EXIT_FAILURE);
        }
        if (row.n_cells > 1 || row.cells[0][0])
            sheet.rows[sheet.n_rows++] = row;
    }
    return sheet;
}

const char *
sheet_cell(const Sheet *sheet, const SheetRow *row, const char *column)
{
    for (size_t i = 0; i < sheet->header.n_cells && i < row->n_cells; i++)
        if (strcmp(sheet->header.cells[i], column) == 0)
            return row->cells[i][0] ? row->cells[i] : NULL;
    return NULL;
}
