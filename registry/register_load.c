/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/register_load.h"

#include "registry/base/error.h"
#include "registry/db/db.h"
#include "registry/db/statements.h"
#include "registry/table_reader.h"

#include <errno.h>
#include <string.h>

int
register_version(Db *db, int64_t *ret_version)
{
    CLEANUP(result_freep) Result *rows = NULL;
    int r;

    r = db_run(db, &sql_snapshot_version, &rows);
    if (r > 0)
        return error_raise(-EIO, "register version: %s", db_message(db));
    if (r == 0)
        *ret_version = result_int(rows, 0, 0);
    return r;
}

/* ---- places ------------------------------------------------------------------------------- */

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
read_place(Places *places, const TableReader *reader)
{
    const Place place = {
        .key = table_key(reader, "place"),
        .level = level_of(table_text(reader, "level")),
        .code = table_text(reader, "code"),
        .code_2011 = table_text(reader, "code_2011"),
        .code_ypes = table_text(reader, "code_ypes"),
        .name = table_text(reader, "name"),
        .name_en = table_text(reader, "name_latin"),
        .valid_from = table_day(reader, "valid_from"),
        .valid_to = table_day(reader, "valid_to"),
        .regional_unit = table_key(reader, "regional_unit"),
        .prefecture = table_key(reader, "prefecture"),
        .region = table_key(reader, "region"),
        .mountain = table_trait(reader, "mountain"),
        .disadvantaged = table_trait(reader, "disadvantaged"),
        .island = table_trait(reader, "island"),
        .remote = table_trait(reader, "remote"),
        .population = table_int(reader, "population", -1),
        .area_km2 = table_double(reader, "area_km2"),
        .label = table_point(reader, "label_lon", "label_lat"),
    };

    places_add(places, &place);
}

static void
read_name(Places *places, const TableReader *reader)
{
    places_add_name(places, table_key(reader, "place"), table_text(reader, "name"));
}

static void
read_succession(Places *places, const TableReader *reader)
{
    places_add_succession(places, table_key(reader, "predecessor"), table_key(reader, "successor"),
            table_day(reader, "on_day"), table_double(reader, "share"));
}

int
places_load(Db *db, int64_t version, Places **ret_places)
{
    static const struct {
        const Statement *statement;
        void (*read)(Places *places, const TableReader *reader);
    } tables[] = {
        { &sql_snapshot_places, read_place },
        { &sql_snapshot_place_names, read_name },
        { &sql_snapshot_successions, read_succession },
    };
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(places_freep) Places *places = places_new();

    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        TableReader reader;
        int r = table_query(arena, db, tables[i].statement, version, &reader);

        if (r != 0)
            return r;
        for (; table_has_row(&reader); reader.row++)
            tables[i].read(places, &reader);
        table_close(&reader);
    }

    places_seal(places);
    *ret_places = TAKE(places);
    return 0;
}

/* ---- rules -------------------------------------------------------------------------------- */

static Criterion
read_criterion(const TableReader *reader)
{
    Criterion read = {
        .kind = (CriterionKind) table_int(reader, "kind", 0),
        .block = (int32_t) table_int(reader, "block", 0),
        .fact = (FactNumber) table_int(reader, "fact", FACT_NONE),
        .operator_ = (Operator) table_int(reader, "operator", OPERATOR_NONE),
        .value = table_int(reader, "value", 0),
        .value_high = table_int(reader, "value_high", 0),
        .parameter = table_text(reader, "parameter"),
        .document = table_text(reader, "document"),
        .law = table_text(reader, "law"),
        .text = table_text(reader, "text"),
    };
    size_t n_set;

    read.set = table_ints(reader, "value_set", &n_set);
    read.n_set = (uint32_t) n_set;
    return read;
}

/* Rows come in the order of the programmes, so each programme's are the next ones. */
static void
read_criteria(Arena *arena, TableReader *rows, ProgrammeRules *programmes, size_t n)
{
    Criterion *criteria = arena_array(arena, Criterion, result_rows(rows->rows));

    for (size_t i = 0; i < n; i++) {
        size_t first = rows->row;

        for (; table_has_row(rows) && table_key(rows, "programme") == programmes[i].programme
                && table_day(rows, "valid_from") == programmes[i].valid_from;
                rows->row++)
            criteria[rows->row] = read_criterion(rows);
        programmes[i].criteria = &criteria[first];
        programmes[i].n_criteria = rows->row - first;
    }
}

static ProgrammeRules *
read_programmes(Arena *arena, TableReader *rows)
{
    ProgrammeRules *programmes = arena_array(arena, ProgrammeRules, result_rows(rows->rows));

    for (; table_has_row(rows); rows->row++) {
        programmes[rows->row] = (ProgrammeRules) {
            .programme = table_key(rows, "programme"),
            .code = table_text(rows, "code"),
            .valid_from = table_day(rows, "valid_from"),
            .valid_to = table_day(rows, "valid_to"),
            .universal = table_flag(rows, "universal"),
        };
    }
    return programmes;
}

static Parameter
read_parameter(const TableReader *reader)
{
    return (Parameter) {
        .code = table_text(reader, "code"),
        .valid_from = table_day(reader, "valid_from"),
        .valid_to = table_day(reader, "valid_to"),
        .review_by = table_day(reader, "review_by"),
        .base = table_int(reader, "base", PARAMETER_NONE),
        .per_adult = table_int(reader, "per_adult", 0),
        .per_minor = table_int(reader, "per_minor", 0),
        .per_member = table_int(reader, "per_member", 0),
        .per_child = table_int(reader, "per_child", 0),
        .per_unprotected = table_int(reader, "per_unprotected", PARAMETER_NONE),
        .cap = table_int(reader, "cap", PARAMETER_NONE),
        .one_parent_first_minor = (FirstMinor) table_int(reader, "one_parent_first_minor", 0),
        .per = (Period) table_int(reader, "per", PERIOD_SAME),
        .less = (FactNumber) table_int(reader, "less", FACT_NONE),
        .at_most = (FactNumber) table_int(reader, "at_most", FACT_NONE),
        .law = table_text(reader, "law"),
        .trust = table_text(reader, "trust"),
    };
}

static ParameterCell
read_cell(const TableReader *reader)
{
    return (ParameterCell) {
        .adults = table_int(reader, "adults", PARAMETER_NONE),
        .minors = table_int(reader, "minors", PARAMETER_NONE),
        .children = table_int(reader, "children", PARAMETER_NONE),
        .value = table_int(reader, "value", 0),
    };
}

/* The cells, too, come in the order of their parameters. */
static Parameter *
read_parameters(Arena *arena, TableReader *rows, TableReader *cells)
{
    Parameter *parameters = arena_array(arena, Parameter, result_rows(rows->rows));
    ParameterCell *read = arena_array(arena, ParameterCell, result_rows(cells->rows));

    for (; table_has_row(rows); rows->row++) {
        Parameter *parameter = &parameters[rows->row];
        size_t first = cells->row;

        *parameter = read_parameter(rows);
        for (; table_has_row(cells) && strcmp(table_text(cells, "code"), parameter->code) == 0
                && table_day(cells, "valid_from") == parameter->valid_from;
                cells->row++)
            read[cells->row] = read_cell(cells);
        parameter->cells = &read[first];
        parameter->n_cells = cells->row - first;
    }
    return parameters;
}

int
rules_load(Arena *arena, Db *db, int64_t version, ProgrammeRules **ret_programmes,
        size_t *ret_n_programmes, Parameter **ret_parameters, size_t *ret_n_parameters)
{
    static const Statement *const statements[] = {
        &sql_snapshot_programmes,
        &sql_snapshot_criteria,
        &sql_snapshot_parameters,
        &sql_snapshot_parameter_cells,
    };
    TableReader tables[4] = { 0 };
    int r = 0;

    for (size_t i = 0; i < 4 && r == 0; i++)
        r = table_query(arena, db, statements[i], version, &tables[i]);
    if (r == 0) {
        *ret_programmes = read_programmes(arena, &tables[0]);
        *ret_n_programmes = result_rows(tables[0].rows);
        read_criteria(arena, &tables[1], *ret_programmes, *ret_n_programmes);
        *ret_parameters = read_parameters(arena, &tables[2], &tables[3]);
        *ret_n_parameters = result_rows(tables[2].rows);
    }
    for (size_t i = 0; i < 4; i++)
        table_close(&tables[i]);
    return r;
}
