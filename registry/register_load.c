/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/register_load.h"

#include "registry/base/error.h"
#include "registry/db/db.h"
#include "registry/db/statements.h"
#include "registry/row_reader.h"

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
read_place(Places *places, const RowReader *reader)
{
    const Place place = {
        .key = row_key(reader, "place"),
        .level = level_of(row_text(reader, "level")),
        .code = row_text(reader, "code"),
        .code_2011 = row_text(reader, "code_2011"),
        .code_ypes = row_text(reader, "code_ypes"),
        .name = row_text(reader, "name"),
        .name_en = row_text(reader, "name_latin"),
        .seat = row_text(reader, "seat"),
        .valid_from = row_day(reader, "valid_from"),
        .valid_to = row_day(reader, "valid_to"),
        .regional_unit = row_key(reader, "regional_unit"),
        .prefecture = row_key(reader, "prefecture"),
        .region = row_key(reader, "region"),
        .mountain = row_trait(reader, "mountain"),
        .disadvantaged = row_trait(reader, "disadvantaged"),
        .island = row_trait(reader, "island"),
        .remote = row_trait(reader, "remote"),
        .population = row_int(reader, "population", -1),
        .population_year = (int32_t) row_int(reader, "population_year", 0),
        .area_km2 = row_double(reader, "area_km2"),
        .label = row_point(reader, "label_lon", "label_lat"),
        .source = row_text(reader, "source"),
    };

    places_add(places, &place);
}

static void
read_name(Places *places, const RowReader *reader)
{
    int32_t place = row_key(reader, "place");
    const char *name = row_text(reader, "name");

    if (row_flag(reader, "is_postcode"))
        places_add_postcode(places, place, name);
    else
        places_add_name(places, place, name);
}

static void
read_succession(Places *places, const RowReader *reader)
{
    places_add_succession(places, row_key(reader, "predecessor"), row_key(reader, "successor"),
            row_day(reader, "on_day"), row_double(reader, "share"));
}

int
places_load(Db *db, int64_t version, Places **ret_places)
{
    static const struct {
        const Statement *statement;
        void (*read)(Places *places, const RowReader *reader);
    } tables[] = {
        { &sql_snapshot_places, read_place },
        { &sql_snapshot_place_names, read_name },
        { &sql_snapshot_successions, read_succession },
    };
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(places_freep) Places *places = places_new();

    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        RowReader reader;
        int r = row_query(arena, db, tables[i].statement, version, &reader);

        if (r != 0)
            return r;
        for (; row_is_there(&reader); reader.row++)
            tables[i].read(places, &reader);
        row_close(&reader);
    }

    places_seal(places);
    *ret_places = TAKE(places);
    return 0;
}

/* ---- rules -------------------------------------------------------------------------------- */

static Criterion
read_criterion(const RowReader *reader)
{
    Criterion read = {
        .kind = (CriterionKind) row_int(reader, "kind", 0),
        .block = (int32_t) row_int(reader, "block", 0),
        .fact = (FactNumber) row_int(reader, "fact", FACT_NONE),
        .operator_ = (Operator) row_int(reader, "operator", OPERATOR_NONE),
        .value = row_int(reader, "value", 0),
        .value_high = row_int(reader, "value_high", 0),
        .parameter = row_text(reader, "parameter"),
        .document = row_text(reader, "document"),
        .law = row_text(reader, "law"),
        .text = row_text(reader, "text"),
    };
    size_t n_set;

    read.set = row_ints(reader, "value_set", &n_set);
    read.n_set = (uint32_t) n_set;
    return read;
}

/* Rows come in the order of the programmes, so each programme's are the next ones. */
static void
read_criteria(Arena *arena, RowReader *rows, ProgrammeRules *programmes, size_t n)
{
    Criterion *criteria = arena_array(arena, Criterion, result_rows(rows->rows));

    for (size_t i = 0; i < n; i++) {
        size_t first = rows->row;

        for (; row_is_there(rows) && row_key(rows, "programme") == programmes[i].programme
                && row_day(rows, "valid_from") == programmes[i].valid_from;
                rows->row++)
            criteria[rows->row] = read_criterion(rows);
        programmes[i].criteria = &criteria[first];
        programmes[i].n_criteria = rows->row - first;
    }
}

static ProgrammeRules *
read_programmes(Arena *arena, RowReader *rows)
{
    ProgrammeRules *programmes = arena_array(arena, ProgrammeRules, result_rows(rows->rows));

    for (; row_is_there(rows); rows->row++) {
        programmes[rows->row] = (ProgrammeRules) {
            .programme = row_key(rows, "programme"),
            .code = row_text(rows, "code"),
            .valid_from = row_day(rows, "valid_from"),
            .valid_to = row_day(rows, "valid_to"),
            .universal = row_flag(rows, "universal"),
        };
    }
    return programmes;
}

static Parameter
read_parameter(const RowReader *reader)
{
    return (Parameter) {
        .code = row_text(reader, "code"),
        .valid_from = row_day(reader, "valid_from"),
        .valid_to = row_day(reader, "valid_to"),
        .review_by = row_day(reader, "review_by"),
        .base = row_int(reader, "base", PARAMETER_NONE),
        .per_adult = row_int(reader, "per_adult", 0),
        .per_minor = row_int(reader, "per_minor", 0),
        .per_member = row_int(reader, "per_member", 0),
        .per_child = row_int(reader, "per_child", 0),
        .per_unprotected = row_int(reader, "per_unprotected", PARAMETER_NONE),
        .cap = row_int(reader, "cap", PARAMETER_NONE),
        .one_parent_first_minor = (FirstMinor) row_int(reader, "one_parent_first_minor", 0),
        .per = (Period) row_int(reader, "per", PERIOD_SAME),
        .less = (FactNumber) row_int(reader, "less", FACT_NONE),
        .at_most = (FactNumber) row_int(reader, "at_most", FACT_NONE),
        .law = row_text(reader, "law"),
        .trust = row_text(reader, "trust"),
    };
}

static ParameterCell
read_cell(const RowReader *reader)
{
    return (ParameterCell) {
        .adults = row_int(reader, "adults", PARAMETER_NONE),
        .minors = row_int(reader, "minors", PARAMETER_NONE),
        .children = row_int(reader, "children", PARAMETER_NONE),
        .value = row_int(reader, "value", 0),
    };
}

/* The cells, too, come in the order of their parameters. */
static Parameter *
read_parameters(Arena *arena, RowReader *rows, RowReader *cells)
{
    Parameter *parameters = arena_array(arena, Parameter, result_rows(rows->rows));
    ParameterCell *read = arena_array(arena, ParameterCell, result_rows(cells->rows));

    for (; row_is_there(rows); rows->row++) {
        Parameter *parameter = &parameters[rows->row];
        size_t first = cells->row;

        *parameter = read_parameter(rows);
        for (; row_is_there(cells) && strcmp(row_text(cells, "code"), parameter->code) == 0
                && row_day(cells, "valid_from") == parameter->valid_from;
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
    RowReader tables[4] = { 0 };
    int r = 0;

    for (size_t i = 0; i < 4 && r == 0; i++)
        r = row_query(arena, db, statements[i], version, &tables[i]);
    if (r == 0) {
        *ret_programmes = read_programmes(arena, &tables[0]);
        *ret_n_programmes = result_rows(tables[0].rows);
        read_criteria(arena, &tables[1], *ret_programmes, *ret_n_programmes);
        *ret_parameters = read_parameters(arena, &tables[2], &tables[3]);
        *ret_n_parameters = result_rows(tables[2].rows);
    }
    for (size_t i = 0; i < 4; i++)
        row_close(&tables[i]);
    return r;
}
