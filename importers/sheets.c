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
#include <strings.h>
#include <sys/stat.h>

#define FILES_MAX 200

typedef struct SheetFile {
    const char *path;
    size_t sheet;
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
        names = arena_format(arena, "%s%s%s.csv", names, i ? ", " : "", search->sheets[i].key);
    return names;
}

static void
add_file(Search *search, const char *path)
{
    Arena *arena = search->import->arena;
    Report *report = search->import->report;
    const char *slash = strrchr(path, '/');
    char *stem = arena_text(arena, slash ? slash + 1 : path);
    char *dot = strrchr(stem, '.');

    if (dot)
        *dot = '\0';
    if (search->n_files == FILES_MAX) {
        report_rejectf(report, &(Reject) { .file = path }, "πάνω από %d αρχεία.", FILES_MAX);
        return;
    }
    for (size_t i = 0; i < search->n_sheets; i++) {
        if (!sheet_named(arena, &search->sheets[i], stem))
            continue;
        search->files[search->n_files++] =
                (SheetFile) { .path = arena_text(arena, path), .sheet = i };
        return;
    }
    report_rejectf(report, &(Reject) { .file = path },
            "από το όνομα δεν φαίνεται ποιος πίνακας είναι· αναμένεται ένα από: %s.",
            names_of_sheets(search));
}

static int
is_csv(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');

    return entry->d_name[0] != '.' && dot && strcasecmp(dot, ".csv") == 0;
}

static int
add_folder(Search *search, const char *folder)
{
    struct dirent **entries;
    int n = scandir(folder, &entries, is_csv, alphasort);

    if (n < 0)
        return error_raise(-errno, "%s", folder);
    if (n == 0)
        report_rejectf(search->import->report, &(Reject) { .file = folder },
                "ο φάκελος δεν έχει αρχεία .csv· αναμένονται: %s.", names_of_sheets(search));
    for (int i = 0; i < n; i++) {
        add_file(search, arena_format(search->import->arena, "%s/%s", folder, entries[i]->d_name));
        free(entries[i]);
    }
    free(entries);
    return 0;
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
            add_file(search, path);
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

    r = table_open(search->import, file->path, sheet->columns, sheet->n_columns, &table);
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
            r = read_file(search, &search->files[i], context);
        }
    }
    return r;
}
