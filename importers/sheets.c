/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/sheets.h"

#include "registry/base/error.h"
#include "registry/base/memory.h"
#include "registry/base/text.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FILES_MAX 200

/* A text file, or one sheet of a workbook. */
typedef struct SheetFile {
    const Input *input;
    size_t of_workbook;
    size_t sheet; /* in the table */
} SheetFile;

typedef struct Search {
    Import *import;
    const Sheet *sheets;
    size_t n_sheets;
    SheetFile files[FILES_MAX];
    size_t n_files;
} Search;

/* «Κριτήρια 2026.csv» holds the name of a sheet. */
static bool
sheet_named(Arena *arena, const Sheet *sheet, const char *stem)
{
    char *rest = arena_format(arena, "%s|%s", sheet->key, sheet->greek);
    const char *folded = text_fold_key(arena, stem);
    const char *name;

    while ((name = strsep(&rest, "|")))
        if (*name && strstr(folded, text_fold_key(arena, name)))
            return true;
    return false;
}

static const char *
names_of_sheets(const Search *search)
{
    Arena *arena = search->import->arena;
    const char *names = "";

    for (size_t i = 0; i < search->n_sheets; i++)
        if (search->sheets[i].row)
            names = arena_format(arena, "%s%s%s", names, i ? ", " : "", search->sheets[i].key);
    return names;
}

/* The number of the table that a file or sheet of this name is, or -1. */
static int
find_table(const Search *search, const char *name)
{
    for (size_t i = 0; i < search->n_sheets; i++)
        if (sheet_named(search->import->arena, &search->sheets[i], name))
            return (int) i;
    return -1;
}

static const char *
stem_of(Arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    char *stem = arena_text(arena, slash ? slash + 1 : path);
    char *dot = strrchr(stem, '.');

    if (dot)
        *dot = '\0';
    return stem;
}

static void
add_table(Search *search, const Input *input, size_t of_workbook, int table)
{
    if (search->n_files == FILES_MAX) {
        report_rejectf(search->import->report, &(Reject) { .file = input->path },
                "πάνω από %d αρχεία ή φύλλα.", FILES_MAX);
        return;
    }
    search->files[search->n_files++] = (SheetFile) { input, of_workbook, (size_t) table };
}

/* A sheet of instructions is no mistake, one called «Κριτίρια» is. */
static void
pass_over(const Search *search, const Input *input, const char *name)
{
    Arena *arena = search->import->arena;
    Reject where = { .file = input->path, .sheet = name };
    const char *nearest = NULL;

    for (size_t i = 0; i < search->n_sheets && !nearest; i++) {
        Column names = { .key = search->sheets[i].key, .greek = search->sheets[i].greek };

        nearest = column_nearest(arena, &names, 1, name);
    }
    if (nearest) {
        where.suggestion = nearest;
        report_rejectf(search->import->report, &where, "άγνωστο φύλλο· αναμένονται: %s.",
                names_of_sheets(search));
        return;
    }
    if (!search->import->only_sheet)
        report_notef(search->import->report,
                "%s: το φύλλο «%s» δεν διαβάστηκε· τα φύλλα του μητρώου είναι: %s.", input->path,
                name, names_of_sheets(search));
}

static void
add_workbook(Search *search, const Input *input)
{
    size_t n = book_sheets(input->book);
    size_t before = search->n_files;

    for (size_t i = 0; i < n; i++) {
        const char *name = book_sheet_name(input->book, i);
        int table = find_table(search, name);

        /* A workbook of one sheet, as spreadsheets call it by themselves, is what its name says. */
        if (table < 0 && n == 1)
            table = find_table(search, stem_of(search->import->arena, input->path));
        if (table >= 0)
            add_table(search, input, i, table);
        else
            pass_over(search, input, name);
    }
    if (n > 0 && search->n_files == before && !search->import->only_sheet)
        report_rejectf(search->import->report, &(Reject) { .file = input->path },
                "κανένα φύλλο δεν είναι πίνακας αυτού του μητρώου· αναμένονται: %s.",
                names_of_sheets(search));
}

static int
add_file(Search *search, const char *path)
{
    const Input *input;
    int r = inputs_find(search->import, path, &input);
    int table;

    if (r != 0)
        return r < 0 ? r : 0;
    if (input->book) {
        add_workbook(search, input);
        return 0;
    }
    table = find_table(search, stem_of(search->import->arena, path));
    if (table >= 0)
        add_table(search, input, 0, table);
    else if (!search->import->only_sheet)
        report_rejectf(search->import->report, &(Reject) { .file = path },
                "από το όνομα δεν φαίνεται ποιος πίνακας είναι· αναμένεται ένα από: %s.",
                names_of_sheets(search));
    return 0;
}

static int
is_readable(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && entry->d_name[0] != '~' && input_is_known(entry->d_name);
}

static int
add_folder(Search *search, const char *folder)
{
    struct dirent **entries;
    int r = 0;
    int n = scandir(folder, &entries, is_readable, alphasort);

    if (n < 0)
        return error_raise(-errno, "%s", folder);
    if (n == 0)
        report_rejectf(search->import->report, &(Reject) { .file = folder },
                "ο φάκελος δεν έχει αρχεία .csv, .xlsx ή .ods· αναμένονται: %s.",
                names_of_sheets(search));
    for (int i = 0; i < n; i++) {
        if (r == 0)
            r = add_file(search,
                    arena_format(search->import->arena, "%s/%s", folder, entries[i]->d_name));
        free(entries[i]);
    }
    free(entries);
    return r;
}

static int
find_files(Search *search)
{
    for (size_t i = 0; i < search->import->n_files; i++) {
        const char *path = search->import->files[i];
        struct stat status;
        int r = 0;

        if (stat(path, &status) != 0)
            report_rejectf(search->import->report, &(Reject) { .file = path },
                    "δεν υπάρχει τέτοιο αρχείο ή φάκελος.");
        else if (S_ISDIR(status.st_mode))
            r = add_folder(search, path);
        else
            r = add_file(search, path);
        if (r != 0)
            return r;
    }
    return 0;
}

static int
read_file(Search *search, const SheetFile *file, void *context)
{
    CLEANUP(table_closep) Table *table = NULL;
    const Sheet *sheet = &search->sheets[file->sheet];
    size_t n_rows = 0;
    int r;

    r = table_open_sheet(search->import, file->input, file->of_workbook, sheet->columns,
            sheet->n_columns, &table);
    while (r == 0) {
        r = table_next(table);
        if (r != 0)
            break;
        if (++n_rows > SHEET_ROWS_MAX) {
            table_rejectf(
                    table, TABLE_WHOLE_LINE, "το αρχείο έχει πάνω από %d γραμμές.", SHEET_ROWS_MAX);
            break;
        }
        sheet->row(context, table);
    }
    return r < 0 ? r : 0;
}

int
sheets_read(Import *import, const Sheet *sheets, size_t n_sheets, void *context, bool *ret_present)
{
    const char *only = import->only_sheet;
    Search *search = arena_alloc(import->arena, sizeof *search);
    int r;

    assert(n_sheets <= SHEETS_MAX);

    *search = (Search) { .import = import, .sheets = sheets, .n_sheets = n_sheets };
    r = find_files(search);
    for (size_t sheet = 0; sheet < n_sheets; sheet++) {
        ret_present[sheet] = false;
        for (size_t i = 0; i < search->n_files && r == 0; i++) {
            if (search->files[i].sheet != sheet)
                continue;
            ret_present[sheet] = true;
            if (!sheets[sheet].row || (only && strcmp(only, sheets[sheet].key) != 0))
                continue;
            r = read_file(search, &search->files[i], context);
        }
    }
    return r;
}
