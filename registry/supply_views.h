/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* The one table of what can be asked of supply, for the command, the routes and the pages. */

#include "registry/supply.h"

/* Which parts of the question a view looks at, as bits. */
typedef enum SupplyAsks {
    SUPPLY_ASKS_REACH = 1 << 0, /* kilometres and days */
    SUPPLY_ASKS_PROGRAMME = 1 << 1,
    SUPPLY_ASKS_IN_PERSON = 1 << 2,
    SUPPLY_ASKS_AHEAD = 1 << 3,
    SUPPLY_ASKS_POINTS = 1 << 4, /* a point, or how many */
    SUPPLY_NEEDS_PROGRAMME = 1 << 5,
} SupplyAsks;

typedef struct SupplyView {
    const char *key;
    const char *greek;
    const char *about; /* one sentence */
    unsigned asks;
    FiguresOf figures; /* which persons are told */
    Listing *(*make)(Arena *arena, const SupplyQuestion *question);
} SupplyView;

extern const SupplyView supply_views[];
extern const size_t supply_n_views;

const SupplyView *supply_view(const char *key); /* NULL = there is none */

/* About nothing in particular, today. */
SupplyQuestion supply_question(const Snapshot *snapshot);

/* What a view needs beside the snapshot. */
FiguresQuestion supply_figures_question(const SupplyView *view, const SupplyQuestion *question);

#define SUPPLY_K_MAX 20
#define SUPPLY_KM_MAX 200
#define SUPPLY_DAYS_MAX 366
#define SUPPLY_AHEAD_MAX 3660
