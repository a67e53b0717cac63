/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/csv_writer.h"

#include "importers/cell.h"
#include "registry/base/error.h"
#include "registry/base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEPARATOR ';'

struct CsvWriter {
    FILE *file;
    char *path;       /* NULL: standard output */
    char *unfinished; /* what it is called until it is complete */
    bool line_begun;
};

int
csv_writer_new(const char *path, bool private, CsvWriter **ret_writer)
{
    CLEANUP(csv_writer_freep) CsvWriter *writer = memory_new(1, sizeof *writer);
    int file;

    if (!path) {
        writer->file = stdout;
        *ret_writer = TAKE(writer);
        return 0;
    }

    writer->path = memory_copy_text(path);
    if (asprintf(&writer->unfinished, "%s.%ld~", path, (long) getpid()) < 0)
        memory_exhausted(strlen(path));
    file = open(writer->unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, private ? 0600 : 0644);
    if (file < 0)
        return error_raise(-errno, "%s: %s", path, strerror(errno));
    writer->file = fdopen(file, "w");
    if (!writer->file) {
        (void) close(file);
        return error_raise(-errno, "fdopen");
    }
    (void) fputs("\xEF\xBB\xBF", writer->file);
    *ret_writer = TAKE(writer);
    return 0;
}

CsvWriter *
csv_writer_free(CsvWriter *writer)
{
    if (!writer)
        return NULL;

    if (writer->path && writer->file) {
        (void) fclose(writer->file);
        (void) unlink(writer->unfinished);
    }
    free(writer->path);
    free(writer->unfinished);
    free(writer);
    return NULL;
}

void
csv_write(CsvWriter *writer, const char *text)
{
    const char *cell = text ? text : "";
    bool quoted = strpbrk(cell, "\";\r\n,\t") || *cell == ' ';

    if (writer->line_begun)
        (void) fputc(SEPARATOR, writer->file);
    writer->line_begun = true;
    if (quoted)
        (void) fputc('"', writer->file);
    if (cell_is_formula(cell))
        (void) fputc('\'', writer->file);
    for (; *cell; cell++) {
        if (*cell == '"')
            (void) fputc('"', writer->file);
        (void) fputc(*cell, writer->file);
    }
    if (quoted)
        (void) fputc('"', writer->file);
}

void
csv_write_integer(CsvWriter *writer, int64_t number)
{
    char text[24];

    (void) snprintf(text, sizeof text, "%" PRId64, number);
    csv_write(writer, text);
}

void
csv_write_line(CsvWriter *writer)
{
    (void) fputs("\r\n", writer->file);
    writer->line_begun = false;
}

int
csv_writer_finish(CsvWriter *writer)
{
    CLEANUP(csv_writer_freep) CsvWriter *owned = writer;
    bool failed = fflush(owned->file) != 0 || ferror(owned->file);

    if (!owned->path)
        return failed ? error_raise(-EIO, "standard output") : 0;

    failed = fclose(owned->file) != 0 || failed;
    owned->file = NULL;
    if (!failed && rename(owned->unfinished, owned->path) == 0)
        return 0;
    (void) unlink(owned->unfinished);
    return error_raise(-EIO, "%s", owned->path);
}
