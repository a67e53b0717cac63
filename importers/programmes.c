/* SPDX-License-Identifier: EUPL-1.2 */

/* The register of programmes: checked as a whole in C, merged as a whole in SQL. */

#include "importers/programmes.h"

#include "registry/base/json.h"
#include "registry/db/db.h"
#include "registry/db/statements.h"

#include <string.h>

static void
json_optional(JsonWriter *json, const char *key, int64_t value, int64_t none)
{
    if (value == none)
        json_null(json, key);
    else
        json_integer(json, key, value);
}

/* An open beginning is a value in the key of a row, so it cannot be NULL there. */
static void
json_beginning(JsonWriter *json, const char *key, Day day)
{
    if (day == DAY_NONE)
        json_string(json, key, "-infinity");
    else
        json_day(json, key, day);
}

static void
json_area(JsonWriter *json, const AreaCell *area)
{
    json_string(json, "area_kind", area->kind);
    if (area->n_places) {
        json_array_begin(json, "area_places");
        for (size_t i = 0; i < area->n_places; i++)
            json_integer(json, /* key= */ NULL, area->places[i]);
        json_array_end(json);
    }
    json_string(json, "area_polygon", area->polygon);
    json_string(json, "area_text", area->text);
}

static void
write_programme(JsonWriter *json, const Programmes *programmes, const ProgrammeLine *line)
{
    json_object_begin(json, /* key= */ NULL);
    json_integer(json, "programme", codes_find(programmes->codes, line->code));
    json_day(json, "valid_from", line->valid_from);
    json_day(json, "valid_to", line->valid_to);
    json_string(json, "title", line->title);
    json_string(json, "neutral_title", line->neutral_title);
    json_string(json, "kind", line->kind);
    json_string(json, "level", line->level);
    json_string(json, "authority", line->authority);
    json_area(json, &line->area);
    json_bool(json, "universal", line->universal);
    json_string(json, "law", line->law);
    json_string(json, "channel", line->channel);
    json_string(json, "url", line->url);
    json_string(json, "mitos", line->mitos);
    json_string(json, "trust", line->trust);
    json_integer(json, "file_line", (int64_t) line->place.line);
    json_object_end(json);
}

static bool
uses_value(const Criterion *criterion)
{
    return criterion->fact != FACT_NONE && !criterion->parameter
            && criterion->operator_ >= OPERATOR_EQUAL && criterion->operator_ <= OPERATOR_BETWEEN;
}

static void
write_value(JsonWriter *json, const Criterion *criterion)
{
    bool set = criterion->operator_ == OPERATOR_IN || criterion->operator_ == OPERATOR_NOT_IN;

    if (uses_value(criterion)) {
        json_integer(json, "value", criterion->value);
        if (criterion->operator_ == OPERATOR_BETWEEN)
            json_integer(json, "value_high", criterion->value_high);
    }
    if (!set)
        return;
    json_array_begin(json, "value_set");
    for (uint32_t i = 0; i < criterion->n_set; i++)
        json_integer(json, /* key= */ NULL, criterion->set[i]);
    json_array_end(json);
}

static void
write_criterion(JsonWriter *json, const Programmes *programmes, const CriterionLine *line,
        const VersionKey *version, int64_t ordinal)
{
    const Criterion *criterion = &line->criterion;

    json_object_begin(json, /* key= */ NULL);
    json_integer(json, "programme", codes_find(programmes->codes, version->code));
    json_beginning(json, "valid_from", version->valid_from);
    json_integer(json, "ordinal", ordinal);
    json_integer(json, "block", criterion->block);
    json_integer(json, "kind", criterion->kind);
    json_optional(json, "fact", criterion->fact, FACT_NONE);
    json_optional(json, "operator", criterion->operator_, OPERATOR_NONE);
    write_value(json, criterion);
    json_string(json, "parameter", criterion->parameter);
    json_string(json, "document", criterion->document);
    json_string(json, "law", criterion->law);
    json_string(json, "text", criterion->text);
    json_string(json, "block_text", line->text.block);
    json_string(json, "fact_text", line->text.fact);
    json_string(json, "operator_text", line->text.operator_);
    json_string(json, "value_text", line->text.value);
    json_string(json, "set_text", line->text.set);
    json_integer(json, "file_line", (int64_t) line->place.line);
    json_object_end(json);
}

static void
write_document(JsonWriter *json, const Programmes *programmes, const DocumentLine *line,
        const VersionKey *version, int64_t ordinal)
{
    json_object_begin(json, /* key= */ NULL);
    json_integer(json, "programme", codes_find(programmes->codes, version->code));
    json_beginning(json, "valid_from", version->valid_from);
    json_integer(json, "ordinal", ordinal);
    json_string(json, "document", line->document);
    json_optional(json, "proves", line->fact, FACT_NONE);
    json_string(json, "proves_text", line->proves);
    json_string(json, "text", line->text);
    json_integer(json, "file_line", (int64_t) line->place.line);
    json_object_end(json);
}

/* ---- versions and what hangs on them ---- */

/* The versions of the files, then those of the register that the files add to. */
static size_t
all_versions(const Programmes *programmes, VersionKey **ret_versions)
{
    size_t n = 0;

    *ret_versions = arena_array(programmes->import->arena, VersionKey,
            programmes->n_programmes + programmes->n_touched);
    for (size_t i = 0; i < programmes->n_programmes; i++)
        (*ret_versions)[n++] = (VersionKey) {
            .code = programmes->programmes[i].code,
            .valid_from = programmes->programmes[i].valid_from,
            .gives_criteria = programmes->present[SHEET_CRITERIA],
            .gives_documents = programmes->present[SHEET_DOCUMENTS],
        };
    for (size_t i = 0; i < programmes->n_touched; i++)
        (*ret_versions)[n++] = programmes->touched[i];
    return n;
}

static void
write_criteria(JsonWriter *json, const Programmes *programmes, const VersionKey *version)
{
    const IndexedLine *lines;
    size_t n = line_index_find(&programmes->by_programme[SHEET_CRITERIA], version->code, &lines);
    int64_t ordinal = 0;

    for (size_t i = 0; i < n; i++) {
        const CriterionLine *line = &programmes->criteria[lines[i].line];

        if (programme_line_is_of(programmes, line->text.programme, line->version, version))
            write_criterion(json, programmes, line, version, ++ordinal);
    }
}

static void
write_documents(JsonWriter *json, const Programmes *programmes, const VersionKey *version)
{
    const IndexedLine *lines;
    size_t n = line_index_find(&programmes->by_programme[SHEET_DOCUMENTS], version->code, &lines);
    int64_t ordinal = 0;

    for (size_t i = 0; i < n; i++) {
        const DocumentLine *line = &programmes->documents[lines[i].line];

        if (programme_line_is_of(programmes, line->programme, line->version, version))
            write_document(json, programmes, line, version, ++ordinal);
    }
}

typedef void WriteVersion(
        JsonWriter *json, const Programmes *programmes, const VersionKey *version);

static void
write_key(JsonWriter *json, const Programmes *programmes, const VersionKey *version)
{
    json_object_begin(json, /* key= */ NULL);
    json_integer(json, "programme", codes_find(programmes->codes, version->code));
    json_beginning(json, "valid_from", version->valid_from);
    json_object_end(json);
}

static void
write_criteria_versions(
        JsonWriter *json, const char *key, const Programmes *programmes, WriteVersion *write)
{
    VersionKey *versions;
    size_t n = all_versions(programmes, &versions);

    json_array_begin(json, key);
    for (size_t i = 0; i < n; i++)
        if (versions[i].gives_criteria)
            write(json, programmes, &versions[i]);
    json_array_end(json);
}

static void
write_document_versions(
        JsonWriter *json, const char *key, const Programmes *programmes, WriteVersion *write)
{
    VersionKey *versions;
    size_t n = all_versions(programmes, &versions);

    json_array_begin(json, key);
    for (size_t i = 0; i < n; i++)
        if (versions[i].gives_documents)
            write(json, programmes, &versions[i]);
    json_array_end(json);
}

/* A version that is given documents only keeps its criteria, and the reverse. */
static void
write_wholes(JsonWriter *json, const Programmes *programmes)
{
    write_criteria_versions(json, "criteria_of", programmes, write_key);
    write_criteria_versions(json, "criterion", programmes, write_criteria);
    write_document_versions(json, "documents_of", programmes, write_key);
    write_document_versions(json, "document", programmes, write_documents);
}

/* ---- parameters ---- */

static int64_t
line_of_parameter(const Programmes *programmes, const Parameter *parameter, size_t *hint)
{
    size_t n = programmes->n_parameter_lines;

    for (size_t i = 0; i < n; i++) {
        const ParameterLine *line = &programmes->parameter_lines[(*hint + i) % n];
        Day from = DAY_NONE;

        if (!line->text.code || strcmp(line->text.code, parameter->code) != 0)
            continue;
        if (line->text.valid_from && day_parse(line->text.valid_from, &from) != 0)
            continue;
        if (from != parameter->valid_from)
            continue;
        *hint = (*hint + i) % n;
        return (int64_t) line->place.line;
    }
    return 0;
}

static void
write_parameter(
        JsonWriter *json, const Programmes *programmes, const Parameter *parameter, size_t *hint)
{
    json_object_begin(json, /* key= */ NULL);
    json_string(json, "code", parameter->code);
    json_beginning(json, "valid_from", parameter->valid_from);
    json_day(json, "valid_to", parameter->valid_to);
    json_day(json, "review_by", parameter->review_by);
    json_optional(json, "base", parameter->base, PARAMETER_NONE);
    json_integer(json, "per_adult", parameter->per_adult);
    json_integer(json, "per_minor", parameter->per_minor);
    json_integer(json, "per_member", parameter->per_member);
    json_integer(json, "per_child", parameter->per_child);
    json_optional(json, "per_unprotected", parameter->per_unprotected, PARAMETER_NONE);
    json_integer(json, "one_parent_first_minor", parameter->one_parent_first_minor);
    json_optional(json, "cap", parameter->cap, PARAMETER_NONE);
    json_integer(json, "per", parameter->per);
    json_optional(json, "less", parameter->less, FACT_NONE);
    json_optional(json, "at_most", parameter->at_most, FACT_NONE);
    json_string(json, "law", parameter->law);
    json_string(json, "trust", parameter->trust);
    json_integer(json, "file_line", line_of_parameter(programmes, parameter, hint));
    json_object_end(json);
}

static void
write_cells(JsonWriter *json, const Parameter *parameter)
{
    for (size_t i = 0; i < parameter->n_cells; i++) {
        const ParameterCell *cell = &parameter->cells[i];

        json_object_begin(json, /* key= */ NULL);
        json_string(json, "code", parameter->code);
        json_beginning(json, "valid_from", parameter->valid_from);
        json_integer(json, "ordinal", (int64_t) i + 1);
        json_optional(json, "adults", cell->adults, PARAMETER_NONE);
        json_optional(json, "minors", cell->minors, PARAMETER_NONE);
        json_optional(json, "children", cell->children, PARAMETER_NONE);
        json_integer(json, "value", cell->value);
        json_object_end(json);
    }
}

static void
write_parameters(JsonWriter *json, const Programmes *programmes)
{
    size_t hint = 0;

    json_array_begin(json, "parameter");
    for (size_t i = 0; i < programmes->n_parameters; i++)
        write_parameter(json, programmes, &programmes->parameters[i], &hint);
    json_array_end(json);
    json_array_begin(json, "parameter_cell");
    for (size_t i = 0; i < programmes->n_parameters; i++)
        write_cells(json, &programmes->parameters[i]);
    json_array_end(json);
}

static void
write_endings(JsonWriter *json, const char *key, const Programmes *programmes,
        const Ending *endings, size_t n, bool of_programmes)
{
    json_array_begin(json, key);
    for (size_t i = 0; i < n; i++) {
        json_object_begin(json, /* key= */ NULL);
        if (of_programmes)
            json_integer(json, "programme", codes_find(programmes->codes, endings[i].code));
        else
            json_string(json, "code", endings[i].code);
        json_beginning(json, "valid_from", endings[i].valid_from);
        json_day(json, "valid_to", endings[i].valid_to);
        json_object_end(json);
    }
    json_array_end(json);
}

void
programmes_json(const Programmes *programmes, Buffer *buffer)
{
    JsonWriter json;

    json_init(&json, buffer);
    json_object_begin(&json, /* key= */ NULL);
    json_array_begin(&json, "programme_version");
    for (size_t i = 0; i < programmes->n_programmes; i++)
        write_programme(&json, programmes, &programmes->programmes[i]);
    json_array_end(&json);
    write_wholes(&json, programmes);
    write_parameters(&json, programmes);
    write_endings(&json, "programme_endings", programmes, programmes->endings,
            programmes->n_endings, /* of_programmes= */ true);
    write_endings(&json, "parameter_endings", programmes, programmes->parameter_endings,
            programmes->n_parameter_endings, /* of_programmes= */ false);
    json_object_end(&json);
}

/* ---- the run ---- */

static int
merge(Programmes *programmes)
{
    Buffer file;
    int r;

    buffer_init(&file);
    programmes_json(programmes, &file);
    r = import_merge(programmes->import, &sql_import_programmes, file.data);
    buffer_deinit(&file);
    return r;
}

/* The offers of the same workbook, after the programmes that they deliver, in one transaction. */
static int
run_offers(const Import *import)
{
    Import beside = *import;

    beside.only_sheet = "offers";
    return register_providers.run(&beside);
}

static int
run(Import *import)
{
    Programmes programmes;
    int r;

    programmes_init(&programmes, import);
    r = programmes_read(&programmes);
    if (r == 0)
        r = programmes_check(&programmes);
    if (r == 0 && import->db && report_rejected(import->report) == 0)
        r = merge(&programmes);
    if (r == 0 && programmes.present[SHEET_OFFERS_BESIDE])
        r = run_offers(import);
    programmes_deinit(&programmes);
    return r;
}

const Register register_programmes = {
    .name = "programmes",
    .greek = "μητρώο προγραμμάτων",
    .files_say =
            "βιβλίο εργασίας, φάκελος ή CSV: programmes, criteria, parameters, documents, cases, "
            "offers",
    .run = run,
    .export = programmes_export,
    .has_sheets = true,
};
