/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/rules/library.h"

#include "registry/base/memory.h"
#include "registry/base/text.h"
#include "tests/rules/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CRITERIA_MAX 300 /* of one programme */

int32_t
library_programme(Library *library, const char *code)
{
    for (size_t i = 0; i < library->n_codes; i++)
        if (strcmp(library->codes[i], code) == 0)
            return (int32_t) i + 1;
    return 0;
}

static int32_t
programme_key(void *context, const char *code)
{
    return library_programme(context, code);
}

static int32_t
place_key(void *context, FactNumber fact, const char *text)
{
    Library *library = context;

    (void) fact;
    for (size_t i = 0; i < library->n_places; i++)
        if (text_same(library->places[i], text))
            return (int32_t) i + 1;
    if (library->n_places == sizeof library->places / sizeof library->places[0])
        return 0;
    library->places[library->n_places++] = arena_text(library->arena, text);
    return (int32_t) library->n_places;
}

static const char *
path_of(Library *library, const char *folder, const char *name)
{
    return arena_format(library->arena, "%s/%s", folder, name);
}

/* Columns of parameters.csv and where they go. */
#define PARAMETER_COLUMN(name)               \
    {                                        \
#name, offsetof(ParameterText, name) \
    }

static const struct {
    const char *column;
    size_t offset;
} parameter_columns[] = {
    PARAMETER_COLUMN(code),
    PARAMETER_COLUMN(valid_from),
    PARAMETER_COLUMN(valid_to),
    PARAMETER_COLUMN(review_by),
    PARAMETER_COLUMN(base),
    PARAMETER_COLUMN(per_adult),
    PARAMETER_COLUMN(per_minor),
    PARAMETER_COLUMN(per_member),
    PARAMETER_COLUMN(per_unprotected),
    PARAMETER_COLUMN(per_child),
    PARAMETER_COLUMN(one_parent_first_minor),
    PARAMETER_COLUMN(cap),
    PARAMETER_COLUMN(per),
    PARAMETER_COLUMN(less),
    PARAMETER_COLUMN(at_most),
    PARAMETER_COLUMN(law),
    PARAMETER_COLUMN(trust),
    PARAMETER_COLUMN(adults),
    PARAMETER_COLUMN(minors),
    PARAMETER_COLUMN(children),
    PARAMETER_COLUMN(value),
};

static void
load_parameters(Library *library, const char *path)
{
    Sheet sheet = sheet_read(library->arena, path);
    ParameterText *texts = arena_array(library->arena, ParameterText, sheet.n_rows);
    Parameter *parameters;
    size_t n_parameters;

    for (size_t i = 0; i < sheet.n_rows; i++) {
        texts[i].row = sheet.rows[i].line;
        for (size_t c = 0; c < sizeof parameter_columns / sizeof parameter_columns[0]; c++) {
            const char *cell = sheet_cell(&sheet, &sheet.rows[i], parameter_columns[c].column);

            memcpy((char *) &texts[i] + parameter_columns[c].offset, &cell, sizeof cell);
        }
    }
    if (!parameters_read(library->arena, texts, sheet.n_rows, &parameters, &n_parameters,
                &library->diagnostics)) {
        library->fine = false;
        return;
    }
    for (size_t i = 0; i < n_parameters; i++)
        ruleset_add_parameter(library->ruleset, &parameters[i]);
}

static CriterionText
criterion_text(const Sheet *sheet, const SheetRow *row)
{
    return (CriterionText) {
        .row = row->line,
        .programme = sheet_cell(sheet, row, "programme"),
        .block = sheet_cell(sheet, row, "block"),
        .kind = sheet_cell(sheet, row, "kind"),
        .fact = sheet_cell(sheet, row, "fact"),
        .operator_ = sheet_cell(sheet, row, "operator"),
        .value = sheet_cell(sheet, row, "value"),
        .parameter = sheet_cell(sheet, row, "parameter"),
        .set = sheet_cell(sheet, row, "set"),
        .document = sheet_cell(sheet, row, "document"),
        .law = sheet_cell(sheet, row, "law"),
        .text = sheet_cell(sheet, row, "text"),
    };
}

static Day
day_of(const char *text)
{
    Day day = DAY_NONE;

    if (text && day_parse(text, &day) != 0) {
        printf("not ok - «%s» is a day\n", text);
        exit(EXIT_FAILURE);
    }
    return day;
}

/* Rows of the programme, those of one version only where they name it. */
static size_t
criteria_of(Library *library, const Sheet *sheet, const char *code, Day valid_from,
        Criterion *criteria, uint64_t *lines)
{
    size_t n = 0;

    for (size_t i = 0; i < sheet->n_rows && n < CRITERIA_MAX; i++) {
        CriterionText text = criterion_text(sheet, &sheet->rows[i]);
        const char *version = sheet_cell(sheet, &sheet->rows[i], "version");

        if (!text.programme || strcmp(text.programme, code) != 0
                || (version && day_of(version) != valid_from))
            continue;
        lines[n] = text.row;
        if (criterion_read(
                    library->arena, &text, &library->names, &criteria[n], &library->diagnostics))
            n++;
        else
            library->fine = false;
    }
    return n;
}

static void
load_programmes(Library *library, const Sheet *programmes, const Sheet *criteria)
{
    for (size_t i = 0; i < programmes->n_rows; i++) {
        const char *code = sheet_cell(programmes, &programmes->rows[i], "code");
        const char *universal = sheet_cell(programmes, &programmes->rows[i], "universal");
        Criterion *rows = arena_array(library->arena, Criterion, CRITERIA_MAX);
        uint64_t *lines = arena_array(library->arena, uint64_t, CRITERIA_MAX);
        ProgrammeRules rules = {
            .programme = library_programme(library, code),
            .code = code,
            .valid_from = day_of(sheet_cell(programmes, &programmes->rows[i], "valid_from")),
            .valid_to = day_of(sheet_cell(programmes, &programmes->rows[i], "valid_to")),
            .universal = universal && (text_same(universal, "yes") || text_same(universal, "ναι")),
            .criteria = rows,
            .rows = lines,
        };

        rules.n_criteria = criteria_of(library, criteria, code, rules.valid_from, rows, lines);
        (void) ruleset_add_programme(library->ruleset, &rules);
    }
}

Library *
library_new(const char *folder)
{
    Library *library = memory_new(1, sizeof *library);
    Sheet programmes;
    Sheet criteria;

    library->arena = arena_new();
    library->ruleset = ruleset_new();
    library->names = (Names) { library, programme_key, place_key };
    library->fine = true;
    diagnostics_init(&library->diagnostics, library->arena);

    programmes = sheet_read(library->arena, path_of(library, folder, "programmes.csv"));
    criteria = sheet_read(library->arena, path_of(library, folder, "criteria.csv"));
    for (size_t i = 0; i < programmes.n_rows; i++) {
        const char *code = sheet_cell(&programmes, &programmes.rows[i], "code");

        if (library_programme(library, code) == 0)
            library->codes[library->n_codes++] = code;
    }
    load_parameters(library, path_of(library, folder, "parameters.csv"));
    load_programmes(library, &programmes, &criteria);
    if (ruleset_compile(library->ruleset, &library->diagnostics) != 0)
        library->fine = false;
    return library;
}

Library *
library_free(Library *library)
{
    if (!library)
        return NULL;
    (void) ruleset_free(library->ruleset);
    (void) arena_free(library->arena);
    free(library);
    return NULL;
}
