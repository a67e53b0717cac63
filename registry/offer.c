/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/offer.h"

#include <assert.h>

static bool
is_open(Day from, Day to, Day on)
{
    return (from == DAY_NONE || from <= on) && (to == DAY_NONE || on <= to);
}

const char *
offer_kind_key(OfferKind kind)
{
    static const char *const keys[] = {
        [OFFER_PROGRAMME] = "programme",
        [OFFER_SERVICE] = "service",
        [OFFER_GROUP_ACTION] = "group_action",
    };

    return keys[kind];
}

const char *
structure_name(const Structure *structure)
{
    return structure->neutral_name ? structure->neutral_name : structure->name;
}

bool
structure_is_open(const Structure *structure, Day on)
{
    return is_open(structure->valid_from, structure->valid_to, on);
}

/* The rows of a structure that name the municipality; `unit` narrows them to what it serves. */
static const Partner *
look_for_partner(const Structure *structure, const Structure *unit, int32_t municipality, Day on,
        bool *named)
{
    for (size_t i = 0; i < structure->n_partners; i++) {
        const Partner *partner = &structure->partners[i];

        if (partner->municipality != municipality || (unit && partner->unit != unit))
            continue;
        *named = true;
        if (is_open(partner->valid_from, partner->valid_to, on))
            return partner;
    }
    return NULL;
}

/* Of the structure itself, else of the structure whose unit it is. */
static const Partner *
find_partner(const Structure *structure, int32_t municipality, Day on, bool *named)
{
    const Partner *partner = look_for_partner(structure, NULL, municipality, on, named);

    return partner || !structure->parent
            ? partner
            : look_for_partner(structure->parent, structure, municipality, on, named);
}

Outcome
structure_serves(const Structure *structure, const Place *municipality, Day on)
{
    Outcome serves = area_holds(&structure->area, municipality);
    bool named = false;

    if (serves == OUTCOME_FALSE || !structure_is_open(structure, on))
        return OUTCOME_FALSE;
    if (!find_partner(structure, municipality->key, on, &named) && named)
        return OUTCOME_FALSE;
    return serves;
}

const Partner *
structure_partner(const Structure *structure, int32_t municipality, Day on)
{
    bool named = false;

    return find_partner(structure, municipality, on, &named);
}

Outcome
structure_funding_has_ended(const Structure *structure, Day on)
{
    Outcome ended = OUTCOME_UNKNOWN;

    for (size_t i = 0; i < structure->n_fundings; i++) {
        const Funding *funding = &structure->fundings[i];

        if (funding->valid_to == DAY_NONE && funding->valid_from == DAY_NONE)
            continue;
        if (is_open(funding->valid_from, funding->valid_to, on))
            return OUTCOME_FALSE;
        if (funding->valid_to != DAY_NONE && funding->valid_to < on)
            ended = OUTCOME_TRUE;
    }
    return ended;
}

const Closure *
closure_on(const Closures *closures, Day on)
{
    /* The one that began last tells most of today. */
    for (size_t i = closures->n_closures; i > 0; i--)
        if (is_open(closures->closures[i - 1].valid_from, closures->closures[i - 1].valid_to, on))
            return &closures->closures[i - 1];
    return NULL;
}

const Closure *
offer_closure_on(const Offer *offer, Day on)
{
    const Closure *closure = closure_on(&offer->closures, on);

    if (!closure && offer->site)
        closure = closure_on(&offer->site->closures, on);
    return closure ? closure : closure_on(&offer->structure->closures, on);
}

Day
stop_next_day(const Stop *stop, Day on)
{
    size_t low = 0;
    size_t high = stop->n_days;

    assert(stop->n_days > 0);
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (stop->days[middle] < on)
            low = middle + 1;
        else
            high = middle;
    }
    return low < stop->n_days ? stop->days[low] : DAY_NONE;
}

Confirmation
offer_confirmation(const Offer *offer, Day today)
{
    if (offer->confirmed_on == DAY_NONE)
        return CONFIRMED_NEVER;
    return offer->confirmed_on < today - OFFER_CONFIRMED_DAYS ? CONFIRMED_LONG_AGO : CONFIRMED;
}

const char *
confirmation_key(Confirmation confirmation)
{
    static const char *const keys[] = {
        [CONFIRMED] = "current",
        [CONFIRMED_LONG_AGO] = "long_ago",
        [CONFIRMED_NEVER] = "never",
    };

    return keys[confirmation];
}
