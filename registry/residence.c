/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/residence.h"

/* Who stood there before a place that is newer than the day, or after one that is older. */
static size_t
places_related(const Places *places, const Place *place, Day on, const PlaceShare **ret_others)
{
    return place->valid_to != DAY_NONE && place->valid_to < on
            ? places_successors(places, place, ret_others)
            : places_predecessors(places, place, ret_others);
}

const Place *
municipality_then(const Places *places, const Place *municipality, Day on)
{
    const PlaceShare *others;
    const Place *then = NULL;
    size_t n;

    if (place_is_valid(municipality, on))
        return municipality;

    n = places_related(places, municipality, on, &others);
    for (size_t i = 0; i < n; i++) {
        if (!place_is_valid(others[i].place, on))
            continue;
        if (then)
            return NULL; /* it was divided; which part, only the person can say */
        then = others[i].place;
    }
    return then;
}

ResidenceIs
residence_is(const Places *places, int32_t key, const Place *here, Day on)
{
    const Place *residence = places_by_key(places, key);
    const PlaceShare *others;
    size_t n_then = 0;
    bool is_one = false;
    size_t n;

    if (key == here->key)
        return RESIDENCE_IS_HERE;
    if (residence && place_is_valid(residence, on))
        return RESIDENCE_IS_ELSEWHERE;

    n = residence ? places_related(places, residence, on, &others) : 0;
    for (size_t i = 0; i < n; i++) {
        if (!place_is_valid(others[i].place, on))
            continue;
        n_then++;
        is_one |= others[i].place == here;
    }
    if (n_then == 0)
        return RESIDENCE_IS_PERHAPS_HERE;
    return !is_one        ? RESIDENCE_IS_ELSEWHERE
            : n_then == 1 ? RESIDENCE_IS_HERE
                          : RESIDENCE_IS_PERHAPS_HERE;
}
