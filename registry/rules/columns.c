/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/rules/columns.h"

#include "registry/base/memory.h"
#include "registry/rules/columns_state.h"

#include <assert.h>
#include <string.h>

#define HOUSEHOLDS_MAX 8192 /* kept from block to block; what comes in addition is of one block */
#define HOUSEHOLD_SLOTS (4 * (HOUSEHOLDS_MAX + COLUMNS_ROWS))
#define HUNDREDTHS 100

_Static_assert(COLUMNS_ROWS - 1 <= UINT16_MAX, "a household of a block is numbered by 16 bits");

/* ---- making --------------------------------------------------------------------------------- */

static void
column_init(Arena *arena, ColumnKind kind, Column *column)
{
    switch (kind) {
    case COLUMN_CODES:
        column->bytes = arena_alloc(arena, COLUMNS_ROWS);
        break;
    case COLUMN_NUMBERS:
        column->low = arena_array(arena, int32_t, COLUMNS_ROWS);
        column->high = arena_array(arena, int32_t, COLUMNS_ROWS);
        break;
    case COLUMN_BYTE_SETS:
        column->bytes = arena_alloc(arena, COLUMNS_ROWS);
        column->bytes_perhaps = arena_alloc(arena, COLUMNS_ROWS);
        break;
    case COLUMN_WIDE_SETS:
        column->wide = arena_array(arena, uint64_t, COLUMNS_ROWS);
        column->wide_perhaps = arena_array(arena, uint64_t, COLUMNS_ROWS);
        break;
    }
}

/* Arenas align for any type of the language; bitmaps want more. */
static void *
aligned_array(Arena *arena, size_t n, size_t size)
{
    size_t alignment = _Alignof(RowBits);
    char *memory = arena_alloc(arena, n * size + alignment);

    return memory + (alignment - (uintptr_t) memory % alignment) % alignment;
}

Columns *
columns_new(const ColumnPlan *plan)
{
    Arena *arena = arena_new();
    Columns *columns = aligned_array(arena, 1, sizeof *columns);

    columns->arena = arena;
    columns->plan = plan;
    columns->kernels = column_kernels();
    columns->household_arena = arena_new();
    columns->household_table = memory_new(HOUSEHOLD_SLOTS, sizeof(KnownHousehold *));
    columns->columns = aligned_array(arena, plan->n_columns, sizeof(Column));
    columns->received = aligned_array(arena, plan->n_received, sizeof(RowBits));
    columns->limits = aligned_array(arena, plan->n_limits, sizeof(BlockLimit));
    columns->probes = aligned_array(arena, plan->n_probes, sizeof(RowOutcomes));
    columns->probe_blocks = arena_array(arena, uint32_t, plan->n_probes);
    columns->memos = aligned_array(arena, plan->n_memos, sizeof(RowOutcomes));
    columns->memo_blocks = arena_array(arena, uint32_t, plan->n_memos);

    for (uint32_t i = 0; i < plan->n_columns; i++)
        column_init(arena, plan->columns[i].kind, &columns->columns[i]);
    for (uint32_t i = 0; i < plan->n_limits; i++) {
        columns->limits[i].low = arena_array(arena, int32_t, COLUMNS_ROWS);
        columns->limits[i].high = arena_array(arena, int32_t, COLUMNS_ROWS);
    }
    columns->person = (Evaluation) { .ruleset = plan->ruleset, .on = plan->on };
    columns->place = columns->person;
    return columns;
}

Columns *
columns_free(Columns *columns)
{
    if (!columns)
        return NULL;

    for (uint32_t i = 0; i < columns->plan->n_columns; i++)
        free(columns->columns[i].odd);
    free(columns->household_table);
    (void) arena_free(columns->household_arena);
    (void) arena_free(columns->arena);
    return NULL;
}

void
columns_use(Columns *columns, const ColumnKernels *kernels)
{
    columns->kernels = kernels;
}

const ColumnKernels *
columns_kernels(const Columns *columns)
{
    return columns->kernels;
}

size_t
columns_rows(const Columns *columns)
{
    return columns->n_rows;
}

size_t
columns_words(const Columns *columns)
{
    return (columns->n_rows + 63) / 64;
}

/* ---- households ----------------------------------------------------------------------------- */

static void
forget_households(Columns *columns)
{
    arena_reset(columns->household_arena);
    memset(columns->household_table, 0, HOUSEHOLD_SLOTS * sizeof(KnownHousehold *));
    columns->n_households = 0;
}

static uint64_t
household_hash(const Household *household)
{
    const int64_t *ends = (const int64_t *) (const void *) household;
    uint64_t hash = 0;

    _Static_assert(sizeof *household % sizeof *ends == 0, "made of nothing but ends");
    for (size_t i = 0; i < sizeof *household / sizeof *ends; i++) {
        hash = (hash ^ (uint64_t) ends[i]) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 29;
    }
    return hash;
}

static KnownHousehold *
find_household(Columns *columns, const Household *household)
{
    uint64_t hash = household_hash(household);
    KnownHousehold *known;
    size_t slot = hash % HOUSEHOLD_SLOTS;

    for (; (known = columns->household_table[slot]); slot = (slot + 1) % HOUSEHOLD_SLOTS)
        if (known->hash == hash && memcmp(&known->household, household, sizeof *household) == 0)
            return known;

    known = arena_alloc(columns->household_arena, sizeof *known);
    known->household = *household;
    known->hash = hash;
    known->limits =
            arena_array(columns->household_arena, Limit, columns->plan->ruleset->n_parameters);
    columns->household_table[slot] = known;
    columns->n_households++;
    return known;
}

/* Derived facts are computed with the limits of the household, which others have computed before.
 */
static void
place_household(Columns *columns, uint32_t row)
{
    Household household = household_of(&columns->person.facts);
    KnownHousehold *known = find_household(columns, &household);

    if (known->block != columns->block) {
        known->block = columns->block;
        known->local = columns->n_block_households;
        columns->block_households[columns->n_block_households++] = known;
    }
    columns->row_household[row] = (uint16_t) known->local;
    columns->person.household = household;
    columns->person.limits = known->limits;
}

/* ---- values --------------------------------------------------------------------------------- */

static void
set_bit(RowBits *bits, uint32_t row)
{
    bits->words[row / 64] |= UINT64_C(1) << row % 64;
}

static void
put_odd(Column *column, uint32_t row, Value value)
{
    memory_reserve(column->odd, column->n_odd, column->odd_capacity);
    column->odd[column->n_odd++] = (OddRow) { row, value };
}

/* Limits are cut to the ends of an int32 when they are compared, so a value never reaches them. */
static bool
column_holds(int64_t number)
{
    return number > INT32_MIN && number < INT32_MAX;
}

static void
put_code(Column *column, uint32_t row, Value value)
{
    if (value.form == VALUE_EXACT) {
        column->bytes[row] = (uint8_t) value.low;
        set_bit(&column->known, row);
    } else if (value.form != VALUE_NONE) {
        put_odd(column, row, value);
    }
}

static void
put_number(Column *column, uint32_t row, Value value)
{
    if (value.form == VALUE_NONE)
        return;
    if (value.form == VALUE_PAIR || !column_holds(value.low) || !column_holds(value.high)) {
        put_odd(column, row, value);
        return;
    }
    if (column->is_exact && value.low != value.high) {
        column->is_exact = false;
        memcpy(column->high, column->low, row * sizeof *column->high);
    }
    column->low[row] = (int32_t) value.low;
    if (!column->is_exact)
        column->high[row] = (int32_t) value.high;
    set_bit(&column->known, row);
}

static void
put_set(Column *column, ColumnKind kind, uint32_t row, const Evidence *evidence)
{
    int64_t perhaps = evidence->state == EVIDENCE_PARTIAL ? evidence->rival : evidence->value;

    if (evidence->state == EVIDENCE_CONFLICT) {
        put_odd(column, row, (Value) { VALUE_PAIR, evidence->value, evidence->rival });
        return;
    }
    if (evidence->state != EVIDENCE_KNOWN && evidence->state != EVIDENCE_PARTIAL)
        return;
    if (kind == COLUMN_BYTE_SETS) {
        column->bytes[row] = (uint8_t) evidence->value;
        column->bytes_perhaps[row] = (uint8_t) perhaps;
    } else {
        column->wide[row] = (uint64_t) evidence->value;
        column->wide_perhaps[row] = (uint64_t) perhaps;
    }
    set_bit(&column->known, row);
}

/* What the claim says; evaluation_value() of a fact that nothing else follows into. */
static Value
claim_value(const Evidence *evidence)
{
    if (evidence->state == EVIDENCE_KNOWN)
        return (Value) { VALUE_EXACT, evidence->value, evidence->value };
    if (evidence->state == EVIDENCE_CONFLICT)
        return (Value) { VALUE_PAIR, evidence->value, evidence->rival };
    return (Value) { .form = VALUE_NONE };
}

static void
put_value(Columns *columns, const PlanColumn *plan, Column *column, uint32_t row)
{
    Value value = plan->is_derived ? evaluation_value(&columns->person, plan->fact)
                                   : claim_value(&columns->person.facts.evidence[plan->fact]);

    if (plan->in_hundredths) {
        value.low *= HUNDREDTHS;
        value.high *= HUNDREDTHS;
    }
    if (plan->kind == COLUMN_CODES)
        put_code(column, row, value);
    else
        put_number(column, row, value);
}

static void
put_receipts(Columns *columns, uint32_t row)
{
    const Facts *facts = &columns->person.facts;

    if (facts->evidence[FACT_RECEIVES].state != EVIDENCE_KNOWN)
        return;
    set_bit(&columns->receipt_known, row);
    for (uint32_t i = 0; i < facts->n_receives; i++) {
        uint32_t slot = column_plan_received(columns->plan, facts->receives[i]);

        if (slot != NO_SLOT)
            set_bit(&columns->received[slot], row);
    }
}

/* ---- rows ----------------------------------------------------------------------------------- */

void
columns_begin(Columns *columns, const PlaceFacts *place, const uint8_t *area)
{
    columns->block++;
    columns->n_rows = 0;
    columns->area = area;
    columns->n_block_households = 0;
    if (columns->n_households > HOUSEHOLDS_MAX)
        forget_households(columns);

    for (uint32_t i = 0; i < columns->plan->n_columns; i++) {
        Column *column = &columns->columns[i];

        column->known = (RowBits) { 0 };
        column->is_exact = true;
        column->n_odd = 0;
    }
    memset(columns->received, 0, columns->plan->n_received * sizeof(RowBits));
    columns->receipt_known = (RowBits) { 0 };
    columns->valid = (RowBits) { 0 };
    facts_init(&columns->place.facts);
    facts_set_place(&columns->place.facts, place);
}

Facts *
columns_next(Columns *columns)
{
    assert(columns->block > 0 && columns->n_rows < COLUMNS_ROWS);

    facts_init(&columns->person.facts);
    return &columns->person.facts;
}

void
columns_add(Columns *columns)
{
    const ColumnPlan *plan = columns->plan;
    uint32_t row = columns->n_rows++;

    facts_fill(&columns->person.facts);
    place_household(columns, row);

    for (uint32_t i = 0; i < plan->n_columns; i++) {
        const PlanColumn *of = &plan->columns[i];
        Column *column = &columns->columns[i];

        if (of->kind == COLUMN_BYTE_SETS || of->kind == COLUMN_WIDE_SETS)
            put_set(column, of->kind, row, &columns->person.facts.evidence[of->fact]);
        else
            put_value(columns, of, column, row);
    }
    put_receipts(columns, row);
    set_bit(&columns->valid, row);
}
