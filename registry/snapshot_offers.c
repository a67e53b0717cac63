/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Which offers and centres may serve a municipality: found once, so that a question looks at a few
 * and not at all of the country.
 */

#include "registry/snapshot_state.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- in which order -------------------------------------------------------------------------- */

typedef struct Sorted {
    const Offer *offer;
    GeoVector vector;
    bool stands; /* nothing but its point says where it comes */
} Sorted;

static bool
stands_somewhere(const Offer *offer)
{
    return strcmp(offer->mode, "site") == 0 && offer->site
            && geo_point_is_in_reach(offer->site->point) && offer->area.kind != AREA_UNKNOWN
            && offer->closures.n_closures + offer->site->closures.n_closures
                    + offer->structure->closures.n_closures
            == 0;
}

static int
compare_sorted(const void *one, const void *other)
{
    const Sorted *a = one;
    const Sorted *b = other;

    if (a->offer->programme != b->offer->programme)
        return a->offer->programme < b->offer->programme ? -1 : 1;
    if (a->stands != b->stands)
        return a->stands ? 1 : -1;
    if (a->stands && (a->vector.z < b->vector.z || a->vector.z > b->vector.z))
        return a->vector.z < b->vector.z ? -1 : 1;
    return strcmp(a->offer->code, b->offer->code);
}

static Sorted *
sort_offers(Arena *scratch, const Snapshot *snapshot)
{
    Sorted *sorted = arena_array(scratch, Sorted, snapshot->n_offers);

    for (size_t i = 0; i < snapshot->n_offers; i++) {
        const Offer *offer = &snapshot->offers[i];

        sorted[i] = (Sorted) { .offer = offer, .stands = stands_somewhere(offer) };
        if (sorted[i].stands)
            sorted[i].vector = distance_vector(offer->site->point);
    }
    qsort(sorted, snapshot->n_offers, sizeof *sorted, compare_sorted);
    return sorted;
}

/* ---- who serves where ------------------------------------------------------------------------ */

static bool
is_anywhere(const Offer *offer)
{
    return offer->area.kind == AREA_NATIONWIDE || offer->area.kind == AREA_UNKNOWN;
}

/*
 * Twice over all pairs that may be: first they are counted, then, with room made, they are put
 * down. Areas that name municipalities lead there at once.
 */
static void
put(OfferRow *row, const Sorted *sorted, bool count)
{
    if (!count) {
        row->offers[row->n_offers] = sorted->offer;
        row->vectors[row->n_offers] = sorted->vector;
    }
    row->n_offers++;
}

static void
put_where_it_serves(Snapshot *snapshot, const Sorted *sorted, bool count)
{
    const Area *area = &sorted->offer->area;

    if (area->kind == AREA_MUNICIPALITIES || area->kind == AREA_POLYGON) {
        for (size_t i = 0; i < area->n_places; i++)
            if ((size_t) area->places[i] < snapshot->n_candidates)
                put(&snapshot->offers_at[area->places[i]], sorted, count);
        return;
    }
    for (size_t i = 0; i < places_count(snapshot->places); i++) {
        const Place *place = places_at(snapshot->places, i);

        if (place->level == PLACE_MUNICIPALITY && area_holds(area, place) == OUTCOME_TRUE)
            put(&snapshot->offers_at[place->key], sorted, count);
    }
}

static void
put_all(Snapshot *snapshot, const Sorted *sorted, bool count)
{
    for (size_t i = 0; i < snapshot->n_offers; i++) {
        put(&snapshot->offers_all, &sorted[i], count);
        if (is_anywhere(sorted[i].offer))
            put(&snapshot->offers_anywhere, &sorted[i], count);
        else
            put_where_it_serves(snapshot, &sorted[i], count);
    }
}

static bool
begins_group(const OfferRow *row, size_t i)
{
    return i == 0 || row->offers[i]->programme != row->offers[i - 1]->programme;
}

static void
group_row(Arena *arena, OfferRow *row)
{
    OfferGroup *groups;
    size_t n = 0;

    for (size_t i = 0; i < row->n_offers; i++)
        n += begins_group(row, i);
    row->groups = groups = arena_array(arena, OfferGroup, n);
    for (size_t i = 0; i < row->n_offers; i++) {
        if (begins_group(row, i))
            groups[row->n_groups++] = (OfferGroup) {
                .programme = row->offers[i]->programme,
                .begin = (uint32_t) i,
            };
        groups[row->n_groups - 1].n_offers++;
        groups[row->n_groups - 1].n_without_point += !stands_somewhere(row->offers[i]);
    }
}

static void
group_all(Snapshot *snapshot)
{
    group_row(snapshot->arena, &snapshot->offers_all);
    group_row(snapshot->arena, &snapshot->offers_anywhere);
    for (size_t i = 0; i < snapshot->n_candidates; i++)
        group_row(snapshot->arena, &snapshot->offers_at[i]);
}

static void
make_room(Arena *arena, OfferRow *row)
{
    row->offers = arena_array(arena, const Offer *, row->n_offers);
    row->vectors = arena_array(arena, GeoVector, row->n_offers);
    row->n_offers = 0;
}

void
snapshot_list_offers(Snapshot *snapshot)
{
    CLEANUP(arena_freep) Arena *scratch = arena_new();
    const Sorted *sorted = sort_offers(scratch, snapshot);

    snapshot->offers_at = arena_array(snapshot->arena, OfferRow, snapshot->n_candidates);
    put_all(snapshot, sorted, /* count= */ true);
    make_room(snapshot->arena, &snapshot->offers_all);
    make_room(snapshot->arena, &snapshot->offers_anywhere);
    for (size_t i = 0; i < snapshot->n_candidates; i++)
        make_room(snapshot->arena, &snapshot->offers_at[i]);
    put_all(snapshot, sorted, /* count= */ false);
    group_all(snapshot);
}

static int
compare_group(const void *key, const void *element)
{
    int32_t programme = *(const int32_t *) key;
    const OfferGroup *group = element;

    return (programme > group->programme) - (programme < group->programme);
}

static OfferList
list_of(const OfferRow *row, int32_t programme)
{
    const OfferGroup *group =
            bsearch(&programme, row->groups, row->n_groups, sizeof *row->groups, compare_group);

    if (!group)
        return (OfferList) { .offers = row->offers };
    return (OfferList) {
        .offers = row->offers + group->begin,
        .vectors = row->vectors + group->begin,
        .n_offers = group->n_offers,
        .n_without_point = group->n_without_point,
    };
}

void
snapshot_offer_list(const Snapshot *snapshot, int32_t programme, OfferList *ret_list)
{
    *ret_list = list_of(&snapshot->offers_all, programme);
}

void
snapshot_offers_at(const Snapshot *snapshot, const Place *municipality, int32_t programme,
        OfferList ret_lists[2])
{
    assert(municipality->level == PLACE_MUNICIPALITY);

    ret_lists[0] = list_of(&snapshot->offers_at[municipality->key], programme);
    ret_lists[1] = list_of(&snapshot->offers_anywhere, programme);
}

/* ---- centres ------------------------------------------------------------------------------ */

static bool
is_a_centre(const Structure *structure)
{
    static const char *const kinds[] = { "branch", "community_centre", "extended_centre",
        "regional_structure" };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(structure->kind, kinds[i]) == 0)
            return true;
    return false;
}

static void
list_centres_of(Snapshot *snapshot, const Structure **centres, size_t n, const Place *municipality)
{
    CentreList *list = &snapshot->centres_at[municipality->key];

    for (int filling = 0; filling < 2; filling++) {
        size_t found = 0;

        for (size_t i = 0; i < n; i++) {
            if (area_holds(&centres[i]->area, municipality) == OUTCOME_FALSE)
                continue;
            if (filling)
                list->centres[found] = centres[i];
            found++;
        }
        if (!filling)
            list->centres = arena_array(snapshot->arena, const Structure *, found);
        list->n_centres = found;
    }
}

void
snapshot_list_centres(Snapshot *snapshot)
{
    const Structure **centres =
            arena_array(snapshot->arena, const Structure *, snapshot->n_structures);
    size_t n = 0;

    for (size_t i = 0; i < snapshot->n_structures; i++)
        if (is_a_centre(&snapshot->structures[i]))
            centres[n++] = &snapshot->structures[i];

    snapshot->centres_at = arena_array(snapshot->arena, CentreList, snapshot->n_candidates);
    for (size_t i = 0; i < places_count(snapshot->places); i++) {
        const Place *place = places_at(snapshot->places, i);

        if (place->level == PLACE_MUNICIPALITY)
            list_centres_of(snapshot, centres, n, place);
    }
}

size_t
snapshot_centres_at(
        const Snapshot *snapshot, const Place *municipality, const Structure *const **ret_centres)
{
    const CentreList *list = &snapshot->centres_at[municipality->key];

    *ret_centres = list->centres;
    return list->n_centres;
}
