/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Warnings: programmes whose every row is right and which, taken as a whole, can hardly be meant.
 * They refuse nothing; each names the rows that it is about.
 */

#include "importers/programmes.h"

#include "importers/block_logic.h"
#include "registry/area.h"

#include <string.h>

#define TRAITS_MAX 4

typedef struct Version {
    Programmes *programmes;
    const Ruleset *ruleset;
    const ProgrammeRules *rules;
    const ProgrammeLine *line; /* NULL: of the register, with criteria of the files */
    Arena *arena;
} Version;

/* The rows of a block, and where they stand. */
typedef struct BlockRows {
    const Criterion **criteria;
    const CriterionLine **lines;
    size_t n;
    bool asks; /* it asks, too, so that another block takes nothing from it */
    int32_t number;
} BlockRows;

static const CriterionLine *
line_of_row(const Version *version, size_t i)
{
    uint64_t row = version->rules->rows ? version->rules->rows[i] : 0;

    return row > 0 && row <= version->programmes->n_criteria
            ? &version->programmes->criteria[row - 1]
            : NULL;
}

static BlockRows
rows_of_block(const Version *version, CriterionKind kind, int32_t number)
{
    size_t n = version->rules->n_criteria;
    BlockRows block = {
        .criteria = arena_array(version->arena, const Criterion *, n),
        .lines = arena_array(version->arena, const CriterionLine *, n),
        .number = number,
    };

    for (size_t i = 0; i < n; i++) {
        const Criterion *criterion = &version->rules->criteria[i];

        if (criterion->block != number)
            continue;
        block.asks = block.asks || (criterion->kind == KIND_ASK && kind == KIND_CONDITION);
        if (criterion->kind != kind)
            continue;
        block.criteria[block.n] = criterion;
        block.lines[block.n++] = line_of_row(version, i);
    }
    return block;
}

static Block
as_block(const BlockRows *rows)
{
    return (Block) { rows->criteria, rows->n };
}

/* The blocks of a kind, in the order in which they begin. */
static size_t
blocks_of(const Version *version, CriterionKind kind, BlockRows **ret_blocks)
{
    BlockRows *blocks = arena_array(version->arena, BlockRows, version->rules->n_criteria);
    size_t n = 0;

    for (size_t i = 0; i < version->rules->n_criteria; i++) {
        const Criterion *criterion = &version->rules->criteria[i];
        bool known = criterion->kind != kind;

        for (size_t k = 0; k < n && !known; k++)
            known = blocks[k].number == criterion->block;
        if (!known)
            blocks[n++] = rows_of_block(version, kind, criterion->block);
    }
    *ret_blocks = blocks;
    return n;
}

/* «γραμμή 5», «γραμμές 5, 7» */
static const char *
named_rows(const Version *version, const BlockRows *block)
{
    const char *text = block->n == 1 ? "γραμμή " : "γραμμές ";

    for (size_t i = 0; i < block->n; i++)
        text = arena_format(version->arena, "%s%s%llu", text, i ? ", " : "",
                block->lines[i] ? (unsigned long long) block->lines[i]->place.line : 0);
    return text;
}

static void
warn_line(const Version *version, const CriterionLine *line, const char *column, const char *value,
        const char *message)
{
    if (!line)
        return;
    row_warn(version->programmes->import->report, &line->place,
            programme_column(SHEET_CRITERIA, column), value,
            arena_format(version->arena, "Πρόγραμμα %s: %s", version->rules->code, message),
            /* suggestion= */ NULL);
}

static void
warn_block(const Version *version, const BlockRows *block, const char *message)
{
    warn_line(version, block->n ? block->lines[0] : NULL, "block", NULL, message);
}

/* ---- blocks that nobody fulfils, and blocks that add nobody ---- */

static bool
warn_never(const Version *version, const BlockRows *block)
{
    const Block logic = as_block(block);
    size_t one, other;

    if (!block_contradiction(&logic, &one, &other))
        return false;
    warn_block(version, block,
            arena_format(version->arena,
                    one == other ? "το μπλοκ δεν αληθεύει ποτέ: κανείς δεν πληροί τη γραμμή %llu."
                                 : "το μπλοκ δεν αληθεύει ποτέ: κανείς δεν πληροί μαζί τις γραμμές "
                                   "%llu και %llu.",
                    block->lines[one] ? (unsigned long long) block->lines[one]->place.line : 0,
                    block->lines[other] ? (unsigned long long) block->lines[other]->place.line
                                        : 0));
    return true;
}

static void
warn_contained(const Version *version, const BlockRows *blocks, size_t n, size_t i)
{
    const Block narrow = as_block(&blocks[i]);

    for (size_t k = 0; k < n; k++) {
        const Block wide = as_block(&blocks[k]);

        if (k == i || blocks[k].asks || !block_within(&narrow, &wide))
            continue;
        if (k > i && block_within(&wide, &narrow) && !blocks[i].asks)
            continue; /* two that are alike: said once, of the later */
        warn_block(version, &blocks[i],
                arena_format(version->arena,
                        "το μπλοκ (%s) περιέχεται σε άλλο (%s): όποιος πληροί αυτό πληροί κι "
                        "εκείνο, άρα δεν προσθέτει κανέναν.",
                        named_rows(version, &blocks[i]), named_rows(version, &blocks[k])));
        return;
    }
}

/* ---- exclusions that leave nobody ---- */

static void
warn_exclusion(
        const Version *version, const BlockRows *exclusion, const BlockRows *blocks, size_t n)
{
    const Block veto = as_block(exclusion);
    const BlockRows *hit = NULL;
    size_t n_hit = 0;

    for (size_t i = 0; i < n; i++) {
        const Block block = as_block(&blocks[i]);

        if (block_within(&block, &veto)) {
            n_hit++;
            hit = &blocks[i];
        }
    }
    if (n_hit == n
            && block_within(
                    n ? &(Block) { blocks[0].criteria, blocks[0].n } : &(Block) { 0 }, &veto))
        warn_block(version, exclusion,
                arena_format(version->arena,
                        "ο αποκλεισμός (%s) πιάνει όποιον πληροί τις προϋποθέσεις: κανείς δεν "
                        "μπορεί να δικαιούται.",
                        named_rows(version, exclusion)));
    else if (n_hit > 0)
        warn_block(version, hit,
                arena_format(version->arena,
                        "το μπλοκ (%s) δεν αληθεύει ποτέ: ο αποκλεισμός (%s) πιάνει όποιον το "
                        "πληροί.",
                        named_rows(version, hit), named_rows(version, exclusion)));
}

static void
warn_blocks(const Version *version)
{
    BlockRows *blocks, *exclusions;
    size_t n = blocks_of(version, KIND_CONDITION, &blocks);
    size_t n_exclusions = blocks_of(version, KIND_EXCLUSION, &exclusions);
    size_t n_possible = 0;
    bool borrows = false;

    for (size_t i = 0; i < version->rules->n_criteria; i++)
        borrows = borrows || version->rules->criteria[i].fact == FACT_SAME_AS;
    for (size_t i = 0; i < n; i++)
        if (!warn_never(version, &blocks[i]))
            blocks[n_possible++] = blocks[i];
    for (size_t i = 0; i < n_possible; i++)
        warn_contained(version, blocks, n_possible, i);
    /* Whom the blocks of another programme let in is not looked into. */
    for (size_t i = 0; i < n_exclusions && !borrows && (n_possible || version->rules->universal);
            i++)
        warn_exclusion(version, &exclusions[i], blocks, n_possible);
}

/* ---- rows that nobody can answer, or that meet no place ---- */

static const char *
trait_nobody_knows(const Version *version, FactNumber fact)
{
    const Places *places = version->programmes->known.places;
    bool any = false;

    if (!places
            || (fact != FACT_MOUNTAIN && fact != FACT_DISADVANTAGED && fact != FACT_ISLAND
                    && fact != FACT_REMOTE))
        return NULL;
    for (size_t i = 0; i < places_count(places) && !any; i++) {
        const Place *place = places_at(places, i);
        PlaceTrait trait = fact == FACT_MOUNTAIN ? place->mountain
                : fact == FACT_DISADVANTAGED     ? place->disadvantaged
                : fact == FACT_ISLAND            ? place->island
                                                 : place->remote;

        any = place->level == PLACE_MUNICIPALITY && trait != PLACE_TRAIT_UNKNOWN;
    }
    return any ? NULL
               : "το μητρώο τόπων δεν το λέει για κανέναν δήμο: η απάντηση θα είναι πάντα άγνωστη.";
}

static void
warn_answer(const Version *version, const Criterion *criterion, const CriterionLine *line)
{
    const Fact *fact = criterion->fact == FACT_NONE ? NULL : fact_of(criterion->fact);
    const char *message;

    if (!fact || (criterion->kind != KIND_CONDITION && criterion->kind != KIND_EXCLUSION))
        return;
    message = trait_nobody_knows(version, fact->number);
    if (!message && fact->feeds[0] == FEED_NONE && fact->origin != FACT_DERIVED
            && fact->origin != FACT_PLACED && fact->origin != FACT_RULE)
        message = "καμία ροή δεν το δηλώνει: η απάντηση θα είναι πάντα άγνωστη.";
    if (message)
        warn_line(version, line, "fact", line ? line->text.fact : NULL,
                arena_format(version->arena, "το στοιχείο «%s» δεν μπορεί να απαντηθεί: %s",
                        fact->greek, message));
}

static void
warn_municipalities(const Version *version, const Criterion *criterion, const CriterionLine *line)
{
    const Places *places = version->programmes->known.places;
    const AreaCell *cell = version->line ? &version->line->area : NULL;
    Area area;

    if (!places || !cell || !cell->kind || criterion->kind != KIND_CONDITION
            || criterion->fact != FACT_MUNICIPALITY || criterion->operator_ != OPERATOR_IN)
        return;
    area = (Area) { area_kind_of(cell->kind), cell->places, cell->n_places };
    for (uint32_t i = 0; i < criterion->n_set && area.kind != AREA_POLYGON; i++) {
        const Place *place = places_by_key(places, (int32_t) criterion->set[i]);

        if (place && area_holds(&area, place) == OUTCOME_FALSE)
            warn_line(version, line, "set", line ? line->text.set : NULL,
                    arena_format(version->arena,
                            "ο %s (%s) δεν ανήκει στην περιοχή του προγράμματος (%s): για αυτόν η "
                            "γραμμή δεν μετρά ποτέ.",
                            place_title(version->arena, place), place->code, cell->text));
    }
}

/* ---- figures ---- */

/* Figures of the file are warned of where they stand. */
static bool
is_of_file(const Programmes *programmes, const Parameter *parameter)
{
    for (size_t i = 0; i < programmes->n_parameters; i++)
        if (strcmp(programmes->parameters[i].code, parameter->code) == 0
                && programmes->parameters[i].valid_from == parameter->valid_from)
            return true;
    return false;
}

static void
warn_figure(const Version *version, const Criterion *criterion, const CriterionLine *line)
{
    Day today = version->programmes->import->today;
    const Parameter *parameter = criterion->parameter
            ? ruleset_parameter_on(version->ruleset, criterion->parameter, today)
            : NULL;
    char text[DAY_TEXT_SIZE];

    if (!criterion->parameter
            || !ruleset_in_force(version->ruleset,
                    (uint32_t) (version->line - version->programmes->programmes), today))
        return;
    if (!parameter)
        warn_line(version, line, "parameter", criterion->parameter,
                "η παράμετρος δεν έχει ποσό που να ισχύει σήμερα: η απάντηση θα είναι άγνωστη.");
    else if (parameter->review_by != DAY_NONE && parameter->review_by < today
            && !is_of_file(version->programmes, parameter))
        warn_line(version, line, "parameter", criterion->parameter,
                arena_format(version->arena,
                        "το ποσό έπρεπε να έχει επανεξεταστεί ως τις %s· επιβεβαιώστε το και "
                        "δώστε νέα ημερομηνία επανεξέτασης.",
                        day_format_iso(parameter->review_by, text)));
}

/* Figures of the file that no row names: amounts, mostly. */
static void
warn_figures_of_file(Programmes *programmes)
{
    Import *import = programmes->import;
    char text[DAY_TEXT_SIZE];

    for (size_t i = 0; i < programmes->n_parameter_lines; i++) {
        const ParameterLine *line = &programmes->parameter_lines[i];
        Day review = DAY_NONE, to = DAY_NONE;

        if (!line->text.review_by || day_parse(line->text.review_by, &review) != 0
                || review >= import->today)
            continue;
        if (line->text.valid_to && day_parse(line->text.valid_to, &to) == 0 && to < import->today)
            continue;
        row_warn(import->report, &line->place, programme_column(SHEET_PARAMETERS, "review_by"),
                line->text.review_by,
                arena_format(import->arena,
                        "το ποσό %s έπρεπε να έχει επανεξεταστεί ως τις %s· επιβεβαιώστε το και "
                        "δώστε νέα ημερομηνία επανεξέτασης.",
                        line->text.code, day_format_iso(review, text)),
                /* suggestion= */ NULL);
    }
}

/* ---- the past ---- */

static bool
same_text(const char *one, const char *other)
{
    return strcmp(one ? one : "", other ? other : "") == 0;
}

static bool
same_criterion(const Criterion *one, const Criterion *other)
{
    return one->kind == other->kind && one->block == other->block && one->fact == other->fact
            && one->operator_ == other->operator_ && one->value == other->value
            && one->value_high == other->value_high && one->n_set == other->n_set
            && (one->n_set == 0 || memcmp(one->set, other->set, one->n_set * sizeof *one->set) == 0)
            && same_text(one->parameter, other->parameter);
}

static void
warn_past(const Version *version)
{
    const Programmes *programmes = version->programmes;
    const ProgrammeRules *rules = version->rules;
    char text[DAY_TEXT_SIZE];

    for (size_t i = 0; i < programmes->n_standing; i++) {
        const ProgrammeRules *standing = &programmes->standing[i];
        bool same = standing->n_criteria == rules->n_criteria;

        if (strcmp(standing->code, rules->code) != 0 || standing->valid_from != rules->valid_from
                || rules->valid_from >= programmes->import->today)
            continue;
        for (size_t k = 0; k < rules->n_criteria && same; k++)
            same = same_criterion(&standing->criteria[k], &rules->criteria[k]);
        if (!same)
            row_warn(programmes->import->report, &version->line->place,
                    programme_column(SHEET_PROGRAMMES, "valid_from"), NULL,
                    arena_format(version->arena,
                            "Πρόγραμμα %s: τα κριτήρια της έκδοσης που ισχύει από %s αλλάζουν, "
                            "δηλαδή και για ημέρες που πέρασαν. Αν η αλλαγή ισχύει από μια ημέρα "
                            "και μετά, δώστε νέα έκδοση με αυτή την ημέρα στο valid_from· η "
                            "προηγούμενη κλείνει μόνη της.",
                            rules->code, day_format_iso(rules->valid_from, text)),
                    /* suggestion= */ NULL);
    }
}

void
programmes_warn(Programmes *programmes, const Ruleset *ruleset)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();

    for (size_t i = 0; i < programmes->n_programmes; i++) {
        Version version = {
            .programmes = programmes,
            .ruleset = ruleset,
            .rules = ruleset_programme(ruleset, (uint32_t) i),
            .line = &programmes->programmes[i],
            .arena = arena,
        };

        warn_blocks(&version);
        for (size_t k = 0; k < version.rules->n_criteria; k++) {
            const Criterion *criterion = &version.rules->criteria[k];
            const CriterionLine *line = line_of_row(&version, k);

            warn_answer(&version, criterion, line);
            warn_municipalities(&version, criterion, line);
            warn_figure(&version, criterion, line);
        }
        if (programmes->present[SHEET_CRITERIA])
            warn_past(&version);
        arena_reset(arena);
    }
    warn_figures_of_file(programmes);
}
