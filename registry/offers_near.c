/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/offers_near.h"

#include "geo/distance.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* How many are kept by the straight line before anything else is looked at. */
#define SHORTLIST 8

/* So few are passed over faster in a row than with an eye on the latitude. */
#define IN_A_ROW_MAX 128

typedef struct Short {
    double chord_squared;
    const Offer *offer;
    const GeoVector *vector;
} Short;

typedef struct Search {
    GeoPoint from;
    GeoVector vector;
    size_t k;
    OfferFilter filter; /* NULL while the short list is made */
    const void *context;
    double bound_m; /* what lies further away is not wanted */
    double bound_squared;
    Short list[SHORTLIST];
    size_t n_list;
    OfferNear *near;
    size_t n;
} Search;

/* Which of two comes first where the quick distances are too near each other to say. */
static bool
is_before(const Search *search, const Offer *one, const Offer *other)
{
    double one_m = 0, other_m = 0;

    if (one->site != other->site) {
        one_m = distance_exact_m(search->from, one->site->point);
        other_m = distance_exact_m(search->from, other->site->point);
    }
    return one_m < other_m || (one_m <= other_m && strcmp(one->code, other->code) < 0);
}

static bool
comes_first(const Search *search, const OfferNear *one, const OfferNear *other)
{
    double further = other->distance_m - one->distance_m;

    return fabs(further) > 2 * DISTANCE_ERROR_M ? further > 0
                                                : is_before(search, one->offer, other->offer);
}

static void
keep(Search *search, const Offer *offer, const GeoVector *vector)
{
    OfferNear found = { offer, distance_between(&search->vector, vector) };
    size_t at = search->n;

    while (at > 0 && comes_first(search, &found, &search->near[at - 1]))
        at--;
    if (at == search->k)
        return;

    if (search->n < search->k)
        search->n++;
    for (size_t i = search->n - 1; i > at; i--)
        search->near[i] = search->near[i - 1];
    search->near[at] = found;
    if (search->n == search->k) {
        search->bound_m = search->near[search->k - 1].distance_m + 2 * DISTANCE_ERROR_M;
        search->bound_squared = search->bound_m * search->bound_m;
    }
}

static void
shortlist(Search *search, const Short *found)
{
    size_t at = search->n_list < SHORTLIST ? search->n_list++ : SHORTLIST - 1;

    for (; at > 0 && search->list[at - 1].chord_squared > found->chord_squared; at--)
        search->list[at] = search->list[at - 1];
    search->list[at] = *found;
    if (search->n_list == SHORTLIST) {
        search->bound_squared = search->list[SHORTLIST - 1].chord_squared;
        search->bound_m = sqrt(search->bound_squared);
    }
}

static inline void
look_at(Search *search, const OfferList *list, size_t i)
{
    double chord_squared = distance_chord_squared(&search->vector, &list->vectors[i]);

    if (chord_squared >= search->bound_squared)
        return;
    if (!search->filter)
        shortlist(search, &(Short) { chord_squared, list->offers[i], &list->vectors[i] });
    else if (search->filter(list->offers[i], search->context))
        keep(search, list->offers[i], &list->vectors[i]);
}

/* The first offer with a point that is not south of the question. */
static size_t
middle_of(const OfferList *list, double z)
{
    size_t low = list->n_without_point, high = list->n_offers;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (list->vectors[middle].z < z)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* To both sides in turns, so that what is found on one ends the other early. */
static void
look_from_the_middle(Search *search, const OfferList *list)
{
    size_t north = middle_of(list, search->vector.z), south = north;
    bool goes_north = true, goes_south = true;

    while (goes_north || goes_south) {
        goes_north = goes_north && north < list->n_offers
                && list->vectors[north].z - search->vector.z < search->bound_m;
        if (goes_north)
            look_at(search, list, north++);
        goes_south = goes_south && south > list->n_without_point
                && search->vector.z - list->vectors[south - 1].z < search->bound_m;
        if (goes_south)
            look_at(search, list, --south);
    }
}

static void
look_through(Search *search, const OfferList *lists, size_t n_lists)
{
    search->bound_m = INFINITY;
    search->bound_squared = INFINITY;
    for (size_t i = 0; i < n_lists; i++) {
        if (lists[i].n_offers - lists[i].n_without_point > IN_A_ROW_MAX)
            look_from_the_middle(search, &lists[i]);
        else
            for (size_t k = lists[i].n_without_point; k < lists[i].n_offers; k++)
                look_at(search, &lists[i], k);
    }
}

/* Most offers pass the filter, and then the k are among the few of the shortest straight lines. */
static bool
are_in_the_shortlist(Search *search)
{
    for (size_t i = 0; i < search->n_list; i++) {
        const Short *item = &search->list[i];

        if (search->n == search->k && item->chord_squared >= search->bound_squared)
            return true;
        if (search->filter(item->offer, search->context))
            keep(search, item->offer, item->vector);
    }
    return search->n_list < SHORTLIST;
}

/* What is far is measured again, once for each site. */
static void
measure_far(Search *search, size_t i)
{
    OfferNear *near = &search->near[i];

    if (near->distance_m < DISTANCE_SHORT_M)
        return;
    near->distance_m = i > 0 && near[-1].offer->site == near->offer->site
            ? near[-1].distance_m
            : distance_m(search->from, near->offer->site->point);
}

size_t
offers_near(const OfferList *lists, size_t n_lists, GeoPoint from, size_t k, OfferFilter filter,
        const void *context, OfferNear *ret_near)
{
    Search search = {
        .from = from,
        .vector = distance_vector(from),
        .k = k,
        .context = context,
        .near = ret_near,
    };

    assert(geo_point_is_in_reach(from) && k > 0 && k <= OFFERS_NEAR_MAX && filter);

    look_through(&search, lists, n_lists);
    search.filter = filter;
    search.bound_m = INFINITY;
    search.bound_squared = INFINITY;
    if (!are_in_the_shortlist(&search)) {
        search.n = 0;
        look_through(&search, lists, n_lists);
    }
    for (size_t i = 0; i < search.n; i++)
        measure_far(&search, i);
    return search.n;
}
