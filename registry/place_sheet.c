/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/place_sheet.h"

#include <stdlib.h>
#include <string.h>

size_t
place_sheet_municipalities(Arena *arena, const Places *places, const Place *outer, Day on,
        const Place *const **ret_municipalities)
{
    const Place **municipalities = arena_array(arena, const Place *, places_count(places));
    size_t n = 0;

    for (size_t i = 0; i < places_count(places); i++) {
        const Place *place = places_at(places, i);

        if (place->level == PLACE_MUNICIPALITY && place_is_valid(place, on)
                && (!outer || place_lies_in(place, outer)))
            municipalities[n++] = place;
    }
    *ret_municipalities = municipalities;
    return n;
}

static Day
nearest_valid_day(const Place *place, Day on)
{
    if (place->valid_to != DAY_NONE && on > place->valid_to)
        return place->valid_to;
    if (place->valid_from != DAY_NONE && on < place->valid_from)
        return place->valid_from;
    return on;
}

/* ---- structures and stops ----------------------------------------------------------------- */

static bool
is_of_the_place(const Structure *structure, const Place *place, Day on)
{
    if (!structure_is_open(structure, on))
        return false;
    return structure->municipality == place->key
            || (structure->area.kind != AREA_NATIONWIDE
                    && structure_serves(structure, place, on) == OUTCOME_TRUE);
}

static bool
is_measured(const Offer *offer, Day on)
{
    return offer->capacity >= 0 && (offer->valid_from == DAY_NONE || offer->valid_from <= on)
            && (offer->valid_to == DAY_NONE || on <= offer->valid_to);
}

static SheetStructure
describe_structure(Arena *arena, const PlaceSheet *sheet, const Structure *structure)
{
    size_t n_offers = snapshot_n_offers(sheet->snapshot);
    const Offer **measured = NULL;
    SheetStructure described = {
        .structure = structure,
        .staff = structures_staff(&structure, 1, sheet->on),
        .funding_has_ended = structure_funding_has_ended(structure, sheet->on),
        .funding_ends_on = structure_funding_ends_on(structure, sheet->on),
    };
    size_t n = 0;

    for (size_t i = 0; i < n_offers; i++)
        n += snapshot_offer(sheet->snapshot, i)->structure == structure
                && is_measured(snapshot_offer(sheet->snapshot, i), sheet->on);
    if (n > 0)
        measured = arena_array(arena, const Offer *, n);
    for (size_t i = 0; described.n_measured < n; i++) {
        const Offer *offer = snapshot_offer(sheet->snapshot, i);

        if (offer->structure == structure && is_measured(offer, sheet->on))
            measured[described.n_measured++] = offer;
    }
    described.measured = measured;
    return described;
}

static void
list_structures(Arena *arena, PlaceSheet *sheet)
{
    const Structure **structures =
            arena_array(arena, const Structure *, snapshot_n_structures(sheet->snapshot));
    SheetStructure *described;
    size_t n = 0;

    for (size_t i = 0; i < snapshot_n_structures(sheet->snapshot); i++) {
        const Structure *structure = snapshot_structure(sheet->snapshot, i);

        if (is_of_the_place(structure, sheet->place, sheet->on))
            structures[n++] = structure;
    }
    described = arena_array(arena, SheetStructure, n);
    for (size_t i = 0; i < n; i++)
        described[i] = describe_structure(arena, sheet, structures[i]);
    sheet->structures = described;
    sheet->n_structures = n;
    sheet->staff = structures_staff(structures, n, sheet->on);
}

static bool
stop_is_for(const Structure *unit, const Stop *stop, const PlaceSheet *sheet)
{
    for (size_t i = 0; i < stop->n_serves; i++)
        if (stop->serves[i] == sheet->place->key)
            return true;
    return stop->n_serves == 0 && structure_serves(unit, sheet->place, sheet->on) == OUTCOME_TRUE;
}

static bool
is_closed(const Structure *unit, Day day)
{
    const Closure *closure = closure_on(&unit->closures, day);

    return !structure_is_open(unit, day) || (closure && !closure->mode);
}

static int
by_day_and_hour(const void *one, const void *other)
{
    const AnswerStop *a = one, *b = other;
    int hours = strcmp(a->from ? a->from : "", b->from ? b->from : "");

    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    return hours ? hours : strcmp(a->unit->code, b->unit->code);
}

/* Puts a stop in its place among the next ones; the last falls out where there are too many. */
static void
add_stop(PlaceSheet *sheet, AnswerStop *stops, const Structure *unit, const Stop *stop, Day day)
{
    stops[sheet->n_stops++] = (AnswerStop) {
        .day = day,
        .from = stop->from,
        .to = stop->to,
        .place = stop->place,
        .services = stop->services,
        .rule = stop->rule,
        .point = stop->point,
        .unit = unit,
        .serves_here = true,
    };
    qsort(stops, sheet->n_stops, sizeof *stops, by_day_and_hour);
    if (sheet->n_stops > SHEET_STOPS_MAX)
        sheet->n_stops = SHEET_STOPS_MAX;
}

/* No more days of one stop than the sheet has lines. */
static void
add_stops_of(PlaceSheet *sheet, AnswerStop *stops, const Structure *unit, const Stop *stop)
{
    Day day = stop_next_day(stop, sheet->on);

    for (int n = 0; day != DAY_NONE && n < SHEET_STOPS_MAX; n++) {
        if (!is_closed(unit, day))
            add_stop(sheet, stops, unit, stop, day);
        day = stop_next_day(stop, day + 1);
    }
}

static void
list_stops(Arena *arena, PlaceSheet *sheet)
{
    AnswerStop *stops = arena_array(arena, AnswerStop, SHEET_STOPS_MAX + 1);

    for (size_t i = 0; i < snapshot_n_structures(sheet->snapshot); i++) {
        const Structure *unit = snapshot_structure(sheet->snapshot, i);

        for (size_t k = 0; k < unit->n_stops; k++)
            if (stop_is_for(unit, &unit->stops[k], sheet))
                add_stops_of(sheet, stops, unit, &unit->stops[k]);
    }
    sheet->stops = stops;
}

/* ---- programmes --------------------------------------------------------------------------- */

static void
list_programmes(Arena *arena, PlaceSheet *sheet, const Whereabouts *whereabouts)
{
    const Candidate *candidates;
    size_t n = snapshot_candidates(sheet->snapshot, sheet->place, &candidates);
    SheetProgramme *programmes = arena_array(arena, SheetProgramme, n);

    for (size_t i = 0; i < n; i++) {
        const Programme *programme = snapshot_programme(sheet->snapshot, candidates[i].programme);
        SheetProgramme *listed = &programmes[sheet->n_programmes];

        if (!programme_is_valid(programme, sheet->on))
            continue;
        listed->programme = programme;
        listed->area_is_unknown = candidates[i].area_is_unknown;
        listed->n_where = where_offers(arena, whereabouts, programme, &listed->where);
        listed->n_local = snapshot_additions(
                arena, sheet->snapshot, sheet->place, programme->key, sheet->on, &listed->local);
        sheet->n_programmes++;
    }
    sheet->programmes = programmes;
}

static void
look_around(Arena *arena, SnapshotLocal *local, PlaceSheet *sheet)
{
    Facts *nothing = arena_alloc(arena, sizeof *nothing);
    Whereabouts whereabouts = {
        .snapshot = sheet->snapshot,
        .local = local,
        .municipality = sheet->place,
        .from = sheet->place->label,
        .from_is_a_label = true,
        .on = sheet->on,
        .facts = nothing,
    };

    facts_init(nothing);
    where_centre(arena, &whereabouts, &sheet->centre);
    whereabouts.centre = sheet->centre.structure;
    list_structures(arena, sheet);
    list_stops(arena, sheet);
    list_programmes(arena, sheet, &whereabouts);
    sheet->n_services = where_services(arena, &whereabouts, &sheet->services);
    sheet->n_group_actions = where_group_actions(arena, &whereabouts, &sheet->group_actions);
}

const PlaceSheet *
place_sheet(Arena *arena, SnapshotLocal *local, const Place *place, Day on)
{
    const Snapshot *snapshot = snapshot_local_snapshot(local);
    const Places *places = snapshot_places(snapshot);
    PlaceSheet *sheet = arena_alloc(arena, sizeof *sheet);

    *sheet = (PlaceSheet) {
        .snapshot = snapshot,
        .place = place,
        .on = on,
        .drawn_on = nearest_valid_day(place, on),
        .is_valid = place_is_valid(place, on),
        .regional_unit = places_by_key(places, place->regional_unit),
        .prefecture = places_by_key(places, place->prefecture),
        .region = places_by_key(places, place->region),
    };
    sheet->n_predecessors = places_predecessors(places, place, &sheet->predecessors);
    sheet->n_successors = places_successors(places, place, &sheet->successors);
    if (place->level != PLACE_MUNICIPALITY) {
        sheet->n_municipalities = place_sheet_municipalities(
                arena, places, place, sheet->drawn_on, &sheet->municipalities);
        return sheet;
    }

    sheet->n_boundaries = snapshot_boundaries(snapshot, place, &sheet->boundaries);
    if (sheet->is_valid)
        look_around(arena, local, sheet);
    return sheet;
}
