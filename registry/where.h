/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Where: who is responsible here, and where is a programme delivered to somebody from here?
 *
 * The place of delivery is told, never the head office instead; what is not known stays unknown and
 * goes last, never first. The nearest that serves the municipality comes first, whichever
 * municipality it stands in. Distances are as the crow flies.
 */

#include "geo/point.h"
#include "registry/base/arena.h"
#include "registry/base/date.h"
#include "registry/rules/facts.h"
#include "registry/snapshot.h"

#include <stdbool.h>
#include <stddef.h>

#define WHERE_OFFERS_MAX 5    /* told for one programme */
#define WHERE_ELSEWHERE_MAX 3 /* of those that do not serve here, where none does */
#define WHERE_LISTED_MAX 50   /* services, and group actions */

/* Distances from one point that were measured already: many offers share a site. */
#define WHERE_MEASURED 64

typedef struct WhereMeasured {
    GeoPoint to[WHERE_MEASURED]; /* 0, 0 = none, which is in the Gulf of Guinea */
    double distance_m[WHERE_MEASURED];
} WhereMeasured;

typedef struct Whereabouts {
    const Snapshot *snapshot;
    SnapshotLocal *local; /* of the same snapshot; NULL = ways are not looked at */
    const Place *municipality;
    GeoPoint from;        /* GEO_NOWHERE = not known */
    bool from_is_a_label; /* not where the person is, but where the map writes the name */
    Day on;
    const Facts *facts;      /* for the branch of a group, and for ages */
    const Structure *centre; /* the responsible one, once it is known; NULL = none */
    WhereMeasured *measured; /* zeroed, of this `from` only; NULL = nothing is kept */
} Whereabouts;

typedef struct AnswerStop {
    Day day;
    const char *from;
    const char *to;
    const char *place;
    const char *services;
    const char *rule; /* «κάθε Τετάρτη»; NULL = dated */
    GeoPoint point;
    const Structure *unit;
    bool serves_here; /* false: the nearest one, that serves others */
} AnswerStop;

typedef enum CallState {
    CALL_NONE, /* there is no call, or its days are not known */
    CALL_UPCOMING,
    CALL_OPEN,
    CALL_CLOSED,
} CallState;

typedef struct AnswerWhere {
    const Offer *offer;
    const char *mode;    /* that of the day: a temporary change may have another; NULL = closed */
    GeoPoint point;      /* GEO_NOWHERE = remote, or not known */
    double distance_m;   /* NaN = not known */
    const char *address; /* NULL = not known */
    const char *hours;
    const char *phone;
    const char *email;
    int8_t access_inside; /* 1 yes, 0 no, -1 unknown */
    int8_t access_outside;
    const AnswerStop *next_stop; /* NULL = none */
    const Closure *closure;      /* the temporary change of the day; NULL = none */
    CallState call;
    Outcome crosses_water; /* the straight way; of a distance only */
    Outcome outside_bounds; /* the structure serves nobody of the centre's area: «εκτός ορίων» */
    Outcome fits_age;    /* of a service with an age band */
    bool of_centre;      /* delivered by the responsible centre or its units */
    bool approximate;    /* measured from a label point, or to what is not exact */
    Geocoding geocoding; /* of the site that it is at; exact where it is at none */
    const InstitutionChoices
            *choices;      /* of a group action that chooses institutions; NULL = it does not */
    bool place_is_unknown; /* delivered somewhere, and where is not known */
    bool area_is_unknown;  /* whether it serves the municipality is not known */
} AnswerWhere;

typedef struct AnswerCentre {
    Day on;
    const Structure *structure; /* NULL = the registers name none */
    const Structure *unit;      /* what serves this municipality: itself or its mobile unit */
    const Partner *partner;     /* the partnership that brings the municipality; NULL = none */
    const char *supervisor;     /* NULL = not known */
    double distance_m;          /* NaN = not known */
    GeoPoint point;
    const char *address;
    const char *hours;
    const char *phone;
    const char *email;
    int8_t access_inside;
    int8_t access_outside;
    const AnswerStop *next_stop;
    const Closure *closure;
    Outcome crosses_water;
    Geocoding geocoding; /* of the point */
    bool approximate;
    Day funding_ends_on;      /* the last day of what pays for it; DAY_NONE = open or not known */
    bool funding_has_ended;   /* what the register knows of its funding ended before the day */
    bool agreement_has_ended; /* so did the agreement of the partnership, as far as it is known */
} AnswerCentre;

/* The offers of a programme that may serve the municipality on the day, the nearest first. */
size_t where_offers(Arena *arena, const Whereabouts *whereabouts, const Programme *programme,
        const AnswerWhere **ret_offers);

/*
 * Where none is known to serve the municipality: the nearest that serve others, for a referral,
 * flagged where the centre's area of action does not reach them.
 */
size_t where_elsewhere(Arena *arena, const Whereabouts *whereabouts, const Programme *programme,
        const AnswerWhere **ret_offers);

/* Services that structures give of their own here, the centre's first, then the nearest. */
size_t where_services(Arena *arena, const Whereabouts *whereabouts, const AnswerWhere **ret_offers);

/* Group actions here, on the day or after it, the earliest first. */
size_t where_group_actions(
        Arena *arena, const Whereabouts *whereabouts, const AnswerWhere **ret_offers);

/*
 * Branch for the person's group, else the municipality's own centre, else the extended centre that
 * serves it with its mobile unit, else the regional structure.
 */
void where_centre(Arena *arena, const Whereabouts *whereabouts, AnswerCentre *ret_centre);
