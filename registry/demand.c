/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/demand.h"

#include "registry/base/log.h"
#include "registry/base/memory.h"
#include "registry/db/params.h"
#include "registry/db/statements.h"

#include <assert.h>
#include <time.h>

#define ROOM_FIRST 4096u
#define ROOM_MAX (1u << 17) /* powers of two; 380 programmes in every municipality a minute */
#define SENT_TOGETHER 256u  /* whoever asks meanwhile waits behind so many: two milliseconds */
#define EVERY_MS 60000
#define AGAIN_MS 5000 /* where the database could not be asked */

typedef struct Cell {
    uint64_t key; /* 0 = free */
    uint32_t asked;
} Cell;

struct Demand {
    Cell *cells;
    uint32_t room;
    uint32_t n_cells;
    uint64_t lost; /* counts for which there was no room */
    int64_t due_ms;
    Arena *arena;  /* of what is sent */
    Params params; /* of what is under way */
    Arena *arena_of_params;
    Cell *sent;
    uint32_t n_sent;
    uint32_t n_arrived; /* of those sent */
    uint32_t n_under_way;
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

    demand->room = ROOM_FIRST;
    demand->cells = memory_new(demand->room, sizeof *demand->cells);
    demand->arena = arena_new();
    demand->arena_of_params = arena_new();
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
    (void) arena_free(demand->arena_of_params);
    free(demand->cells);
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

static Cell *
cell_of(Cell *cells, uint32_t room, uint64_t key)
{
    uint32_t at = (uint32_t) (key * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (room - 1);

    while (cells[at].key != 0 && cells[at].key != key)
        at = (at + 1) & (room - 1);
    return &cells[at];
}

static bool
is_full(const Demand *demand)
{
    return demand->n_cells >= demand->room - demand->room / 4;
}

static void
grow(Demand *demand)
{
    uint32_t room = demand->room * 2;
    Cell *cells = memory_new(room, sizeof *cells);

    for (uint32_t i = 0; i < demand->room; i++)
        if (demand->cells[i].key != 0)
            *cell_of(cells, room, demand->cells[i].key) = demand->cells[i];
    free(demand->cells);
    demand->cells = cells;
    demand->room = room;
}

static void
add(Demand *demand, uint64_t key, uint32_t asked)
{
    Cell *cell = cell_of(demand->cells, demand->room, key);

    if (cell->key == 0 && is_full(demand) && demand->room < ROOM_MAX) {
        grow(demand);
        cell = cell_of(demand->cells, demand->room, key);
    }
    if (cell->key == 0) {
        if (demand->n_cells == demand->room - 1) {
            demand->lost += asked;
            return;
        }
        cell->key = key;
        demand->n_cells++;
    }
    cell->asked += asked;
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

/* What did not arrive is counted again. */
static void
take_back(Demand *demand)
{
    for (uint32_t i = demand->n_arrived; i < demand->n_sent; i++)
        add(demand, demand->sent[i].key, demand->sent[i].asked);
    demand->n_sent = demand->n_arrived = 0;
    demand->due_ms = now_ms() + AGAIN_MS;
}

/* What was refused would be for ever. */
static void
came(void *context, const Result *rows, const char *state)
{
    Demand *demand = context;
    uint32_t n = demand->n_under_way;

    demand->n_under_way = 0;
    if (!rows && !*state) {
        take_back(demand);
        return;
    }
    if (!rows)
        log_error("demand: the database refused %u counts (%s)", n, state);
    demand->n_arrived += n;
}

static void
take_cells(Demand *demand)
{
    arena_reset(demand->arena);
    demand->sent = arena_array(demand->arena, Cell, demand->n_cells);
    demand->n_sent = demand->n_arrived = 0;
    for (uint32_t i = 0; i < demand->room; i++) {
        if (demand->cells[i].key == 0)
            continue;
        demand->sent[demand->n_sent++] = demand->cells[i];
        demand->cells[i] = (Cell) { 0 };
    }
    assert(demand->n_sent == demand->n_cells);
    demand->n_cells = 0;
    demand->due_ms = now_ms() + EVERY_MS;
}

static void
write_params(Demand *demand, const Cell *cells, size_t n)
{
    Arena *arena = demand->arena_of_params;
    int64_t *places = arena_array(arena, int64_t, n);
    int64_t *programmes = arena_array(arena, int64_t, n);
    int64_t *verdicts = arena_array(arena, int64_t, n);
    bool *undelivered = arena_array(arena, bool, n);
    int64_t *asked = arena_array(arena, int64_t, n);

    for (size_t i = 0; i < n; i++) {
        uint64_t key = cells[i].key;

        places[i] = (int64_t) (key >> 35);
        programmes[i] = (int64_t) (key >> 3 & UINT32_MAX);
        verdicts[i] = (int64_t) (key >> 1 & 3);
        undelivered[i] = key & 1;
        asked[i] = cells[i].asked;
    }
    params_begin(&demand->params, arena, &sql_demand_add);
    params_ints(&demand->params, places, n);
    params_ints(&demand->params, programmes, n);
    params_ints(&demand->params, verdicts, n);
    params_bools(&demand->params, undelivered, n);
    params_ints(&demand->params, asked, n);
}

/* The next few; the rest follows when they have arrived, so that questions go in between. */
static void
send_some(Demand *demand, Desk *desk)
{
    uint32_t left = demand->n_sent - demand->n_arrived;

    demand->n_under_way = left < SENT_TOGETHER ? left : SENT_TOGETHER;
    arena_reset(demand->arena_of_params);
    write_params(demand, demand->sent + demand->n_arrived, demand->n_under_way);
    desk_call(desk, &demand->params, came, demand);
}

static bool
is_due(const Demand *demand, bool now)
{
    return demand->n_cells > 0 && !demand->was_last
            && (now || (demand->room == ROOM_MAX && is_full(demand)) || now_ms() >= demand->due_ms);
}

void
demand_turn(Demand *demand, Desk *desk, bool now)
{
    if (demand->n_under_way > 0)
        return;
    if (demand->n_arrived == demand->n_sent) {
        if (!is_due(demand, now))
            return;
        if (demand->lost > 0)
            log_error("demand: no room for %lu counts", (unsigned long) demand->lost);
        demand->lost = 0;
        demand->was_last = now;
        take_cells(demand);
    }
    send_some(demand, desk);
}

bool
demand_is_open(const Demand *demand)
{
    return demand->n_arrived < demand->n_sent || (demand->n_cells > 0 && !demand->was_last);
}
