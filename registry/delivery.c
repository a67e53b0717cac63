/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/delivery.h"

#include "geo/distance.h"
#include "registry/offers_near.h"

#include <math.h>
#include <string.h>

typedef struct Looking {
    const Place *here;
    Day on;
    Delivery *delivery;
} Looking;

static bool
is_open(Day from, Day to, Day on)
{
    return (from == DAY_NONE || from <= on) && (to == DAY_NONE || on <= to);
}

/* Closed with no day on which it opens again. */
static bool
has_stopped(const Closures *closures, Day on)
{
    const Closure *closure = closure_on(closures, on);

    return closure && !closure->mode && closure->valid_to == DAY_NONE;
}

static bool
is_given(const Offer *offer, Day on)
{
    return is_open(offer->valid_from, offer->valid_to, on)
            && structure_is_open(offer->structure, on) && !has_stopped(&offer->closures, on)
            && !has_stopped(&offer->structure->closures, on);
}

static const Site *
site_of(const Offer *offer, Day on)
{
    const Site *site = offer->site;

    return site && is_open(site->valid_from, site->valid_to, on)
                    && !has_stopped(&site->closures, on)
            ? site
            : NULL;
}

/* ---- stops -------------------------------------------------------------------------------- */

static bool
stop_serves(const Structure *unit, const Stop *stop, const Looking *looking)
{
    for (size_t i = 0; i < stop->n_serves; i++)
        if (stop->serves[i] == looking->here->key)
            return true;
    return stop->n_serves == 0
            && structure_serves(unit, looking->here, looking->on) == OUTCOME_TRUE;
}

/* The first day on which the unit is not away. */
static Day
next_day(const Structure *unit, const Stop *stop, Day on)
{
    Day day = stop_next_day(stop, on);

    while (day != DAY_NONE) {
        const Closure *closure = closure_on(&unit->closures, day);

        if (!closure || closure->mode)
            break;
        day = stop_next_day(stop, day + 1);
    }
    return day != DAY_NONE && structure_is_open(unit, day) ? day : DAY_NONE;
}

static void
look_at_stops(Looking *looking, const Structure *unit)
{
    Delivery *delivery = looking->delivery;

    if (!structure_is_open(unit, looking->on))
        return;
    for (size_t i = 0; i < unit->n_stops; i++) {
        Day day;

        if (!stop_serves(unit, &unit->stops[i], looking))
            continue;
        day = next_day(unit, &unit->stops[i], looking->on);
        if (day != DAY_NONE && (delivery->next_stop == DAY_NONE || day < delivery->next_stop))
            delivery->next_stop = day;
    }
}

/* ---- sites -------------------------------------------------------------------------------- */

static void
look_at_site(Looking *looking, const Offer *offer, bool measure)
{
    Delivery *delivery = looking->delivery;
    const Site *site = site_of(offer, looking->on);

    if (!site) {
        delivery->is_unknown |= !offer->site;
        return;
    }
    if (site->municipality == looking->here->key) {
        delivery->is_here = true;
    } else if (!geo_point_is_known(site->point) || !geo_point_is_known(looking->here->label)) {
        delivery->is_unknown = true;
        return;
    }
    if (measure && geo_point_is_known(site->point) && geo_point_is_known(looking->here->label)) {
        double metres = distance_m(looking->here->label, site->point);

        if (metres < delivery->nearest_m)
            delivery->nearest_m = metres;
    }
}

static void
look_at(Looking *looking, const Offer *offer, bool measure)
{
    Outcome serves = area_holds(&offer->area, looking->here);

    if (serves == OUTCOME_FALSE || !is_given(offer, looking->on))
        return;
    if (serves == OUTCOME_UNKNOWN) {
        looking->delivery->is_unknown = true;
        return;
    }
    looking->delivery->n_offers++;
    if (strcmp(offer->mode, "site") == 0) {
        look_at_site(looking, offer, measure);
    } else if (strcmp(offer->mode, "home") == 0) {
        looking->delivery->is_at_home = true;
    } else if (strcmp(offer->mode, "stop") == 0) {
        look_at_stops(looking, offer->structure);
        for (size_t i = 0; i < offer->structure->n_units; i++)
            look_at_stops(looking, offer->structure->units[i]);
    } else {
        looking->delivery->is_remote = true;
    }
}

static bool
is_wanted(const Offer *offer, const void *context)
{
    const Looking *looking = context;

    return is_given(offer, looking->on) && site_of(offer, looking->on);
}

void
delivery_find(const Snapshot *snapshot, const Place *municipality, int32_t programme, Day on,
        Delivery *ret_delivery)
{
    Looking looking = { .here = municipality, .on = on, .delivery = ret_delivery };
    bool searches = geo_point_is_in_reach(municipality->label);
    OfferList lists[2];
    OfferNear near;

    *ret_delivery = (Delivery) { .nearest_m = INFINITY, .next_stop = DAY_NONE };
    snapshot_offers_at(snapshot, municipality, programme, lists);
    for (size_t i = 0; i < 2; i++)
        for (size_t k = 0; k < lists[i].n_offers; k++)
            look_at(&looking, lists[i].offers[k], !searches || k < lists[i].n_without_point);
    if (searches && offers_near(lists, 2, municipality->label, 1, is_wanted, &looking, &near) > 0
            && near.distance_m < ret_delivery->nearest_m)
        ret_delivery->nearest_m = near.distance_m;
}

/* ---- what it amounts to ------------------------------------------------------------------- */

bool
delivery_is_near(const Delivery *delivery, const Reach *reach, Day on)
{
    return delivery->is_at_home || delivery->is_here || delivery->nearest_m <= reach->metres
            || (delivery->next_stop != DAY_NONE && delivery->next_stop <= on + reach->days);
}

DeliveryGrade
delivery_grade(const Delivery *delivery, const Reach *reach, Day on)
{
    if (delivery_is_near(delivery, reach, on))
        return DELIVERY_NEAR;
    if (delivery->is_remote)
        return DELIVERY_REMOTE;
    if (delivery->is_unknown)
        return DELIVERY_UNKNOWN;
    return delivery->n_offers > 0 ? DELIVERY_FAR : DELIVERY_NONE;
}

static const struct {
    const char *key;
    const char *greek;
} grades[] = {
    [DELIVERY_NONE] = { "none", "καμία" },
    [DELIVERY_UNKNOWN] = { "unknown", "άγνωστο πού ή για ποιους" },
    [DELIVERY_FAR] = { "far", "μόνο μακριά" },
    [DELIVERY_REMOTE] = { "remote", "μόνο από απόσταση" },
    [DELIVERY_NEAR] = { "near", "κοντά" },
};

const char *
delivery_grade_greek(DeliveryGrade grade)
{
    return grades[grade].greek;
}

const char *
delivery_grade_key(DeliveryGrade grade)
{
    return grades[grade].key;
}

size_t
delivery_programmes(Arena *arena, const Snapshot *snapshot, const Place *municipality, Day on,
        const ValidHere **ret_valid)
{
    const Candidate *candidates;
    size_t n = snapshot_candidates(snapshot, municipality, &candidates);
    ValidHere *valid = arena_array(arena, ValidHere, n);
    size_t found = 0;

    for (size_t i = 0; i < n; i++) {
        const Programme *programme = snapshot_programme(snapshot, candidates[i].programme);

        if (programme_is_valid(programme, on))
            valid[found++] = (ValidHere) { programme, candidates[i].area_is_unknown };
    }
    *ret_valid = valid;
    return found;
}
