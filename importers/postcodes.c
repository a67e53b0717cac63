/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Postcodes of municipalities: a table with a line for each pair, or the package of postcodes.
 *
 * A file says all about each postcode that it names. Of the package a postcode lies in the
 * municipality that it names and in the one whose boundary holds its point, so that one on a border
 * answers both.
 */

#include "importers/export_sheet.h"
#include "importers/import.h"
#include "importers/known.h"
#include "importers/postcodes_read.h"
#include "importers/quarantine.h"
#include "importers/table.h"

#include "registry/base/buffer.h"
#include "registry/base/json.h"
#include "registry/base/memory.h"
#include "registry/db/statements.h"
#include "registry/postcode.h"

#include <stdlib.h>
#include <string.h>

#define SQLITE_ENDING ".sqlite"

enum {
    PLACES_MAX = 16, /* of one postcode */
    POSTCODES_MAX = 50000,
    MEMORY_MAX_MB = 512,
    CPU_MAX_S = 60,
    DEADLINE_S = 120,
};

enum {
    COLUMN_POSTCODE,
    COLUMN_MUNICIPALITY,
    N_COLUMNS,
};

static const Column columns[N_COLUMNS] = {
    [COLUMN_POSTCODE] = { "postcode", "ταχυδρομικός κώδικας|ταχυδρομικός κωδικός|ΤΚ|Τ.Κ.", true },
    [COLUMN_MUNICIPALITY] = { "municipality", "δήμος", true },
};

typedef struct Row {
    char digits[POSTCODE_DIGITS + 1];
    int32_t places[PLACES_MAX];
    size_t n_places;
    GeoPoint point;
} Row;

typedef struct PostcodesFile {
    Import *import;
    Known known;
    const char *path;
    Row *rows;
    size_t n_rows;
    size_t capacity;
} PostcodesFile;

/* ---- rows ---- */

static int
by_digits(const void *one, const void *other)
{
    return strcmp(((const Row *) one)->digits, ((const Row *) other)->digits);
}

static Row *
add_row(PostcodesFile *file, const char *digits, GeoPoint point)
{
    Row *row;

    memory_reserve(file->rows, file->n_rows, file->capacity);
    row = &file->rows[file->n_rows++];
    *row = (Row) { .point = point };
    memcpy(row->digits, digits, POSTCODE_DIGITS + 1);
    return row;
}

static void
add_place(Row *row, int32_t place)
{
    for (size_t i = 0; i < row->n_places; i++)
        if (row->places[i] == place)
            return;
    if (row->n_places < PLACES_MAX)
        row->places[row->n_places++] = place;
}

/* The lines of one postcode become one row. */
static void
gather(PostcodesFile *file)
{
    size_t n = 0;

    if (file->n_rows > 0)
        qsort(file->rows, file->n_rows, sizeof *file->rows, by_digits);
    for (size_t i = 0; i < file->n_rows; i++) {
        const Row row = file->rows[i];

        if (n == 0 || by_digits(&file->rows[n - 1], &row) != 0) {
            file->rows[n++] = row;
            continue;
        }
        for (size_t k = 0; k < row.n_places; k++)
            add_place(&file->rows[n - 1], row.places[k]);
    }
    file->n_rows = n;
}

static bool
is_full(const PostcodesFile *file)
{
    return file->n_rows == POSTCODES_MAX;
}

/* ---- a table ---- */

static void
read_line(PostcodesFile *file, Table *table)
{
    Import *import = file->import;
    const char *cell = table_cell(table, COLUMN_POSTCODE);
    const char *message = NULL, *suggestion = NULL;
    Postcode postcode;
    int32_t place;

    if (!table_required(table, COLUMN_POSTCODE) || !table_required(table, COLUMN_MUNICIPALITY))
        return;
    if (!postcode_read(import->arena, cell, &postcode) || *postcode.rest
            || postcode.digits[0] == '0') {
        table_reject(table, COLUMN_POSTCODE,
                "δεν είναι ταχυδρομικός κώδικας· έχει πέντε ψηφία, όπως 24100 ή 241 00.", NULL);
        return;
    }
    if (!import->db)
        return; /* which municipality it is, only a register can say */
    place = known_place(&file->known, import->arena, table_cell(table, COLUMN_MUNICIPALITY),
            PLACE_LEVEL_BIT(PLACE_MUNICIPALITY), import->today, &message, &suggestion);
    if (message)
        table_reject(table, COLUMN_MUNICIPALITY, message, suggestion);
    else
        add_place(add_row(file, postcode.digits, GEO_NOWHERE), place);
}

static int
read_table(PostcodesFile *file)
{
    CLEANUP(table_closep) Table *table = NULL;
    int r = table_open(file->import, file->path, columns, N_COLUMNS, &table);

    if (r != 0)
        return r < 0 ? r : 0;

    while ((r = table_next(table)) == 0) {
        if (is_full(file)) {
            table_rejectf(table, TABLE_WHOLE_LINE, "πάνω από %d γραμμές.", POSTCODES_MAX);
            break;
        }
        read_line(file, table);
    }
    return r < 0 ? r : 0;
}

/* ---- the package ---- */

static int32_t
place_of(const PostcodesFile *file, const PostcodeFrame *frame)
{
    const Places *places = file->known.places;
    const unsigned level = PLACE_LEVEL_BIT(PLACE_MUNICIPALITY);
    const char *correction = postcode_correction(frame->digits);
    const Place *place = correction ? places_by_code(places, correction) : NULL;
    Arena *arena = file->import->arena;
    int r = 0;

    if (!place)
        r = places_resolve(
                places, frame->municipality, level, file->import->today, &place, 0, NULL);
    if (r == PLACE_E_AMBIGUOUS)
        r = places_resolve(places, arena_format(arena, "%s, %s", frame->municipality, frame->unit),
                level, file->import->today, &place, 0, NULL);
    return r == 0 && place ? place->key : 0;
}

static int
take_frame(const uint8_t *bytes, size_t size, void *context)
{
    PostcodesFile *file = context;
    Report *report = file->import->report;
    PostcodeFrame frame;
    Postcode postcode;
    int32_t place;
    Row *row;

    if (!postcode_frame_read(file->import->arena, bytes, size, &frame) || is_full(file))
        return 1;
    if (frame.fault) {
        report_rejectf(report, &(Reject) { .file = file->path }, "%s.", frame.fault);
        return 0;
    }
    report_counts(report)->read++;
    if (!postcode_read(file->import->arena, frame.digits, &postcode) || *postcode.rest) {
        report_rejectf(report, &(Reject) { .file = file->path, .value = frame.digits },
                "δεν είναι ταχυδρομικός κώδικας.");
        return 0;
    }
    row = add_row(
            file, postcode.digits, geo_point_is_in_reach(frame.point) ? frame.point : GEO_NOWHERE);
    place = place_of(file, &frame);
    if (place)
        add_place(row, place);
    return 0;
}

static int
work_read(int out, void *context)
{
    const PostcodesFile *file = context;

    return postcodes_read(out, file->path);
}

static int
read_package(PostcodesFile *file)
{
    Quarantine quarantine = {
        .work = work_read,
        .take = take_frame,
        .context = file,
        .memory_max = (size_t) MEMORY_MAX_MB << 20,
        .cpu_s = CPU_MAX_S,
        .deadline_s = DEADLINE_S,
    };
    const Reject where = { .file = file->path };
    const char *reason;
    int r;

    if (!file->known.places) {
        report_rejectf(file->import->report, &where,
                "το πακέτο ταχυδρομικών κωδίκων θέλει το μητρώο τόπων στη βάση.");
        return 0;
    }
    r = quarantine_run(&quarantine, &reason);
    if (r <= 0)
        return r;
    report_rejectf(file->import->report, &where, "%s.", reason);
    return 0;
}

/* ---- writing ---- */

static void
write_row(JsonWriter *json, const Row *row)
{
    bool has_point = geo_point_is_known(row->point);

    json_object_begin(json, /* key= */ NULL);
    json_string(json, "postcode", row->digits);
    json_array_begin(json, "places");
    for (size_t i = 0; i < row->n_places; i++)
        json_integer(json, /* key= */ NULL, row->places[i]);
    json_array_end(json);
    if (has_point) {
        json_decimal(json, "lon", row->point.lon, 7);
        json_decimal(json, "lat", row->point.lat, 7);
    }
    json_object_end(json);
}

static int
merge(PostcodesFile *file)
{
    Buffer buffer;
    JsonWriter json;
    int r;

    gather(file);
    buffer_init(&buffer);
    json_init(&json, &buffer);
    json_array_begin(&json, /* key= */ NULL);
    for (size_t i = 0; i < file->n_rows; i++)
        write_row(&json, &file->rows[i]);
    json_array_end(&json);
    r = import_merge(file->import, &sql_import_postcodes, buffer.data);
    buffer_deinit(&buffer);
    return r;
}

static bool
is_package(const char *path)
{
    size_t length = strlen(path), ending = strlen(SQLITE_ENDING);

    return length > ending && strcmp(path + length - ending, SQLITE_ENDING) == 0;
}

static int
postcodes_run(Import *import)
{
    PostcodesFile file = { .import = import };
    int r = known_init(import, &file.known);

    for (size_t i = 0; i < import->n_files && r == 0; i++) {
        file.path = import->files[i];
        r = is_package(file.path) ? read_package(&file) : read_table(&file);
    }
    if (r == 0 && import->db && report_rejected(import->report) == 0)
        r = merge(&file);
    free(file.rows);
    known_deinit(&file.known);
    return r;
}

/* ---- export ---- */

static int
postcodes_export(Export *export)
{
    static const SheetName name = { "postcodes", "Ταχυδρομικοί κώδικες" };

    return export_sheet(export, &name, &sql_export_postcodes, columns, N_COLUMNS);
}

const Register register_postcodes = {
    .name = "postcodes",
    .greek = "ταχυδρομικοί κώδικες",
    .files_say = "ταχυδρομικός κώδικας και δήμος ανά γραμμή: CSV, XLSX, ODS· ή library.sqlite",
    .run = postcodes_run,
    .export = postcodes_export,
};
