/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/export_sheet.h"

#include "registry/base/log.h"
#include "registry/db/db.h"

#include <assert.h>
#include <errno.h>

static int
write_rows(Export *export, const Result *result, size_t n_columns)
{
    const char **cells = arena_array(export->arena, const char *, n_columns);
    int r = 0;

    for (size_t row = 0; row < result_rows(result) && r == 0; row++) {
        for (size_t i = 0; i < n_columns; i++)
            cells[i] = result_text(result, row, i);
        r = sheet_writer_row(export->writer, cells);
    }
    return r;
}

int
export_sheet(Export *export, const SheetName *name, const Statement *statement,
        const Column *columns, size_t n_columns)
{
    CLEANUP(result_freep) Result *result = NULL;
    const char **headers = arena_array(export->arena, const char *, n_columns);
    int r = db_run(export->db, statement, &result);

    if (r > 0) {
        log_error("the database refused: %s (%s)", db_message(export->db), db_state(export->db));
        return -EIO;
    }
    if (r < 0)
        return r;

    assert(result_columns(result) == n_columns);
    for (size_t i = 0; i < n_columns; i++)
        headers[i] = columns[i].key;
    r = sheet_writer_begin(export->writer, name, headers, n_columns);
    return r == 0 ? write_rows(export, result, n_columns) : r;
}
