/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Demand: what was asked for and could not be given, counted without anybody in it. Each answer
 * leaves, for each programme, one more of (municipality, programme, verdict, whether anything
 * delivers it). Nothing else of the question is kept: not who asked, about whom, or when.
 *
 * One tally for each loop thread: counting is a few additions in memory, and what was counted goes
 * to the database once a minute and at the end, a little at a time: an answer leaves some hundred
 * counts, and each is dear to write. A crash loses a minute of counts.
 */

#include "registry/base/cleanup.h"
#include "registry/desk.h"
#include "registry/entitlement.h"

typedef struct Demand Demand;

Demand *demand_new(void);
Demand *demand_free(Demand *demand);

void demand_count(Demand *demand, const Answer *answer);

/*
 * Sends what was counted, if it is time; or `now`, for the last time. The tally outlives the desk.
 * Cheap where there is nothing to do: for every turn of a loop.
 */
void demand_turn(Demand *demand, Desk *desk, bool now);
/* Something is counted and not yet in the database. */
bool demand_is_open(const Demand *demand);

DEFINE_CLEANUP(Demand, demand_free)
