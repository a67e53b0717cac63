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

#define WHERE_OFFERS_MAX 5 /* told for one programme */

typedef struct Whereabouts {
    const Snapshot *snapshot;
    const Place *municipality;
    GeoPoint from;        /* GEO_NOWHERE = not known */
    bool from_is_a_label; /* not where the person is, but where the map writes the name */
    Day on;
    const Facts *facts; /* for the branch of a group */
} Whereabouts;

typedef struct AnswerStop {
    Day day;
    const char *from;
    const char *to;
    const char *place;
    const char *services;
    GeoPoint point;
    bool serves_here; /* false: the nearest one, that serves others */
} AnswerStop;

typedef struct AnswerWhere {
    const Offer *offer;
    GeoPoint point;      /* GEO_NOWHERE = remote, or not known */
    double distance_m;   /* NaN = not known */
    const char *address; /* NULL = not known */
    const char *hours;
    const char *phone;
    const char *email;
    const AnswerStop *next_stop; /* NULL = none */
    bool approximate;            /* measured from or to a label point */
    bool area_is_unknown;        /* whether it serves the municipality is not known */
} AnswerWhere;

typedef struct AnswerCentre {
    const Structure *structure; /* NULL = the registers name none */
    double distance_m;          /* NaN = not known */
    GeoPoint point;
    const char *address;
    const char *hours;
    const char *phone;
    const char *email;
    const AnswerStop *next_stop;
    bool funding_has_ended; /* what the register knows of its funding ended before the day */
} AnswerCentre;

/* The offers of a programme that may serve the municipality on the day, the nearest first. */
size_t where_offers(Arena *arena, const Whereabouts *whereabouts, const Programme *programme,
        const AnswerWhere **ret_offers);

/*
 * Branch for the person's group, else the municipality's own centre, else the extended centre that
 * serves it with its mobile unit, else the regional structure.
 */
void where_centre(Arena *arena, const Whereabouts *whereabouts, AnswerCentre *ret_centre);
