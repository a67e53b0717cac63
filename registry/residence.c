/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/residence.h"

#define PARTS_MAX 16 /* municipalities that one was parted into, or made of */

/* Who stood there before a place that is newer than the day, or after one that is older. */
static size_t
places_related(const Places *places, const Place *place, Day on, const PlaceShare **ret_others)
{
    return place->valid_to != DAY_NONE && place->valid_to < on
            ? places_successors(places, place, ret_others)
            : places_predecessors(places, place, ret_others);
}

size_t
municipality_parts(const Places *places, const Place *municipality, Day on, size_t limit,
        const Place **ret_parts)
{
    const PlaceShare *others;
    size_t n_others, n = 0;

    if (place_is_valid(municipality, on))
        return 0;

    n_others = places_related(places, municipality, on, &others);
    for (size_t i = 0; i < n_others && n < limit; i++)
        if (place_is_valid(others[i].place, on))
            ret_parts[n++] = others[i].place;
    return n;
}

const Place *
municipality_then(const Places *places, const Place *municipality, Day on)
{
    const Place *parts[2];

    if (place_is_valid(municipality, on))
        return municipality;

    /* Which part of a divided one, only the person can say. */
    return municipality_parts(places, municipality, on, 2, parts) == 1 ? parts[0] : NULL;
}

const char *
municipality_divided_text(Arena *arena, const Places *places, const Place *municipality, Day on)
{
    const Place *parts[PARTS_MAX];
    size_t n = municipality_parts(places, municipality, on, PARTS_MAX, parts);
    const char *names = NULL;

    if (n < 2)
        return NULL;
    for (size_t i = 0; i < n; i++)
        names = arena_format(arena, "%s%s%s (%s)", names ? names : "",
                i == 0               ? ""
                        : i + 1 == n ? " και "
                                     : ", ",
                parts[i]->name, parts[i]->code);
    return arena_format(arena,
            "Η κατοικία που γνωρίζει το μητρώο είναι στον δήμο %s, που διαιρέθηκε στους δήμους %s. "
            "Ρωτήστε σε ποιον από αυτούς είναι σήμερα και διαλέξτε τον.",
            municipality->name, names);
}

ResidenceIs
residence_is(const Places *places, int32_t key, const Place *here, Day on)
{
    const Place *residence = places_by_key(places, key);
    const Place *parts[PARTS_MAX];
    bool is_one = false;
    size_t n;

    if (key == here->key)
        return RESIDENCE_IS_HERE;
    if (residence && place_is_valid(residence, on))
        return RESIDENCE_IS_ELSEWHERE;

    n = residence ? municipality_parts(places, residence, on, PARTS_MAX, parts) : 0;
    for (size_t i = 0; i < n; i++)
        is_one |= parts[i] == here;
    if (n == 0)
        return RESIDENCE_IS_PERHAPS_HERE;
    return !is_one   ? RESIDENCE_IS_ELSEWHERE
            : n == 1 ? RESIDENCE_IS_HERE
                     : RESIDENCE_IS_PERHAPS_HERE;
}
