/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/inputs.h"

#include "importers/csv.h"
#include "importers/progress.h"
#include "registry/base/memory.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

typedef struct OpenInput {
    Input input;
    Book *book;
    bool refused;
} OpenInput;

typedef struct Header {
    char *path;
    char *sheet; /* NULL: a text file */
    uint64_t line;
} Header;

struct Inputs {
    OpenInput **all;
    size_t n;
    size_t capacity;
    Header *headers;
    size_t n_headers;
    size_t headers_capacity;
};

struct Rows {
    CsvReader *csv;   /* or */
    SheetRows *sheet; /* one of the two */
    size_t n_rows;
    CsvFault fault;
};

typedef struct Ending {
    const char *ending;
    BookKind kind;
} Ending;

static const Ending endings[] = {
    { ".xlsx", BOOK_XLSX },
    { ".xlsm", BOOK_XLSX },
    { ".xls", BOOK_XLSX }, /* to be refused by what it holds */
    { ".ods", BOOK_ODS },
    { ".gpkg", BOOK_LAYERS },
    { ".geojson", BOOK_LAYERS },
    { ".json", BOOK_LAYERS },
    { ".shp", BOOK_LAYERS },
    { ".zip", BOOK_LAYERS },
};

static const Ending *
ending_of(const char *path)
{
    const char *dot = strrchr(path, '.');

    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
        if (strcasecmp(dot, endings[i].ending) == 0)
            return &endings[i];
    return NULL;
}

bool
input_is_workbook(const char *path)
{
    return ending_of(path) != NULL;
}

bool
input_is_known(const char *path)
{
    const char *dot = strrchr(path, '.');

    return ending_of(path) || (dot && strcasecmp(dot, ".csv") == 0);
}

const char *
input_unit(const Input *input)
{
    return input->book && book_kind(input->book) == BOOK_LAYERS ? "εγγραφή" : NULL;
}

Inputs *
inputs_new(void)
{
    return memory_new(1, sizeof(Inputs));
}

Inputs *
inputs_free(Inputs *inputs)
{
    if (!inputs)
        return NULL;

    for (size_t i = 0; i < inputs->n; i++) {
        (void) book_close(inputs->all[i]->book);
        free(inputs->all[i]);
    }
    for (size_t i = 0; i < inputs->n_headers; i++) {
        free(inputs->headers[i].path);
        free(inputs->headers[i].sheet);
    }
    free(inputs->headers);
    free(inputs->all);
    free(inputs);
    return NULL;
}

static Header *
find_header(const Inputs *inputs, const char *path, const char *sheet)
{
    for (size_t i = 0; i < inputs->n_headers; i++) {
        Header *header = &inputs->headers[i];

        if (strcmp(header->path, path) == 0
                && strcmp(header->sheet ? header->sheet : "", sheet ? sheet : "") == 0)
            return header;
    }
    return NULL;
}

void
inputs_set_header(Inputs *inputs, const char *path, const char *sheet, uint64_t line)
{
    if (find_header(inputs, path, sheet))
        return;
    memory_reserve(inputs->headers, inputs->n_headers, inputs->headers_capacity);
    inputs->headers[inputs->n_headers++] =
            (Header) { memory_copy_text(path), memory_copy_text(sheet), line };
}

bool
inputs_header(const Inputs *inputs, const char *path, const char *sheet, uint64_t *ret_line)
{
    const Header *header = find_header(inputs, path, sheet);

    if (header)
        *ret_line = header->line;
    return header != NULL;
}

/* ---- open ---- */

static const char *
flaw_of_path(const char *path)
{
    struct stat status;

    if (stat(path, &status) != 0)
        return errno == ENOENT ? "δεν υπάρχει τέτοιο αρχείο." : "το αρχείο δεν ανοίγει.";
    if (S_ISDIR(status.st_mode))
        return "είναι φάκελος· χρειάζεται αρχείο.";
    return S_ISREG(status.st_mode) ? NULL : "δεν είναι κανονικό αρχείο.";
}

static int
open_book(Import *import, OpenInput *input, BookKind kind)
{
    const char *fault = flaw_of_path(input->input.path);
    int r;

    progress_pause(import->progress);
    r = fault ? BOOK_E_FAULT
              : book_open(&(BookFile) { input->input.path, import->charset, kind }, &input->book,
                      &fault);

    if (r < 0)
        return r;
    input->input.book = input->book;
    input->refused = r != 0;
    if (input->refused)
        report_reject(import->report, &(Reject) { .file = input->input.path, .message = fault });
    return 0;
}

int
inputs_find(Import *import, const char *path, const Input **ret_input)
{
    Inputs *inputs = import->inputs;
    const Ending *ending = ending_of(path);
    OpenInput *input;
    int r = 0;

    for (size_t i = 0; i < inputs->n; i++)
        if (strcmp(inputs->all[i]->input.path, path) == 0) {
            *ret_input = &inputs->all[i]->input;
            return inputs->all[i]->refused ? INPUT_E_REFUSED : 0;
        }

    input = memory_new(1, sizeof *input);
    input->input.path = arena_text(import->arena, path);
    memory_reserve(inputs->all, inputs->n, inputs->capacity);
    inputs->all[inputs->n++] = input;
    if (ending)
        r = open_book(import, input, ending->kind);
    if (r != 0)
        return r;
    *ret_input = &input->input;
    return input->refused ? INPUT_E_REFUSED : 0;
}

const Input *
inputs_at(const Inputs *inputs, size_t i)
{
    for (size_t k = 0; k < inputs->n; k++)
        if (!inputs->all[k]->refused && i-- == 0)
            return &inputs->all[k]->input;
    return NULL;
}

/* ---- rows ---- */

static int
open_text(Import *import, const Input *input, Rows *rows)
{
    int r = csv_open(input->path, import->charset, &rows->csv);

    if (r == CSV_E_FAULT) {
        const CsvFault *fault = csv_fault(rows->csv);

        report_reject(import->report,
                &(Reject) { .file = input->path, .line = fault->line, .message = fault->message });
        return INPUT_E_REFUSED;
    }
    return r;
}

int
rows_open(Import *import, const Input *input, size_t sheet, Rows **ret_rows)
{
    CLEANUP(rows_closep) Rows *rows = memory_new(1, sizeof *rows);
    int r = 0;

    if (input->book) {
        rows->sheet = sheet_rows_new(input->book, sheet);
        rows->n_rows = book_sheet_rows(input->book, sheet);
    } else {
        r = open_text(import, input, rows);
    }
    if (r == 0)
        *ret_rows = TAKE(rows);
    return r;
}

Rows *
rows_close(Rows *rows)
{
    if (!rows)
        return NULL;

    (void) csv_close(rows->csv);
    (void) sheet_rows_free(rows->sheet);
    free(rows);
    return NULL;
}

int
rows_next(Rows *rows, const CsvRow **ret_row)
{
    const CsvRow *row;

    if (rows->csv)
        return csv_next(rows->csv, ret_row);
    row = sheet_rows_next(rows->sheet);
    if (!row)
        return CSV_E_END;
    *ret_row = row;
    return 0;
}

const CsvFault *
rows_fault(const Rows *rows)
{
    return rows->csv ? csv_fault(rows->csv) : &rows->fault;
}

const char *
rows_separator(const Rows *rows)
{
    if (!rows->csv)
        return NULL;
    switch (csv_separator(rows->csv)) {
    case '\t':
        return "στηλοθέτη";
    case ';':
        return ";";
    default:
        return ",";
    }
}

void
rows_progress(const Rows *rows, uint64_t *ret_done, uint64_t *ret_total)
{
    *ret_done = rows->csv ? csv_bytes_read(rows->csv) : sheet_rows_done(rows->sheet);
    *ret_total = rows->csv ? csv_bytes_total(rows->csv) : rows->n_rows;
}
