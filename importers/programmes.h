/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Programmes: the lines of programmes, criteria, parameters and documents files, on their way in.
 *
 *     programmes_read()    files -> lines, each cell by itself
 *     programmes_check()   lines -> canonical criteria and parameters, checked as a whole
 *     programmes_warn()    what is right and yet hardly meant
 *     programmes_try()     the cases of the file against its own criteria
 *     programmes_json()    what the merge in SQL is given
 */

#include "importers/area_cell.h"
#include "importers/import.h"
#include "importers/known.h"
#include "importers/line_index.h"
#include "importers/table.h"
#include "registry/base/buffer.h"
#include "registry/rules/criterion.h"
#include "registry/rules/parameter.h"
#include "registry/rules/ruleset.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum ProgrammeSheet {
    SHEET_PROGRAMMES,
    SHEET_CRITERIA,
    SHEET_PARAMETERS,
    SHEET_DOCUMENTS,
    SHEET_CASES,
    SHEET_OFFERS_BESIDE, /* of the register of providers: imported as one with the programmes */
    N_PROGRAMME_SHEETS,
} ProgrammeSheet;

typedef struct ProgrammeLine {
    RowPlace place;
    const char *code;
    const char *title;
    const char *neutral_title;
    const char *kind;
    const char *level;
    const char *authority;
    const char *law;
    const char *channel;
    const char *url;
    const char *mitos;
    const char *trust;
    AreaCell area;
    Day valid_from;
    Day valid_to;
    bool universal;
    bool right; /* nothing in this line was refused */
} ProgrammeLine;

typedef struct CriterionLine {
    RowPlace place;
    CriterionText text;
    Day version; /* DAY_NONE: of every version that the file names */
    Criterion criterion;
    bool right;
} CriterionLine;

typedef struct ParameterLine {
    RowPlace place;
    ParameterText text;
} ParameterLine;

typedef struct DocumentLine {
    RowPlace place;
    const char *programme;
    const char *document;
    const char *proves;
    const char *text;
    Day version;
    FactNumber fact;
    bool right;
} DocumentLine;

/* Facts of a person who does not exist, and what the programme must say of them. */
typedef struct CaseLine {
    RowPlace place;
    const char *programme;
    const char *facts;
    const char *municipality;
    Day on;      /* DAY_NONE: today, or the first day of a version that is still to come */
    int verdict; /* an Outcome */
    bool right;
} CaseLine;

/* The day on which a version or parameter of the register ends, because the files bring its next.
 */
typedef struct Ending {
    const char *code;
    Day valid_from;
    Day valid_to;
} Ending;

/* A version whose criteria or documents the files give, as a whole. */
typedef struct VersionKey {
    const char *code;
    Day valid_from;
    bool standing; /* of the register, not of the files */
    bool gives_criteria;
    bool gives_documents;
} VersionKey;

typedef struct Programmes {
    Import *import;
    Known known;
    Codes *codes;
    bool present[N_PROGRAMME_SHEETS];

    ProgrammeLine *programmes;
    size_t n_programmes;
    CriterionLine *criteria;
    size_t n_criteria;
    ParameterLine *parameter_lines;
    size_t n_parameter_lines;
    DocumentLine *documents;
    size_t n_documents;
    CaseLine *cases;
    size_t n_cases;

    /* Lines of programmes, criteria and documents by programme; the other sheets have none. */
    LineIndex by_programme[N_PROGRAMME_SHEETS];

    Parameter *parameters;
    size_t n_parameters;

    /* What the register holds, without what the files replace. */
    const ProgrammeRules *standing;
    size_t n_standing;
    const Parameter *standing_parameters;
    size_t n_standing_parameters;

    /* Versions of the register, not of the files, whose criteria or documents the files give. */
    VersionKey *touched;
    size_t n_touched;

    /* Versions and parameters of the register that the files give an end. */
    Ending *endings;
    size_t n_endings;
    Ending *parameter_endings;
    size_t n_parameter_endings;

    size_t capacities[N_PROGRAMME_SHEETS + 1];
} Programmes;

/* Columns by sheet, for a refusal that names one and for an export. */
const Column *programme_columns(ProgrammeSheet sheet, size_t *ret_n);
/* The number of the column with this key, or TABLE_WHOLE_LINE. */
int programme_column(ProgrammeSheet sheet, const char *key);

/*
 * Does a line of criteria or documents speak of this version? One that names no version speaks of
 * all that the files name, and of the register's only if the files do not name the programme.
 */
bool programme_line_is_of(
        const Programmes *programmes, const char *code, Day day, const VersionKey *version);

/* Names of places and programmes in criteria and facts, as the files and the register have them. */
Names programmes_names(Programmes *programmes);

void programmes_init(Programmes *programmes, Import *import);
void programmes_deinit(Programmes *programmes);
int programmes_read(Programmes *programmes);
int programmes_check(Programmes *programmes);
void programmes_warn(Programmes *programmes, const Ruleset *ruleset);
void programmes_try(Programmes *programmes, const Ruleset *ruleset);
void programmes_json(const Programmes *programmes, Buffer *json);

int programmes_export(Export *export);
