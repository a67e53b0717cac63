/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Golden cases: facts of persons who do not exist and the verdict that each must get. They are the
 * officer's own proof of his criteria, so one that fails refuses the import.
 */

#include "importers/programmes.h"

#include "registry/area.h"
#include "registry/rules/evaluate.h"

#include <string.h>

typedef struct Trial {
    Programmes *programmes;
    const Ruleset *ruleset;
    Arena *arena; /* of one case */
    const CaseLine *line;
} Trial;

static void
refuse(const Trial *trial, const char *column, const char *value, const char *message,
        const char *suggestion)
{
    row_reject(trial->programmes->import->report, &trial->line->place,
            programme_column(SHEET_CASES, column), value, message, suggestion);
}

/* Versions come in the order of the lines of the file; those of the register hold everywhere. */
static uint8_t *
areas(const Trial *trial, const Place *municipality)
{
    const Programmes *programmes = trial->programmes;
    size_t n = ruleset_count(trial->ruleset);
    uint8_t *outcomes = arena_array(trial->arena, uint8_t, n);

    memset(outcomes, OUTCOME_TRUE, n);
    for (size_t i = 0; municipality && i < programmes->n_programmes; i++) {
        const AreaCell *cell = &programmes->programmes[i].area;
        Area area = { area_kind_of(cell->kind), cell->places, cell->n_places };

        outcomes[i] = area.kind == AREA_POLYGON ? OUTCOME_UNKNOWN
                                                : (uint8_t) area_holds(&area, municipality);
    }
    return outcomes;
}

static const Place *
find_municipality(const Trial *trial, Day on)
{
    const Known *known = &trial->programmes->known;
    const char *message = NULL;
    const char *suggestion = NULL;
    int32_t key = known_place(known, trial->arena, trial->line->municipality,
            PLACE_LEVEL_BIT(PLACE_MUNICIPALITY), on, &message, &suggestion);

    if (!key)
        refuse(trial, "municipality", trial->line->municipality, message, suggestion);
    return key ? places_by_key(known->places, key) : NULL;
}

static PlaceFacts
facts_of_place(const Place *place)
{
    return (PlaceFacts) {
        .municipality = place->key,
        .regional_unit = place->regional_unit,
        .prefecture = place->prefecture,
        .region = place->region,
        .mountain = (int8_t) place->mountain,
        .disadvantaged = (int8_t) place->disadvantaged,
        .island = (int8_t) place->island,
        .remote = (int8_t) place->remote,
    };
}

static bool
read_facts(const Trial *trial, Facts *facts)
{
    const Names names = programmes_names(trial->programmes);
    Diagnostics diagnostics;

    facts_init(facts);
    diagnostics_init(&diagnostics, trial->arena);
    if (!trial->line->facts)
        return true;
    if (facts_parse(trial->arena, facts, trial->line->facts, &names, &diagnostics))
        return true;
    for (size_t i = 0; i < diagnostics.n_items; i++) {
        const Diagnostic *item = &diagnostics.items[i];

        refuse(trial, "facts", item->value,
                item->column ? arena_format(trial->arena, "«%s»: %s", item->column, item->message)
                             : item->message,
                item->suggestion);
    }
    return false;
}

static uint32_t
find_version(const Trial *trial, Day *on)
{
    const Programmes *programmes = trial->programmes;
    int32_t key = codes_find(programmes->codes, trial->line->programme);
    uint32_t version;

    if (trial->line->on != DAY_NONE)
        *on = trial->line->on;
    version = ruleset_version_on(trial->ruleset, key, *on);
    if (version != RULESET_NO_VERSION || trial->line->on != DAY_NONE)
        return version;
    /* A programme that is still to begin is tried on its first day. */
    for (size_t i = 0; i < programmes->n_programmes; i++)
        if (codes_find(programmes->codes, programmes->programmes[i].code) == key) {
            *on = programmes->programmes[i].valid_from;
            return (uint32_t) i;
        }
    return version;
}

static const char *
reason_of(const Trial *trial, const Explanation *explanation)
{
    const Programmes *programmes = trial->programmes;
    const Reason *reason = explanation->n_because ? &explanation->because[0] : NULL;
    const ProgrammeRules *rules;
    size_t row;

    if (!reason)
        return "";
    if (!reason->criterion)
        return " Κρίνει η περιοχή του προγράμματος.";
    rules = ruleset_programme(trial->ruleset, reason->version);
    row = rules->rows && reason->position ? rules->rows[reason->position - 1] : 0;
    return arena_format(trial->arena, " Κρίνει %s%s: %s%s%s.",
            reason->kind == KIND_EXCLUSION ? "ο αποκλεισμός" : "η προϋπόθεση",
            row > 0 && row <= programmes->n_criteria
                    ? arena_format(trial->arena, " της γραμμής %llu",
                            (unsigned long long) programmes->criteria[row - 1].place.line)
                    : "",
            reason->criterion->text ? reason->criterion->text
                                    : criterion_format(trial->arena, reason->criterion, NULL, NULL),
            reason->cause != CAUSE_NONE ? " - " : "",
            reason->cause != CAUSE_NONE ? cause_greek(reason->cause) : "");
}

static void
judge(const Trial *trial, const Facts *facts, Day on, uint32_t version, const Place *municipality)
{
    Evaluation *evaluation =
            evaluation_new(trial->arena, trial->ruleset, facts, on, areas(trial, municipality));
    Explanation explanation;

    evaluation_explain(evaluation, version, &explanation);
    if ((int) explanation.verdict == trial->line->verdict)
        return;
    refuse(trial, "verdict", verdict_greek((Outcome) trial->line->verdict),
            arena_format(trial->arena,
                    "η περίπτωση δεν βγαίνει: αναμενόταν «%s» και τα κριτήρια δίνουν «%s».%s",
                    verdict_greek((Outcome) trial->line->verdict),
                    verdict_greek(explanation.verdict), reason_of(trial, &explanation)),
            /* suggestion= */ NULL);
}

/* False: the case needs what only the register knows. */
static bool
try_case(const Trial *trial)
{
    Day on = trial->programmes->import->today;
    uint32_t version = find_version(trial, &on);
    const Place *municipality = NULL;
    Facts facts;

    if (trial->line->municipality && !trial->programmes->known.places)
        return false;
    if (version == RULESET_NO_VERSION) {
        refuse(trial, "programme", trial->line->programme,
                "καμία έκδοση του προγράμματος δεν ισχύει την ημέρα της περίπτωσης.", NULL);
        return true;
    }
    if (!read_facts(trial, &facts))
        return true;
    if (trial->line->municipality) {
        PlaceFacts place;

        municipality = find_municipality(trial, on);
        if (!municipality)
            return true;
        place = facts_of_place(municipality);
        facts_set_place(&facts, &place);
    }
    judge(trial, &facts, on, version, municipality);
    return true;
}

void
programmes_try(Programmes *programmes, const Ruleset *ruleset)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    Import *import = programmes->import;
    size_t n_tried = 0;

    for (size_t i = 0; i < programmes->n_cases; i++) {
        Trial trial = {
            .programmes = programmes,
            .ruleset = ruleset,
            .arena = arena,
            .line = &programmes->cases[i],
        };

        n_tried += try_case(&trial);
        arena_reset(arena);
    }
    if (programmes->n_cases)
        report_notef(import->report, "περιπτώσεις που δοκιμάστηκαν: %zu από %zu.%s", n_tried,
                programmes->n_cases,
                n_tried < programmes->n_cases
                        ? " Όσες λένε δήμο δοκιμάζονται μόνο με το μητρώο τόπων."
                        : "");
}
