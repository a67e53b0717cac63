/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/area_cell.h"

#include "geo/shape.h"

#include <stdlib.h>
#include <string.h>

typedef enum Form {
    FORM_NATIONWIDE,
    FORM_UNKNOWN,
    FORM_REGIONS,
    FORM_UNITS,
    FORM_MUNICIPALITIES,
    FORM_POLYGON,
} Form;

static const Column forms[] = {
    [FORM_NATIONWIDE] = { "nationwide", "πανελλαδικά|πανελλαδική|όλη η χώρα|εθνική" },
    [FORM_UNKNOWN] = { "unknown", "άγνωστη|άγνωστο" },
    [FORM_REGIONS] = { "regions", "περιφέρειες|περιφέρεια|region" },
    [FORM_UNITS] = { "units", "ενότητες|περιφερειακές ενότητες|Π.Ε.|νομοί|νομός|unit" },
    [FORM_MUNICIPALITIES] = { "municipalities", "δήμοι|δήμος|municipality" },
    [FORM_POLYGON] = { "polygon", "πολύγωνο" },
};

#define N_FORMS (sizeof forms / sizeof *forms)

static const char expected[] =
        "αναμένεται nationwide (πανελλαδικά), regions:…, units:…, municipalities:… (δήμοι:…), "
        "polygon:… ή unknown (άγνωστη).";

typedef struct Reading {
    Import *import;
    const Known *known;
    Table *table;
    int column;
    Day on;
} Reading;

static int
compare_keys(const void *left, const void *right)
{
    int32_t one = *(const int32_t *) left;
    int32_t other = *(const int32_t *) right;

    return (one > other) - (one < other);
}

/* A regional unit and the prefecture of the same name are told apart by what is written. */
static int32_t
find_member(const Reading *reading, Form form, const char *name)
{
    static const unsigned levels[][2] = {
        [FORM_REGIONS] = { PLACE_LEVEL_BIT(PLACE_REGION), 0 },
        [FORM_UNITS] = { PLACE_LEVEL_BIT(PLACE_REGIONAL_UNIT), PLACE_LEVEL_BIT(PLACE_PREFECTURE) },
        [FORM_MUNICIPALITIES] = { PLACE_LEVEL_BIT(PLACE_MUNICIPALITY), 0 },
    };
    const char *message = NULL;
    const char *suggestion = NULL;
    int32_t key = known_place(reading->known, reading->import->arena, name, levels[form][0],
            reading->on, &message, &suggestion);

    if (!key && levels[form][1])
        key = known_place(reading->known, reading->import->arena, name, levels[form][1],
                reading->on, &message, &suggestion);
    if (!key)
        table_reject(reading->table, reading->column,
                arena_format(reading->import->arena, "«%s»: %s", name, message), suggestion);
    return key;
}

static bool
read_members(const Reading *reading, Form form, char *members, AreaCell *area)
{
    int32_t *keys = arena_array(reading->import->arena, int32_t, AREA_PLACES_MAX);
    size_t n = 0;
    size_t kept = 0;
    bool right = true;
    char *name;

    while ((name = strsep(&members, "|,;"))) {
        name += strspn(name, " ");
        if (!*name)
            continue;
        if (n == AREA_PLACES_MAX) {
            table_rejectf(reading->table, reading->column, "πάνω από %d τόποι.", AREA_PLACES_MAX);
            return false;
        }
        keys[n] = find_member(reading, form, name);
        right = keys[n++] && right;
    }
    if (n == 0) {
        table_reject(reading->table, reading->column,
                "μετά την άνω και κάτω τελεία αναμένεται τουλάχιστον ένας τόπος.", NULL);
        return false;
    }
    qsort(keys, n, sizeof *keys, compare_keys);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || keys[i] != keys[i - 1])
            keys[kept++] = keys[i];
    area->places = keys;
    area->n_places = kept;
    return right;
}

static bool
read_vertex(const char *pair, GeoPoint *ret_point)
{
    char *end;

    if (strspn(pair, "+-0123456789. ") != strlen(pair))
        return false;
    ret_point->lon = strtod(pair, &end);
    if (end == pair)
        return false;
    pair = end;
    ret_point->lat = strtod(pair, &end);
    return end != pair && end[strspn(end, " ")] == '\0';
}

static int
draw_ring(Shape *shape, char *pairs, ShapeFlaw *flaw)
{
    GeoPoint first = GEO_NOWHERE;
    GeoPoint last = GEO_NOWHERE;
    char *pair;
    int r = shape_ring_begin(shape, /* exterior= */ true, flaw);

    while (r == 0 && (pair = strsep(&pairs, ",;|"))) {
        if (!read_vertex(pair, &last)) {
            (void) snprintf(flaw->message, sizeof flaw->message,
                    "«%.60s» δεν είναι ζεύγος «μήκος πλάτος», π.χ. 22.1 37.0", pair);
            return SHAPE_E_BAD;
        }
        if (!geo_point_is_known(first))
            first = last;
        r = shape_vertex(shape, last, flaw);
    }
    if (r == 0 && (first.lon != last.lon || first.lat != last.lat))
        r = shape_vertex(shape, first, flaw);
    return r;
}

/* PostGIS is given our own canonical bytes, never what the file holds. */
static const char *
shape_hex(Arena *arena, const Shape *shape)
{
    uint8_t *wkb;
    size_t size;
    char *hex;
    char *at;

    shape_wkb(shape, &wkb, &size);
    at = hex = arena_alloc(arena, strlen("SRID=4326;") + size * 2 + 1);
    at = stpcpy(at, "SRID=4326;");
    for (size_t i = 0; i < size; i++, at += 2)
        (void) snprintf(at, 3, "%02X", wkb[i]);
    free(wkb);
    return hex;
}

static bool
read_polygon(const Reading *reading, char *pairs, AreaCell *area)
{
    CLEANUP(shape_freep) Shape *shape = shape_new();
    ShapeFlaw flaw = { .message = "" };
    int r = draw_ring(shape, pairs, &flaw);

    if (r == 0)
        r = shape_check(shape, &flaw);
    if (r == 0)
        r = shape_validate(shape, &flaw);
    if (r != 0) {
        table_rejectf(
                reading->table, reading->column, "το πολύγωνο δεν είναι σωστό: %s", flaw.message);
        return false;
    }
    area->polygon = shape_hex(reading->import->arena, shape);
    return true;
}

static bool
read_form(const Reading *reading, Form form, char *members, AreaCell *area)
{
    switch (form) {
    case FORM_NATIONWIDE:
    case FORM_UNKNOWN:
        if (!members)
            return true;
        table_reject(reading->table, reading->column, expected, /* suggestion= */ NULL);
        return false;
    case FORM_REGIONS:
    case FORM_UNITS:
    case FORM_MUNICIPALITIES:
        return read_members(reading, form, members, area);
    case FORM_POLYGON:
        return read_polygon(reading, members, area);
    }
    return false;
}

void
area_cell_read(
        Import *import, const Known *known, Table *table, int column, Day on, AreaCell *ret_area)
{
    Arena *arena = import->arena;
    Reading reading = {
        .import = import, .known = known, .table = table, .column = column, .on = on
    };
    const char *cell = table_cell(table, column);
    char *members = arena_text(arena, cell);
    const char *name = strsep(&members, ":");
    int form;

    *ret_area = (AreaCell) { .text = arena_text(arena, cell) };
    if (!*cell) {
        table_rejectf(table, column, "η περιοχή είναι κενή· %s", expected);
        return;
    }
    form = column_find(forms, N_FORMS, name);
    if (form < 0 || (form > FORM_UNKNOWN && !members)) {
        table_reject(table, column, expected, column_nearest(arena, forms, N_FORMS, name));
        return;
    }
    if (read_form(&reading, (Form) form, members, ret_area))
        ret_area->kind = forms[form].key;
}
