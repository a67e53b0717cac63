/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Supply: what the public registers say of how help reaches people, for whoever plans it. Holes,
 * reach, equality of places, overlaps, funding that ends, what a new point would change. Made from
 * the snapshot and, where persons are told, from the protected counts of a release; no person is
 * read.
 */

#include "registry/delivery.h"
#include "registry/figures.h"
#include "registry/listing.h"

typedef struct SupplyQuestion {
    const Snapshot *snapshot;
    Day on;
    Reach reach;
    const Place *within;        /* only municipalities that lie in it; NULL = the country */
    const Programme *programme; /* NULL = all; not for overlaps and funding */
    bool in_person;             /* what is given from a distance only does not count as given */
    int days_ahead;             /* funding that ends until then */
    const Figures *figures;     /* of the measure that the view names; NULL = there is no release */
    SnapshotLocal *local;       /* of the same snapshot; NULL = the sea is not looked at */
    GeoPoint point;             /* of something new; GEO_NOWHERE = at the `k` best places */
    int k;                      /* how many new ones */
    int exact_ms;               /* how long the best may be looked for; 0 = greedy alone */
} SupplyQuestion;

#define SUPPLY_DAYS_AHEAD 180
#define SUPPLY_K 3

/*
 * Programmes valid in a municipality that nothing delivers there or in reach: by programme, or,
 * where one is asked for, by municipality; in one municipality its holes.
 */
Listing *supply_holes(Arena *arena, const SupplyQuestion *question);

/* Programmes by law beside those that are delivered, by municipality, the greatest loss first. */
Listing *supply_equity(Arena *arena, const SupplyQuestion *question);

/* The same from different bodies in the same municipality. */
Listing *supply_overlap(Arena *arena, const SupplyQuestion *question);

/* Who works in the structures that serve there, and which institutions group actions choose. */
Listing *supply_staff(Arena *arena, const SupplyQuestion *question);
Listing *supply_institutions(Arena *arena, const SupplyQuestion *question);

/* Structures whose known funding has ended or ends within `days_ahead`, the earliest first. */
Listing *supply_funding(Arena *arena, const SupplyQuestion *question);

/* Which share of the entitled lives how near to it; of one programme. */
Listing *supply_reach(Arena *arena, const SupplyQuestion *question);

/* What something new would change, municipality by municipality; of one programme. */
Listing *supply_what_if(Arena *arena, const SupplyQuestion *question);

/* What was asked for in the month before and could not be given; by programme, or by municipality.
 */
Listing *supply_demand(Arena *arena, const SupplyQuestion *question);

/* From which release the persons are, or that there is none. */
void supply_note_figures(Listing *listing, const SupplyQuestion *question);

/* The municipalities of the question, by code. */
size_t supply_municipalities(
        Arena *arena, const SupplyQuestion *question, const Place *const **ret_municipalities);
/* Whether nothing delivers the programme as the question asks; unknown is no hole. */
bool supply_is_hole(const SupplyQuestion *question, DeliveryGrade grade);
/* «στη χώρα», «στην Περιφέρεια …» for titles. */
const char *supply_where(Arena *arena, const SupplyQuestion *question);
const char *supply_day(Arena *arena, const SupplyQuestion *question);
ListingCell supply_place_cell(Arena *arena, const Place *place);
ListingCell supply_programme_cell(Arena *arena, const Programme *programme);
