/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Offer: a programme as delivered by a structure: at a site, at dated stops, at home, remotely;
 * with its own area. And the structures and bodies behind it.
 *
 * A place that is not known is unknown (GEO_NOWHERE), never the head office instead.
 */

#include "geo/point.h"
#include "registry/area.h"
#include "registry/base/date.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Structure Structure;

/* A mobile unit standing somewhere, on one day. */
typedef struct Stop {
    Day day;          /* in Europe/Athens */
    const char *from; /* 09:00 */
    const char *to;
    const char *place; /* the settlement; NULL = not known */
    const char *services;
    GeoPoint point;        /* GEO_NOWHERE = not known */
    int32_t municipality;  /* place key */
    const int32_t *serves; /* ascending keys; none = whom the unit serves */
    size_t n_serves;
} Stop;

typedef struct Site {
    int32_t key;
    const char *code;
    const char *name;
    int32_t municipality; /* 0 = not known */
    GeoPoint point;       /* GEO_NOWHERE = not known, or not told */
    const char *address;
    const char *hours;
    const char *phone;
    const char *email;
    int8_t access_inside; /* 1 yes, 0 no, -1 unknown */
    int8_t access_outside;
    Day valid_from; /* DAY_NONE = open, as is valid_to */
    Day valid_to;
} Site;

struct Structure {
    int32_t key;
    const char *code;
    const char *name;
    const char *neutral_name; /* printed where the name would tell a special category */
    const char *kind;         /* community_centre, extended_centre, branch, mobile_unit, … */
    const char *for_group;    /* NULL = for everybody */
    const char *body;         /* name of the legal entity */
    const char *supervisor;
    const Structure *parent;
    int32_t municipality; /* of its seat, 0 = not known */
    GeoPoint point;
    const char *address;
    const char *hours;
    const char *phone;
    const char *email;
    Day valid_from; /* DAY_NONE = open, as is valid_to */
    Day valid_to;
    Day funding_to; /* DAY_NONE = not known */
    bool is_sample;
    Area area; /* whom it serves */
    const Site *sites;
    size_t n_sites;
    const Stop *stops; /* by day and hour */
    size_t n_stops;
};

typedef struct Offer {
    const char *code;
    int32_t programme;
    const Structure *structure;
    const Site *site; /* NULL = none named */
    const char *mode; /* site, stop, home, telephone, online, application */
    Area area;
    const char *hours;
    const char *phone;
    const char *email;
    int32_t capacity; /* -1 = not known */
    Day valid_from;   /* DAY_NONE = open */
    Day valid_to;
    Day confirmed_on; /* DAY_NONE = never */
} Offer;
