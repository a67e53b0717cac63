/* SPDX-License-Identifier: EUPL-1.2 */

/* XLSX: every cell a text, the header bold and always in sight. */

#include "importers/sheet_format.h"

#include "registry/base/error.h"
#include "registry/base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define COLUMN_WIDTH 18
#define SHEET_NAME_BYTES 120

typedef struct Xlsx {
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    lxw_format *bold;
    uint32_t n_rows;
} Xlsx;

static int
fail(lxw_error error)
{
    return error_raise(-EIO, "xlsx: %s", lxw_strerror(error));
}

static int
xlsx_open(const char *path, bool private, SheetFormatState **ret_state)
{
    /* One row of text in memory at a time. */
    lxw_workbook_options options = { .constant_memory = LXW_TRUE };
    Xlsx *xlsx;
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, private ? 0600 : 0644);

    if (file < 0)
        return error_raise(-errno, "%s: %s", path, strerror(errno));
    (void) close(file);
    xlsx = memory_new(1, sizeof *xlsx);
    xlsx->workbook = workbook_new_opt(path, &options);
    if (!xlsx->workbook) {
        free(xlsx);
        return error_raise(-EIO, "xlsx: %s", path);
    }
    xlsx->bold = workbook_add_format(xlsx->workbook);
    format_set_bold(xlsx->bold);
    *ret_state = (SheetFormatState *) xlsx;
    return 0;
}

static int
put_row(Xlsx *xlsx, const SheetHead *head, const char *const *cells, lxw_format *format)
{
    for (size_t i = 0; i < head->n; i++) {
        lxw_error error;

        if (!cells[i] || !*cells[i])
            continue;
        error = worksheet_write_string(xlsx->sheet, xlsx->n_rows, (lxw_col_t) i, cells[i], format);
        if (error != LXW_NO_ERROR)
            return fail(error);
    }
    xlsx->n_rows++;
    return 0;
}

static int
xlsx_begin(SheetFormatState *state, const SheetHead *head)
{
    Xlsx *xlsx = (Xlsx *) state;
    const char *name = head->name->greek ? head->name->greek : head->name->key;
    char first[SHEET_NAME_BYTES];

    (void) snprintf(first, sizeof first, "%.*s", (int) strcspn(name, "|"), name);
    xlsx->sheet = workbook_add_worksheet(xlsx->workbook, first);
    if (!xlsx->sheet)
        return error_raise(-EIO, "xlsx: sheet %s", first);
    xlsx->n_rows = 0;
    worksheet_freeze_panes(xlsx->sheet, 1, 0);
    (void) worksheet_set_column(xlsx->sheet, 0, (lxw_col_t) (head->n - 1), COLUMN_WIDTH, NULL);
    return put_row(xlsx, head, head->headers, xlsx->bold);
}

static int
xlsx_row(SheetFormatState *state, const SheetHead *head, const char *const *cells)
{
    return put_row((Xlsx *) state, head, cells, NULL);
}

static int
xlsx_close(SheetFormatState *state, bool keep)
{
    Xlsx *xlsx = (Xlsx *) state;
    lxw_error error = workbook_close(xlsx->workbook);

    free(xlsx);
    return keep && error != LXW_NO_ERROR ? fail(error) : 0;
}

const SheetFormatOps xlsx_format = { xlsx_open, xlsx_begin, xlsx_row, xlsx_close };
