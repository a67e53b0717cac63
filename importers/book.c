/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/book.h"

#include "importers/cell.h"
#include "importers/quarantine.h"
#include "registry/base/error.h"
#include "registry/base/memory.h"
#include "registry/base/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum {
    MEMORY_MAX_MB = 1024,
    CPU_MAX_S = 60,
    DEADLINE_S = 120,
    SHEET_NAME_MAX = 200,
};

/* Rows one after the other: line, number of cells, and each cell with its NUL. */
typedef struct BookSheet {
    char *name;
    Buffer rows;
    size_t n_rows;
} BookSheet;

struct Book {
    BookFile file;
    BookSheet sheets[BOOK_SHEETS_MAX];
    size_t n_sheets;
    uint64_t n_bytes;
    char fault[600];
};

/* ---- what the confined process sends ---- */

static int
nonsense(Book *workbook)
{
    (void) strcpy(workbook->fault, "το αρχείο δεν διαβάζεται (χαλασμένο).");
    return 1;
}

/* A text of the frame, well-formed and without NUL; false: it is not. */
static bool
frame_text(FrameReader *reader, const char **ret_text, size_t *ret_size)
{
    const uint8_t *bytes;

    if (!frame_bytes(reader, &bytes, ret_size))
        return false;
    *ret_text = (const char *) bytes;
    return !memchr(bytes, '\0', *ret_size) && text_is_utf8(*ret_text, *ret_size);
}

static int
take_sheet(Book *workbook, FrameReader *reader)
{
    BookSheet *sheet;
    const char *name;
    size_t size;

    if (workbook->n_sheets && workbook->sheets[workbook->n_sheets - 1].n_rows == 0) {
        free(workbook->sheets[--workbook->n_sheets].name);
        buffer_deinit(&workbook->sheets[workbook->n_sheets].rows);
    }
    if (workbook->n_sheets == BOOK_SHEETS_MAX || !frame_text(reader, &name, &size)
            || size > SHEET_NAME_MAX)
        return nonsense(workbook);
    sheet = &workbook->sheets[workbook->n_sheets++];
    *sheet = (BookSheet) { .name = memory_new(size + 1, 1) };
    memcpy(sheet->name, name, size);
    buffer_init(&sheet->rows);
    return 0;
}

static bool
take_cell(Book *workbook, BookSheet *sheet, FrameReader *reader)
{
    const char *text;
    size_t size;

    if (!frame_text(reader, &text, &size) || size > BOOK_CELL_BYTES_MAX)
        return false;
    workbook->n_bytes += size + 1;
    if (workbook->n_bytes > BOOK_BYTES_MAX + BOOK_CELLS_MAX)
        return false;
    buffer_append(&sheet->rows, text, size);
    buffer_char(&sheet->rows, '\0');
    return true;
}

static int
take_rows(Book *workbook, FrameReader *reader)
{
    BookSheet *sheet = &workbook->sheets[workbook->n_sheets - 1];

    if (workbook->n_sheets == 0)
        return nonsense(workbook);
    while (reader->left > 0) {
        uint32_t line, n_cells;

        if (!frame_u32(reader, &line) || !frame_u32(reader, &n_cells) || n_cells > CSV_COLUMNS_MAX)
            return nonsense(workbook);
        frame_put_u32(&sheet->rows, line);
        frame_put_u32(&sheet->rows, n_cells);
        for (uint32_t i = 0; i < n_cells; i++)
            if (!take_cell(workbook, sheet, reader))
                return nonsense(workbook);
        sheet->n_rows++;
    }
    return 0;
}

static int
take_fault(Book *workbook, FrameReader *reader)
{
    const char *text;
    size_t size;

    if (!frame_text(reader, &text, &size) || size >= sizeof workbook->fault)
        return nonsense(workbook);
    memcpy(workbook->fault, text, size);
    workbook->fault[size] = '\0';
    return 1;
}

static int
take_frame(const uint8_t *frame, size_t size, void *context)
{
    FrameReader reader = { frame, size };
    uint32_t kind;

    if (!frame_u32(&reader, &kind))
        return nonsense(context);
    switch (kind) {
    case BOOK_FRAME_SHEET:
        return take_sheet(context, &reader);
    case BOOK_FRAME_ROWS:
        return take_rows(context, &reader);
    case BOOK_FRAME_FAULT:
        return take_fault(context, &reader);
    default:
        return nonsense(context);
    }
}

static int
work(int out, void *context)
{
    const Book *workbook = context;

    return book_read(out, &workbook->file);
}

/* ---- open and close ---- */

static const char *
kept_for_ever(const char *fault)
{
    static char kept[600];

    (void) snprintf(kept, sizeof kept, "%s", fault);
    return kept;
}

int
book_open(const BookFile *file, Book **ret_workbook, const char **ret_fault)
{
    CLEANUP(book_closep) Book *workbook = memory_new(1, sizeof *workbook);
    Quarantine quarantine = {
        .work = work,
        .take = take_frame,
        .context = workbook,
        .memory_max = (size_t) MEMORY_MAX_MB << 20,
        .cpu_s = CPU_MAX_S,
        .deadline_s = DEADLINE_S,
    };
    const char *reason;
    int r;

    workbook->file = *file;
    r = quarantine_run(&quarantine, &reason);
    if (r < 0)
        return r;
    if (r != 0) {
        *ret_fault = r == QUARANTINE_E_STOPPED ? kept_for_ever(workbook->fault) : reason;
        return BOOK_E_FAULT;
    }
    if (workbook->n_sheets && workbook->sheets[workbook->n_sheets - 1].n_rows == 0) {
        free(workbook->sheets[--workbook->n_sheets].name);
        buffer_deinit(&workbook->sheets[workbook->n_sheets].rows);
    }
    if (workbook->n_sheets == 0 && file->kind != BOOK_LAYERS) {
        *ret_fault = "το βιβλίο εργασίας είναι κενό.";
        return BOOK_E_FAULT;
    }
    *ret_workbook = TAKE(workbook);
    return 0;
}

Book *
book_close(Book *workbook)
{
    if (!workbook)
        return NULL;

    for (size_t i = 0; i < workbook->n_sheets; i++) {
        free(workbook->sheets[i].name);
        buffer_deinit(&workbook->sheets[i].rows);
    }
    free(workbook);
    return NULL;
}

BookKind
book_kind(const Book *workbook)
{
    return workbook->file.kind;
}

size_t
book_sheets(const Book *workbook)
{
    return workbook->n_sheets;
}

const char *
book_sheet_name(const Book *workbook, size_t sheet)
{
    assert(sheet < workbook->n_sheets);

    return workbook->sheets[sheet].name;
}

size_t
book_sheet_rows(const Book *workbook, size_t sheet)
{
    assert(sheet < workbook->n_sheets);

    return workbook->sheets[sheet].n_rows;
}

/* ---- rows ---- */

struct SheetRows {
    const Book *workbook;
    const BookSheet *sheet;
    size_t at;
    size_t n_done;
    Buffer text; /* the cells of the row, which trimming writes into */
    const char *cells[CSV_COLUMNS_MAX];
    CsvRow row;
};

SheetRows *
sheet_rows_new(const Book *workbook, size_t sheet)
{
    SheetRows *rows = memory_new(1, sizeof *rows);

    assert(sheet < workbook->n_sheets);

    rows->workbook = workbook;
    rows->sheet = &workbook->sheets[sheet];
    buffer_init(&rows->text);
    return rows;
}

SheetRows *
sheet_rows_free(SheetRows *rows)
{
    if (!rows)
        return NULL;

    buffer_deinit(&rows->text);
    free(rows);
    return NULL;
}

static uint32_t
take_number(SheetRows *rows)
{
    uint32_t number;

    memcpy(&number, rows->sheet->rows.data + rows->at, sizeof number);
    rows->at += sizeof number;
    return number;
}

static bool
take_row(SheetRows *rows)
{
    bool any = false;
    const char *from;
    size_t size = 0;

    rows->row = (CsvRow) { .line = take_number(rows), .cells = rows->cells };
    rows->row.cut_names = rows->workbook->file.kind == BOOK_LAYERS;
    rows->row.n_cells = take_number(rows);
    from = rows->sheet->rows.data + rows->at;
    for (size_t i = 0; i < rows->row.n_cells; i++)
        size += strlen(from + size) + 1;
    rows->at += size;
    buffer_clear(&rows->text);
    buffer_append(&rows->text, from, size);
    size = 0;
    for (size_t i = 0; i < rows->row.n_cells; i++) {
        char *cell = rows->text.data + size;

        size += strlen(cell) + 1;
        rows->cells[i] = cell_of_workbook(cell_without_guard(cell_trim(cell)));
        any = any || *rows->cells[i];
    }
    return any;
}

const CsvRow *
sheet_rows_next(SheetRows *rows)
{
    while (rows->at < rows->sheet->rows.size) {
        rows->n_done++;
        if (take_row(rows))
            return &rows->row;
    }
    return NULL;
}

size_t
sheet_rows_done(const SheetRows *rows)
{
    return rows->n_done;
}
