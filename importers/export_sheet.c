/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/export_sheet.h"

#include "importers/csv_writer.h"
#include "registry/base/error.h"
#include "registry/base/log.h"
#include "registry/db/db.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static int
write_rows(const Result *result, const char *path, const Column *columns, size_t n_columns)
{
    CLEANUP(csv_writer_freep) CsvWriter *writer = NULL;
    int r = csv_writer_new(path, /* private= */ false, &writer);

    if (r != 0)
        return r;
    assert(result_columns(result) == n_columns);
    for (size_t i = 0; i < n_columns; i++)
        csv_write(writer, columns[i].key);
    csv_write_line(writer);
    for (size_t row = 0; row < result_rows(result); row++) {
        for (size_t i = 0; i < n_columns; i++)
            csv_write(writer, result_text(result, row, i));
        csv_write_line(writer);
    }
    return csv_writer_finish(TAKE(writer));
}

static int
query_and_write(Export *export, const char *path, const Statement *statement, const Column *columns,
        size_t n_columns)
{
    CLEANUP(result_freep) Result *result = NULL;
    int r = db_run(export->db, statement, &result);

    if (r > 0) {
        log_error("the database refused: %s (%s)", db_message(export->db), db_state(export->db));
        return -EIO;
    }
    return r == 0 ? write_rows(result, path, columns, n_columns) : r;
}

int
export_sheet_into_folder(Export *export, const char *name, const Statement *statement,
        const Column *columns, size_t n_columns)
{
    if (mkdir(export->output, 0755) != 0 && errno != EEXIST)
        return error_raise(-errno, "%s: %s", export->output, strerror(errno));
    return query_and_write(export, arena_format(export->arena, "%s/%s.csv", export->output, name),
            statement, columns, n_columns);
}

int
export_sheet(Export *export, const Statement *statement, const Column *columns, size_t n_columns)
{
    return query_and_write(export, export->output, statement, columns, n_columns);
}
