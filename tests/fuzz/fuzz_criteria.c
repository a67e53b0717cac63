/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Criteria and parameters: rows as a file may hold them, compiled and asked.
 *
 * A line begins with c (criterion), p (parameter), u (a programme for everyone) or f (facts); its
 * cells are separated by tabs. Whatever compiles must give verdicts that agree with their reasons.
 */

#include "tests/fuzz/fuzz.h"

#include "registry/rules/evaluate.h"

#include <stdlib.h>
#include <string.h>

#define LINES_MAX 200
#define CELLS_MAX 24
#define PROGRAMMES 9
#define ASKED_ON 20779 /* 2026-11-22 */

typedef struct Input {
    CriterionText criteria[LINES_MAX];
    size_t n_criteria;
    ParameterText parameters[LINES_MAX];
    size_t n_parameters;
    bool universal[PROGRAMMES + 1];
    const char *facts;
} Input;

static int32_t
programme(void *context, const char *code)
{
    (void) context;
    return code[0] == 'P' && code[1] >= '1' && code[1] <= '9' && code[2] == '\0' ? code[1] - '0'
                                                                                 : 0;
}

static int32_t
place(void *context, FactNumber fact, const char *text)
{
    (void) context;
    (void) fact;
    return (int32_t) strlen(text) % 5;
}

static const Names names = { NULL, programme, place };

static void
read_line(Input *input, char *line)
{
    const char *cells[CELLS_MAX] = { NULL };
    char *rest = line;

    for (size_t i = 0; i < CELLS_MAX && rest; i++)
        cells[i] = strsep(&rest, "\t");

    switch (cells[0][0]) {
    case 'c':
        input->criteria[input->n_criteria++] = (CriterionText) { 0, cells[1], cells[2], cells[3],
            cells[4], cells[5], cells[6], cells[7], cells[8], cells[9], cells[10], cells[11] };
        return;
    case 'p':
        input->parameters[input->n_parameters++] = (ParameterText) { 0, cells[1], cells[2],
            cells[3], cells[4], cells[5], cells[6], cells[7], cells[8], cells[9], cells[10],
            cells[11], cells[12], cells[13], cells[14], cells[15], cells[16], cells[17], cells[18],
            cells[19], cells[20], cells[21] };
        return;
    case 'u':
        if (cells[1])
            input->universal[programme(NULL, cells[1])] = true;
        return;
    case 'f':
        input->facts = cells[1];
        return;
    }
}

static void
add_programme(
        Arena *arena, Ruleset *ruleset, const Input *input, int32_t key, Diagnostics *diagnostics)
{
    Criterion *rows = arena_array(arena, Criterion, input->n_criteria);
    ProgrammeRules rules = {
        .programme = key,
        .code = arena_format(arena, "P%d", (int) key),
        .valid_from = DAY_NONE,
        .valid_to = DAY_NONE,
        .universal = input->universal[key],
        .criteria = rows,
    };

    for (size_t i = 0; i < input->n_criteria; i++) {
        const CriterionText *text = &input->criteria[i];

        if (text->programme && programme(NULL, text->programme) == key
                && criterion_read(arena, text, &names, &rows[rules.n_criteria], diagnostics))
            rules.n_criteria++;
    }
    if (rules.n_criteria > 0 || rules.universal)
        (void) ruleset_add_programme(ruleset, &rules);
}

static void
must(bool holds)
{
    if (!holds)
        abort();
}

static void
check_verdict(Evaluation *evaluation, const Ruleset *ruleset, uint32_t version,
        Explanation *ret_explanation)
{
    Explanation explanation;

    evaluation_explain(evaluation, version, &explanation);
    must(explanation.verdict == evaluation_verdict(evaluation, version));
    must(explanation.n_missing == 0 || explanation.verdict == OUTCOME_UNKNOWN);
    must(explanation.n_because > 0
            || (ruleset_programme(ruleset, version)->universal
                    && explanation.verdict == OUTCOME_TRUE));
    for (size_t i = 0; i < explanation.n_because; i++) {
        const Reason *reason = &explanation.because[i];

        must((reason->cause != CAUSE_NONE) == (reason->outcome == OUTCOME_UNKNOWN));
        must(!reason->has_value || reason->value.low <= reason->value.high);
    }
    *ret_explanation = explanation;
}

static void
ask(Arena *arena, const Ruleset *ruleset, const char *text, Diagnostics *diagnostics)
{
    Explanation explanations[PROGRAMMES];
    Evaluation *evaluation;
    const Settle *settle;
    size_t n = ruleset_count(ruleset);
    Facts facts;

    facts_init(&facts);
    if (text)
        (void) facts_parse(arena, &facts, text, &names, diagnostics);
    evaluation = evaluation_new(arena, ruleset, &facts, ASKED_ON, NULL);
    for (uint32_t v = 0; v < n; v++)
        check_verdict(evaluation, ruleset, v, &explanations[v]);
    (void) settle_documents(arena, explanations, n, &settle);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(ruleset_freep) Ruleset *ruleset = ruleset_new();
    Input *input = arena_alloc(arena, sizeof *input);
    char *rest = arena_text_n(arena, (const char *) bytes, size);
    Diagnostics diagnostics;
    Parameter *parameters = NULL;
    size_t n_parameters = 0;

    diagnostics_init(&diagnostics, arena);
    for (int i = 0; i < LINES_MAX && rest; i++)
        read_line(input, strsep(&rest, "\n"));

    if (parameters_read(arena, input->parameters, input->n_parameters, &parameters, &n_parameters,
                &diagnostics))
        for (size_t i = 0; i < n_parameters; i++)
            ruleset_add_parameter(ruleset, &parameters[i]);
    for (int32_t key = 1; key <= PROGRAMMES; key++)
        add_programme(arena, ruleset, input, key, &diagnostics);
    if (ruleset_compile(ruleset, &diagnostics) == 0)
        ask(arena, ruleset, input->facts, &diagnostics);
    return 0;
}
