/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/rules/ruleset.h"

#include "registry/base/memory.h"
#include "registry/base/text.h"
#include "registry/rules/compiled.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHAIN_MAX 16 /* programmes that lean on one another by same_as and meets */
#define BLOCKS_MAX 200
#define DRAFT_ROWS_MAX (4 * RULESET_ROWS_MAX) /* each row passes through a few lists on its way */
#define NAMES_MAX 2000                        /* parameter codes looked at for a suggestion */

static const struct {
    const char *code;
    FactNumber fact; /* which needs it */
    Period period;   /* to which it must convert */
} builtins[BUILTIN_END] = {
    [BUILTIN_GUARANTEED] = { PARAMETER_GUARANTEED, FACT_GUARANTEED_6M, PERIOD_SIX_MONTHS },
    [BUILTIN_EQUIVALENCE] = { PARAMETER_EQUIVALENCE, FACT_EQUIVALENT_INCOME, PERIOD_NONE },
    [BUILTIN_DISABLED_PCT] = { PARAMETER_DISABLED_PCT, FACT_DISABLED, PERIOD_NONE },
    [BUILTIN_DESTITUTE_INCOME] = { PARAMETER_DESTITUTE_INCOME, FACT_DESTITUTE, PERIOD_YEAR },
};

Ruleset *
ruleset_new(void)
{
    Ruleset *ruleset = memory_new(1, sizeof *ruleset);

    ruleset->arena = arena_new();
    return ruleset;
}

Ruleset *
ruleset_free(Ruleset *ruleset)
{
    if (!ruleset)
        return NULL;

    for (uint32_t i = 0; i < ruleset->n_parameters; i++)
        free(ruleset->parameters[i].versions);
    for (uint32_t i = 0; i < ruleset->n_programmes; i++)
        free(ruleset->programmes[i].versions);
    free(ruleset->parameters);
    free(ruleset->programmes);
    free(ruleset->versions);
    free(ruleset->predicates);
    free(ruleset->slots);
    (void) arena_free(ruleset->arena);
    free(ruleset);
    return NULL;
}

/* ---- filling -------------------------------------------------------------------------------- */

static Day
last_day(Day valid_to)
{
    return valid_to == DAY_NONE ? INT32_MAX : valid_to;
}

static ParameterGroup *
parameter_group(Ruleset *ruleset, const char *code)
{
    for (uint32_t i = 0; i < ruleset->n_parameters; i++)
        if (strcmp(ruleset->parameters[i].code, code) == 0)
            return &ruleset->parameters[i];

    memory_reserve(ruleset->parameters, ruleset->n_parameters, ruleset->parameters_capacity);
    ruleset->parameters[ruleset->n_parameters] =
            (ParameterGroup) { .code = arena_text(ruleset->arena, code) };
    return &ruleset->parameters[ruleset->n_parameters++];
}

void
ruleset_add_parameter(Ruleset *ruleset, const Parameter *parameter)
{
    ParameterGroup *group = parameter_group(ruleset, parameter->code);
    Parameter *copy;

    assert(!ruleset->compiled);

    memory_reserve(group->versions, group->n_versions, group->capacity);
    copy = &group->versions[group->n_versions++];
    *copy = *parameter;
    copy->code = group->code;
    copy->law = arena_text(ruleset->arena, parameter->law);
    copy->trust = arena_text(ruleset->arena, parameter->trust);
    if (parameter->n_cells > 0)
        copy->cells = arena_copy(
                ruleset->arena, parameter->cells, parameter->n_cells * sizeof *parameter->cells);
}

static const Criterion *
copy_criteria(Arena *arena, const Criterion *criteria, size_t n)
{
    Criterion *copies = arena_array(arena, Criterion, n);

    for (size_t i = 0; i < n; i++) {
        copies[i] = criteria[i];
        copies[i].parameter = arena_text(arena, criteria[i].parameter);
        copies[i].document = arena_text(arena, criteria[i].document);
        copies[i].law = arena_text(arena, criteria[i].law);
        copies[i].text = arena_text(arena, criteria[i].text);
        if (criteria[i].n_set > 0)
            copies[i].set =
                    arena_copy(arena, criteria[i].set, criteria[i].n_set * sizeof *criteria[i].set);
    }
    return copies;
}

static ProgrammeGroup *
programme_group(Ruleset *ruleset, int32_t key)
{
    for (uint32_t i = 0; i < ruleset->n_programmes; i++)
        if (ruleset->programmes[i].key == key)
            return &ruleset->programmes[i];

    memory_reserve(ruleset->programmes, ruleset->n_programmes, ruleset->programmes_capacity);
    ruleset->programmes[ruleset->n_programmes] = (ProgrammeGroup) { .key = key };
    return &ruleset->programmes[ruleset->n_programmes++];
}

uint32_t
ruleset_add_programme(Ruleset *ruleset, const ProgrammeRules *programme)
{
    ProgrammeGroup *group = programme_group(ruleset, programme->programme);
    uint32_t number = ruleset->n_versions;
    Version *version;

    assert(!ruleset->compiled && programme->programme > 0);

    memory_reserve(group->versions, group->n_versions, group->capacity);
    group->versions[group->n_versions++] = number;

    memory_reserve(ruleset->versions, ruleset->n_versions, ruleset->versions_capacity);
    version = &ruleset->versions[ruleset->n_versions++];
    *version = (Version) {
        .rules = *programme,
        .from = programme->valid_from,
        .to = last_day(programme->valid_to),
    };
    version->rules.code = arena_text(ruleset->arena, programme->code);
    version->rules.criteria =
            copy_criteria(ruleset->arena, programme->criteria, programme->n_criteria);
    if (programme->rows)
        version->rules.rows = arena_copy(
                ruleset->arena, programme->rows, programme->n_criteria * sizeof *programme->rows);
    return number;
}

/* ---- looking up ----------------------------------------------------------------------------- */

static int
compare_parameters(const void *one, const void *other)
{
    return strcmp(((const ParameterGroup *) one)->code, ((const ParameterGroup *) other)->code);
}

static int
compare_programmes(const void *one, const void *other)
{
    int32_t a = ((const ProgrammeGroup *) one)->key;
    int32_t b = ((const ProgrammeGroup *) other)->key;

    return (a > b) - (a < b);
}

static uint32_t
find_parameter(const Ruleset *ruleset, const char *code)
{
    const ParameterGroup wanted = { .code = code };
    const ParameterGroup *found = ruleset->n_parameters == 0
            ? NULL
            : bsearch(&wanted, ruleset->parameters, ruleset->n_parameters, sizeof wanted,
                    compare_parameters);

    return found ? (uint32_t) (found - ruleset->parameters) : NO_PARAMETER;
}

static const ProgrammeGroup *
find_programme(const Ruleset *ruleset, int64_t key)
{
    const ProgrammeGroup wanted = { .key = (int32_t) key };

    if (ruleset->n_programmes == 0)
        return NULL;
    return bsearch(
            &wanted, ruleset->programmes, ruleset->n_programmes, sizeof wanted, compare_programmes);
}

const Parameter *
parameter_group_on(const ParameterGroup *group, Day on)
{
    for (uint32_t i = 0; i < group->n_versions; i++)
        if (parameter_in_force(&group->versions[i], on))
            return &group->versions[i];
    return NULL;
}

const Parameter *
parameter_group_before(const ParameterGroup *group, Day on)
{
    const Parameter *last = NULL;

    for (uint32_t i = 0; i < group->n_versions; i++) {
        const Parameter *version = &group->versions[i];

        if (version->valid_to != DAY_NONE && version->valid_to < on
                && (!last || version->valid_to > last->valid_to))
            last = version;
    }
    return last;
}

const Parameter *
ruleset_parameter_on(const Ruleset *ruleset, const char *code, Day on)
{
    uint32_t group = find_parameter(ruleset, code);

    assert(ruleset->compiled);

    return group == NO_PARAMETER ? NULL : parameter_group_on(&ruleset->parameters[group], on);
}

size_t
ruleset_count(const Ruleset *ruleset)
{
    return ruleset->n_versions;
}

const ProgrammeRules *
ruleset_programme(const Ruleset *ruleset, uint32_t version)
{
    assert(version < ruleset->n_versions);

    return &ruleset->versions[version].rules;
}

bool
ruleset_in_force(const Ruleset *ruleset, uint32_t version, Day on)
{
    assert(version < ruleset->n_versions);

    return ruleset->versions[version].from <= on && ruleset->versions[version].to >= on;
}

uint32_t
ruleset_version_on(const Ruleset *ruleset, int32_t programme, Day on)
{
    const ProgrammeGroup *group = find_programme(ruleset, programme);

    assert(ruleset->compiled);

    for (uint32_t i = 0; group && i < group->n_versions; i++)
        if (ruleset_in_force(ruleset, group->versions[i], on))
            return group->versions[i];
    return RULESET_NO_VERSION;
}

size_t
ruleset_predicates(const Ruleset *ruleset)
{
    return ruleset->n_predicates;
}

const Segment *
version_segment(const Version *version, Day on)
{
    for (uint32_t i = 0; i < version->n_segments; i++)
        if (version->segments[i].from <= on && version->segments[i].to >= on)
            return &version->segments[i];
    return NULL;
}

/* ---- interning ------------------------------------------------------------------------------ */

static uint64_t
mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ (hash >> 29);
}

static uint64_t
predicate_hash(const Predicate *predicate)
{
    uint64_t hash = 0;

    hash = mix(hash, (uint64_t) predicate->fact * 16 + (uint64_t) predicate->operator_);
    hash = mix(hash, (uint64_t) predicate->value);
    hash = mix(hash, (uint64_t) predicate->value_high);
    hash = mix(hash, predicate->parameter);
    for (uint32_t i = 0; i < predicate->n_set; i++)
        hash = mix(hash, (uint64_t) predicate->set[i]);
    return hash;
}

static bool
predicate_equal(const Predicate *one, const Predicate *other)
{
    return one->fact == other->fact && one->operator_ == other->operator_
            && one->value == other->value && one->value_high == other->value_high
            && one->parameter == other->parameter && one->n_set == other->n_set
            && (one->n_set == 0
                    || memcmp(one->set, other->set, one->n_set * sizeof *one->set) == 0);
}

static void
grow_slots(Ruleset *ruleset)
{
    uint32_t n_slots = ruleset->n_slots ? ruleset->n_slots * 2 : 256;
    uint32_t *slots = memory_new(n_slots, sizeof *slots);

    for (uint32_t i = 0; i < ruleset->n_predicates; i++) {
        uint32_t at = (uint32_t) predicate_hash(&ruleset->predicates[i]) & (n_slots - 1);

        while (slots[at])
            at = (at + 1) & (n_slots - 1);
        slots[at] = i + 1;
    }
    free(ruleset->slots);
    ruleset->slots = slots;
    ruleset->n_slots = n_slots;
}

static uint32_t
intern(Ruleset *ruleset, const Predicate *predicate)
{
    uint32_t at;

    if (ruleset->n_predicates * 2 >= ruleset->n_slots)
        grow_slots(ruleset);

    at = (uint32_t) predicate_hash(predicate) & (ruleset->n_slots - 1);
    while (ruleset->slots[at]) {
        if (predicate_equal(&ruleset->predicates[ruleset->slots[at] - 1], predicate))
            return ruleset->slots[at] - 1;
        at = (at + 1) & (ruleset->n_slots - 1);
    }

    memory_reserve(ruleset->predicates, ruleset->n_predicates, ruleset->predicates_capacity);
    ruleset->predicates[ruleset->n_predicates] = *predicate;
    ruleset->slots[at] = ++ruleset->n_predicates;
    return ruleset->n_predicates - 1;
}

static uint32_t
predicate_of(Ruleset *ruleset, const Criterion *criterion)
{
    Predicate predicate = {
        .fact = criterion->fact,
        .operator_ = criterion->operator_,
        .value = criterion->value,
        .value_high = criterion->value_high,
        .set = criterion->set,
        .n_set = criterion->n_set,
        .parameter =
                criterion->parameter ? find_parameter(ruleset, criterion->parameter) : NO_PARAMETER,
    };
    FactType type;

    if (criterion->fact == FACT_NONE || criterion->operator_ == OPERATOR_NONE)
        return NO_PREDICATE;

    type = fact_of(criterion->fact)->type;
    for (uint32_t i = 0; (type == FACT_CODES || type == FACT_AGES) && i < predicate.n_set; i++)
        predicate.mask |= INT64_C(1) << predicate.set[i];
    return intern(ruleset, &predicate);
}

/* ---- checking ------------------------------------------------------------------------------- */

typedef struct Compiler {
    Ruleset *ruleset;
    Diagnostics *diagnostics;
    uint8_t *heights; /* by programme: 0 not seen, 255 on the way, else length of its chain */
    bool refused;
} Compiler;

static Diagnostic
at_row(const Version *version, size_t i, const char *column)
{
    return (Diagnostic) {
        .row = version->rules.rows ? version->rules.rows[i] : i + 1,
        .programme = version->rules.code,
        .column = column,
    };
}

#define REFUSE(compiler, where, ...)                                    \
    do {                                                                \
        (compiler)->refused = true;                                     \
        diagnostics_add((compiler)->diagnostics, (where), __VA_ARGS__); \
    } while (0)

static const char *
nearest_parameter(const Ruleset *ruleset, const char *code)
{
    const char *codes[NAMES_MAX];
    size_t n = ruleset->n_parameters < NAMES_MAX ? ruleset->n_parameters : NAMES_MAX;

    for (size_t i = 0; i < n; i++)
        codes[i] = ruleset->parameters[i].code;
    return text_nearest(code, codes, n);
}

static void
check_period(
        Compiler *compiler, const ParameterGroup *group, Period period, const Diagnostic *where)
{
    for (uint32_t i = 0; i < group->n_versions; i++)
        if (period_factor(group->versions[i].per, period) == 0) {
            REFUSE(compiler, where,
                    "Η παράμετρος «%s» δίνεται %s και δεν μετατρέπεται στην περίοδο του στοιχείου "
                    "(%s). Δώστε την στην ίδια ή σε μικρότερη περίοδο.",
                    group->code, period_greek(group->versions[i].per), period_greek(period));
            return;
        }
}

static void
check_parameter(Compiler *compiler, const Version *version, size_t i)
{
    const Criterion *criterion = &version->rules.criteria[i];
    Diagnostic where = at_row(version, i, "parameter");
    uint32_t group = find_parameter(compiler->ruleset, criterion->parameter);

    where.value = criterion->parameter;
    if (group != NO_PARAMETER) {
        check_period(compiler, &compiler->ruleset->parameters[group],
                fact_of(criterion->fact)->period, &where);
        return;
    }
    where.suggestion = nearest_parameter(compiler->ruleset, criterion->parameter);
    REFUSE(compiler, &where, "Άγνωστη παράμετρος «%s»: δεν είναι στο αρχείο των παραμέτρων.",
            criterion->parameter);
}

static void
check_builtin(Compiler *compiler, const Version *version, size_t i)
{
    FactNumber fact = version->rules.criteria[i].fact;

    for (int b = 0; b < BUILTIN_END; b++) {
        Diagnostic where = at_row(version, i, "fact");

        if (builtins[b].fact != fact)
            continue;
        where.value = fact_of(fact)->key;
        if (compiler->ruleset->builtin[b] == NO_PARAMETER)
            REFUSE(compiler, &where,
                    "Το στοιχείο «%s» υπολογίζεται από την παράμετρο «%s», που δεν υπάρχει. "
                    "Προσθέστε την στις παραμέτρους.",
                    fact_of(fact)->greek, builtins[b].code);
        else if (b != BUILTIN_EQUIVALENCE)
            check_period(compiler, &compiler->ruleset->parameters[compiler->ruleset->builtin[b]],
                    builtins[b].period, &where);
    }
}

static void
check_programmes(Compiler *compiler, const Version *version, size_t i)
{
    const Criterion *criterion = &version->rules.criteria[i];

    if (criterion->fact != FACT_MEETS && criterion->fact != FACT_SAME_AS)
        return;
    for (uint32_t j = 0; j < criterion->n_set; j++) {
        Diagnostic where = at_row(version, i, "set");

        if (!find_programme(compiler->ruleset, criterion->set[j]))
            REFUSE(compiler, &where, "Το «%s» ονομάζει πρόγραμμα χωρίς καμία έκδοση.",
                    fact_of(criterion->fact)->greek);
    }
}

/*
 * criterion_read() makes no such row; one from elsewhere is refused here rather than taken for a
 * condition that everybody fulfils.
 */
static bool
is_sound(const Criterion *criterion)
{
    bool asks = criterion->kind == KIND_ASK;
    bool wants_set = criterion->operator_ == OPERATOR_IN || criterion->operator_ == OPERATOR_NOT_IN;
    FactType type;

    if (criterion->kind < KIND_CONDITION || criterion->kind > KIND_ASK
            || criterion->fact >= FACT_END || criterion->operator_ > OPERATOR_IS_KNOWN)
        return false;
    if (criterion->fact == FACT_NONE || criterion->operator_ == OPERATOR_NONE)
        return asks;
    if (criterion->operator_ == OPERATOR_IS_KNOWN)
        return asks || criterion->kind == KIND_PRIORITY;

    type = fact_of(criterion->fact)->type;
    if (wants_set != (criterion->n_set > 0)
            || (!wants_set && (type == FACT_CODES || type == FACT_AGES || type == FACT_PROGRAMMES)))
        return false;
    for (uint32_t i = 0; (type == FACT_CODES || type == FACT_AGES) && i < criterion->n_set; i++)
        if (criterion->set[i] < 0 || criterion->set[i] > FACT_BITS_MAX)
            return false;
    for (uint32_t i = 1; i < criterion->n_set; i++)
        if (criterion->set[i - 1] >= criterion->set[i])
            return false;
    return criterion->fact != FACT_SAME_AS
            || (criterion->kind == KIND_CONDITION && criterion->n_set == 1);
}

static void
check_row(Compiler *compiler, const Version *version, size_t i)
{
    Diagnostic where = at_row(version, i, "fact");

    if (!is_sound(&version->rules.criteria[i])) {
        REFUSE(compiler, &where, "Η γραμμή δεν έχει μορφή που να μπορεί να κριθεί.");
        return;
    }
    if (version->rules.criteria[i].parameter)
        check_parameter(compiler, version, i);
    check_builtin(compiler, version, i);
    check_programmes(compiler, version, i);
}

static void
check_version(Compiler *compiler, const Version *version)
{
    Diagnostic where = { .programme = version->rules.code };
    size_t n_conditions = 0;
    size_t n_asks = 0;

    for (size_t i = 0; i < version->rules.n_criteria; i++) {
        const Criterion *criterion = &version->rules.criteria[i];

        n_conditions += criterion->kind == KIND_CONDITION;
        n_asks += criterion->kind == KIND_ASK;
        check_row(compiler, version, i);
    }
    if (version->rules.universal && n_conditions > 0)
        REFUSE(compiler, &where,
                "Το πρόγραμμα «%s» δηλώνεται για όλους (universal) και έχει προϋποθέσεις. Σβήστε "
                "το ένα από τα δύο.",
                version->rules.code);
    if (!version->rules.universal && n_conditions + n_asks == 0)
        REFUSE(compiler, &where,
                "Το πρόγραμμα «%s» δεν έχει καμία προϋπόθεση. Αν είναι για όλους, γράψτε το στη "
                "στήλη universal.",
                version->rules.code);
}

static void
check_overlaps(Compiler *compiler, const ProgrammeGroup *group)
{
    const Ruleset *ruleset = compiler->ruleset;

    for (uint32_t i = 0; i < group->n_versions; i++)
        for (uint32_t j = 0; j < i; j++) {
            const Version *one = &ruleset->versions[group->versions[i]];
            const Version *other = &ruleset->versions[group->versions[j]];
            Diagnostic where = { .programme = one->rules.code, .column = "valid_from" };

            if (one->from <= other->to && other->from <= one->to)
                REFUSE(compiler, &where,
                        "Δύο εκδόσεις του προγράμματος «%s» ισχύουν τις ίδιες ημέρες. Κλείστε την "
                        "παλαιότερη με valid_to την προηγούμενη ημέρα.",
                        one->rules.code);
        }
}

static uint8_t check_chain(Compiler *compiler, const ProgrammeGroup *group, int depth);

#define HEIGHT_ON_THE_WAY 255

static uint8_t
height_of(Compiler *compiler, const Version *version, size_t i, int depth)
{
    const Criterion *criterion = &version->rules.criteria[i];
    uint8_t highest = 0;

    for (uint32_t j = 0; j < criterion->n_set && !compiler->refused; j++) {
        const ProgrammeGroup *next = find_programme(compiler->ruleset, criterion->set[j]);
        Diagnostic where = at_row(version, i, "set");
        uint8_t height = check_chain(compiler, next, depth + 1);

        where.value = compiler->ruleset->versions[next->versions[0]].rules.code;
        if (height == HEIGHT_ON_THE_WAY)
            REFUSE(compiler, &where,
                    "Κύκλος: το πρόγραμμα «%s» στηρίζεται με %s σε πρόγραμμα που στηρίζεται σε "
                    "αυτό. Σβήστε μία από τις γραμμές του κύκλου.",
                    version->rules.code, fact_of(criterion->fact)->key);
        else if (height >= CHAIN_MAX)
            REFUSE(compiler, &where,
                    "Πάνω από %d προγράμματα στηρίζονται το ένα στο άλλο με same_as ή meets.",
                    CHAIN_MAX);
        else if (height > highest)
            highest = height;
    }
    return highest;
}

/* Length of the longest chain of same_as and meets that starts here; 255 closes a cycle. */
static uint8_t
check_chain(Compiler *compiler, const ProgrammeGroup *group, int depth)
{
    uint8_t *height = &compiler->heights[group - compiler->ruleset->programmes];
    uint8_t highest = 0;

    if (*height != 0)
        return *height;
    if (depth > CHAIN_MAX)
        return CHAIN_MAX;

    *height = HEIGHT_ON_THE_WAY;
    for (uint32_t v = 0; v < group->n_versions; v++) {
        const Version *version = &compiler->ruleset->versions[group->versions[v]];

        for (size_t i = 0; i < version->rules.n_criteria && !compiler->refused; i++) {
            FactNumber fact = version->rules.criteria[i].fact;
            uint8_t below = fact == FACT_MEETS || fact == FACT_SAME_AS
                    ? height_of(compiler, version, i, depth)
                    : 0;

            highest = below > highest ? below : highest;
        }
    }
    *height = (uint8_t) (highest + 1);
    return *height;
}

static void
check_all(Compiler *compiler)
{
    Ruleset *ruleset = compiler->ruleset;

    for (uint32_t v = 0; v < ruleset->n_versions; v++)
        check_version(compiler, &ruleset->versions[v]);
    for (uint32_t p = 0; p < ruleset->n_programmes; p++)
        check_overlaps(compiler, &ruleset->programmes[p]);
    for (uint32_t p = 0; p < ruleset->n_programmes && !compiler->refused; p++)
        (void) check_chain(compiler, &ruleset->programmes[p], 0);
}

/* ---- taking over and grouping --------------------------------------------------------------- */

/* Rows that grow while a segment is put together; they live in an arena of the compilation. */
typedef struct RowList {
    Row *rows;
    uint32_t n;
} RowList;

typedef struct BlockList {
    Block *blocks;
    uint32_t n;
} BlockList;

typedef struct Draft {
    Arena *arena;
    BlockList blocks;
    BlockList exclusions;
    RowList asks;
    RowList priorities;
    uint32_t n_rows;
    bool too_large;
} Draft;

static void
row_add(Draft *draft, RowList *list, const Row *row)
{
    if (draft->n_rows >= DRAFT_ROWS_MAX) {
        draft->too_large = true;
        return;
    }
    if ((list->n & (list->n - 1)) == 0) {
        Row *grown = arena_array(draft->arena, Row, list->n ? list->n * 2 : 1);

        if (list->n > 0)
            memcpy(grown, list->rows, list->n * sizeof *grown);
        list->rows = grown;
    }
    list->rows[list->n++] = *row;
    draft->n_rows++;
}

static void
rows_add(Draft *draft, RowList *list, const Row *rows, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        row_add(draft, list, &rows[i]);
}

static void
block_add(Draft *draft, BlockList *list, int32_t number, const RowList *rows, const RowList *asks)
{
    if (list->n >= BLOCKS_MAX) {
        draft->too_large = true;
        return;
    }
    if (!list->blocks)
        list->blocks = arena_array(draft->arena, Block, BLOCKS_MAX);
    list->blocks[list->n++] = (Block) {
        .number = number,
        .rows = rows->rows,
        .n_rows = rows->n,
        .asks = asks->rows,
        .n_asks = asks->n,
        .amount = NO_PARAMETER,
    };
}

static void draft_version(Compiler *compiler, Draft *draft, uint32_t version, Day on);

static Row
row_of(Compiler *compiler, uint32_t version, size_t i)
{
    const Criterion *criterion = &compiler->ruleset->versions[version].rules.criteria[i];

    return (Row) {
        .criterion = criterion,
        .predicate = predicate_of(compiler->ruleset, criterion),
        .version = version,
        .position = (uint32_t) i + 1,
    };
}

/* A same_as whose target has no row to take over stays a row of its own, with a fixed outcome. */
static Row
fixed_row(Compiler *compiler, const Row *same_as, Outcome outcome, Cause cause)
{
    Row row = *same_as;

    row.predicate = intern(compiler->ruleset,
            &(Predicate) {
                    .fact = FACT_SAME_AS,
                    .operator_ = OPERATOR_IN,
                    .value = outcome,
                    .value_high = cause,
                    .parameter = NO_PARAMETER,
            });
    return row;
}

/* The target's blocks on that day, each with at least one row; its exclusions and asks come along.
 */
static BlockList
target_blocks(Compiler *compiler, Draft *draft, const Row *same_as, Day on)
{
    int32_t programme = (int32_t) same_as->criterion->set[0];
    uint32_t target = ruleset_version_on(compiler->ruleset, programme, on);
    Draft taken = { .arena = draft->arena };
    RowList no_asks = { 0 };
    RowList fixed = { 0 };
    Row row;

    if (target == RULESET_NO_VERSION) {
        row = fixed_row(compiler, same_as, OUTCOME_UNKNOWN, CAUSE_EXPIRED);
        row_add(draft, &fixed, &row);
        block_add(&taken, &taken.blocks, 0, &fixed, &no_asks);
        return taken.blocks;
    }

    draft_version(compiler, &taken, target, on);
    draft->too_large |= taken.too_large;
    for (uint32_t i = 0; i < taken.exclusions.n; i++) {
        Block *exclusion = &taken.exclusions.blocks[i];

        block_add(draft, &draft->exclusions, exclusion->number,
                &(RowList) { exclusion->rows, exclusion->n_rows },
                &(RowList) { exclusion->asks, exclusion->n_asks });
        draft->n_rows += exclusion->n_rows;
    }
    rows_add(draft, &draft->asks, taken.asks.rows, taken.asks.n);

    for (uint32_t i = 0; i < taken.blocks.n; i++)
        if (taken.blocks.blocks[i].n_rows == 0) {
            row = fixed_row(compiler, same_as, OUTCOME_UNKNOWN, CAUSE_ASK);
            row_add(&taken, &fixed, &row);
            taken.blocks.blocks[i].rows = &fixed.rows[fixed.n - 1];
            taken.blocks.blocks[i].n_rows = 1;
        }
    if (taken.blocks.n == 0) {
        bool universal = compiler->ruleset->versions[target].rules.universal;

        row = fixed_row(compiler, same_as, universal ? OUTCOME_TRUE : OUTCOME_UNKNOWN,
                universal ? CAUSE_NONE : CAUSE_ASK);
        row_add(&taken, &fixed, &row);
        block_add(&taken, &taken.blocks, 0, &fixed, &no_asks);
    }
    return taken.blocks;
}

/* One block of ours with its same_as rows: a block for each choice of one block of each target. */
static void
add_choices(Draft *draft, BlockList *list, const Block *own, const BlockList *targets,
        uint32_t n_targets)
{
    uint64_t n_choices = 1;

    for (uint32_t t = 0; t < n_targets && n_choices <= BLOCKS_MAX; t++)
        n_choices *= targets[t].n;
    if (n_choices > BLOCKS_MAX) {
        draft->too_large = true;
        return;
    }

    for (uint64_t choice = 0; choice < n_choices; choice++) {
        RowList rows = { 0 };
        RowList asks = { 0 };
        uint64_t rest = choice;

        rows_add(draft, &rows, own->rows, own->n_rows);
        rows_add(draft, &asks, own->asks, own->n_asks);
        for (uint32_t t = 0; t < n_targets; t++) {
            const Block *taken = &targets[t].blocks[rest % targets[t].n];

            rest /= targets[t].n;
            rows_add(draft, &rows, taken->rows, taken->n_rows);
            rows_add(draft, &asks, taken->asks, taken->n_asks);
        }
        block_add(draft, list, own->number, &rows, &asks);
    }
}

/* All rows of one kind and one block number. */
static RowList
rows_of_block(
        Compiler *compiler, Draft *draft, uint32_t version, CriterionKind kind, int32_t number)
{
    const ProgrammeRules *rules = &compiler->ruleset->versions[version].rules;
    RowList list = { 0 };

    for (size_t i = 0; i < rules->n_criteria; i++)
        if (rules->criteria[i].kind == kind && rules->criteria[i].block == number) {
            Row row = row_of(compiler, version, i);

            row_add(draft, &list, &row);
        }
    return list;
}

static void
draft_block(Compiler *compiler, Draft *draft, uint32_t version, int32_t number, Day on)
{
    RowList all = rows_of_block(compiler, draft, version, KIND_CONDITION, number);
    RowList asks = rows_of_block(compiler, draft, version, KIND_ASK, number);
    RowList own = { 0 };
    BlockList targets[CHAIN_MAX];
    uint32_t n_targets = 0;

    for (uint32_t i = 0; i < all.n; i++) {
        if (all.rows[i].criterion->fact != FACT_SAME_AS)
            row_add(draft, &own, &all.rows[i]);
        else if (n_targets < CHAIN_MAX)
            targets[n_targets++] = target_blocks(compiler, draft, &all.rows[i], on);
        else
            draft->too_large = true;
    }
    add_choices(draft, &draft->blocks,
            &(Block) {
                    .number = number,
                    .rows = own.rows,
                    .n_rows = own.n,
                    .asks = asks.rows,
                    .n_asks = asks.n,
            },
            targets, n_targets);
}

/* Does this version have a row of that kind in that block? */
static bool
has_row(const ProgrammeRules *rules, CriterionKind kind, int32_t number)
{
    for (size_t i = 0; i < rules->n_criteria; i++)
        if (rules->criteria[i].kind == kind && rules->criteria[i].block == number)
            return true;
    return false;
}

/* Is row i the first of its kind in its block? */
static bool
opens_block(const ProgrammeRules *rules, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (rules->criteria[j].kind == rules->criteria[i].kind
                && rules->criteria[j].block == rules->criteria[i].block)
            return false;
    return true;
}

/* An ask belongs to the conditions of its number, else to the exclusion, else it stands alone. */
static void
draft_opening(Compiler *compiler, Draft *draft, uint32_t version, size_t i, Day on)
{
    const ProgrammeRules *rules = &compiler->ruleset->versions[version].rules;
    const Criterion *criterion = &rules->criteria[i];
    RowList rows;
    RowList asks;

    if (criterion->kind == KIND_EXCLUSION) {
        rows = rows_of_block(compiler, draft, version, KIND_EXCLUSION, criterion->block);
        asks = (RowList) { 0 };
        block_add(draft, &draft->exclusions, criterion->block, &rows, &asks);
    } else if (criterion->kind == KIND_CONDITION) {
        draft_block(compiler, draft, version, criterion->block, on);
    } else if (has_row(rules, KIND_CONDITION, criterion->block)) {
        return;
    } else if (criterion->block == 0 || rules->universal
            || has_row(rules, KIND_EXCLUSION, criterion->block)) {
        rows = rows_of_block(compiler, draft, version, KIND_ASK, criterion->block);
        rows_add(draft, &draft->asks, rows.rows, rows.n);
    } else
        draft_block(compiler, draft, version, criterion->block, on);
}

static void
draft_version(Compiler *compiler, Draft *draft, uint32_t version, Day on)
{
    const ProgrammeRules *rules = &compiler->ruleset->versions[version].rules;

    for (size_t i = 0; i < rules->n_criteria && !draft->too_large; i++) {
        if (rules->criteria[i].kind == KIND_PRIORITY) {
            Row row = row_of(compiler, version, i);

            row_add(draft, &draft->priorities, &row);
        } else if (opens_block(rules, i))
            draft_opening(compiler, draft, version, i, on);
    }
}

/* ---- segments ------------------------------------------------------------------------------- */

#define CUTS_MAX 4000

typedef struct Cuts {
    Day days[CUTS_MAX]; /* on which a segment begins */
    uint32_t n;
    bool *seen; /* by programme */
} Cuts;

static void
cut_at(Cuts *cuts, const Version *version, int64_t day)
{
    if (day > version->from && day <= version->to && cuts->n < CUTS_MAX)
        cuts->days[cuts->n++] = (Day) day;
}

/* Wherever a version of something taken over begins or ends, at any depth. */
static void
collect_cuts(const Ruleset *ruleset, const Version *cut, const Version *version, Cuts *cuts)
{
    for (size_t i = 0; i < version->rules.n_criteria; i++) {
        const Criterion *criterion = &version->rules.criteria[i];
        const ProgrammeGroup *group =
                criterion->fact == FACT_SAME_AS ? find_programme(ruleset, criterion->set[0]) : NULL;

        if (!group || cuts->seen[group - ruleset->programmes])
            continue;
        cuts->seen[group - ruleset->programmes] = true;
        for (uint32_t v = 0; v < group->n_versions; v++) {
            const Version *target = &ruleset->versions[group->versions[v]];

            cut_at(cuts, cut, target->from);
            cut_at(cuts, cut, (int64_t) target->to + 1);
            collect_cuts(ruleset, cut, target, cuts);
        }
    }
}

static int
compare_days(const void *one, const void *other)
{
    Day a = *(const Day *) one;
    Day b = *(const Day *) other;

    return (a > b) - (a < b);
}

static uint32_t
sort_cuts(Cuts *cuts)
{
    uint32_t n = 0;

    qsort(cuts->days, cuts->n, sizeof cuts->days[0], compare_days);
    for (uint32_t i = 0; i < cuts->n; i++)
        if (n == 0 || cuts->days[i] != cuts->days[n - 1])
            cuts->days[n++] = cuts->days[i];
    return n;
}

static Row *
keep_rows(Ruleset *ruleset, const Row *rows, uint32_t n)
{
    return n > 0 ? arena_copy(ruleset->arena, rows, n * sizeof *rows) : NULL;
}

static Block *
keep_blocks(Ruleset *ruleset, const Version *version, const BlockList *list)
{
    Block *blocks = arena_array(ruleset->arena, Block, list->n);

    for (uint32_t i = 0; i < list->n; i++) {
        char code[200];

        blocks[i] = list->blocks[i];
        blocks[i].rows = keep_rows(ruleset, blocks[i].rows, blocks[i].n_rows);
        blocks[i].asks = keep_rows(ruleset, blocks[i].asks, blocks[i].n_asks);
        (void) snprintf(
                code, sizeof code, "%s.amount.%d", version->rules.code, (int) blocks[i].number);
        blocks[i].amount = find_parameter(ruleset, code);
    }
    return blocks;
}

static void
make_segment(
        Compiler *compiler, Arena *scratch, uint32_t number, Day from, Day to, Segment *ret_segment)
{
    Ruleset *ruleset = compiler->ruleset;
    const Version *version = &ruleset->versions[number];
    Draft draft = { .arena = scratch };

    draft_version(compiler, &draft, number, from);
    if (draft.too_large) {
        Diagnostic where = { .programme = version->rules.code };

        REFUSE(compiler, &where,
                "Το πρόγραμμα «%s», με όσα παίρνει με same_as, έχει πάνω από %d γραμμές ή %d "
                "μπλοκ. Απλουστεύστε το.",
                version->rules.code, RULESET_ROWS_MAX, BLOCKS_MAX);
        return;
    }
    *ret_segment = (Segment) {
        .from = from,
        .to = to,
        .blocks = keep_blocks(ruleset, version, &draft.blocks),
        .n_blocks = draft.blocks.n,
        .exclusions = keep_blocks(ruleset, version, &draft.exclusions),
        .n_exclusions = draft.exclusions.n,
        .asks = keep_rows(ruleset, draft.asks.rows, draft.asks.n),
        .n_asks = draft.asks.n,
        .priorities = keep_rows(ruleset, draft.priorities.rows, draft.priorities.n),
        .n_priorities = draft.priorities.n,
    };
}

static void
compile_version(Compiler *compiler, uint32_t number)
{
    CLEANUP(arena_freep) Arena *scratch = arena_new();
    Ruleset *ruleset = compiler->ruleset;
    Version *version = &ruleset->versions[number];
    Cuts *cuts = arena_alloc(scratch, sizeof *cuts);
    uint32_t n_cuts;
    char code[200];

    cuts->seen = arena_array(scratch, bool, ruleset->n_programmes);
    collect_cuts(ruleset, version, version, cuts);
    n_cuts = sort_cuts(cuts);

    version->n_segments = n_cuts + 1;
    version->segments = arena_array(ruleset->arena, Segment, version->n_segments);
    for (uint32_t i = 0; i <= n_cuts && !compiler->refused; i++)
        make_segment(compiler, scratch, number, i == 0 ? version->from : cuts->days[i - 1],
                i == n_cuts ? version->to : cuts->days[i] - 1, &version->segments[i]);

    (void) snprintf(code, sizeof code, "%s.amount", version->rules.code);
    version->amount = find_parameter(ruleset, code);
}

int
ruleset_compile(Ruleset *ruleset, Diagnostics *diagnostics)
{
    CLEANUP(memory_freep) uint8_t *heights = NULL;
    Compiler compiler = { .ruleset = ruleset, .diagnostics = diagnostics };

    assert(!ruleset->compiled);

    if (ruleset->n_parameters > 1)
        qsort(ruleset->parameters, ruleset->n_parameters, sizeof *ruleset->parameters,
                compare_parameters);
    if (ruleset->n_programmes > 1)
        qsort(ruleset->programmes, ruleset->n_programmes, sizeof *ruleset->programmes,
                compare_programmes);
    for (int b = 0; b < BUILTIN_END; b++)
        ruleset->builtin[b] = find_parameter(ruleset, builtins[b].code);

    ruleset->compiled = true;
    compiler.heights = heights = memory_new(ruleset->n_programmes + 1, sizeof *heights);
    check_all(&compiler);
    for (uint32_t v = 0; v < ruleset->n_versions && !compiler.refused; v++)
        compile_version(&compiler, v);

    free(TAKE(ruleset->slots));
    return compiler.refused ? RULESET_E_REFUSED : 0;
}
