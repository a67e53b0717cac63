/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/rejects.h"

#include "importers/columns.h"
#include "importers/inputs.h"
#include "importers/origin.h"
#include "importers/sheet_writer.h"
#include "registry/base/buffer.h"
#include "registry/base/error.h"
#include "registry/base/memory.h"
#include "registry/base/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#define SHEET_TITLE_MAX 31 /* characters; more are refused by spreadsheets */

/* The refusals of one sheet, in the order of their lines. */
typedef struct Faults {
    const Reject **rejects;
    size_t n;
    size_t next;
} Faults;

static const char *
name_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static bool
ends_with(const char *text, const char *ending)
{
    size_t n = strlen(text), m = strlen(ending);

    return n > m && strcasecmp(text + n - m, ending) == 0;
}

static int
by_line(const void *left, const void *right)
{
    const Reject *one = *(const Reject *const *) left;
    const Reject *other = *(const Reject *const *) right;

    return (one->line > other->line) - (one->line < other->line);
}

static Faults
faults_of(Arena *arena, const Report *report, const char *file, const char *sheet)
{
    size_t n;
    const Reject *rejects = report_rejects(report, &n);
    Faults faults = { .rejects = arena_array(arena, const Reject *, n) };

    for (size_t i = 0; i < n; i++)
        if (rejects[i].line && strcmp(rejects[i].file, file) == 0
                && (!sheet || !rejects[i].sheet || strcmp(rejects[i].sheet, sheet) == 0))
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
        if (reject->suggestion && !strstr(reject->message, reject->suggestion))
            buffer_format(words, " Μήπως «%s»;", reject->suggestion);
    }
    return words->size ? words->data : NULL;
}

static int
cell_of(const CsvRow *header, const char *column)
{
    for (size_t i = 0; i < header->n_cells; i++)
        if (text_same(header->cells[i], column))
            return (int) i;
    return -1;
}

/* One sheet on its way back. */
typedef struct Return {
    Arena *arena; /* of the import */
    SheetWriter *writer;
    Faults faults;
    const char *file;
    char made[ORIGIN_SIZE];
    bool whole;
    int reason;       /* the column of an older one, which gives way to the new; or -1 */
    int origin;       /* the column that says which line it was before, or -1 */
    size_t n_columns; /* without these */
    const char **cells;
} Return;

/* Whole sheets need no origin: every line of them stands where it stood. */
static const char *const *
cells_of(Return *back, const CsvRow *row, const char *origin, const char *reason)
{
    size_t n = 0;

    for (size_t i = 0; i < row->n_cells && n < back->n_columns; i++)
        if ((int) i != back->reason && (int) i != back->origin)
            back->cells[n++] = row->cells[i];
    while (n < back->n_columns)
        back->cells[n++] = "";
    if (!back->whole)
        back->cells[n++] = origin;
    back->cells[n] = reason;
    return back->cells;
}

static const char *
origin_of(Return *back, const CsvRow *row)
{
    if (back->whole)
        return "";
    if (back->origin >= 0 && (size_t) back->origin < row->n_cells && *row->cells[back->origin])
        return row->cells[back->origin];
    return origin_of_row(back->file, row, back->made);
}

static int
return_header(Return *back, const CsvRow *row, const SheetName *name)
{
    const char **headers;
    size_t n;

    back->reason = cell_of(row, COLUMN_REJECTED_WHY);
    back->origin = cell_of(row, COLUMN_REJECTED_ORIGIN);
    back->n_columns = row->n_cells - (back->reason >= 0) - (back->origin >= 0);
    back->cells = arena_array(back->arena, const char *, row->n_cells + 2);
    headers = arena_array(back->arena, const char *, row->n_cells + 2);
    (void) cells_of(back, row, COLUMN_REJECTED_ORIGIN, COLUMN_REJECTED_WHY);
    n = back->n_columns + (back->whole ? 1 : 2);
    for (size_t i = 0; i < n; i++)
        headers[i] = arena_text(back->arena, back->cells[i]);
    return sheet_writer_begin(back->writer, name, headers, n);
}

static int
return_rows(Return *back, Rows *rows, uint64_t header_line, const SheetName *name)
{
    const CsvRow *row;
    Buffer words;
    int r;

    while ((r = rows_next(rows, &row)) == 0 && row->line < header_line)
        ;
    if (r != 0)
        return r < 0 ? r : 0;
    r = return_header(back, row, name);
    buffer_init(&words);
    while (r == 0 && (r = rows_next(rows, &row)) == 0) {
        const char *reason = why(&back->faults, row->line, &words);

        if (reason || back->whole)
            r = sheet_writer_row(back->writer, cells_of(back, row, origin_of(back, row), reason));
    }
    buffer_deinit(&words);
    return r < 0 ? r : 0;
}

/* What a sheet of a workbook may be called. */
static const char *
sheet_title(Arena *arena, const char *name)
{
    char *title = arena_text(arena, name);
    size_t n = 0;

    for (size_t width = 0; title[n] && width < SHEET_TITLE_MAX; width++) {
        size_t length = text_utf8_length(title + n);

        if (strchr("[]:*?/\\", title[n]))
            title[n] = '-';
        n += length ? length : 1;
    }
    title[n] = '\0';
    return title;
}

static int
return_sheet(
        const Import *import, SheetWriter *writer, const Input *input, size_t sheet, bool whole)
{
    CLEANUP(rows_closep) Rows *rows = NULL;
    Import again = *import;
    const char *name = input->book ? book_sheet_name(input->book, sheet) : NULL;
    SheetName written = { "rejects", name ? sheet_title(import->arena, name) : NULL };
    Return back = {
        .arena = import->arena,
        .writer = writer,
        .faults = faults_of(import->arena, import->report, input->path, name),
        .file = input->path,
        .whole = whole,
    };
    uint64_t header_line;
    int r;

    if (!inputs_header(import->inputs, input->path, name, &header_line))
        return 0; /* it was not read */
    r = rows_open(&again, input, sheet, &rows);
    return r == 0 ? return_rows(&back, rows, header_line, &written) : r < 0 ? r : 0;
}

/* Text goes back as text; what came as a workbook goes back as one, but not what is about persons:
 * making a workbook leaves parts of it in temporary files. */
static int
write_file(const Import *import, const char *file, const char *path, bool whole)
{
    CLEANUP(sheet_writer_freep) SheetWriter *writer = NULL;
    Import again = *import;
    const Input *input;
    bool as_book;
    SheetOutput output = { .private = true };
    int r = inputs_find(&again, file, &input);

    if (r != 0) /* what cannot be read has no lines to give back */
        return r < 0 ? r : 0;
    as_book = input->book && whole;
    output.format = as_book ? SHEET_XLSX : SHEET_CSV;
    output.path = path;
    if (as_book && !ends_with(path, ".xlsx"))
        output.path = arena_format(import->arena, "%s.xlsx", path);
    r = sheet_writer_new(&output, &writer);
    for (size_t i = 0; i < (input->book ? book_sheets(input->book) : 1) && r == 0; i++)
        r = return_sheet(import, writer, input, i, whole);
    if (r == 0)
        r = sheet_writer_finish(TAKE(writer));
    if (r == 0)
        (void) fprintf(stderr, "%s: %s με το γιατί στη στήλη «%s» (%s). %s\n", output.path,
                whole ? "ολόκληρο το αρχείο" : "οι γραμμές που απορρίφθηκαν", COLUMN_REJECTED_WHY,
                as_book ? "XLSX" : "CSV",
                whole ? "Διορθώστε το και δώστε το στη θέση του πρώτου."
                      : "Διορθώστε τις εκεί και δώστε το μετά το πρώτο αρχείο: οι γραμμές του "
                        "παίρνουν τη θέση των παλιών.");
    return r;
}

/* The files that refusals name: an input may have been a folder. Whole sheets come together. */
static size_t
returned_files(const Import *import, bool whole, const char ***ret_files)
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
    for (size_t i = 0; whole && n > 0 && inputs_at(import->inputs, i); i++) {
        if (i == 0)
            n = 0;
        memory_reserve(files, n, capacity);
        files[n++] = inputs_at(import->inputs, i)->path;
        if (!inputs_at(import->inputs, i + 1))
            break;
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
rejects_write(const Import *import, const char *path, bool whole)
{
    const char **files;
    size_t n = returned_files(import, whole, &files);
    bool into_folder = import->n_files > 1 || is_folder(import->files[0]) || is_folder(path);
    int r = 0;

    if (n && into_folder && mkdir(path, 0700) != 0 && errno != EEXIST)
        r = error_raise(-errno, "%s", path);
    for (size_t i = 0; i < n && r == 0; i++) {
        r = write_file(import, files[i],
                into_folder ? arena_format(import->arena, "%s/%s", path, name_of(files[i])) : path,
                whole);
    }
    free(files);
    return r;
}
