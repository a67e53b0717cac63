/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/table.h"

#include "importers/cell.h"
#include "importers/origin.h"
#include "importers/progress.h"
#include "registry/base/error.h"
#include "registry/base/memory.h"
#include "registry/base/text.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_PER_STEP 256
#define TITLE_ROWS_MAX 20 /* before the header */

struct Table {
    Import *import;
    Rows *rows;
    const char *path;  /* in the import's arena, as all that outlives the row */
    const char *sheet; /* NULL: a text file */
    const char *unit;
    ColumnMap *map; /* in the import's arena, too */
    size_t n_header;
    uint64_t header_line;
    const CsvRow *row; /* lent by the reader until the next */
    bool rejected;
    uint64_t n_rows;
    char origin[ORIGIN_SIZE];
    const Codes *corrected; /* NULL: none */
    int32_t file;           /* among those that may correct one another */
    uint64_t n_passed_over;
};

static Reject
whole(const Table *table)
{
    return (Reject) { .file = table->path, .sheet = table->sheet, .unit = table->unit };
}

/* As the file heads the cell, once there is a header. */
static const char *
header_of_cell(const Table *table, size_t cell)
{
    for (size_t i = 0; i < table->map->n_columns; i++)
        if (table->map->cell_of[i] == (int) cell)
            return table->map->header_of[i];
    return NULL;
}

/* A fault of the file itself, such as a line that never ends. */
static int
refuse_file(Table *table)
{
    const CsvFault *fault = rows_fault(table->rows);
    Reject where = whole(table);

    where.line = fault->line;
    if (fault->cell)
        where.column = header_of_cell(table, fault->cell - 1);
    where.message = fault->message;
    report_reject(table->import->report, &where);
    return TABLE_E_REFUSED;
}

/* ---- the header ---- */

static CsvRow
copy_row(Arena *arena, const CsvRow *lent)
{
    CsvRow row = *lent;
    const char **cells = arena_array(arena, const char *, lent->n_cells);

    for (size_t i = 0; i < lent->n_cells; i++)
        cells[i] = arena_text(arena, lent->cells[i]);
    row.cells = cells;
    /* Spreadsheets often end their lines with empty columns. */
    while (row.n_cells > 1 && !*cells[row.n_cells - 1])
        row.n_cells--;
    return row;
}

static bool
is_header(const CsvRow *row, size_t n_named)
{
    size_t n_filled = 0;

    for (size_t i = 0; i < row->n_cells; i++)
        n_filled += *row->cells[i] != '\0';
    return n_named >= 2 && n_named * 2 >= n_filled;
}

/*
 * The first row that names several columns; without one, whichever of the first rows names most of
 * them, so that the complaints are about a header and not about a title.
 */
static int
find_header(Rows *rows, Arena *arena, const Column *columns, size_t n_columns, CsvRow *ret_header,
        size_t *ret_skipped)
{
    size_t best = 0;
    size_t n_rows = 0;
    const CsvRow *lent;
    int r = 0;

    while (n_rows < TITLE_ROWS_MAX && (r = rows_next(rows, &lent)) == 0) {
        size_t n_named = columns_named(columns, n_columns, lent);
        bool found = is_header(lent, n_named);

        if (n_rows == 0 || found || n_named > best) {
            *ret_header = copy_row(arena, lent);
            *ret_skipped = n_rows;
            best = n_named;
        }
        if (found)
            return 0;
        n_rows++;
    }
    return r == CSV_E_END && n_rows > 0 ? 0 : r;
}

static int
read_header(Table *table, const Column *columns, size_t n_columns)
{
    Report *report = table->import->report;
    Reject where = whole(table);
    size_t skipped = 0;
    CsvRow header;
    int r = find_header(table->rows, table->import->arena, columns, n_columns, &header, &skipped);

    if (r == CSV_E_FAULT)
        return refuse_file(table);
    if (r == CSV_E_END) {
        report_rejectf(report, &where, "το αρχείο είναι κενό· η πρώτη γραμμή λέει τις στήλες.");
        return TABLE_E_REFUSED;
    }
    if (r < 0)
        return r;

    table->n_header = header.n_cells;
    table->header_line = header.line;
    inputs_set_header(table->import->inputs, table->path, table->sheet, header.line);
    r = columns_match(columns, n_columns, &header, &where, report, table->map);
    if (r == 0 && skipped > 0)
        report_notef(report,
                "%s%s%s: η επικεφαλίδα βρέθηκε στη γραμμή %llu· ό,τι γράφει από πάνω "
                "δεν διαβάστηκε.",
                table->path, table->sheet ? ", φύλλο " : "", table->sheet ? table->sheet : "",
                (unsigned long long) header.line);
    return r == 0 ? 0 : TABLE_E_REFUSED;
}

/* ---- open and close ---- */

int
table_open_sheet(Import *import, const Input *input, size_t sheet, const Column *columns,
        size_t n_columns, Table **ret_table)
{
    CLEANUP(table_closep) Table *table = memory_new(1, sizeof *table);
    int r;

    table->import = import;
    table->path = input->path;
    table->unit = input_unit(input);
    if (input->book)
        table->sheet = arena_text(import->arena, book_sheet_name(input->book, sheet));
    table->map = arena_alloc(import->arena, sizeof *table->map);
    r = rows_open(import, input, sheet, &table->rows);
    if (r == INPUT_E_REFUSED)
        return TABLE_E_REFUSED;
    if (r == 0)
        r = read_header(table, columns, n_columns);
    if (r == 0)
        *ret_table = TAKE(table);
    return r;
}

static bool
has_columns(Import *import, const Input *input, size_t sheet, const Column *columns, size_t n)
{
    CLEANUP(rows_closep) Rows *rows = NULL;
    size_t skipped;
    CsvRow header;

    return rows_open(import, input, sheet, &rows) == 0
            && find_header(rows, import->arena, columns, n, &header, &skipped) == 0
            && is_header(&header, columns_named(columns, n, &header));
}

/* The sheets may be called anything; what they hold tells them apart. */
static int
find_sheet(Import *import, const Input *input, const Column *columns, size_t n, size_t *ret_sheet)
{
    size_t n_sheets = book_sheets(input->book);
    const char *names = "";
    size_t n_found = 0;

    *ret_sheet = 0;
    if (n_sheets == 1)
        return 0;
    if (n_sheets == 0) {
        report_rejectf(import->report, &(Reject) { .file = input->path },
                "το αρχείο δεν έχει καμία εγγραφή.");
        return TABLE_E_REFUSED;
    }
    for (size_t i = 0; i < n_sheets; i++) {
        if (!has_columns(import, input, i, columns, n))
            continue;
        names = arena_format(import->arena, "%s%s«%s»", names, n_found ? ", " : "",
                book_sheet_name(input->book, i));
        *ret_sheet = i;
        n_found++;
    }
    if (n_found == 1)
        return 0;
    if (n_found == 0)
        report_rejectf(import->report, &(Reject) { .file = input->path },
                "κανένα από τα %zu φύλλα δεν έχει τις στήλες αυτού του μητρώου· η επικεφαλίδα λέει "
                "π.χ. %s, %s.",
                n_sheets, columns[0].key, columns[n > 1 ? 1 : 0].key);
    else
        report_rejectf(import->report, &(Reject) { .file = input->path },
                "περισσότερα από ένα φύλλα έχουν τις στήλες αυτού του μητρώου (%s)· αφήστε ένα σε "
                "κάθε αρχείο.",
                names);
    return TABLE_E_REFUSED;
}

int
table_open(Import *import, const char *path, const Column *columns, size_t n_columns,
        Table **ret_table)
{
    const Input *input;
    size_t sheet = 0;
    int r = inputs_find(import, path, &input);

    if (r != 0)
        return r < 0 ? r : TABLE_E_REFUSED;
    if (input->book)
        r = find_sheet(import, input, columns, n_columns, &sheet);
    return r == 0 ? table_open_sheet(import, input, sheet, columns, n_columns, ret_table) : r;
}

Table *
table_close(Table *table)
{
    if (!table)
        return NULL;

    (void) rows_close(table->rows);
    free(table);
    return NULL;
}

static void
refuse_further_cells(Table *table, size_t cell)
{
    const char *separator = rows_separator(table->rows);
    const CsvRow *row = table->row;
    Reject where = whole(table);

    where.line = row->line;
    where.value = row->cells[cell];
    if (separator)
        report_rejectf(table->import->report, &where,
                "η γραμμή έχει %zu κελιά και η επικεφαλίδα %zu στήλες. Ένα κελί που περιέχει «%s» "
                "γράφεται μέσα σε εισαγωγικά.",
                row->n_cells, table->n_header, separator);
    else
        report_rejectf(table->import->report, &where,
                "το κελί στέκει έξω από τις %zu στήλες της επικεφαλίδας.", table->n_header);
    table->rejected = true;
}

static void
check_row(Table *table)
{
    const CsvRow *row = table->row;

    for (size_t i = table->n_header; i < row->n_cells; i++) {
        if (!*row->cells[i])
            continue;
        refuse_further_cells(table, i);
        break;
    }
    for (size_t i = 0; i < table->map->n_columns; i++) {
        const char *flaw = cell_flaw(table_cell(table, (int) i));

        if (flaw)
            table_reject(table, (int) i, flaw, /* suggestion= */ NULL);
    }
}

static void
show_progress(Table *table)
{
    uint64_t done, total;

    rows_progress(table->rows, &done, &total);
    progress_step(table->import->progress, "Ανάγνωση", done, total);
}

bool
table_is_corrected(const Table *table)
{
    int cell = table->map->cell_of_origin;

    return cell >= 0 && (size_t) cell < table->row->n_cells && *table->row->cells[cell];
}

const char *
table_origin(Table *table)
{
    if (table_is_corrected(table))
        return table->row->cells[table->map->cell_of_origin];
    return origin_of_row(table->path, table->row, table->origin);
}

void
table_pass_over(Table *table, const Codes *corrected, int32_t file)
{
    table->corrected = corrected;
    table->file = file;
}

uint64_t
table_passed_over(const Table *table)
{
    return table->n_passed_over;
}

static bool
passes_over(Table *table)
{
    bool passed =
            table->corrected && codes_find(table->corrected, table_origin(table)) > table->file;

    table->n_passed_over += passed;
    return passed;
}

int
table_next(Table *table)
{
    int r;

    do
        r = rows_next(table->rows, &table->row);
    while (r == 0 && passes_over(table));
    if (r == CSV_E_FAULT)
        return refuse_file(table);
    if (r == CSV_E_END) {
        show_progress(table);
        return TABLE_E_END;
    }
    if (r < 0)
        return r;

    table->rejected = false;
    progress_lines(table->import->progress, ++report_counts(table->import->report)->read);
    if (table->n_rows++ % ROWS_PER_STEP == 0)
        show_progress(table);
    check_row(table);
    return 0;
}

uint64_t
table_line(const Table *table)
{
    return table->row->line;
}

const char *
table_path(const Table *table)
{
    return table->path;
}

const char *
table_sheet(const Table *table)
{
    return table->sheet;
}

bool
table_has(const Table *table, int column)
{
    return table->map->cell_of[column] >= 0;
}

const char *
table_cell(const Table *table, int column)
{
    int cell = table->map->cell_of[column];

    return cell >= 0 && (size_t) cell < table->row->n_cells ? table->row->cells[cell] : "";
}

/* The value is lent; report_reject() copies it. */
static Reject
place_of(const Table *table, int column)
{
    Reject where = whole(table);

    where.line = table->row->line;
    if (column >= 0) {
        where.column = table->map->header_of[column];
        where.value = table_cell(table, column);
    }
    return where;
}

void
table_reject(Table *table, int column, const char *message, const char *suggestion)
{
    Reject reject = place_of(table, column);

    reject.message = message;
    reject.suggestion = suggestion;
    report_reject(table->import->report, &reject);
    table->rejected = true;
}

void
table_rejectf(Table *table, int column, const char *format, ...)
{
    char message[1000];
    va_list arguments;

    va_start(arguments, format);
    (void) vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    table_reject(table, column, message, /* suggestion= */ NULL);
}

RowPlace
table_place(const Table *table)
{
    return (RowPlace) {
        .file = table->path,
        .sheet = table->sheet,
        .unit = table->unit,
        .line = table->row ? table->row->line : 0,
        .map = table->map,
    };
}

static Reject
saying_of(const RowPlace *place, int column, const char *value, const char *message,
        const char *suggestion)
{
    return (Reject) {
        .file = place->file,
        .sheet = place->sheet,
        .unit = place->unit,
        .line = place->line,
        .column = column >= 0 ? place->map->header_of[column] : NULL,
        .value = value,
        .message = message,
        .suggestion = suggestion,
    };
}

void
row_reject(Report *report, const RowPlace *place, int column, const char *value,
        const char *message, const char *suggestion)
{
    Reject reject = saying_of(place, column, value, message, suggestion);

    report_reject(report, &reject);
}

void
row_warn(Report *report, const RowPlace *place, int column, const char *value, const char *message,
        const char *suggestion)
{
    Reject warning = saying_of(place, column, value, message, suggestion);

    report_warn(report, &warning);
}

void
table_repair(
        Table *table, int column, const char *value, const char *taken_for, const char *message)
{
    RowPlace place = table_place(table);
    Reject repair = saying_of(&place, column, value, message, taken_for);

    report_repair(table->import->report, &repair);
}

const char *
table_code(Table *table, int column, size_t width)
{
    const char *cell = table_cell(table, column);
    size_t n = strlen(cell);
    const char *code;

    if (n + 1 != width || strspn(cell, "0123456789") != n)
        return cell;
    code = arena_format(table->import->arena, "0%s", cell);
    table_repair(table, column, cell, code, "ο κωδικός είχε χάσει το πρώτο μηδενικό του.");
    return code;
}

const char *
table_copy(const Table *table, int column)
{
    const char *cell = table_cell(table, column);

    return *cell ? arena_text(table->import->arena, cell) : NULL;
}

void
table_reject_column(Table *table, int column, const char *message)
{
    Reject where = whole(table);

    where.line = table->header_line;
    where.column = table->map->header_of[column];
    where.message = message;
    report_reject(table->import->report, &where);
}

Import *
table_import(const Table *table)
{
    return table->import;
}

void
table_mark_rejected(Table *table)
{
    table->rejected = true;
}

bool
table_row_rejected(const Table *table)
{
    return table->rejected;
}

/* ---- cells of a fixed kind ---- */

bool
table_required(Table *table, int column)
{
    if (*table_cell(table, column))
        return true;

    table_reject(
            table, column, "το κελί είναι κενό και είναι υποχρεωτικό.", /* suggestion= */ NULL);
    return false;
}

bool
table_day(Table *table, int column, Day *ret_day)
{
    const char *cell = table_cell(table, column);
    int r;

    *ret_day = DAY_NONE;
    if (!*cell)
        return true;

    r = day_parse(cell, ret_day);
    if (r == 0)
        return true;
    table_reject(table, column,
            r == DAY_E_CALENDAR ? "αυτή η ημέρα δεν υπάρχει στο ημερολόγιο."
                                : "δεν είναι ημερομηνία· γράψτε την ως 2026-11-22 ή 22/11/2026.",
            /* suggestion= */ NULL);
    return false;
}

/* strtod() alone would also take "inf", "nan" and hexadecimal. */
static bool
parse_number(const char *cell, double *ret_number)
{
    char plain[40];
    char *end;
    size_t n = strlen(cell);

    if (n >= sizeof plain || strspn(cell, "+-0123456789.,") != n)
        return false;
    memcpy(plain, cell, n + 1);
    for (char *at = plain; *at; at++)
        if (*at == ',')
            *at = '.';
    *ret_number = strtod(plain, &end);
    return end != plain && *end == '\0';
}

bool
table_number(Table *table, int column, double *ret_number)
{
    const char *cell = table_cell(table, column);

    *ret_number = NAN;
    if (!*cell || parse_number(cell, ret_number))
        return true;

    *ret_number = NAN;
    table_reject(table, column, "δεν είναι αριθμός· γράψτε τον με ψηφία, π.χ. 22.1142.",
            /* suggestion= */ NULL);
    return false;
}

bool
table_integer(Table *table, int column, int64_t low, int64_t high, int64_t *ret_integer)
{
    const char *cell = table_cell(table, column);
    char *end;
    long long number;

    if (!*cell)
        return true;

    errno = 0;
    number = strtoll(cell, &end, 10);
    if (errno == 0 && end != cell && *end == '\0' && number >= low && number <= high
            && strspn(cell, "-0123456789") == strlen(cell)) {
        *ret_integer = number;
        return true;
    }
    table_rejectf(table, column, "χρειάζεται ακέραιος αριθμός από %lld έως %lld.", (long long) low,
            (long long) high);
    return false;
}

bool
table_choice(Table *table, int column, const Column *choices, size_t n, int *ret_choice)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    const char *cell = table_cell(table, column);
    const char *accepted = "";

    *ret_choice = -1;
    if (!*cell)
        return true;
    *ret_choice = column_find(choices, n, cell);
    if (*ret_choice >= 0)
        return true;

    for (size_t i = 0; i < n; i++)
        accepted = arena_format(
                arena, "%s%s%s", accepted, i ? ", " : "", column_name(arena, &choices[i]));
    table_reject(table, column, arena_format(arena, "δεκτές τιμές: %s.", accepted),
            column_nearest(arena, choices, n, cell));
    return false;
}

bool
table_yes_no(Table *table, int column, int *ret_yes)
{
    static const Column choices[] = {
        { "no", "όχι|0|false|ψευδές" },
        { "yes", "ναι|1|true|αληθές|x" },
        { "unknown", "άγνωστο" },
    };
    bool right = table_choice(table, column, choices, 3, ret_yes);

    if (*ret_yes == 2)
        *ret_yes = -1;
    return right;
}
