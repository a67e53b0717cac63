/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/draft_read.h"

#include "importers/columns.h"
#include "importers/inputs.h"
#include "registry/base/json.h"
#include "registry/base/text.h"

#include <string.h>

const DraftTable draft_tables[N_DRAFT_SHEETS] = {
    [DRAFT_PROGRAMMES] = { "programmes", "Προγράμματα" },
    [DRAFT_CRITERIA] = { "criteria", "Κριτήρια" },
    [DRAFT_PARAMETERS] = { "parameters", "Παράμετροι" },
    [DRAFT_DOCUMENTS] = { "documents", "Δικαιολογητικά" },
    [DRAFT_CASES] = { "cases", "Περιπτώσεις" },
    [DRAFT_SITES] = { "sites", "Σημεία", true },
    [DRAFT_OFFERS] = { "offers", "Παροχές", true },
    [DRAFT_ADDITIONS] = { "additions", "Τοπικές προσθήκες", true },
};

/* Sheets of our own workbook that hold nothing to be read. */
static const char *const others[] = { "Οδηγίες", "Παράδειγμα", "Λίστες" };

typedef struct DraftReading {
    Import *import;
    JsonWriter json;
    size_t n_rows;
    size_t n_bytes;
    size_t n_sheets;
    bool seen[N_DRAFT_SHEETS];
    bool refused;
} DraftReading;

static void
refuse(DraftReading *reading, const char *sheet, const char *message, const char *suggestion)
{
    report_reject(reading->import->report,
            &(Reject) { .file = reading->import->files[0],
                    .sheet = sheet,
                    .message = message,
                    .suggestion = suggestion });
    reading->refused = true;
}

/* The table that a sheet is by its name, or -1. */
static int
find_table(Arena *arena, const char *name)
{
    const char *folded = text_fold_key(arena, name);

    for (int i = 0; i < N_DRAFT_SHEETS; i++)
        if (strstr(folded, text_fold_key(arena, draft_tables[i].greek))
                || strstr(folded, text_fold_key(arena, draft_tables[i].key)))
            return i;
    return -1;
}

static bool
is_other(Arena *arena, const char *name)
{
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(text_fold_key(arena, name), text_fold_key(arena, others[i])) == 0)
            return true;
    return false;
}

/* A sheet that is called nearly as one of ours is a mistake; any other is somebody's notes. */
static void
look_at_name(DraftReading *reading, const char *name)
{
    for (size_t i = 0; i < N_DRAFT_SHEETS; i++) {
        Column column = { .key = draft_tables[i].key, .greek = draft_tables[i].greek };
        const char *nearest = column_nearest(reading->import->arena, &column, 1, name);

        if (nearest) {
            refuse(reading, name, "άγνωστο φύλλο.", nearest);
            return;
        }
    }
    report_notef(reading->import->report, "το φύλλο «%s» δεν διαβάστηκε.", name);
}

/* In a draft a row is a line: a line break inside a cell becomes a space. */
static void
write_cell(DraftReading *reading, const char *cell)
{
    char *flat = arena_text(reading->import->arena, cell);

    for (char *at = flat; *at; at++)
        if (*at == '\n' || *at == '\r')
            *at = ' ';
    reading->n_bytes += strlen(flat);
    json_string(&reading->json, /* key= */ NULL, flat);
}

static void
write_row(DraftReading *reading, const CsvRow *row)
{
    JsonWriter *json = &reading->json;

    json_array_begin(json, /* key= */ NULL);
    json_integer(json, /* key= */ NULL, (int64_t) row->line);
    json_array_begin(json, /* key= */ NULL);
    for (size_t i = 0; i < row->n_cells; i++)
        write_cell(reading, row->cells[i]);
    json_array_end(json);
    json_array_end(json);
}

static bool
is_too_large(const DraftReading *reading)
{
    return reading->n_rows > DRAFT_ROWS_MAX || reading->n_bytes > DRAFT_BYTES_MAX;
}

static int
write_rows(DraftReading *reading, const Input *input, size_t sheet)
{
    CLEANUP(rows_closep) Rows *rows = NULL;
    const CsvRow *row;
    int r = rows_open(reading->import, input, sheet, &rows);

    while (r == 0 && !is_too_large(reading)) {
        r = rows_next(rows, &row);
        if (r != 0)
            break;
        reading->n_rows++;
        write_row(reading, row);
    }
    if (r == CSV_E_FAULT)
        refuse(reading, NULL, rows_fault(rows)->message, NULL);
    return r < 0 ? r : 0;
}

static int
write_sheet(DraftReading *reading, const Input *input, size_t sheet, int table)
{
    const char *name = book_sheet_name(input->book, sheet);
    int r;

    if (reading->seen[table]) {
        refuse(reading, name, "το βιβλίο έχει δύο φύλλα για τον ίδιο πίνακα· κρατήστε το ένα.",
                NULL);
        return 0;
    }
    reading->seen[table] = true;
    reading->n_sheets++;
    json_object_begin(&reading->json, /* key= */ NULL);
    json_string(&reading->json, "key", draft_tables[table].key);
    json_string(&reading->json, "name", name);
    json_array_begin(&reading->json, "rows");
    r = write_rows(reading, input, sheet);
    json_array_end(&reading->json);
    json_object_end(&reading->json);
    return r;
}

static int
write_sheets(DraftReading *reading, const Input *input)
{
    Arena *arena = reading->import->arena;
    int r = 0;

    for (size_t i = 0; i < book_sheets(input->book) && r == 0; i++) {
        const char *name = book_sheet_name(input->book, i);
        int table = is_other(arena, name) ? -1 : find_table(arena, name);

        if (table < 0) {
            if (!is_other(arena, name))
                look_at_name(reading, name);
        } else if (book_sheet_rows(input->book, i) > 1) {
            r = write_sheet(reading, input, i, table);
        }
    }
    return r;
}

int
draft_read(Import *import, Buffer *json)
{
    DraftReading reading = { .import = import };
    const Input *input;
    int r = inputs_find(import, import->files[0], &input);

    if (r != 0)
        return r < 0 ? r : 0;
    json_init(&reading.json, json);
    json_object_begin(&reading.json, /* key= */ NULL);
    json_array_begin(&reading.json, "sheets");
    r = write_sheets(&reading, input);
    json_array_end(&reading.json);
    json_object_end(&reading.json);
    if (r != 0)
        return r;
    if (is_too_large(&reading))
        refuse(&reading, NULL,
                "το βιβλίο είναι πολύ μεγάλο για πρόχειρο (ως 5.000 γραμμές και 4 MB κειμένου)· "
                "στείλτε μόνο τα προγράμματα και τις παροχές του δήμου σας.",
                NULL);
    else if (reading.n_sheets == 0 && !reading.refused)
        refuse(&reading, NULL,
                "κανένα φύλλο δεν έχει γραμμές για τα μητρώα· κατεβάστε το υπόδειγμα και "
                "συμπληρώστε το.",
                NULL);
    return 0;
}
