/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Which offers and centres may serve a municipality: found once, so that a question looks at a few
 * and not at all of the country.
 */

#include "registry/snapshot_state.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static bool
has_point(const Offer *offer)
{
    return strcmp(offer->mode, "site") == 0 && offer->site
            && geo_point_is_in_reach(offer->site->point);
}

static int
compare_offers(const void *one, const void *other)
{
    const Offer *a = *(const Offer *const *) one;
    const Offer *b = *(const Offer *const *) other;

    if (a->programme != b->programme)
        return a->programme < b->programme ? -1 : 1;
    if (has_point(a) != has_point(b))
        return has_point(a) ? 1 : -1;
    return strcmp(a->code, b->code);
}

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
put(Snapshot *snapshot, const Offer *offer, int32_t place, bool count)
{
    OfferRow *row = &snapshot->offers_at[place];

    if (!count)
        row->offers[row->n_offers] = offer;
    row->n_offers++;
}

static void
put_where_it_serves(Snapshot *snapshot, const Offer *offer, bool count)
{
    if (offer->area.kind == AREA_MUNICIPALITIES || offer->area.kind == AREA_POLYGON) {
        for (size_t i = 0; i < offer->area.n_places; i++)
            if ((size_t) offer->area.places[i] < snapshot->n_candidates)
                put(snapshot, offer, offer->area.places[i], count);
        return;
    }
    for (size_t i = 0; i < places_count(snapshot->places); i++) {
        const Place *place = places_at(snapshot->places, i);

        if (place->level == PLACE_MUNICIPALITY && area_holds(&offer->area, place) == OUTCOME_TRUE)
            put(snapshot, offer, place->key, count);
    }
}

static void
put_all(Snapshot *snapshot, bool count)
{
    for (size_t i = 0; i < snapshot->n_offers; i++) {
        const Offer *offer = snapshot->offers_all.offers[i];

        if (!is_anywhere(offer))
            put_where_it_serves(snapshot, offer, count);
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
        groups[row->n_groups - 1].n_without_point += !has_point(row->offers[i]);
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
index_points(Snapshot *snapshot)
{
    snapshot->offer_points = point_index_new();
    for (size_t i = 0; i < snapshot->n_offers; i++)
        if (has_point(&snapshot->offers[i]))
            point_index_add(snapshot->offer_points, (uint32_t) i, snapshot->offers[i].site->point);
    point_index_seal(snapshot->offer_points);
}

void
snapshot_list_offers(Snapshot *snapshot)
{
    OfferRow *anywhere = &snapshot->offers_anywhere;
    OfferRow *all = &snapshot->offers_all;

    all->offers = arena_array(snapshot->arena, const Offer *, snapshot->n_offers);
    anywhere->offers = arena_array(snapshot->arena, const Offer *, snapshot->n_offers);
    for (size_t i = 0; i < snapshot->n_offers; i++)
        all->offers[all->n_offers++] = &snapshot->offers[i];
    qsort(all->offers, all->n_offers, sizeof *all->offers, compare_offers);
    for (size_t i = 0; i < all->n_offers; i++)
        if (is_anywhere(all->offers[i]))
            anywhere->offers[anywhere->n_offers++] = all->offers[i];

    snapshot->offers_at = arena_array(snapshot->arena, OfferRow, snapshot->n_candidates);
    put_all(snapshot, /* count= */ true);
    for (size_t i = 0; i < snapshot->n_candidates; i++) {
        OfferRow *row = &snapshot->offers_at[i];

        row->offers = arena_array(snapshot->arena, const Offer *, row->n_offers);
        row->n_offers = 0;
    }
    put_all(snapshot, /* count= */ false);
    group_all(snapshot);
    index_points(snapshot);
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

const PointIndex *
snapshot_offer_points(const Snapshot *snapshot)
{
    return snapshot->offer_points;
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
