/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/where.h"

#include "geo/distance.h"
#include "registry/offers_near.h"
#include "registry/where_part.h"
#include "registry/where_way.h"

#include <math.h>
#include <string.h>

static bool
is_open(Day from, Day to, Day on)
{
    return (from == DAY_NONE || from <= on) && (to == DAY_NONE || on <= to);
}

static size_t
slot_of(GeoPoint point)
{
    uint64_t bits[2];

    memcpy(bits, &(double[]) { point.lon, point.lat }, sizeof bits);
    return (size_t) ((bits[0] ^ bits[1] * 3) * 0x9E3779B97F4A7C15u >> 58) % WHERE_MEASURED;
}

static double
measured_distance(const Whereabouts *whereabouts, GeoPoint point)
{
    WhereMeasured *measured = whereabouts->measured;
    size_t slot = slot_of(point);

    if (memcmp(&measured->to[slot], &point, sizeof point) != 0) {
        measured->to[slot] = point;
        measured->distance_m[slot] = distance_m(whereabouts->from, point);
    }
    return measured->distance_m[slot];
}

double
where_distance(const Whereabouts *whereabouts, GeoPoint point)
{
    if (!geo_point_is_known(point) || !geo_point_is_known(whereabouts->from))
        return NAN;
    return whereabouts->measured ? measured_distance(whereabouts, point)
                                 : distance_m(whereabouts->from, point);
}

static const char *
first_known(const char *one, const char *two, const char *three)
{
    return one ? one : two ? two : three;
}

static bool
is_mode(const char *mode, const char *wanted)
{
    return mode && strcmp(mode, wanted) == 0;
}

static Outcome
crosses_water(const Whereabouts *whereabouts, GeoPoint to, int32_t municipality)
{
    const Place *there = places_by_key(snapshot_places(whereabouts->snapshot), municipality);
    PlaceTrait here = whereabouts->municipality->island;
    Outcome outcome;

    if (!whereabouts->local || !geo_point_is_known(to) || !geo_point_is_known(whereabouts->from))
        return OUTCOME_UNKNOWN;

    outcome = way_crosses_water(
            snapshot_local_ways(whereabouts->local), whereabouts->from, to, whereabouts->on);
    /* From an island to what is none there is water; if no map shows it, the two disagree. */
    if (!there || here == PLACE_TRAIT_UNKNOWN || there->island == PLACE_TRAIT_UNKNOWN
            || here == there->island)
        return outcome;
    return outcome == OUTCOME_FALSE ? OUTCOME_UNKNOWN : OUTCOME_TRUE;
}

/* ---- one offer ---------------------------------------------------------------------------- */

/* What is needed to put offers in order; the rest is found for those that are told. */
typedef struct Found {
    const Offer *offer;
    const Closure *closure;
    NextStop next_stop;
    GeoPoint point;
    double distance_m;
    Outcome serves;
    bool is_closed;
    bool is_remote; /* no way to go */
} Found;

/* A site that has closed for good, or not opened yet, is no place to go to. */
static const Site *
site_on(const Offer *offer, Day on)
{
    return offer->site && is_open(offer->site->valid_from, offer->site->valid_to, on) ? offer->site
                                                                                      : NULL;
}

static const char *
mode_on(const Found *found)
{
    return found->closure ? found->closure->mode : found->offer->mode;
}

static Found
find_offer(const Whereabouts *whereabouts, const Offer *offer, Outcome serves)
{
    const Site *site = site_on(offer, whereabouts->on);
    Found found = {
        .offer = offer,
        .closure = offer_closure_on(offer, whereabouts->on),
        .point = GEO_NOWHERE,
        .serves = serves,
    };
    const char *mode = mode_on(&found);

    found.is_closed = !mode;
    if (is_mode(mode, "stop")) {
        found.next_stop = where_next_stop(whereabouts, offer->structure);
        if (found.next_stop.stop)
            found.point = found.next_stop.stop->point;
    } else if (is_mode(mode, "site") && site) {
        found.point = site->point;
    } else if (found.is_closed && site) {
        found.point = site->point; /* where it will be again */
    }
    found.is_remote = mode && !is_mode(mode, "site") && !is_mode(mode, "stop");
    found.distance_m = where_distance(whereabouts, found.point);
    return found;
}

static CallState
call_on(const Offer *offer, Day on)
{
    if (offer->opens_on == DAY_NONE && offer->closes_on == DAY_NONE)
        return CALL_NONE;
    if (offer->opens_on != DAY_NONE && on < offer->opens_on)
        return CALL_UPCOMING;
    return offer->closes_on != DAY_NONE && on > offer->closes_on ? CALL_CLOSED : CALL_OPEN;
}

static int
age_on(const Facts *facts, Day on)
{
    const Evidence *age = &facts->evidence[FACT_AGE];
    const Evidence *birth = &facts->evidence[FACT_BIRTH_DATE];

    if (birth->state == EVIDENCE_KNOWN)
        return day_age((Day) birth->value, on);
    return age->state == EVIDENCE_KNOWN ? (int) age->value : -1;
}

static Outcome
fits_age(const Whereabouts *whereabouts, const Offer *offer)
{
    int age = age_on(whereabouts->facts, whereabouts->on);

    if (offer->age_from < 0 && offer->age_to < 0)
        return OUTCOME_TRUE;
    if (age < 0)
        return OUTCOME_UNKNOWN;
    return (offer->age_from < 0 || age >= offer->age_from)
                    && (offer->age_to < 0 || age <= offer->age_to)
            ? OUTCOME_TRUE
            : OUTCOME_FALSE;
}

static bool
is_of_centre(const Whereabouts *whereabouts, const Structure *structure)
{
    return whereabouts->centre
            && (structure == whereabouts->centre || structure->parent == whereabouts->centre
                    || whereabouts->centre->parent == structure);
}

static AnswerWhere
describe(Arena *arena, const Whereabouts *whereabouts, const Found *found)
{
    const Offer *offer = found->offer;
    const Structure *structure = offer->structure;
    const Site *site = is_mode(mode_on(found), "site") ? site_on(offer, whereabouts->on) : NULL;
    const Closure *closure = found->closure;
    const char *mode = mode_on(found);
    bool has_way = !isnan(found->distance_m);
    bool at_site = offer->site && !found->next_stop.stop && geo_point_is_known(found->point);
    AnswerWhere where = {
        .offer = offer,
        .mode = mode,
        .closure = closure,
        .point = found->point,
        .distance_m = found->distance_m,
        .address = site ? site->address : NULL,
        .hours = first_known(offer->hours, site ? site->hours : NULL, structure->hours),
        .phone = first_known(offer->phone, site ? site->phone : NULL, structure->phone),
        .email = first_known(offer->email, site ? site->email : NULL, structure->email),
        .access_inside = site ? site->access_inside : -1,
        .access_outside = site ? site->access_outside : -1,
        .next_stop = where_describe_stop(arena, &found->next_stop),
        .call = call_on(offer, whereabouts->on),
        .outside_bounds = OUTCOME_FALSE,
        .fits_age = fits_age(whereabouts, offer),
        .of_centre = is_of_centre(whereabouts, structure),
        .geocoding = at_site ? offer->site->geocoding : GEOCODING_EXACT,
        .approximate = has_way
                && (whereabouts->from_is_a_label || structure->is_sample
                        || (at_site && offer->site->geocoding != GEOCODING_EXACT)),
        .place_is_unknown = !found->is_remote && !geo_point_is_known(found->point),
        .area_is_unknown = found->serves == OUTCOME_UNKNOWN,
    };

    if (closure) {
        where.hours = first_known(closure->hours, where.hours, NULL);
        where.phone = first_known(closure->phone, where.phone, NULL);
        where.email = first_known(closure->email, where.email, NULL);
    }
    where.crosses_water = !has_way
            ? OUTCOME_UNKNOWN
            : crosses_water(whereabouts, found->point,
                    found->next_stop.stop ? found->next_stop.stop->municipality
                            : site        ? site->municipality
                                          : 0);
    return where;
}

/* ---- the offers of a programme ------------------------------------------------------------ */

/* Known to serve before unknown, open before closed, the nearest, then what needs no way, the code.
 */
static int
compare_found(const Found *a, const Found *b)
{
    double a_m = isnan(a->distance_m) ? INFINITY : a->distance_m;
    double b_m = isnan(b->distance_m) ? INFINITY : b->distance_m;

    if (a->serves != b->serves)
        return a->serves == OUTCOME_TRUE ? -1 : 1;
    if (a->is_closed != b->is_closed)
        return a->is_closed ? 1 : -1;
    if (a_m < b_m || a_m > b_m)
        return a_m < b_m ? -1 : 1;
    if (a->is_remote != b->is_remote) /* a place that is not known is behind what needs none */
        return a->is_remote ? -1 : 1;
    return strcmp(a->offer->code, b->offer->code);
}

static bool
is_given(const Whereabouts *whereabouts, const Offer *offer)
{
    return is_open(offer->valid_from, offer->valid_to, whereabouts->on)
            && structure_is_open(offer->structure, whereabouts->on);
}

typedef struct Finding {
    const Whereabouts *whereabouts;
    Outcome serves; /* which ones are looked for */
    Found *found;   /* the best, in order */
    size_t n;
    size_t limit;
    Found remote; /* the best that needs no way and is known to serve; no offer = none */
} Finding;

static void
keep(Finding *finding, const Found *found)
{
    size_t at = finding->n;

    if (found->is_remote && found->serves == OUTCOME_TRUE
            && (!finding->remote.offer || compare_found(found, &finding->remote) < 0))
        finding->remote = *found;
    while (at > 0 && compare_found(found, &finding->found[at - 1]) < 0)
        at--;
    if (at == finding->limit)
        return;

    if (finding->n < finding->limit)
        finding->n++;
    for (size_t i = finding->n - 1; i > at; i--)
        finding->found[i] = finding->found[i - 1];
    finding->found[at] = *found;
}

static void
find_each(Finding *finding, const OfferList *list, size_t n)
{
    const Whereabouts *whereabouts = finding->whereabouts;

    for (size_t i = 0; i < n; i++) {
        const Offer *offer = list->offers[i];
        Outcome serves = area_holds(&offer->area, whereabouts->municipality);

        if (is_given(whereabouts, offer)
                && (serves == OUTCOME_FALSE) == (finding->serves == OUTCOME_FALSE)) {
            Found found = find_offer(whereabouts, offer, serves);

            keep(finding, &found);
        }
    }
}

static bool
is_wanted(const Offer *offer, const void *context)
{
    const Finding *finding = context;
    Day on = finding->whereabouts->on;

    /* Whoever stands in a list of the municipality serves it. */
    return (finding->serves == OUTCOME_TRUE
                   || area_holds(&offer->area, finding->whereabouts->municipality)
                           == finding->serves)
            && is_given(finding->whereabouts, offer)
            && is_open(offer->site->valid_from, offer->site->valid_to, on);
}

/* Of those that stand somewhere the nearest are enough; the others are looked at one by one. */
static void
find_in(Arena *arena, Finding *finding, const OfferList *lists, size_t n_lists)
{
    OfferNear near[OFFERS_NEAR_MAX];
    size_t n_near = 0;
    bool are_enough;

    finding->found = arena_array(arena, Found, finding->limit);
    if (geo_point_is_in_reach(finding->whereabouts->from))
        n_near = offers_near(lists, n_lists, finding->whereabouts->from, finding->limit, is_wanted,
                finding, near);
    /* Where there are fewer, those whose site is not open come into it, or nothing is near. */
    are_enough = n_near == finding->limit;
    for (size_t i = 0; are_enough && i < n_near; i++)
        finding->found[finding->n++] = (Found) {
            .offer = near[i].offer,
            .point = near[i].offer->site->point,
            .distance_m = near[i].distance_m,
            .serves = finding->serves,
        };
    for (size_t i = 0; i < n_lists; i++)
        find_each(finding, &lists[i], are_enough ? lists[i].n_without_point : lists[i].n_offers);
}

/* Five sites must not hide that it may also be asked for from home. */
static void
keep_one_remote(Finding *finding)
{
    const Found *remote = &finding->remote;

    if (finding->n == finding->limit && remote->offer
            && compare_found(&finding->found[finding->limit - 1], remote) < 0)
        finding->found[finding->limit - 1] = *remote;
}

static size_t
describe_all(Arena *arena, const Finding *finding, AnswerWhere **ret_offers)
{
    AnswerWhere *offers = arena_array(arena, AnswerWhere, finding->n);

    for (size_t i = 0; i < finding->n; i++)
        offers[i] = describe(arena, finding->whereabouts, &finding->found[i]);
    *ret_offers = offers;
    return finding->n;
}

size_t
where_offers(Arena *arena, const Whereabouts *whereabouts, const Programme *programme,
        const AnswerWhere **ret_offers)
{
    Finding finding = {
        .whereabouts = whereabouts, .serves = OUTCOME_TRUE, .limit = WHERE_OFFERS_MAX
    };
    OfferList lists[2];
    AnswerWhere *offers;
    size_t n;

    snapshot_offers_at(whereabouts->snapshot, whereabouts->municipality, programme->key, lists);
    find_in(arena, &finding, lists, 2);
    keep_one_remote(&finding);
    n = describe_all(arena, &finding, &offers);
    *ret_offers = offers;
    return n;
}

/* ---- elsewhere: for a referral ------------------------------------------------------------ */

/* Unknown where it is not known of either whether it serves the place. */
static Outcome
both_serve(const Whereabouts *whereabouts, const Structure *structure, const Place *place)
{
    Outcome centre = structure_serves(whereabouts->centre, place, whereabouts->on);
    Outcome other = centre == OUTCOME_FALSE ? OUTCOME_FALSE
                                            : structure_serves(structure, place, whereabouts->on);

    return centre < other ? centre : other;
}

/*
 * Whether the structure serves nobody of the centre's area of action. The places of the area are
 * looked at where it names them, as nearly every one does, else those of the country.
 */
static Outcome
is_outside_bounds(const Whereabouts *whereabouts, const Structure *structure)
{
    const Places *places = snapshot_places(whereabouts->snapshot);
    const Area *area = whereabouts->centre ? &whereabouts->centre->area : NULL;
    bool named = area && area->kind == AREA_MUNICIPALITIES;
    size_t n = !area ? 0 : named ? area->n_places : places_count(places);
    Outcome any = area ? OUTCOME_FALSE : OUTCOME_UNKNOWN;

    for (size_t i = 0; i < n && any != OUTCOME_TRUE; i++) {
        const Place *place = named ? places_by_key(places, area->places[i]) : places_at(places, i);
        Outcome here;

        if (!place || place->level != PLACE_MUNICIPALITY || !place_is_valid(place, whereabouts->on))
            continue;
        here = both_serve(whereabouts, structure, place);
        if (here > any)
            any = here;
    }
    return any == OUTCOME_TRUE     ? OUTCOME_FALSE
            : any == OUTCOME_FALSE ? OUTCOME_TRUE
                                   : OUTCOME_UNKNOWN;
}

size_t
where_elsewhere(Arena *arena, const Whereabouts *whereabouts, const Programme *programme,
        const AnswerWhere **ret_offers)
{
    Finding finding = {
        .whereabouts = whereabouts, .serves = OUTCOME_FALSE, .limit = WHERE_ELSEWHERE_MAX
    };
    OfferList all;
    AnswerWhere *offers;
    size_t n;

    snapshot_offer_list(whereabouts->snapshot, programme->key, &all);
    find_in(arena, &finding, &all, 1);
    n = describe_all(arena, &finding, &offers);
    for (size_t i = 0; i < n; i++)
        offers[i].outside_bounds = is_outside_bounds(whereabouts, offers[i].offer->structure);
    *ret_offers = offers;
    return n;
}

/* ---- services and group actions ----------------------------------------------------------- */

/* Whether what is known of the person puts him into the group that a branch or a service is for. */
static Outcome
is_of_group(const Whereabouts *whereabouts, const char *group)
{
    const Facts *facts = whereabouts->facts;
    const Evidence *nationality = &facts->evidence[FACT_NATIONALITY];
    const Evidence *roma = &facts->evidence[FACT_ROMA];
    int64_t third_country = 3; /* and stateless after it, in the order of the fact's codes */
    int age = age_on(facts, whereabouts->on);

    if (strcmp(group, "roma") == 0)
        return roma->state != EVIDENCE_KNOWN ? OUTCOME_UNKNOWN
                : roma->value == 1           ? OUTCOME_TRUE
                                             : OUTCOME_FALSE;
    if (strcmp(group, "migrants") == 0)
        return nationality->state != EVIDENCE_KNOWN   ? OUTCOME_UNKNOWN
                : nationality->value >= third_country ? OUTCOME_TRUE
                                                      : OUTCOME_FALSE;
    if (age >= 0 && strcmp(group, "children") == 0)
        return age < 18 ? OUTCOME_TRUE : OUTCOME_FALSE;
    if (age >= 0 && strcmp(group, "elderly") == 0)
        return age >= 65 ? OUTCOME_TRUE : OUTCOME_FALSE;
    return OUTCOME_UNKNOWN;
}

/*
 * What is for a group is shown to who is known to be of it: shown to others, it would say on the
 * screen that somebody is asked about it.
 */
static bool
is_for_the_person(const Whereabouts *whereabouts, const Offer *offer)
{
    const char *group = offer->for_group ? offer->for_group : offer->structure->for_group;

    return !group || is_of_group(whereabouts, group) == OUTCOME_TRUE;
}

/* Those of no programme that may be given here; a group action also where it is still to come. */
static void
find_kind(Arena *arena, Finding *finding, OfferKind kind)
{
    const Whereabouts *whereabouts = finding->whereabouts;
    OfferList lists[2];

    snapshot_offers_at(whereabouts->snapshot, whereabouts->municipality, 0, lists);
    finding->found = arena_array(arena, Found, finding->limit);
    for (size_t i = 0; i < lists[0].n_offers + lists[1].n_offers; i++) {
        const Offer *offer =
                i < lists[0].n_offers ? lists[0].offers[i] : lists[1].offers[i - lists[0].n_offers];
        Outcome serves = area_holds(&offer->area, whereabouts->municipality);
        bool coming = kind == OFFER_GROUP_ACTION && offer->valid_from != DAY_NONE
                && offer->valid_from > whereabouts->on;

        if (offer->kind == kind && serves != OUTCOME_FALSE
                && (coming || is_open(offer->valid_from, offer->valid_to, whereabouts->on))
                && structure_is_open(offer->structure, whereabouts->on)
                && is_for_the_person(whereabouts, offer)) {
            Found found = find_offer(whereabouts, offer, serves);

            keep(finding, &found);
        }
    }
}

static int
compare_services(const void *one, const void *other)
{
    const AnswerWhere *a = one;
    const AnswerWhere *b = other;

    if (a->of_centre != b->of_centre)
        return a->of_centre ? -1 : 1;
    if (a->fits_age != b->fits_age)
        return a->fits_age > b->fits_age ? -1 : 1;
    return 0;
}

/* In steps of insertion, because the order by distance is to be kept among equals. */
static void
sort_stable(AnswerWhere *offers, size_t n, int (*compare)(const void *, const void *))
{
    for (size_t i = 1; i < n; i++) {
        AnswerWhere moving = offers[i];
        size_t at = i;

        while (at > 0 && compare(&moving, &offers[at - 1]) < 0) {
            offers[at] = offers[at - 1];
            at--;
        }
        offers[at] = moving;
    }
}

size_t
where_services(Arena *arena, const Whereabouts *whereabouts, const AnswerWhere **ret_offers)
{
    Finding finding = { .whereabouts = whereabouts, .limit = WHERE_LISTED_MAX };
    AnswerWhere *offers;
    size_t n;

    find_kind(arena, &finding, OFFER_SERVICE);
    n = describe_all(arena, &finding, &offers);
    sort_stable(offers, n, compare_services);
    *ret_offers = offers;
    return n;
}

static int
compare_actions(const void *one, const void *other)
{
    const AnswerWhere *a = one;
    const AnswerWhere *b = other;

    return (a->offer->valid_from > b->offer->valid_from)
            - (a->offer->valid_from < b->offer->valid_from);
}

size_t
where_group_actions(Arena *arena, const Whereabouts *whereabouts, const AnswerWhere **ret_offers)
{
    Finding finding = { .whereabouts = whereabouts, .limit = WHERE_LISTED_MAX };
    AnswerWhere *offers;
    size_t n;

    find_kind(arena, &finding, OFFER_GROUP_ACTION);
    n = describe_all(arena, &finding, &offers);
    for (size_t i = 0; i < n; i++)
        offers[i].choices = snapshot_choices(arena, whereabouts->snapshot, offers[i].offer,
                whereabouts->municipality, whereabouts->on);
    sort_stable(offers, n, compare_actions);
    *ret_offers = offers;
    return n;
}

/* ---- the centre --------------------------------------------------------------------------- */

enum {
    RANK_BRANCH,
    RANK_OWN_CENTRE,
    RANK_EXTENDED_CENTRE,
    RANK_OTHER_CENTRE,
    RANK_REGIONAL,
    RANK_NONE,
};

static const struct {
    const char *kind;
    int at_home; /* the structure stands in the municipality */
    int serving;
} centre_kinds[] = {
    { "branch", RANK_BRANCH, RANK_BRANCH },
    { "community_centre", RANK_OWN_CENTRE, RANK_OTHER_CENTRE },
    { "extended_centre", RANK_OWN_CENTRE, RANK_EXTENDED_CENTRE },
    { "regional_structure", RANK_REGIONAL, RANK_REGIONAL },
};

#define N_CENTRE_KINDS (sizeof centre_kinds / sizeof *centre_kinds)

static int
rank_of(const Whereabouts *whereabouts, const Structure *structure)
{
    size_t kind = 0;

    while (kind < N_CENTRE_KINDS && strcmp(structure->kind, centre_kinds[kind].kind) != 0)
        kind++;
    if (kind == N_CENTRE_KINDS
            || structure_serves(structure, whereabouts->municipality, whereabouts->on)
                    != OUTCOME_TRUE)
        return RANK_NONE;
    if (centre_kinds[kind].at_home == RANK_BRANCH && !structure->for_group)
        return RANK_NONE;
    if (structure->for_group && is_of_group(whereabouts, structure->for_group) != OUTCOME_TRUE)
        return RANK_NONE;
    return structure->municipality == whereabouts->municipality->key ? centre_kinds[kind].at_home
                                                                     : centre_kinds[kind].serving;
}

/* A site with a point before the structure's own, which may be an office. */
static const Site *
site_to_go_to(const Whereabouts *whereabouts, const Structure *structure)
{
    const Site *nearest = NULL;

    for (size_t i = 0; i < structure->n_sites; i++) {
        const Site *site = &structure->sites[i];
        const Closure *closure = closure_on(&site->closures, whereabouts->on);

        if (!is_open(site->valid_from, site->valid_to, whereabouts->on)
                || (closure && !closure->mode))
            continue;
        if (!nearest
                || where_distance(whereabouts, site->point)
                        < where_distance(whereabouts, nearest->point))
            nearest = site;
    }
    return nearest;
}

/* What serves the municipality: what the partnership says, else a mobile unit that does, else
 * itself. */
static const Structure *
unit_of(const Whereabouts *whereabouts, const Structure *centre, const Partner *partner)
{
    if (partner || centre->municipality == whereabouts->municipality->key)
        return partner && partner->unit ? partner->unit : centre;
    for (size_t i = 0; i < centre->n_units; i++)
        if (structure_serves(centre->units[i], whereabouts->municipality, whereabouts->on)
                == OUTCOME_TRUE)
            return centre->units[i];
    return centre;
}

static bool
has_ended(const AnswerCentre *centre, Day on)
{
    return structure_funding_has_ended(centre->structure, on) == OUTCOME_TRUE
            || structure_funding_has_ended(centre->unit, on) == OUTCOME_TRUE;
}

static void
describe_centre(Arena *arena, const Whereabouts *whereabouts, const Structure *structure,
        AnswerCentre *centre)
{
    const Site *site = site_to_go_to(whereabouts, structure);
    const Partner *partner =
            structure_partner(structure, whereabouts->municipality->key, whereabouts->on);
    Day on = whereabouts->on;

    *centre = (AnswerCentre) {
        .on = on,
        .structure = structure,
        .unit = unit_of(whereabouts, structure, partner),
        .partner = partner,
        .supervisor =
                partner && partner->supervisor ? partner->supervisor->name : structure->supervisor,
        .point = site ? site->point : structure->point,
        .address = site && site->address ? site->address : structure->address,
        .hours = first_known(site ? site->hours : NULL, structure->hours, NULL),
        .phone = first_known(site ? site->phone : NULL, structure->phone, NULL),
        .email = first_known(site ? site->email : NULL, structure->email, NULL),
        .access_inside = site ? site->access_inside : structure->access_inside,
        .access_outside = site ? site->access_outside : structure->access_outside,
        .closure = closure_on(&structure->closures, on),
        .agreement_has_ended = partner && partner->agreed_to != DAY_NONE && partner->agreed_to < on,
    };
    if (centre->unit != structure) {
        NextStop next = where_next_stop(whereabouts, centre->unit);

        centre->next_stop = where_describe_stop(arena, &next);
    }
    if (centre->closure) {
        centre->hours = first_known(centre->closure->hours, centre->hours, NULL);
        centre->phone = first_known(centre->closure->phone, centre->phone, NULL);
        centre->email = first_known(centre->closure->email, centre->email, NULL);
    }
    centre->funding_has_ended = has_ended(centre, on);
    centre->funding_ends_on = structure_funding_ends_on(structure, on);
    centre->distance_m = where_distance(whereabouts, centre->point);
    centre->geocoding = site ? site->geocoding : GEOCODING_UNKNOWN;
    centre->approximate = !isnan(centre->distance_m)
            && (whereabouts->from_is_a_label || structure->is_sample
                    || centre->geocoding != GEOCODING_EXACT);
    centre->crosses_water = isnan(centre->distance_m)
            ? OUTCOME_UNKNOWN
            : crosses_water(whereabouts, centre->point,
                    site ? site->municipality : structure->municipality);
}

void
where_centre(Arena *arena, const Whereabouts *whereabouts, AnswerCentre *ret_centre)
{
    const Structure *const *centres;
    size_t n = snapshot_centres_at(whereabouts->snapshot, whereabouts->municipality, &centres);
    const Structure *best = NULL;
    int best_rank = RANK_NONE;

    for (size_t i = 0; i < n; i++) {
        int rank = rank_of(whereabouts, centres[i]);

        if (rank < best_rank) {
            best = centres[i];
            best_rank = rank;
        }
    }

    *ret_centre = (AnswerCentre) {
        .on = whereabouts->on,
        .funding_ends_on = DAY_NONE,
        .point = GEO_NOWHERE,
        .distance_m = NAN,
        .access_inside = -1,
        .access_outside = -1,
        .crosses_water = OUTCOME_UNKNOWN,
    };
    if (best)
        describe_centre(arena, whereabouts, best, ret_centre);
}
