/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/demand.h"

#include "registry/base/log.h"
#include "registry/base/memory.h"
#include "registry/db/params.h"
#include "registry/db/statements.h"

#include <assert.h>
#include <time.h>

#define CELLS 4096u      /* a power of two; about 120 programmes in 30 municipalities a minute */
#define CELLS_FULL 3072u /* then it is sent at once */
#define EVERY_MS 60000
#define AGAIN_MS 5000 /* where the database could not be asked */

typedef struct Cell {
    uint64_t key; /* 0 = free */
    uint32_t asked;
} Cell;

struct Demand {
    Cell cells[CELLS];
    uint32_t n_cells;
    uint64_t lost; /* counts for which there was no room */
    int64_t due_ms;
    Arena *arena; /* of what is under way */
    Params params;
    Cell *sent;
    uint32_t n_sent;
    bool is_sending;
    bool was_last; /* what did not arrive then is lost */
};

static int64_t
now_ms(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

Demand *
demand_new(void)
{
    Demand *demand = memory_new(1, sizeof *demand);

    demand->arena = arena_new();
    demand->due_ms = now_ms() + EVERY_MS;
    return demand;
}

Demand *
demand_free(Demand *demand)
{
    if (!demand)
        return NULL;
    if (demand->n_cells > 0)
        log_error("demand: %u counts did not reach the database", demand->n_cells);
    (void) arena_free(demand->arena);
    free(demand);
    return NULL;
}

/* ---- counting ----------------------------------------------------------------------------- */

/* Never 0, because keys of places are positive. */
static uint64_t
key_of(int32_t place, int32_t programme, Outcome verdict, bool undelivered)
{
    return (uint64_t) (uint32_t) place << 35 | (uint64_t) (uint32_t) programme << 3
            | (uint64_t) verdict << 1 | undelivered;
}

static void
add(Demand *demand, uint64_t key, uint32_t asked)
{
    uint32_t at = (uint32_t) (key * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (CELLS - 1);

    while (demand->cells[at].key != 0 && demand->cells[at].key != key)
        at = (at + 1) & (CELLS - 1);
    if (demand->cells[at].key == 0) {
        if (demand->n_cells == CELLS - 1) {
            demand->lost += asked;
            return;
        }
        demand->cells[at].key = key;
        demand->n_cells++;
    }
    demand->cells[at].asked += asked;
}

static bool
is_delivered(const Entitlement *entitlement)
{
    for (size_t i = 0; i < entitlement->n_where; i++)
        if (!entitlement->where[i].area_is_unknown && entitlement->where[i].mode)
            return true;
    return false;
}

void
demand_count(Demand *demand, const Answer *answer)
{
    int32_t place = answer->municipality->key;

    add(demand, key_of(place, 0, OUTCOME_FALSE, false), 1);
    for (size_t i = 0; i < answer->n_entitlements; i++) {
        const Entitlement *it = &answer->entitlements[i];
        bool is_wanted = it->verdict != OUTCOME_FALSE;

        add(demand, key_of(place, it->programme->key, it->verdict, is_wanted && !is_delivered(it)),
                1);
    }
    for (size_t i = 0; i < answer->n_hidden; i++)
        add(demand, key_of(place, answer->hidden[i]->key, OUTCOME_FALSE, false), 1);
}

/* ---- sending ------------------------------------------------------------------------------ */

/* What was under way and did not arrive is counted again; what was refused would be for ever. */
static void
came(void *context, const Result *rows, const char *state)
{
    Demand *demand = context;

    demand->is_sending = false;
    demand->due_ms = now_ms() + EVERY_MS;
    if (rows)
        return;
    if (*state) {
        log_error("demand: the database refused %u counts (%s)", demand->n_sent, state);
        return;
    }
    demand->due_ms = now_ms() + AGAIN_MS;
    for (uint32_t i = 0; i < demand->n_sent; i++)
        add(demand, demand->sent[i].key, demand->sent[i].asked);
}

static void
take_cells(Demand *demand)
{
    demand->sent = arena_array(demand->arena, Cell, demand->n_cells);
    demand->n_sent = 0;
    for (uint32_t i = 0; i < CELLS; i++) {
        if (demand->cells[i].key == 0)
            continue;
        demand->sent[demand->n_sent++] = demand->cells[i];
        demand->cells[i] = (Cell) { 0 };
    }
    assert(demand->n_sent == demand->n_cells);
    demand->n_cells = 0;
}

static void
write_params(Demand *demand)
{
    size_t n = demand->n_sent;
    int64_t *places = arena_array(demand->arena, int64_t, n);
    int64_t *programmes = arena_array(demand->arena, int64_t, n);
    int64_t *verdicts = arena_array(demand->arena, int64_t, n);
    bool *undelivered = arena_array(demand->arena, bool, n);
    int64_t *asked = arena_array(demand->arena, int64_t, n);

    for (size_t i = 0; i < n; i++) {
        uint64_t key = demand->sent[i].key;

        places[i] = (int64_t) (key >> 35);
        programmes[i] = (int64_t) (key >> 3 & UINT32_MAX);
        verdicts[i] = (int64_t) (key >> 1 & 3);
        undelivered[i] = key & 1;
        asked[i] = demand->sent[i].asked;
    }
    params_begin(&demand->params, demand->arena, &sql_demand_add);
    params_ints(&demand->params, places, n);
    params_ints(&demand->params, programmes, n);
    params_ints(&demand->params, verdicts, n);
    params_bools(&demand->params, undelivered, n);
    params_ints(&demand->params, asked, n);
}

void
demand_turn(Demand *demand, Desk *desk, bool now)
{
    if (demand->n_cells == 0 || demand->is_sending || demand->was_last
            || (!now && demand->n_cells < CELLS_FULL && now_ms() < demand->due_ms))
        return;
    if (demand->lost > 0)
        log_error("demand: no room for %lu counts", (unsigned long) demand->lost);
    demand->lost = 0;
    arena_reset(demand->arena);
    take_cells(demand);
    write_params(demand);
    demand->is_sending = true;
    demand->was_last = now;
    desk_call(desk, &demand->params, came, demand);
}

bool
demand_is_open(const Demand *demand)
{
    return demand->is_sending || (demand->n_cells > 0 && !demand->was_last);
}
