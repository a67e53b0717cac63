/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Place sheet: what a place is, and what there is in it on a day, for anybody.
 *
 * Nobody's facts are asked: of the responsible centres the one for everybody is named, programmes
 * are those that are valid in the municipality, not those that somebody is entitled to. Names and
 * titles that would tell a special category are told in their neutral form.
 */

#include "registry/base/arena.h"
#include "registry/snapshot.h"
#include "registry/where.h"

#include <stdbool.h>
#include <stddef.h>

#define SHEET_STOPS_MAX 12

typedef struct SheetProgramme {
    const Programme *programme;
    bool area_is_unknown; /* whether it is valid here is not known */
    const AnswerWhere *where;
    size_t n_where;
    const Addition *const *local; /* what the municipality says beside it */
    size_t n_local;
} SheetProgramme;

/* What a structure can do: its people, the places of its offers, and until when it is paid. */
typedef struct SheetStructure {
    const Structure *structure;
    Headcount staff;
    const Offer *const *measured; /* offers of the day whose capacity is known */
    size_t n_measured;
    Outcome funding_has_ended;
    Day funding_ends_on; /* DAY_NONE = open, not known or ended */
} SheetStructure;

typedef struct PlaceSheet {
    const Snapshot *snapshot;
    const Place *place;
    Day on;
    Day drawn_on;  /* a day on which the place was there, as near to `on` as there is */
    bool is_valid; /* on `on`; otherwise nothing is valid in it either */
    const Place *regional_unit; /* NULL where there is none, as are the next two */
    const Place *prefecture;
    const Place *region;
    const PlaceShare *predecessors;
    size_t n_predecessors;
    const PlaceShare *successors;
    size_t n_successors;
    const Boundary *boundaries; /* the first decides */
    size_t n_boundaries;
    const Place *const *municipalities; /* that lie in it, if it is none itself */
    size_t n_municipalities;

    /* Of a municipality only. */
    AnswerCentre centre;
    const SheetStructure *structures; /* seated here, or serving here and not the whole country */
    size_t n_structures;
    Headcount staff;         /* of all of them, who is shared once */
    const AnswerStop *stops; /* that serve the municipality, the next ones first */
    size_t n_stops;
    const SheetProgramme *programmes; /* by code */
    size_t n_programmes;
    const AnswerWhere *services;
    size_t n_services;
    const AnswerWhere *group_actions;
    size_t n_group_actions;
} PlaceSheet;

/* Everything in the sheet lives in the arena or in the snapshot of `local`. */
const PlaceSheet *place_sheet(Arena *arena, SnapshotLocal *local, const Place *place, Day on);

/* The municipalities that lie in `outer` on the day, by code; of the whole country for NULL. */
size_t place_sheet_municipalities(Arena *arena, const Places *places, const Place *outer, Day on,
        const Place *const **ret_municipalities);
