/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * The public registers from the database into a snapshot, table by table.
 */

#include "registry/base/error.h"
#include "registry/base/log.h"
#include "registry/db/db.h"
#include "registry/db/statements.h"
#include "registry/snapshot_state.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* One table being read: the result, the row at hand, and where its texts go. */
typedef struct Reader {
    const Snapshot *snapshot;
    const Result *rows;
    size_t row;
} Reader;

static const char *
text(const Reader *reader, const char *column)
{
    return arena_text(reader->snapshot->arena,
            result_text(reader->rows, reader->row, result_column(reader->rows, column)));
}

/* NULL becomes `otherwise`. */
static int64_t
integer(const Reader *reader, const char *column, int64_t otherwise)
{
    int64_t value = result_int(reader->rows, reader->row, result_column(reader->rows, column));

    return value == DB_NULL ? otherwise : value;
}

static int32_t
key(const Reader *reader, const char *column)
{
    return (int32_t) integer(reader, column, 0);
}

static Day
day(const Reader *reader, const char *column)
{
    return result_day(reader->rows, reader->row, result_column(reader->rows, column));
}

static bool
flag(const Reader *reader, const char *column)
{
    return result_bool(reader->rows, reader->row, result_column(reader->rows, column));
}

/* 1, 0, or -1 for NULL. */
static int8_t
trait(const Reader *reader, const char *column)
{
    size_t number = result_column(reader->rows, column);

    if (result_is_null(reader->rows, reader->row, number))
        return -1;
    return result_bool(reader->rows, reader->row, number);
}

static double
number(const Reader *reader, const char *column)
{
    return result_double(reader->rows, reader->row, result_column(reader->rows, column));
}

static GeoPoint
point(const Reader *reader, const char *lon, const char *lat)
{
    return (GeoPoint) { .lon = number(reader, lon), .lat = number(reader, lat) };
}

static int
compare_keys(const void *one, const void *other)
{
    int32_t a = *(const int32_t *) one;
    int32_t b = *(const int32_t *) other;

    return (a > b) - (a < b);
}

/* Keys in ascending order; NULL gives none. */
static const int32_t *
keys(const Reader *reader, const char *column, size_t *ret_n)
{
    Arena *arena = reader->snapshot->arena;
    const int64_t *values = result_ints(
            arena, reader->rows, reader->row, result_column(reader->rows, column), ret_n);
    int32_t *ascending = arena_array(arena, int32_t, *ret_n);

    for (size_t i = 0; i < *ret_n; i++)
        ascending[i] = (int32_t) values[i];
    qsort(ascending, *ret_n, sizeof *ascending, compare_keys);
    return ascending;
}

static Area
area(const Reader *reader)
{
    Area read = { .kind = area_kind_of(text(reader, "area_kind")) };

    read.places = keys(reader, "area_places", &read.n_places);
    return read;
}

static int
query(Db *db, const Statement *statement, int64_t version, Result **ret_rows)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    Params params;
    int r;

    params_begin(&params, arena, statement);
    params_int(&params, version);
    r = db_query(db, &params, ret_rows);
    if (r > 0)
        return error_raise(-EIO, "%s: %s", statement->name, db_message(db));
    return r;
}

static PlaceLevel
level_of(const char *name)
{
    for (PlaceLevel level = PLACE_MUNICIPALITY; level <= PLACE_REGION; level++) {
        if (strcmp(place_level_name(level), name) == 0)
            return level;
    }
    return PLACE_MUNICIPALITY; /* a constraint of the table leaves no other */
}

static void
read_place(Snapshot *snapshot, const Reader *reader)
{
    const Place place = {
        .key = key(reader, "place"),
        .level = level_of(text(reader, "level")),
        .code = text(reader, "code"),
        .code_2011 = text(reader, "code_2011"),
        .code_ypes = text(reader, "code_ypes"),
        .name = text(reader, "name"),
        .name_en = text(reader, "name_latin"),
        .valid_from = day(reader, "valid_from"),
        .valid_to = day(reader, "valid_to"),
        .regional_unit = key(reader, "regional_unit"),
        .prefecture = key(reader, "prefecture"),
        .region = key(reader, "region"),
        .mountain = trait(reader, "mountain"),
        .disadvantaged = trait(reader, "disadvantaged"),
        .island = trait(reader, "island"),
        .remote = trait(reader, "remote"),
        .population = integer(reader, "population", -1),
        .area_km2 = number(reader, "area_km2"),
        .label = point(reader, "label_lon", "label_lat"),
    };

    places_add(snapshot->places, &place);
}

static void
read_place_name(Snapshot *snapshot, const Reader *reader)
{
    places_add_name(snapshot->places, key(reader, "place"), text(reader, "name"));
}

static void
read_succession(Snapshot *snapshot, const Reader *reader)
{
    places_add_succession(snapshot->places, key(reader, "predecessor"), key(reader, "successor"),
            day(reader, "on_day"), number(reader, "share"));
}

/* A boundary that cannot be read is left out: its municipality is then found by name only. */
static void
read_boundary(Snapshot *snapshot, const Reader *reader)
{
    Bytes wkb = result_bytes(reader->rows, reader->row, result_column(reader->rows, "wkb"));
    const MunicipalityArea boundary = {
        .key = key(reader, "place"),
        .code = text(reader, "code"),
        .official = flag(reader, "official"),
        .valid_from = day(reader, "valid_from"),
        .valid_to = day(reader, "valid_to"),
        .wkb = wkb.data,
        .wkb_size = wkb.size,
    };

    if (municipality_index_add(snapshot->index, &boundary) != 0)
        log_error("boundary of municipality %s: %s", boundary.code,
                municipality_index_reason(snapshot->index));
}

static void
read_programme(Snapshot *snapshot, const Reader *reader)
{
    snapshot->programmes[reader->row] = (Programme) {
        .key = key(reader, "programme"),
        .code = text(reader, "code"),
        .title = text(reader, "title"),
        .neutral_title = text(reader, "neutral_title"),
        .kind = text(reader, "kind"),
        .level = text(reader, "level"),
        .authority = text(reader, "authority"),
        .valid_from = day(reader, "valid_from"),
        .valid_to = day(reader, "valid_to"),
        .universal = flag(reader, "universal"),
        .law = text(reader, "law"),
        .channel = text(reader, "channel"),
        .url = text(reader, "url"),
        .mitos = text(reader, "mitos"),
        .trust = text(reader, "trust"),
        .area_text = text(reader, "area_text"),
        .area = area(reader),
    };
}

/* Rows come in the order of the programmes, so each programme's are the next ones. */
static bool
belongs_to(const Programme *programme, const Reader *reader)
{
    return reader->row < result_rows(reader->rows) && key(reader, "programme") == programme->key
            && day(reader, "valid_from") == programme->valid_from;
}

static void
read_documents(Snapshot *snapshot, Reader reader)
{
    ProgrammeDocument *documents =
            arena_array(snapshot->arena, ProgrammeDocument, result_rows(reader.rows));

    for (size_t i = 0; i < snapshot->n_programmes; i++) {
        Programme *programme = &snapshot->programmes[i];

        programme->documents = &documents[reader.row];
        for (; belongs_to(programme, &reader); reader.row++) {
            documents[reader.row] = (ProgrammeDocument) {
                .document = text(&reader, "document"),
                .text = text(&reader, "text"),
                .proves = (uint16_t) integer(&reader, "proves", FACT_NONE),
            };
            programme->n_documents++;
        }
    }
}

static Criterion
criterion(const Reader *reader)
{
    Arena *arena = reader->snapshot->arena;
    Criterion read = {
        .kind = (CriterionKind) integer(reader, "kind", 0),
        .block = (int32_t) integer(reader, "block", 0),
        .fact = (FactNumber) integer(reader, "fact", FACT_NONE),
        .operator_ = (Operator) integer(reader, "operator", OPERATOR_NONE),
        .value = integer(reader, "value", 0),
        .value_high = integer(reader, "value_high", 0),
        .parameter = text(reader, "parameter"),
        .document = text(reader, "document"),
        .law = text(reader, "law"),
        .text = text(reader, "text"),
    };
    size_t n_set;

    read.set = result_ints(
            arena, reader->rows, reader->row, result_column(reader->rows, "value_set"), &n_set);
    read.n_set = (uint32_t) n_set;
    return read;
}

static void
add_rules(Snapshot *snapshot, Reader reader)
{
    CLEANUP(arena_freep) Arena *scratch = arena_new();
    Criterion *criteria = arena_array(scratch, Criterion, result_rows(reader.rows) + 1);

    for (size_t i = 0; i < snapshot->n_programmes; i++) {
        Programme *programme = &snapshot->programmes[i];
        size_t first = reader.row;

        for (; belongs_to(programme, &reader); reader.row++)
            criteria[reader.row] = criterion(&reader);

        programme->rule = ruleset_add_programme(snapshot->ruleset,
                &(ProgrammeRules) {
                        .programme = programme->key,
                        .code = programme->code,
                        .valid_from = programme->valid_from,
                        .valid_to = programme->valid_to,
                        .universal = programme->universal,
                        .criteria = &criteria[first],
                        .n_criteria = reader.row - first,
                });
    }
}

static void
read_cells(const Snapshot *snapshot, Reader *cells, Parameter *parameter)
{
    size_t first = cells->row;
    size_t n;
    ParameterCell *read;

    while (cells->row < result_rows(cells->rows)
            && strcmp(text(cells, "code"), parameter->code) == 0
            && day(cells, "valid_from") == parameter->valid_from)
        cells->row++;

    n = cells->row - first;
    read = arena_array(snapshot->arena, ParameterCell, n);
    for (size_t i = 0; i < n; i++) {
        const Reader at = { .snapshot = snapshot, .rows = cells->rows, .row = first + i };

        read[i] = (ParameterCell) {
            .adults = integer(&at, "adults", PARAMETER_NONE),
            .minors = integer(&at, "minors", PARAMETER_NONE),
            .children = integer(&at, "children", PARAMETER_NONE),
            .value = integer(&at, "value", 0),
        };
    }
    parameter->cells = read;
    parameter->n_cells = n;
}

static void
add_parameter(const Snapshot *snapshot, const Reader *reader, Reader *cells)
{
    Parameter parameter = {
        .code = text(reader, "code"),
        .valid_from = day(reader, "valid_from"),
        .valid_to = day(reader, "valid_to"),
        .review_by = day(reader, "review_by"),
        .base = integer(reader, "base", PARAMETER_NONE),
        .per_adult = integer(reader, "per_adult", 0),
        .per_minor = integer(reader, "per_minor", 0),
        .per_member = integer(reader, "per_member", 0),
        .per_child = integer(reader, "per_child", 0),
        .per_unprotected = integer(reader, "per_unprotected", PARAMETER_NONE),
        .cap = integer(reader, "cap", PARAMETER_NONE),
        .one_parent_first_minor = (FirstMinor) integer(reader, "one_parent_first_minor", 0),
        .per = (Period) integer(reader, "per", PERIOD_SAME),
        .less = (FactNumber) integer(reader, "less", FACT_NONE),
        .at_most = (FactNumber) integer(reader, "at_most", FACT_NONE),
        .law = text(reader, "law"),
        .trust = text(reader, "trust"),
    };

    read_cells(snapshot, cells, &parameter);
    ruleset_add_parameter(snapshot->ruleset, &parameter);
}

static Structure *
structure_of(const Snapshot *snapshot, int32_t structure)
{
    for (size_t i = 0; i < snapshot->n_structures; i++) {
        if (snapshot->structures[i].key == structure)
            return &snapshot->structures[i];
    }
    return NULL;
}

static void
read_structure(Snapshot *snapshot, const Reader *reader)
{
    snapshot->structures[reader->row] = (Structure) {
        .key = key(reader, "structure"),
        .code = text(reader, "code"),
        .name = text(reader, "name"),
        .neutral_name = text(reader, "neutral_name"),
        .kind = text(reader, "kind"),
        .for_group = text(reader, "for_group"),
        .body = text(reader, "body"),
        .supervisor = text(reader, "supervisor"),
        .municipality = key(reader, "place"),
        .point = point(reader, "lon", "lat"),
        .address = text(reader, "address"),
        .hours = text(reader, "hours"),
        .phone = text(reader, "phone"),
        .email = text(reader, "email"),
        .valid_from = day(reader, "valid_from"),
        .valid_to = day(reader, "valid_to"),
        .funding_to = day(reader, "funding_to"),
        .is_sample = flag(reader, "sample"),
        .area = area(reader),
    };
}

static void
link_parents(Snapshot *snapshot, const Result *rows)
{
    for (size_t i = 0; i < snapshot->n_structures; i++) {
        const Reader reader = { .snapshot = snapshot, .rows = rows, .row = i };

        snapshot->structures[i].parent = structure_of(snapshot, key(&reader, "parent"));
    }
}

static void
read_site(Snapshot *snapshot, const Reader *reader)
{
    Site *site = &snapshot->sites[reader->row];
    Structure *structure = structure_of(snapshot, key(reader, "structure"));

    *site = (Site) {
        .key = key(reader, "site"),
        .code = text(reader, "code"),
        .name = text(reader, "name"),
        .municipality = key(reader, "place"),
        .point = point(reader, "lon", "lat"),
        .address = text(reader, "address"),
        .hours = text(reader, "hours"),
        .phone = text(reader, "phone"),
        .email = text(reader, "email"),
        .access_inside = trait(reader, "access_inside"),
        .access_outside = trait(reader, "access_outside"),
        .valid_from = day(reader, "valid_from"),
        .valid_to = day(reader, "valid_to"),
    };
    if (structure->n_sites++ == 0)
        structure->sites = site;
}

static void
read_stops(Snapshot *snapshot, Reader reader)
{
    Stop *stops = arena_array(snapshot->arena, Stop, result_rows(reader.rows));

    for (; reader.row < result_rows(reader.rows); reader.row++) {
        Stop *stop = &stops[reader.row];
        Structure *structure = structure_of(snapshot, key(&reader, "structure"));

        *stop = (Stop) {
            .day = day(&reader, "day"),
            .from = text(&reader, "starts"),
            .to = text(&reader, "ends"),
            .place = text(&reader, "settlement"),
            .services = text(&reader, "services"),
            .municipality = key(&reader, "place"),
            .point = point(&reader, "lon", "lat"),
        };
        stop->serves = keys(&reader, "serves", &stop->n_serves);
        if (structure->n_stops++ == 0)
            structure->stops = stop;
    }
}

static const Site *
site_of(const Snapshot *snapshot, int32_t site)
{
    for (size_t i = 0; site && i < snapshot->n_sites; i++) {
        if (snapshot->sites[i].key == site)
            return &snapshot->sites[i];
    }
    return NULL;
}

static void
read_offer(Snapshot *snapshot, const Reader *reader)
{
    snapshot->offers[reader->row] = (Offer) {
        .code = text(reader, "code"),
        .programme = key(reader, "programme"),
        .structure = structure_of(snapshot, key(reader, "structure")),
        .site = site_of(snapshot, key(reader, "site")),
        .mode = text(reader, "mode"),
        .area = area(reader),
        .hours = text(reader, "hours"),
        .phone = text(reader, "phone"),
        .email = text(reader, "email"),
        .capacity = (int32_t) integer(reader, "capacity", -1),
        .valid_from = day(reader, "valid_from"),
        .valid_to = day(reader, "valid_to"),
        .confirmed_on = day(reader, "confirmed_on"),
    };
}

typedef void (*ReadRow)(Snapshot *snapshot, const Reader *reader);

static void
each_row(Snapshot *snapshot, const Result *rows, ReadRow read)
{
    for (Reader reader = { .snapshot = snapshot, .rows = rows }; reader.row < result_rows(rows);
            reader.row++)
        read(snapshot, &reader);
}

static int
fill_places(Snapshot *snapshot, Db *db)
{
    static const struct {
        const Statement *statement;
        ReadRow read;
    } tables[] = {
        { &sql_snapshot_places, read_place },
        { &sql_snapshot_place_names, read_place_name },
        { &sql_snapshot_successions, read_succession },
        { &sql_snapshot_boundaries, read_boundary },
    };

    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        CLEANUP(result_freep) Result *rows = NULL;
        int r = query(db, tables[i].statement, snapshot->version, &rows);

        if (r != 0)
            return r;
        each_row(snapshot, rows, tables[i].read);
    }

    places_seal(snapshot->places);
    return municipality_index_seal(snapshot->index);
}

static void
list_programme_codes(Snapshot *snapshot)
{
    int32_t highest = 0;

    for (size_t i = 0; i < snapshot->n_programmes; i++) {
        if (snapshot->programmes[i].key > highest)
            highest = snapshot->programmes[i].key;
    }

    snapshot->n_programme_codes = (size_t) highest + 1;
    snapshot->programme_codes =
            arena_array(snapshot->arena, const char *, snapshot->n_programme_codes);
    for (size_t i = 0; i < snapshot->n_programmes; i++)
        snapshot->programme_codes[snapshot->programmes[i].key] = snapshot->programmes[i].code;
}

static int
fill_programmes(Snapshot *snapshot, Db *db)
{
    CLEANUP(result_freep) Result *programmes = NULL;
    CLEANUP(result_freep) Result *documents = NULL;
    int r;

    r = query(db, &sql_snapshot_programmes, snapshot->version, &programmes);
    if (r != 0)
        return r;
    snapshot->n_programmes = result_rows(programmes);
    snapshot->programmes = arena_array(snapshot->arena, Programme, snapshot->n_programmes);
    each_row(snapshot, programmes, read_programme);
    list_programme_codes(snapshot);

    r = query(db, &sql_snapshot_documents, snapshot->version, &documents);
    if (r != 0)
        return r;
    read_documents(snapshot, (Reader) { .snapshot = snapshot, .rows = documents });
    return 0;
}

/* The import has refused what does not compile, so a diagnostic here is a fault of the system. */
static int
compile(Snapshot *snapshot)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    Diagnostics diagnostics;
    int r;

    diagnostics_init(&diagnostics, arena);
    r = ruleset_compile(snapshot->ruleset, &diagnostics);
    if (r != RULESET_E_REFUSED)
        return error_fold(r);

    for (size_t i = 0; i < diagnostics.n_items; i++)
        log_error("programme %s, row %" PRIu64 ": %s",
                diagnostics.items[i].programme ? diagnostics.items[i].programme : "-",
                diagnostics.items[i].row, diagnostics.items[i].message);
    return error_raise(-EINVAL, "the programmes of register version %" PRId64 " do not compile",
            snapshot->version);
}

static int
fill_rules(Snapshot *snapshot, Db *db)
{
    CLEANUP(result_freep) Result *parameters = NULL;
    CLEANUP(result_freep) Result *cells = NULL;
    CLEANUP(result_freep) Result *criteria = NULL;
    Reader cell = { .snapshot = snapshot };
    int r;

    r = query(db, &sql_snapshot_parameters, snapshot->version, &parameters);
    if (r == 0)
        r = query(db, &sql_snapshot_parameter_cells, snapshot->version, &cells);
    if (r == 0)
        r = query(db, &sql_snapshot_criteria, snapshot->version, &criteria);
    if (r != 0)
        return r;

    snapshot->ruleset = ruleset_new();
    cell.rows = cells;
    for (Reader at = { .snapshot = snapshot, .rows = parameters }; at.row < result_rows(parameters);
            at.row++)
        add_parameter(snapshot, &at, &cell);
    add_rules(snapshot, (Reader) { .snapshot = snapshot, .rows = criteria });
    return compile(snapshot);
}

static int
fill_providers(Snapshot *snapshot, Db *db)
{
    CLEANUP(result_freep) Result *structures = NULL;
    CLEANUP(result_freep) Result *sites = NULL;
    CLEANUP(result_freep) Result *stops = NULL;
    CLEANUP(result_freep) Result *offers = NULL;
    int r;

    r = query(db, &sql_snapshot_structures, snapshot->version, &structures);
    if (r == 0)
        r = query(db, &sql_snapshot_sites, snapshot->version, &sites);
    if (r == 0)
        r = query(db, &sql_snapshot_stops, snapshot->version, &stops);
    if (r == 0)
        r = query(db, &sql_snapshot_offers, snapshot->version, &offers);
    if (r != 0)
        return r;

    snapshot->n_structures = result_rows(structures);
    snapshot->structures = arena_array(snapshot->arena, Structure, snapshot->n_structures);
    each_row(snapshot, structures, read_structure);
    link_parents(snapshot, structures);

    snapshot->n_sites = result_rows(sites);
    snapshot->sites = arena_array(snapshot->arena, Site, snapshot->n_sites);
    each_row(snapshot, sites, read_site);
    read_stops(snapshot, (Reader) { .snapshot = snapshot, .rows = stops });

    snapshot->n_offers = result_rows(offers);
    snapshot->offers = arena_array(snapshot->arena, Offer, snapshot->n_offers);
    each_row(snapshot, offers, read_offer);
    return 0;
}

static int
read_version(Snapshot *snapshot, Db *db)
{
    CLEANUP(result_freep) Result *rows = NULL;
    int r;

    r = db_run(db, &sql_snapshot_version, &rows);
    if (r > 0)
        return error_raise(-EIO, "register version: %s", db_message(db));
    if (r == 0)
        snapshot->version = result_int(rows, 0, 0);
    return r;
}

int
snapshot_fill(Snapshot *snapshot, Db *db)
{
    static int (*const parts[])(Snapshot *, Db *) = {
        read_version,
        fill_places,
        fill_programmes,
        fill_rules,
        fill_providers,
    };
    int r;

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        r = parts[i](snapshot, db);
        if (r != 0)
            return r;
    }
    return 0;
}
