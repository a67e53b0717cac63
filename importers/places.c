/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * The register of places: municipalities, regional units, prefectures and regions, one line each.
 *
 * A line says all there is to say about its place: codes, names and successors that it leaves out
 * are closed. Places that the files do not name stay as they are.
 */

#include "importers/columns.h"
#include "importers/export_sheet.h"
#include "importers/import.h"
#include "importers/known.h"
#include "importers/table.h"

#include "geo/point.h"
#include "registry/base/buffer.h"
#include "registry/base/json.h"
#include "registry/base/log.h"
#include "registry/base/text.h"
#include "registry/db/db.h"
#include "registry/db/statements.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    PLACES_MAX = 20000,
    PARTS_MAX = 40, /* codes, names or successors of one place */
    POPULATION_MAX = 20000000,
    YEAR_MIN = 1821,
    YEAR_MAX = 2200,
};

#define AREA_MAX_KM2 140000.0
#define SHARES_TOLERANCE 0.0005

enum {
    COLUMN_LEVEL,
    COLUMN_CODE,
    COLUMN_CODES,
    COLUMN_NAME,
    COLUMN_NAME_LATIN,
    COLUMN_ALIASES,
    COLUMN_SEAT,
    COLUMN_VALID_FROM,
    COLUMN_VALID_TO,
    COLUMN_REGIONAL_UNIT,
    COLUMN_PREFECTURE,
    COLUMN_REGION,
    COLUMN_LABEL_LON,
    COLUMN_LABEL_LAT,
    COLUMN_POPULATION,
    COLUMN_POPULATION_YEAR,
    COLUMN_AREA_KM2,
    COLUMN_MOUNTAIN,
    COLUMN_DISADVANTAGED,
    COLUMN_ISLAND,
    COLUMN_REMOTE,
    COLUMN_SUCCESSORS,
    COLUMN_SOURCE,
    N_COLUMNS,
};

static const Column columns[N_COLUMNS] = {
    [COLUMN_LEVEL] = { "level", "βαθμίδα", .required = true },
    [COLUMN_CODE] = { "code", "κωδικός", .required = true },
    [COLUMN_CODES] = { "codes", "κωδικοί ανά έκδοση" },
    [COLUMN_NAME] = { "name", "όνομα", .required = true },
    [COLUMN_NAME_LATIN] = { "name_latin", "λατινικά" },
    [COLUMN_ALIASES] = { "aliases", "άλλα ονόματα" },
    [COLUMN_SEAT] = { "seat", "έδρα" },
    [COLUMN_VALID_FROM] = { "valid_from", "ισχύει από" },
    [COLUMN_VALID_TO] = { "valid_to", "ισχύει έως" },
    [COLUMN_REGIONAL_UNIT] = { "regional_unit", "περιφερειακή ενότητα" },
    [COLUMN_PREFECTURE] = { "prefecture", "νομός" },
    [COLUMN_REGION] = { "region", "περιφέρεια" },
    [COLUMN_LABEL_LON] = { "label_lon", "γεωγραφικό μήκος|lon" },
    [COLUMN_LABEL_LAT] = { "label_lat", "γεωγραφικό πλάτος|lat" },
    [COLUMN_POPULATION] = { "population", "πληθυσμός" },
    [COLUMN_POPULATION_YEAR] = { "population_year", "έτος πληθυσμού" },
    [COLUMN_AREA_KM2] = { "area_km2", "έκταση" },
    [COLUMN_MOUNTAIN] = { "mountain", "ορεινός|ορεινή" },
    [COLUMN_DISADVANTAGED] = { "disadvantaged", "μειονεκτικός|μειονεκτική" },
    [COLUMN_ISLAND] = { "island", "νησί" },
    [COLUMN_REMOTE] = { "remote", "απομακρυσμένος|απομακρυσμένη" },
    [COLUMN_SUCCESSORS] = { "successors", "διάδοχοι" },
    [COLUMN_SOURCE] = { "source", "πηγή" },
};

static const Column levels[] = {
    { "municipality", "δήμος" },
    { "regional_unit", "περιφερειακή ενότητα|Π.Ε." },
    { "prefecture", "νομός" },
    { "region", "περιφέρεια" },
};

#define N_LEVELS (sizeof levels / sizeof *levels)

static const char *const editions[] = { "elstat2021", "elstat2011", "ypes", "iso", "nuts" };

#define N_EDITIONS (sizeof editions / sizeof *editions)

/* `edition:code`, `code=share`, or a name of its kind. */
typedef struct Part {
    const char *left;
    const char *right;
    double share;
} Part;

typedef struct Parts {
    Part *parts;
    size_t n;
} Parts;

typedef struct PlaceLine {
    int level; /* in `levels` */
    const char *code;
    const char *name;
    const char *name_latin;
    const char *seat;
    const char *source;
    Day valid_from;
    Day valid_to;
    const char *parents[N_LEVELS]; /* by level, NULL if not said */
    double lon;
    double lat;
    int64_t population;
    int64_t population_year;
    double area_km2;
    int traits[4]; /* in the order of the columns */
    Parts codes;
    Parts aliases;
    Parts successors;
    RowPlace where; /* for what is only found when all lines are read */
} PlaceLine;

typedef struct PlacesFile {
    Import *import;
    Codes *codes; /* of the register and of the files: «level/code» */
    PlaceLine *lines;
    size_t n_lines;
} PlacesFile;

/* ---- reading ---- */

static const char *
code_key(Arena *arena, size_t level, const char *code)
{
    return arena_format(arena, "%s/%s", levels[level].key, code);
}

/* Cuts a cell at `|`; each part is trimmed, blank ones are passed over. */
static Parts
read_parts(Import *import, Table *table, int column)
{
    char *text = arena_text(import->arena, table_cell(table, column));
    Parts parts = { .parts = arena_array(import->arena, Part, PARTS_MAX) };

    for (char *part; (part = strsep(&text, "|"));) {
        part += strspn(part, " ");
        for (size_t end = strlen(part); end > 0 && part[end - 1] == ' '; end--)
            part[end - 1] = '\0';
        if (!*part)
            continue;
        if (parts.n == PARTS_MAX) {
            table_rejectf(table, column, "πάνω από %d τιμές σε ένα κελί.", PARTS_MAX);
            break;
        }
        parts.parts[parts.n++] = (Part) { .left = part, .share = NAN };
    }
    return parts;
}

/* Parts `left:right` or `left=right`; false if one has no such sign. */
static bool
split_part(Import *import, Part *part, char sign)
{
    const char *at = strchr(part->left, sign);

    if (!at || at == part->left || !at[1])
        return false;

    part->right = at + 1;
    part->left = arena_text_n(import->arena, part->left, (size_t) (at - part->left));
    return true;
}

static bool
is_edition(const char *name)
{
    for (size_t i = 0; i < N_EDITIONS; i++)
        if (strcmp(editions[i], name) == 0)
            return true;
    return false;
}

static void
read_codes(Import *import, Table *table, PlaceLine *line)
{
    line->codes = read_parts(import, table, COLUMN_CODES);
    for (size_t i = 0; i < line->codes.n; i++) {
        Part *part = &line->codes.parts[i];

        if (!split_part(import, part, ':') || !is_edition(part->left))
            table_rejectf(table, COLUMN_CODES,
                    "το «%s» δεν είναι κωδικός με την έκδοσή του· γράψτε π.χ. elstat2011:1402"
                    " (elstat2021, elstat2011, ypes, iso, nuts).",
                    part->left);
    }
}

static void
read_successors(Import *import, Table *table, PlaceLine *line)
{
    double sum = 0;

    line->successors = read_parts(import, table, COLUMN_SUCCESSORS);
    for (size_t i = 0; i < line->successors.n; i++) {
        Part *part = &line->successors.parts[i];
        char *end = NULL;

        if (split_part(import, part, '='))
            part->share = strtod(part->right, &end);
        if (!end || *end || !(part->share > 0 && part->share <= 1)) {
            table_rejectf(table, COLUMN_SUCCESSORS,
                    "το «%s» δεν λέει διάδοχο και μερίδιο· γράψτε π.χ. 1405=0.7675.", part->left);
            return;
        }
        sum += part->share;
    }
    if (line->successors.n > 0 && fabs(sum - 1) > SHARES_TOLERANCE)
        table_rejectf(
                table, COLUMN_SUCCESSORS, "τα μερίδια αθροίζονται σε %.4f και όχι σε 1.", sum);
    if (line->successors.n > 0 && line->valid_to == DAY_NONE)
        table_reject(table, COLUMN_VALID_TO,
                "τόπος με διαδόχους χρειάζεται την ημέρα ως την οποία ίσχυσε.", NULL);
}

static void
read_point(Table *table, PlaceLine *line)
{
    if (!table_number(table, COLUMN_LABEL_LON, &line->lon)
            || !table_number(table, COLUMN_LABEL_LAT, &line->lat))
        return;
    if (isnan(line->lon) && isnan(line->lat))
        return;
    if (!geo_point_is_in_reach((GeoPoint) { line->lon, line->lat }))
        table_reject(table, COLUMN_LABEL_LON,
                "το σημείο είναι έξω από την Ελλάδα· το μήκος είναι από 19 ως 30, το πλάτος από 34"
                " ως 42.",
                NULL);
}

static void
read_numbers(Table *table, PlaceLine *line)
{
    line->population = line->population_year = -1;
    if (*table_cell(table, COLUMN_POPULATION))
        (void) table_integer(table, COLUMN_POPULATION, 0, POPULATION_MAX, &line->population);
    if (*table_cell(table, COLUMN_POPULATION_YEAR))
        (void) table_integer(
                table, COLUMN_POPULATION_YEAR, YEAR_MIN, YEAR_MAX, &line->population_year);
    if (table_number(table, COLUMN_AREA_KM2, &line->area_km2) && !isnan(line->area_km2)
            && !(line->area_km2 > 0 && line->area_km2 < AREA_MAX_KM2))
        table_reject(table, COLUMN_AREA_KM2,
                "η έκταση είναι σε τετραγωνικά χιλιόμετρα, πάνω από 0 και κάτω από 140.000.", NULL);
    for (int i = 0; i < 4; i++)
        (void) table_yes_no(table, COLUMN_MOUNTAIN + i, &line->traits[i]);
}

static void
read_days(Table *table, PlaceLine *line)
{
    bool right = table_day(table, COLUMN_VALID_FROM, &line->valid_from);

    right = table_day(table, COLUMN_VALID_TO, &line->valid_to) && right;
    if (right && line->valid_to != DAY_NONE && line->valid_from > line->valid_to)
        table_reject(table, COLUMN_VALID_TO, "το τέλος είναι πριν από την αρχή.", NULL);
}

/* The column that names a larger place of this level. */
static const int parent_columns[N_LEVELS] = { -1, COLUMN_REGIONAL_UNIT, COLUMN_PREFECTURE,
    COLUMN_REGION };

/* How many digits a code of this level has; 0: it has letters. */
static const size_t code_widths[N_LEVELS] = { 4, 2, 0, 0 };

static const char *
read_code(Import *import, Table *table, int column, int level)
{
    const char *code = level >= 0 && code_widths[level]
            ? table_code(table, column, code_widths[level])
            : table_cell(table, column);

    return *code ? arena_text(import->arena, code) : NULL;
}

static void
read_parents(Import *import, Table *table, PlaceLine *line)
{
    for (int i = 1; i < (int) N_LEVELS; i++)
        line->parents[i] = read_code(import, table, parent_columns[i], i);
}

static void
read_line(PlacesFile *file, Table *table, PlaceLine *line)
{
    Import *import = file->import;

    *line = (PlaceLine) {
        .name = table_copy(table, COLUMN_NAME),
        .name_latin = table_copy(table, COLUMN_NAME_LATIN),
        .seat = table_copy(table, COLUMN_SEAT),
        .source = table_copy(table, COLUMN_SOURCE),
        .where = table_place(table),
    };
    (void) table_choice(table, COLUMN_LEVEL, levels, N_LEVELS, &line->level);
    line->code = read_code(import, table, COLUMN_CODE, line->level);
    (void) table_required(table, COLUMN_LEVEL);
    (void) table_required(table, COLUMN_CODE);
    (void) table_required(table, COLUMN_NAME);
    line->aliases = read_parts(import, table, COLUMN_ALIASES);
    read_days(table, line);
    read_codes(import, table, line);
    read_successors(import, table, line);
    read_parents(import, table, line);
    read_point(table, line);
    read_numbers(table, line);
}

static void
keep_line(PlacesFile *file, Table *table, const PlaceLine *line, Codes *seen)
{
    Arena *arena = file->import->arena;
    const char *key = code_key(arena, (size_t) line->level, line->code);

    if (codes_find(seen, key)) {
        table_rejectf(table, COLUMN_CODE, "ο ίδιος κωδικός στέκει ήδη στη γραμμή %d.",
                (int) codes_find(seen, key));
        return;
    }
    if (file->n_lines == PLACES_MAX) {
        table_rejectf(table, TABLE_WHOLE_LINE, "πάνω από %d τόποι.", PLACES_MAX);
        return;
    }
    codes_add(seen, key, (int32_t) table_line(table));
    codes_add(file->codes, key, KEY_NOT_CHECKED);
    file->lines[file->n_lines++] = *line;
}

static int
read_file(PlacesFile *file, const char *path, Codes *seen)
{
    CLEANUP(table_closep) Table *table = NULL;
    int r = table_open(file->import, path, columns, N_COLUMNS, &table);

    if (r != 0)
        return r < 0 ? r : 0;

    while ((r = table_next(table)) == 0) {
        PlaceLine line;

        read_line(file, table, &line);
        if (!table_row_rejected(table))
            keep_line(file, table, &line, seen);
    }
    return r < 0 ? r : 0;
}

/* ---- what refers to other lines ---- */

static bool
is_known(const PlacesFile *file, size_t level, const char *code)
{
    return codes_refer(file->codes, file->import, code_key(file->import->arena, level, code)) != 0;
}

static void
check_references(PlacesFile *file, const PlaceLine *line)
{
    Report *report = file->import->report;

    for (size_t i = 1; i < N_LEVELS; i++)
        if (line->parents[i] && !is_known(file, i, line->parents[i]))
            row_reject(report, &line->where, parent_columns[i], line->parents[i],
                    "δεν υπάρχει τέτοιος κωδικός ούτε στο αρχείο ούτε στο μητρώο.",
                    /* suggestion= */ NULL);
    for (size_t i = 0; i < line->successors.n; i++)
        if (!is_known(file, (size_t) line->level, line->successors.parts[i].left))
            row_reject(report, &line->where, COLUMN_SUCCESSORS, line->successors.parts[i].left,
                    "ο διάδοχος δεν υπάρχει ούτε στο αρχείο ούτε στο μητρώο.",
                    /* suggestion= */ NULL);
}

static int
learn_known(PlacesFile *file)
{
    Known known;
    int r = known_init(file->import, &known);

    if (r != 0 || !known.places)
        return r;

    for (size_t i = 0; i < places_count(known.places); i++) {
        const Place *place = places_at(known.places, i);

        codes_add(file->codes,
                code_key(file->import->arena, (size_t) place->level - PLACE_MUNICIPALITY,
                        place->code),
                place->key);
    }
    known_deinit(&known);
    return 0;
}

/* ---- writing ---- */

static void
json_integer_or_null(JsonWriter *json, const char *key, int64_t value)
{
    if (value < 0)
        json_null(json, key);
    else
        json_integer(json, key, value);
}

static void
json_decimal_or_null(JsonWriter *json, const char *key, double value, int decimals)
{
    if (isnan(value))
        json_null(json, key);
    else
        json_decimal(json, key, value, decimals);
}

static void
json_trait(JsonWriter *json, const char *key, int value)
{
    if (value < 0)
        json_null(json, key);
    else
        json_bool(json, key, value);
}

static void
write_name(JsonWriter *json, const char *name, const char *kind)
{
    if (!name)
        return;

    json_object_begin(json, /* key= */ NULL);
    json_string(json, "name", name);
    json_string(json, "kind", kind);
    json_object_end(json);
}

static void
write_parts(JsonWriter *json, const PlaceLine *line)
{
    json_array_begin(json, "names");
    write_name(json, line->seat, "seat");
    for (size_t i = 0; i < line->aliases.n; i++)
        write_name(json, line->aliases.parts[i].left, "alias");
    json_array_end(json);

    json_array_begin(json, "codes");
    for (size_t i = 0; i < line->codes.n; i++) {
        json_object_begin(json, /* key= */ NULL);
        json_string(json, "edition", line->codes.parts[i].left);
        json_string(json, "code", line->codes.parts[i].right);
        json_object_end(json);
    }
    json_array_end(json);

    json_array_begin(json, "successors");
    for (size_t i = 0; i < line->successors.n; i++) {
        json_object_begin(json, /* key= */ NULL);
        json_string(json, "code", line->successors.parts[i].left);
        json_decimal(json, "share", line->successors.parts[i].share, 6);
        json_object_end(json);
    }
    json_array_end(json);
}

static void
write_line(JsonWriter *json, const PlaceLine *line)
{
    json_object_begin(json, /* key= */ NULL);
    json_string(json, "level", levels[line->level].key);
    json_string(json, "code", line->code);
    json_string(json, "name", line->name);
    json_string(json, "name_latin", line->name_latin);
    if (line->valid_from == DAY_NONE)
        json_string(json, "valid_from", "-infinity");
    else
        json_day(json, "valid_from", line->valid_from);
    json_day(json, "valid_to", line->valid_to);
    json_string(json, "regional_unit", line->parents[1]);
    json_string(json, "prefecture", line->parents[2]);
    json_string(json, "region", line->parents[3]);
    json_string(json, "seat", line->seat);
    json_decimal_or_null(json, "label_lon", line->lon, 6);
    json_decimal_or_null(json, "label_lat", line->lat, 6);
    json_integer_or_null(json, "population", line->population);
    json_integer_or_null(json, "population_year", line->population_year);
    json_decimal_or_null(json, "area_km2", line->area_km2, 4);
    for (int i = 0; i < 4; i++)
        json_trait(json, columns[COLUMN_MOUNTAIN + i].key, line->traits[i]);
    json_string(json, "source", line->source);
    write_parts(json, line);
    json_object_end(json);
}

static int
merge(PlacesFile *file)
{
    Buffer buffer;
    JsonWriter json;
    int r;

    buffer_init(&buffer);
    json_init(&json, &buffer);
    json_array_begin(&json, /* key= */ NULL);
    for (size_t i = 0; i < file->n_lines; i++)
        write_line(&json, &file->lines[i]);
    json_array_end(&json);
    r = import_merge(file->import, &sql_import_places, buffer.data);
    buffer_deinit(&buffer);
    return r;
}

static int
places_run(Import *import)
{
    PlacesFile file = {
        .import = import,
        .codes = codes_new(import->arena),
        .lines = arena_array(import->arena, PlaceLine, PLACES_MAX),
    };
    Codes *seen = codes_new(import->arena);
    int r = learn_known(&file);

    for (size_t i = 0; i < import->n_files && r == 0; i++)
        r = read_file(&file, import->files[i], seen);
    if (r != 0)
        return r;

    for (size_t i = 0; i < file.n_lines; i++)
        check_references(&file, &file.lines[i]);
    if (!import->db || report_rejected(import->report) > 0)
        return 0;
    return merge(&file);
}

/* ---- export ---- */

/* Every column of the query is text, in the order of the columns here. */
static int
places_export(Export *export)
{
    static const SheetName name = { "places", "Τόποι" };

    return export_sheet(export, &name, &sql_export_places, columns, N_COLUMNS);
}

const Register register_places = {
    .name = "places",
    .greek = "μητρώο τόπων",
    .files_say = "δήμοι, περιφερειακές ενότητες, νομοί, περιφέρειες: CSV, XLSX, ODS, GeoJSON, "
                 "GeoPackage, Shapefile",
    .run = places_run,
    .export = places_export,
};
