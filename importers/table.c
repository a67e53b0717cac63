/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/table.h"

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

struct Table {
    Import *import;
    CsvReader *csv;
    const char *path; /* in the import's arena, as all that outlives the row */
    ColumnMap *map;   /* in the import's arena, too */
    size_t n_header;
    uint64_t header_line;
    const CsvRow *row; /* lent by the reader until the next */
    bool rejected;
    uint64_t n_rows;
};

/* A fault of the file itself, such as a line that never ends. */
static int
refuse_file(Table *table)
{
    const CsvFault *fault = csv_fault(table->csv);

    report_reject(table->import->report,
            &(Reject) { .file = table->path, .line = fault->line, .message = fault->message });
    return TABLE_E_REFUSED;
}

static int
read_header(Table *table, const Column *columns, size_t n_columns)
{
    Arena *arena = table->import->arena;
    const CsvRow *lent;
    CsvRow header;
    const char **cells;
    int r = csv_next(table->csv, &lent);

    if (r == CSV_E_FAULT)
        return refuse_file(table);
    if (r == CSV_E_END) {
        report_rejectf(table->import->report, &(Reject) { .file = table->path },
                "το αρχείο είναι κενό· η πρώτη γραμμή λέει τις στήλες.");
        return TABLE_E_REFUSED;
    }
    if (r < 0)
        return r;

    cells = arena_array(arena, const char *, lent->n_cells);
    for (size_t i = 0; i < lent->n_cells; i++)
        cells[i] = arena_text(arena, lent->cells[i]);
    header = (CsvRow) { .line = lent->line, .n_cells = lent->n_cells, .cells = cells };
    /* Spreadsheets often end their lines with empty columns. */
    while (header.n_cells > 1 && !*cells[header.n_cells - 1])
        header.n_cells--;

    table->n_header = header.n_cells;
    table->header_line = header.line;
    r = columns_match(columns, n_columns, &header, table->path, table->import->report, table->map);
    return r == 0 ? 0 : TABLE_E_REFUSED;
}

int
table_open(Import *import, const char *path, const Column *columns, size_t n_columns,
        Table **ret_table)
{
    CLEANUP(table_closep) Table *table = memory_new(1, sizeof *table);
    int r;

    table->import = import;
    table->path = arena_text(import->arena, path);
    table->map = arena_alloc(import->arena, sizeof *table->map);
    r = csv_open(path, import->charset, &table->csv);
    if (r == CSV_E_FAULT)
        return refuse_file(table);
    if (r == 0)
        r = read_header(table, columns, n_columns);
    if (r == 0)
        *ret_table = TAKE(table);
    return r;
}

Table *
table_close(Table *table)
{
    if (!table)
        return NULL;

    (void) csv_close(table->csv);
    free(table);
    return NULL;
}

/* What no cell may hold: it would be printed, or seen by whoever reads the register. */
static const char *
forbidden_in(const char *cell)
{
    for (; *cell; cell++) {
        unsigned char c = (unsigned char) *cell;

        if ((c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7F)
            return "το κελί έχει χαρακτήρα ελέγχου που δεν φαίνεται· γράψτε το ξανά.";
    }
    return NULL;
}

static void
check_row(Table *table)
{
    const CsvRow *row = table->row;

    for (size_t i = table->n_header; i < row->n_cells; i++) {
        if (!*row->cells[i])
            continue;
        report_rejectf(table->import->report,
                &(Reject) { .file = table->path, .line = row->line, .value = row->cells[i] },
                "η γραμμή έχει %zu κελιά και η επικεφαλίδα %zu στήλες. Ένα κελί που περιέχει «%s» "
                "γράφεται μέσα σε εισαγωγικά.",
                row->n_cells, table->n_header,
                csv_separator(table->csv) == '\t'          ? "στηλοθέτη"
                        : csv_separator(table->csv) == ';' ? ";"
                                                           : ",");
        table->rejected = true;
        break;
    }
    for (size_t i = 0; i < table->map->n_columns; i++) {
        const char *flaw = forbidden_in(table_cell(table, (int) i));

        if (flaw)
            table_reject(table, (int) i, flaw, /* suggestion= */ NULL);
    }
}

int
table_next(Table *table)
{
    int r = csv_next(table->csv, &table->row);

    if (r == CSV_E_FAULT)
        return refuse_file(table);
    if (r == CSV_E_END)
        return TABLE_E_END;
    if (r < 0)
        return r;

    table->rejected = false;
    report_counts(table->import->report)->read++;
    if (table->n_rows++ % ROWS_PER_STEP == 0)
        progress_step(table->import->progress, "Ανάγνωση", csv_bytes_read(table->csv),
                csv_bytes_total(table->csv));
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
    Reject where = { .file = table->path, .line = table->row->line };

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
    return (RowPlace) { .file = table->path, .line = table->row->line, .map = table->map };
}

void
row_reject(Report *report, const RowPlace *place, int column, const char *value,
        const char *message, const char *suggestion)
{
    report_reject(report,
            &(Reject) { .file = place->file,
                    .line = place->line,
                    .column = column >= 0 ? place->map->header_of[column] : NULL,
                    .value = value,
                    .message = message,
                    .suggestion = suggestion });
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
    report_reject(table->import->report,
            &(Reject) { .file = table->path,
                    .line = table->header_line,
                    .column = table->map->header_of[column],
                    .message = message });
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
