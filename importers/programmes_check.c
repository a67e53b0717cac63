/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/programmes.h"

#include "registry/base/memory.h"
#include "registry/base/text.h"
#include "registry/register_load.h"

#include <stdlib.h>
#include <string.h>

/* Row numbers of diagnostics: criteria from 1, parameters beyond them. */
#define PARAMETER_ROWS (UINT64_C(1) << 32)

/* ---- names ---- */

static int32_t
programme_name(void *context, const char *code)
{
    const Programmes *programmes = context;

    return codes_refer(programmes->codes, programmes->import, code);
}

static int32_t
place_name(void *context, FactNumber fact, const char *text)
{
    const Programmes *programmes = context;
    const char *message = NULL;
    const char *suggestion = NULL;
    unsigned level = fact == FACT_MUNICIPALITY ? PLACE_LEVEL_BIT(PLACE_MUNICIPALITY)
            : fact == FACT_REGIONAL_UNIT       ? PLACE_LEVEL_BIT(PLACE_REGIONAL_UNIT)
            : fact == FACT_PREFECTURE          ? PLACE_LEVEL_BIT(PLACE_PREFECTURE)
                                               : PLACE_LEVEL_BIT(PLACE_REGION);

    return known_place(&programmes->known, programmes->import->arena, text, level,
            programmes->import->today, &message, &suggestion);
}

Names
programmes_names(Programmes *programmes)
{
    return (Names) { .context = programmes, .programme = programme_name, .place = place_name };
}

/* ---- diagnostics back to their lines ---- */

static void
report_criterion(const Programmes *programmes, const Diagnostic *diagnostic)
{
    CriterionLine *line = &programmes->criteria[diagnostic->row - 1];

    line->right = false;
    row_reject(programmes->import->report, &line->place,
            programme_column(SHEET_CRITERIA, diagnostic->column), diagnostic->value,
            diagnostic->message, diagnostic->suggestion);
}

static void
report_parameter(const Programmes *programmes, const Diagnostic *diagnostic)
{
    const ParameterLine *line = &programmes->parameter_lines[diagnostic->row - PARAMETER_ROWS - 1];

    row_reject(programmes->import->report, &line->place,
            programme_column(SHEET_PARAMETERS, diagnostic->column), diagnostic->value,
            diagnostic->message, diagnostic->suggestion);
}

static const ProgrammeLine *
line_of(const Programmes *programmes, const char *code)
{
    const IndexedLine *lines;
    size_t n = line_index_find(&programmes->by_programme[SHEET_PROGRAMMES], code, &lines);

    return n > 0 ? &programmes->programmes[lines[0].line] : NULL;
}

static void
report_whole(const Programmes *programmes, const Diagnostic *diagnostic)
{
    const ProgrammeLine *line = line_of(programmes, diagnostic->programme);
    const char *message = diagnostic->message;

    if (diagnostic->programme && !strstr(message, diagnostic->programme))
        message = arena_format(
                programmes->import->arena, "Πρόγραμμα %s: %s", diagnostic->programme, message);

    if (line) {
        row_reject(programmes->import->report, &line->place,
                programme_column(SHEET_PROGRAMMES, diagnostic->column), diagnostic->value, message,
                diagnostic->suggestion);
        return;
    }
    report_reject(programmes->import->report,
            &(Reject) { .file = programmes->import->files[0],
                    .value = diagnostic->value,
                    .message = message,
                    .suggestion = diagnostic->suggestion });
}

static void
report_diagnostics(const Programmes *programmes, const Diagnostics *diagnostics)
{
    for (size_t i = 0; i < diagnostics->n_items; i++) {
        const Diagnostic *diagnostic = &diagnostics->items[i];

        if (diagnostic->row > PARAMETER_ROWS)
            report_parameter(programmes, diagnostic);
        else if (diagnostic->row > 0)
            report_criterion(programmes, diagnostic);
        else
            report_whole(programmes, diagnostic);
    }
    if (diagnostics->n_all > diagnostics->n_items)
        report_notef(programmes->import->report, "και %zu σφάλματα κριτηρίων ακόμη.",
                diagnostics->n_all - diagnostics->n_items);
}

/* ---- each line, now that all codes are known ---- */

static bool
refer(const Programmes *programmes, const RowPlace *place, int column, const char *code)
{
    if (!code)
        return false;
    if (codes_refer(programmes->codes, programmes->import, code))
        return true;
    row_reject(programmes->import->report, place, column, code,
            "άγνωστο πρόγραμμα· δεν υπάρχει ούτε στο αρχείο των προγραμμάτων ούτε στο μητρώο.",
            codes_nearest(programmes->codes, code));
    return false;
}

/* Blocks may be called by words; these are numbered in the order in which they come. */
#define FIRST_WORD_BLOCK 101

typedef struct BlockWord {
    const char *programme;
    const char *kind;
    const char *word;
    const char *number;
} BlockWord;

static const char *
block_number(Arena *arena, BlockWord *words, size_t *n_words, const CriterionText *text)
{
    int number = FIRST_WORD_BLOCK;

    if (!text->block || strspn(text->block, "0123456789") == strlen(text->block))
        return text->block;
    for (size_t i = 0; i < *n_words; i++) {
        if (strcmp(words[i].programme, text->programme) != 0
                || !text_same(words[i].kind, text->kind ? text->kind : ""))
            continue;
        if (text_same(words[i].word, text->block))
            return words[i].number;
        number++;
    }
    words[*n_words] = (BlockWord) {
        .programme = text->programme,
        .kind = text->kind ? text->kind : "",
        .word = text->block,
        .number = arena_format(arena, "%d", number),
    };
    return words[(*n_words)++].number;
}

static void
check_criteria(Programmes *programmes, Diagnostics *diagnostics)
{
    const Names names = programmes_names(programmes);
    int column = programme_column(SHEET_CRITERIA, "programme");
    Arena *arena = programmes->import->arena;
    BlockWord *words = arena_array(arena, BlockWord, programmes->n_criteria);
    size_t n_words = 0;

    for (size_t i = 0; i < programmes->n_criteria; i++) {
        CriterionLine *line = &programmes->criteria[i];
        CriterionText text = line->text;

        line->right = refer(programmes, &line->place, column, text.programme) && line->right;
        if (text.programme)
            text.block = block_number(arena, words, &n_words, &text);
        line->right =
                criterion_read(arena, &text, &names, &line->criterion, diagnostics) && line->right;
    }
}

static void
check_documents(Programmes *programmes)
{
    int column = programme_column(SHEET_DOCUMENTS, "programme");

    for (size_t i = 0; i < programmes->n_documents; i++) {
        DocumentLine *line = &programmes->documents[i];

        line->right = refer(programmes, &line->place, column, line->programme) && line->right;
    }
}

static void
check_cases(Programmes *programmes)
{
    int column = programme_column(SHEET_CASES, "programme");

    for (size_t i = 0; i < programmes->n_cases; i++) {
        CaseLine *line = &programmes->cases[i];

        line->right = refer(programmes, &line->place, column, line->programme) && line->right;
    }
}

static void
check_parameters(Programmes *programmes, Diagnostics *diagnostics)
{
    Arena *arena = programmes->import->arena;
    ParameterText *texts = arena_array(arena, ParameterText, programmes->n_parameter_lines);

    for (size_t i = 0; i < programmes->n_parameter_lines; i++) {
        texts[i] = programmes->parameter_lines[i].text;
        texts[i].row = PARAMETER_ROWS + i + 1;
    }
    if (!parameters_read(arena, texts, programmes->n_parameter_lines, &programmes->parameters,
                &programmes->n_parameters, diagnostics))
        programmes->n_parameters = 0;
}

static void
check_repeated(const Programmes *programmes)
{
    for (size_t i = 0; i < programmes->n_programmes; i++) {
        const ProgrammeLine *line = &programmes->programmes[i];
        const IndexedLine *lines;
        size_t n = line_index_find(&programmes->by_programme[SHEET_PROGRAMMES], line->code, &lines);

        for (size_t k = 0; line->right && k < n && lines[k].line < i; k++) {
            const ProgrammeLine *other = &programmes->programmes[lines[k].line];

            if (!other->right || line->valid_from != other->valid_from)
                continue;
            row_reject(programmes->import->report, &line->place,
                    programme_column(SHEET_PROGRAMMES, "valid_from"), NULL,
                    arena_format(programmes->import->arena,
                            "η ίδια έκδοση του προγράμματος υπάρχει ήδη στη γραμμή %llu.",
                            (unsigned long long) other->place.line),
                    /* suggestion= */ NULL);
            break;
        }
    }
}

/* ---- what the register holds ---- */

static bool
named_by_file(const Programmes *programmes, const ProgrammeRules *standing)
{
    const IndexedLine *lines;
    size_t n = line_index_find(&programmes->by_programme[SHEET_PROGRAMMES], standing->code, &lines);

    for (size_t i = 0; i < n; i++) {
        const ProgrammeLine *line = &programmes->programmes[lines[i].line];

        if (line->right && line->valid_from == standing->valid_from)
            return true;
    }
    return false;
}

static bool
parameter_replaced(const Programmes *programmes, const Parameter *standing)
{
    for (size_t i = 0; i < programmes->n_parameters; i++)
        if (strcmp(programmes->parameters[i].code, standing->code) == 0
                && programmes->parameters[i].valid_from == standing->valid_from)
            return true;
    return false;
}

bool
programme_line_is_of(
        const Programmes *programmes, const char *code, Day day, const VersionKey *version)
{
    if (!code || strcmp(code, version->code) != 0)
        return false;
    if (day != DAY_NONE)
        return day == version->valid_from;
    return !version->standing || !line_of(programmes, code);
}

static bool
has_criteria(const Programmes *programmes, const VersionKey *version)
{
    const IndexedLine *lines;
    size_t n = line_index_find(&programmes->by_programme[SHEET_CRITERIA], version->code, &lines);

    for (size_t i = 0; i < n; i++)
        if (programme_line_is_of(programmes, version->code,
                    programmes->criteria[lines[i].line].version, version))
            return true;
    return false;
}

static bool
has_documents(const Programmes *programmes, const VersionKey *version)
{
    const IndexedLine *lines;
    size_t n = line_index_find(&programmes->by_programme[SHEET_DOCUMENTS], version->code, &lines);

    for (size_t i = 0; i < n; i++)
        if (programme_line_is_of(programmes, version->code,
                    programmes->documents[lines[i].line].version, version))
            return true;
    return false;
}

/*
 * The first day of the version that the files bring after one of the register that has no end;
 * DAY_NONE: they bring none. So a new version begins and the one before it ends, and neither what
 * was nor what is to come is written over.
 */
static Day
day_of_next(const Programmes *programmes, const ProgrammeRules *standing)
{
    const IndexedLine *lines;
    size_t n = line_index_find(&programmes->by_programme[SHEET_PROGRAMMES], standing->code, &lines);
    Day next = DAY_NONE;

    for (size_t i = 0; i < n; i++) {
        const ProgrammeLine *line = &programmes->programmes[lines[i].line];

        if (line->right && line->valid_from > standing->valid_from
                && (next == DAY_NONE || line->valid_from < next))
            next = line->valid_from;
    }
    return next;
}

static void
end_before_next(Programmes *programmes, ProgrammeRules *standing)
{
    Import *import = programmes->import;
    Day next = day_of_next(programmes, standing);
    char text[DAY_TEXT_SIZE];

    if (standing->valid_to != DAY_NONE || next == DAY_NONE || named_by_file(programmes, standing))
        return;
    standing->valid_to = next - 1;
    programmes->endings[programmes->n_endings++] =
            (Ending) { standing->code, standing->valid_from, standing->valid_to };
    report_notef(import->report,
            "%s: η έκδοση που ίσχυε χωρίς λήξη τελειώνει στις %s, γιατί το αρχείο φέρνει την "
            "επόμενη.",
            standing->code, day_format_iso(standing->valid_to, text));
}

static void
end_parameter_before_next(Programmes *programmes, Parameter *standing)
{
    Day next = DAY_NONE;

    for (size_t i = 0; i < programmes->n_parameters; i++) {
        const Parameter *parameter = &programmes->parameters[i];

        if (strcmp(parameter->code, standing->code) == 0
                && parameter->valid_from > standing->valid_from
                && (next == DAY_NONE || parameter->valid_from < next))
            next = parameter->valid_from;
    }
    if (standing->valid_to != DAY_NONE || next == DAY_NONE)
        return;
    standing->valid_to = next - 1;
    programmes->parameter_endings[programmes->n_parameter_endings++] =
            (Ending) { standing->code, standing->valid_from, standing->valid_to };
}

/* Keeps what stands and the files leave alone; versions that they add to become touched. */
static int
load_standing(Programmes *programmes)
{
    Arena *arena = programmes->import->arena;
    ProgrammeRules *rules = NULL;
    Parameter *parameters = NULL;
    size_t n_rules = 0;
    size_t n_parameters = 0;
    size_t kept = 0;
    int r;

    if (!programmes->import->db)
        return 0;
    r = rules_load(arena, programmes->import->db, programmes->known.version, &rules, &n_rules,
            &parameters, &n_parameters);
    if (r != 0)
        return r;

    programmes->touched = arena_array(arena, VersionKey, n_rules);
    programmes->endings = arena_array(arena, Ending, n_rules);
    programmes->parameter_endings = arena_array(arena, Ending, n_parameters);
    for (size_t i = 0; i < n_rules; i++) {
        /* No line of the files: what is found wrong with it, is wrong with the programme. */
        rules[i].rows = arena_array(arena, uint64_t, rules[i].n_criteria);
        end_before_next(programmes, &rules[i]);
    }
    for (size_t i = 0; i < n_rules; i++) {
        VersionKey version = { rules[i].code, rules[i].valid_from, .standing = true };

        version.gives_criteria = has_criteria(programmes, &version);
        version.gives_documents = has_documents(programmes, &version);
        if (!named_by_file(programmes, &rules[i])
                && (version.gives_criteria || version.gives_documents))
            programmes->touched[programmes->n_touched++] = version;
    }
    programmes->standing = rules;
    programmes->n_standing = n_rules;

    for (size_t i = 0; i < n_parameters; i++)
        if (!parameter_replaced(programmes, &parameters[i])) {
            end_parameter_before_next(programmes, &parameters[i]);
            parameters[kept++] = parameters[i];
        }
    programmes->standing_parameters = parameters;
    programmes->n_standing_parameters = kept;
    return 0;
}

/* ---- the whole, compiled ---- */

/* The criteria of the files for one version, in their order. */
static void
take_criteria(const Programmes *programmes, ProgrammeRules *rules, bool standing)
{
    const VersionKey version = { rules->code, rules->valid_from, .standing = standing };
    Arena *arena = programmes->import->arena;
    const IndexedLine *lines;
    size_t n = line_index_find(&programmes->by_programme[SHEET_CRITERIA], rules->code, &lines);
    Criterion *criteria = arena_array(arena, Criterion, n);
    uint64_t *rows = arena_array(arena, uint64_t, n);

    rules->n_criteria = 0;
    for (size_t i = 0; i < n; i++) {
        const CriterionLine *line = &programmes->criteria[lines[i].line];

        if (!programme_line_is_of(programmes, rules->code, line->version, &version))
            continue;
        rows[rules->n_criteria] = lines[i].line + 1;
        criteria[rules->n_criteria++] = line->criterion;
    }
    rules->criteria = criteria;
    rules->rows = rows;
}

static const ProgrammeRules *
standing_version(const Programmes *programmes, const char *code, Day version)
{
    for (size_t i = 0; i < programmes->n_standing; i++)
        if (strcmp(programmes->standing[i].code, code) == 0
                && programmes->standing[i].valid_from == version)
            return &programmes->standing[i];
    return NULL;
}

static void
add_lines(const Programmes *programmes, Ruleset *ruleset)
{
    for (size_t i = 0; i < programmes->n_programmes; i++) {
        const ProgrammeLine *line = &programmes->programmes[i];
        ProgrammeRules rules = {
            .programme = codes_find(programmes->codes, line->code),
            .code = line->code,
            .valid_from = line->valid_from,
            .valid_to = line->valid_to,
            .universal = line->universal,
        };
        const ProgrammeRules *standing = standing_version(programmes, line->code, line->valid_from);

        if (programmes->present[SHEET_CRITERIA]) {
            take_criteria(programmes, &rules, /* standing= */ false);
        } else if (standing) {
            rules.criteria = standing->criteria;
            rules.n_criteria = standing->n_criteria;
            rules.rows = standing->rows;
        }
        (void) ruleset_add_programme(ruleset, &rules);
    }
}

static void
add_standing(const Programmes *programmes, Ruleset *ruleset)
{
    for (size_t i = 0; i < programmes->n_standing; i++) {
        ProgrammeRules rules = programmes->standing[i];

        if (named_by_file(programmes, &rules))
            continue;
        if (has_criteria(
                    programmes, &(VersionKey) { rules.code, rules.valid_from, .standing = true }))
            take_criteria(programmes, &rules, /* standing= */ true);
        (void) ruleset_add_programme(ruleset, &rules);
    }
    for (size_t i = 0; i < programmes->n_standing_parameters; i++)
        ruleset_add_parameter(ruleset, &programmes->standing_parameters[i]);
}

static int
compile(Programmes *programmes, Diagnostics *diagnostics)
{
    CLEANUP(ruleset_freep) Ruleset *ruleset = ruleset_new();
    int r;

    for (size_t i = 0; i < programmes->n_parameters; i++)
        ruleset_add_parameter(ruleset, &programmes->parameters[i]);
    add_lines(programmes, ruleset);
    add_standing(programmes, ruleset);
    /* What only the register knows stands in for itself where there is no register. */
    if (!programmes->import->db)
        (void) ruleset_add_programme(ruleset,
                &(ProgrammeRules) { .programme = KEY_NOT_CHECKED,
                        .code = "",
                        .valid_from = DAY_NONE,
                        .valid_to = DAY_NONE,
                        .universal = true });
    r = ruleset_compile(ruleset, diagnostics);
    if (r == 0) {
        programmes_warn(programmes, ruleset);
        programmes_try(programmes, ruleset);
    }
    return r < 0 ? r : 0;
}

static void
index_lines(Programmes *programmes)
{
    Arena *arena = programmes->import->arena;
    LineIndex *lines = &programmes->by_programme[SHEET_PROGRAMMES];
    LineIndex *criteria = &programmes->by_programme[SHEET_CRITERIA];
    LineIndex *documents = &programmes->by_programme[SHEET_DOCUMENTS];

    line_index_begin(lines, arena, programmes->n_programmes);
    line_index_begin(criteria, arena, programmes->n_criteria);
    line_index_begin(documents, arena, programmes->n_documents);
    for (size_t i = 0; i < programmes->n_programmes; i++)
        line_index_add(lines, programmes->programmes[i].code, i);
    for (size_t i = 0; i < programmes->n_criteria; i++)
        line_index_add(criteria, programmes->criteria[i].text.programme, i);
    for (size_t i = 0; i < programmes->n_documents; i++)
        line_index_add(documents, programmes->documents[i].programme, i);
    line_index_seal(lines);
    line_index_seal(criteria);
    line_index_seal(documents);
}

int
programmes_check(Programmes *programmes)
{
    Diagnostics diagnostics;
    int r;

    diagnostics_init(&diagnostics, programmes->import->arena);
    r = codes_settle(programmes->codes, programmes->import, "programme");
    if (r != 0)
        return r;

    index_lines(programmes);
    check_repeated(programmes);
    check_criteria(programmes, &diagnostics);
    check_documents(programmes);
    check_cases(programmes);
    check_parameters(programmes, &diagnostics);
    r = load_standing(programmes);
    /* Lines that are wrong by themselves would only be complained of a second time. */
    if (r == 0 && diagnostics.n_all == 0 && report_rejected(programmes->import->report) == 0)
        r = compile(programmes, &diagnostics);
    if (r == 0)
        report_diagnostics(programmes, &diagnostics);
    codes_note_unchecked(programmes->codes, programmes->import, "προγραμμάτων");
    return r;
}
