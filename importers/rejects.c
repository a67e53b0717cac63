/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/rejects.h"

#include "importers/columns.h"
#include "importers/csv.h"
#include "importers/csv_writer.h"
#include "registry/base/buffer.h"
#include "registry/base/error.h"
#include "registry/base/memory.h"
#include "registry/base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The refusals of one file, in the order of their lines. */
typedef struct Faults {
    const Reject **rejects;
    size_t n;
    size_t next;
} Faults;

static int
by_line(const void *left, const void *right)
{
    const Reject *one = *(const Reject *const *) left;
    const Reject *other = *(const Reject *const *) right;

    return (one->line > other->line) - (one->line < other->line);
}

static Faults
faults_of(Arena *arena, const Report *report, const char *file)
{
    size_t n;
    const Reject *rejects = report_rejects(report, &n);
    Faults faults = { .rejects = arena_array(arena, const Reject *, n) };

    for (size_t i = 0; i < n; i++)
        if (rejects[i].line && strcmp(rejects[i].file, file) == 0)
            faults.rejects[faults.n++] = &rejects[i];
    qsort(faults.rejects, faults.n, sizeof *faults.rejects, by_line);
    return faults;
}

/* What is wrong with this line, joined; NULL if nothing is. */
static const char *
why(Faults *faults, uint64_t line, Buffer *words)
{
    buffer_clear(words);
    while (faults->next < faults->n && faults->rejects[faults->next]->line < line)
        faults->next++;
    for (; faults->next < faults->n && faults->rejects[faults->next]->line == line;
            faults->next++) {
        const Reject *reject = faults->rejects[faults->next];

        if (words->size)
            buffer_text(words, " · ");
        if (reject->column)
            buffer_format(words, "%s: ", reject->column);
        buffer_text(words, reject->message);
        if (reject->suggestion)
            buffer_format(words, " Μήπως «%s»;", reject->suggestion);
    }
    return words->size ? words->data : NULL;
}

/* A line that was refused before carries an older reason, which gives way to the new one. */
static int
cell_of_reason(const CsvRow *header)
{
    for (size_t i = 0; i < header->n_cells; i++)
        if (text_same(header->cells[i], COLUMN_REJECTED_WHY))
            return (int) i;
    return -1;
}

static void
write_row(CsvWriter *writer, const CsvRow *row, size_t n_columns, int skip, const char *last)
{
    for (size_t i = 0; i < n_columns || i < row->n_cells; i++)
        if ((int) i != skip)
            csv_write(writer, i < row->n_cells ? row->cells[i] : "");
    csv_write(writer, last);
    csv_write_line(writer);
}

static int
copy_refused(CsvReader *csv, CsvWriter *writer, Faults *faults)
{
    const CsvRow *row;
    size_t n_columns;
    int skip;
    Buffer words;
    int r = csv_next(csv, &row);

    if (r != 0)
        return r < 0 ? r : 0;
    n_columns = row->n_cells;
    skip = cell_of_reason(row);
    write_row(writer, row, n_columns, skip, COLUMN_REJECTED_WHY);

    buffer_init(&words);
    while ((r = csv_next(csv, &row)) == 0) {
        const char *reason = why(faults, row->line, &words);

        if (reason)
            write_row(writer, row, n_columns, skip, reason);
    }
    buffer_deinit(&words);
    return r < 0 ? r : 0;
}

static int
write_file(const Import *import, const char *file, const char *path)
{
    CLEANUP(csv_closep) CsvReader *csv = NULL;
    CLEANUP(csv_writer_freep) CsvWriter *writer = NULL;
    Faults faults = faults_of(import->arena, import->report, file);
    int r;

    if (faults.n == 0)
        return 0;
    r = csv_open(file, import->charset, &csv);
    if (r != 0) /* what cannot be read has no lines to give back */
        return r < 0 ? r : 0;
    r = csv_writer_new(path, /* private= */ true, &writer);
    if (r == 0)
        r = copy_refused(csv, writer, &faults);
    return r == 0 ? csv_writer_finish(TAKE(writer)) : r;
}

/* The files that refusals name: an input may have been a folder. */
static size_t
refused_files(const Import *import, const char ***ret_files)
{
    size_t n_rejects;
    const Reject *rejects = report_rejects(import->report, &n_rejects);
    const char **files = NULL;
    size_t n = 0;
    size_t capacity = 0;

    for (size_t i = 0; i < n_rejects; i++) {
        bool known = !rejects[i].line;

        for (size_t k = 0; k < n && !known; k++)
            known = strcmp(files[k], rejects[i].file) == 0;
        if (known)
            continue;
        memory_reserve(files, n, capacity);
        files[n++] = rejects[i].file;
    }
    *ret_files = files;
    return n;
}

static bool
is_folder(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

int
rejects_write(const Import *import, const char *path)
{
    const char **files;
    size_t n = refused_files(import, &files);
    bool into_folder = import->n_files > 1 || is_folder(import->files[0]) || is_folder(path);
    int r = 0;

    if (n && into_folder && mkdir(path, 0700) != 0 && errno != EEXIST)
        r = error_raise(-errno, "%s", path);
    for (size_t i = 0; i < n && r == 0; i++) {
        const char *slash = strrchr(files[i], '/');
        const char *name = slash ? slash + 1 : files[i];

        r = write_file(import, files[i],
                into_folder ? arena_format(import->arena, "%s/%s", path, name) : path);
    }
    free(files);
    return r;
}
