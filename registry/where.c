/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/where.h"

#include "geo/distance.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool
is_open(Day from, Day to, Day on)
{
    return (from == DAY_NONE || from <= on) && (to == DAY_NONE || on <= to);
}

static double
distance_to(const Whereabouts *whereabouts, GeoPoint point)
{
    return geo_point_is_known(point) && geo_point_is_known(whereabouts->from)
            ? distance_m(whereabouts->from, point)
            : NAN;
}

static const char *
first_known(const char *one, const char *two, const char *three)
{
    return one ? one : two ? two : three;
}

static bool
stop_serves(const Structure *unit, const Stop *stop, const Place *municipality)
{
    for (size_t i = 0; i < stop->n_serves; i++) {
        if (stop->serves[i] == municipality->key)
            return true;
    }
    return stop->n_serves == 0 && area_holds(&unit->area, municipality) == OUTCOME_TRUE;
}

/* The earlier of two that serve here; one that serves here before any other; else the nearer. */
static bool
is_better_stop(const Whereabouts *whereabouts, const Stop *stop, bool serves, const Stop *best,
        bool best_serves)
{
    if (!best || serves != best_serves)
        return !best || serves;
    if (serves)
        return stop->day < best->day;
    return distance_to(whereabouts, stop->point) < distance_to(whereabouts, best->point);
}

static void
look_for_stop(
        const Whereabouts *whereabouts, const Structure *unit, const Stop **best, bool *best_serves)
{
    for (size_t i = 0; i < unit->n_stops; i++) {
        const Stop *stop = &unit->stops[i];
        bool serves = stop_serves(unit, stop, whereabouts->municipality);

        if (stop->day < whereabouts->on
                || !is_better_stop(whereabouts, stop, serves, *best, *best_serves))
            continue;
        *best = stop;
        *best_serves = serves;
    }
}

/* Of the structure itself and of the units below it. */
static const AnswerStop *
next_stop(Arena *arena, const Whereabouts *whereabouts, const Structure *structure)
{
    const Stop *best = NULL;
    bool serves = false;
    AnswerStop *answer;

    look_for_stop(whereabouts, structure, &best, &serves);
    for (size_t i = 0; i < snapshot_n_structures(whereabouts->snapshot); i++) {
        const Structure *unit = snapshot_structure(whereabouts->snapshot, i);

        if (unit->parent == structure && is_open(unit->valid_from, unit->valid_to, whereabouts->on))
            look_for_stop(whereabouts, unit, &best, &serves);
    }
    if (!best)
        return NULL;

    answer = arena_alloc(arena, sizeof *answer);
    *answer = (AnswerStop) {
        .day = best->day,
        .from = best->from,
        .to = best->to,
        .place = best->place,
        .services = best->services,
        .point = best->point,
        .serves_here = serves,
    };
    return answer;
}

static bool
is_mode(const Offer *offer, const char *mode)
{
    return strcmp(offer->mode, mode) == 0;
}

static AnswerWhere
describe_offer(Arena *arena, const Whereabouts *whereabouts, const Offer *offer, Outcome serves)
{
    const Structure *structure = offer->structure;
    const Site *site = offer->site;
    AnswerWhere where = {
        .offer = offer,
        .point = site ? site->point : GEO_NOWHERE,
        .address = site ? site->address : NULL,
        .hours = first_known(offer->hours, site ? site->hours : NULL, structure->hours),
        .phone = first_known(offer->phone, site ? site->phone : NULL, structure->phone),
        .email = first_known(offer->email, site ? site->email : NULL, structure->email),
        .area_is_unknown = serves == OUTCOME_UNKNOWN,
    };

    if (is_mode(offer, "stop")) {
        where.next_stop = next_stop(arena, whereabouts, structure);
        where.point = where.next_stop ? where.next_stop->point : GEO_NOWHERE;
    }
    where.distance_m = distance_to(whereabouts, where.point);
    where.approximate =
            !isnan(where.distance_m) && (whereabouts->from_is_a_label || structure->is_sample);
    return where;
}

/* Known to serve before unknown, then the nearest, then what needs no way at all, then the code. */
static int
compare_offers(const void *one, const void *other)
{
    const AnswerWhere *a = one;
    const AnswerWhere *b = other;
    double a_m = isnan(a->distance_m) ? INFINITY : a->distance_m;
    double b_m = isnan(b->distance_m) ? INFINITY : b->distance_m;

    if (a->area_is_unknown != b->area_is_unknown)
        return a->area_is_unknown ? 1 : -1;
    if (a_m < b_m || a_m > b_m)
        return a_m < b_m ? -1 : 1;
    return strcmp(a->offer->code, b->offer->code);
}

size_t
where_offers(Arena *arena, const Whereabouts *whereabouts, const Programme *programme,
        const AnswerWhere **ret_offers)
{
    const Offer *const *offers;
    size_t n_all = snapshot_offers_of(whereabouts->snapshot, programme->key, &offers);
    AnswerWhere *found = arena_array(arena, AnswerWhere, n_all);
    size_t n = 0;

    for (size_t i = 0; i < n_all; i++) {
        const Structure *structure = offers[i]->structure;
        Outcome serves = area_holds(&offers[i]->area, whereabouts->municipality);

        if (serves != OUTCOME_FALSE
                && is_open(offers[i]->valid_from, offers[i]->valid_to, whereabouts->on)
                && is_open(structure->valid_from, structure->valid_to, whereabouts->on))
            found[n++] = describe_offer(arena, whereabouts, offers[i], serves);
    }

    qsort(found, n, sizeof *found, compare_offers);
    *ret_offers = found;
    return n < WHERE_OFFERS_MAX ? n : WHERE_OFFERS_MAX;
}

/* Whether what is known of the person puts him into the group that a branch is for. */
static bool
is_of_group(const Facts *facts, const char *group)
{
    const Evidence *roma = &facts->evidence[FACT_ROMA];
    const Evidence *nationality = &facts->evidence[FACT_NATIONALITY];

    if (strcmp(group, "roma") == 0)
        return roma->state == EVIDENCE_KNOWN && roma->value == 1;
    if (strcmp(group, "migrants") == 0) {
        int64_t third_country = 3; /* and stateless after it, in the order of the fact's codes */

        return nationality->state == EVIDENCE_KNOWN && nationality->value >= third_country;
    }
    return false;
}

enum {
    RANK_BRANCH,
    RANK_OWN_CENTRE,
    RANK_EXTENDED_CENTRE,
    RANK_OTHER_CENTRE,
    RANK_REGIONAL,
    RANK_NONE,
};

static int
rank_of(const Whereabouts *whereabouts, const Structure *structure)
{
    static const struct {
        const char *kind;
        int at_home; /* the structure stands in the municipality */
        int serving;
    } kinds[] = {
        { "branch", RANK_BRANCH, RANK_BRANCH },
        { "community_centre", RANK_OWN_CENTRE, RANK_OTHER_CENTRE },
        { "extended_centre", RANK_OWN_CENTRE, RANK_EXTENDED_CENTRE },
        { "regional_structure", RANK_REGIONAL, RANK_REGIONAL },
    };

    if (!is_open(structure->valid_from, structure->valid_to, whereabouts->on)
            || area_holds(&structure->area, whereabouts->municipality) != OUTCOME_TRUE)
        return RANK_NONE;
    if (structure->for_group && !is_of_group(whereabouts->facts, structure->for_group))
        return RANK_NONE;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(structure->kind, kinds[i].kind) != 0)
            continue;
        if (kinds[i].at_home == RANK_BRANCH && !structure->for_group)
            return RANK_NONE;
        return structure->municipality == whereabouts->municipality->key ? kinds[i].at_home
                                                                         : kinds[i].serving;
    }
    return RANK_NONE;
}

/* A site with a point before the structure's own, which may be an office. */
static const Site *
site_to_go_to(const Whereabouts *whereabouts, const Structure *structure)
{
    const Site *nearest = NULL;

    for (size_t i = 0; i < structure->n_sites; i++) {
        const Site *site = &structure->sites[i];

        if (!is_open(site->valid_from, site->valid_to, whereabouts->on))
            continue;
        if (!nearest
                || distance_to(whereabouts, site->point) < distance_to(whereabouts, nearest->point))
            nearest = site;
    }
    return nearest;
}

void
where_centre(Arena *arena, const Whereabouts *whereabouts, AnswerCentre *ret_centre)
{
    const Structure *best = NULL;
    const Site *site;
    int best_rank = RANK_NONE;

    for (size_t i = 0; i < snapshot_n_structures(whereabouts->snapshot); i++) {
        const Structure *structure = snapshot_structure(whereabouts->snapshot, i);
        int rank = rank_of(whereabouts, structure);

        if (rank < best_rank) {
            best = structure;
            best_rank = rank;
        }
    }

    *ret_centre = (AnswerCentre) { .point = GEO_NOWHERE, .distance_m = NAN };
    if (!best)
        return;

    site = site_to_go_to(whereabouts, best);
    *ret_centre = (AnswerCentre) {
        .structure = best,
        .point = site ? site->point : best->point,
        .address = site && site->address ? site->address : best->address,
        .hours = first_known(site ? site->hours : NULL, best->hours, NULL),
        .phone = first_known(site ? site->phone : NULL, best->phone, NULL),
        .email = first_known(site ? site->email : NULL, best->email, NULL),
        .next_stop = best_rank == RANK_EXTENDED_CENTRE ? next_stop(arena, whereabouts, best) : NULL,
        .funding_has_ended = best->funding_to != DAY_NONE && best->funding_to < whereabouts->on,
    };
    ret_centre->distance_m = distance_to(whereabouts, ret_centre->point);
}
