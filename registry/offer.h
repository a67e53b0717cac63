/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Offer: a programme as delivered by a structure: at a site, at dated stops, at home, remotely;
 * with its own area. Also a service of the structure's own, and a group action, which is nobody's
 * entitlement. And the structures and bodies behind them.
 *
 * A place that is not known is unknown (GEO_NOWHERE), never the head office instead.
 */

#include "geo/point.h"
#include "registry/area.h"
#include "registry/base/date.h"
#include "registry/base/json.h"
#include "registry/service.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Structure Structure;

/* A temporary change: how something is given for some days, without its own row being changed. */
typedef struct Closure {
    Day valid_from;
    Day valid_to;     /* DAY_NONE = until further notice */
    const char *mode; /* NULL = not given at all meanwhile */
    const char *hours;
    const char *phone;
    const char *email;
    const char *text;
} Closure;

typedef struct Closures {
    const Closure *closures; /* by first day */
    size_t n_closures;
} Closures;

/* A mobile unit standing somewhere, on one day or on the days of a rule. */
typedef struct Stop {
    const Day *days; /* ascending, in Europe/Athens; never none */
    size_t n_days;
    const char *rule; /* in Greek, NULL = dated, or a rule without a short name */
    const char *from; /* 09:00, on the clock of the wall */
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
    const char *kind;     /* NULL = not said */
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
    Closures closures;
} Site;

/* Who takes part in a structure, and which municipality it brings. */
typedef struct Partner {
    const char *body;
    const char *role;      /* seat, lead, partner */
    int32_t municipality;  /* 0 = none */
    const Structure *unit; /* NULL = the structure's own seat serves it */
    const Structure *supervisor;
    Day agreed_on; /* DAY_NONE = not known */
    Day agreed_to; /* passing it ends nothing; it is told */
    Day valid_from;
    Day valid_to; /* DAY_NONE = open */
} Partner;

typedef struct Funding {
    const char *programme; /* NULL = not known, as everything here may be */
    const char *axis;
    int64_t amount; /* cents, -1 = not known */
    Day valid_from;
    Day valid_to;
} Funding;

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
    const Structure *predecessor;
    int32_t municipality; /* of its seat, 0 = not known */
    GeoPoint point;
    const char *address;
    const char *hours;
    const char *phone;
    const char *email;
    const char *url;
    int8_t access_inside; /* 1 yes, 0 no, -1 unknown */
    int8_t access_outside;
    int32_t staff;  /* -1 = not known */
    Day valid_from; /* DAY_NONE = open, as is valid_to */
    Day valid_to;
    bool is_sample;
    Area area; /* whom it serves, on the days of its partners: structure_serves() */
    const Partner *partners;
    size_t n_partners;
    const Funding *fundings; /* by first day */
    size_t n_fundings;
    const Structure *const *units; /* mobile units whose parent it is */
    size_t n_units;
    const Site *sites;
    size_t n_sites;
    const Stop *stops; /* by first day and hour */
    size_t n_stops;
    Closures closures;
};

typedef enum OfferKind {
    OFFER_PROGRAMME,
    OFFER_SERVICE,
    OFFER_GROUP_ACTION,
} OfferKind;

typedef struct Offer {
    const char *code;
    OfferKind kind;
    int32_t programme;      /* key; 0 unless it delivers a programme */
    const Service *service; /* NULL unless it is one */
    const char *title;      /* NULL = that of the programme or service */
    const Structure *structure;
    const Site *site; /* NULL = none named */
    const char *mode; /* site, stop, home, telephone, online, application */
    Area area;
    const char *settlement; /* where a group action happens */
    const char *help;       /* protection, assistance; NULL = not said */
    const char *for_group;  /* NULL = everybody */
    int16_t age_from;       /* -1 = no limit, as is age_to */
    int16_t age_to;
    const char *audience; /* of a group action: a school, a settlement */
    const char *approval; /* of another body that it needs */
    const char *hours;
    const char *phone;
    const char *email;
    int32_t capacity; /* -1 = not known */
    Day opens_on;     /* when one may apply; DAY_NONE = always, or not known */
    Day closes_on;
    Day valid_from; /* DAY_NONE = open */
    Day valid_to;
    Day confirmed_on; /* DAY_NONE = never; offer_confirmation() */
    Closures closures;
    JsonMembers members; /* of an answer, see answer.h */
} Offer;

/* programme, service, group_action. */
const char *offer_kind_key(OfferKind kind);

/* The name to print: one that does not tell a special category, where there is one. */
const char *structure_name(const Structure *structure);

bool structure_is_open(const Structure *structure, Day on);

/*
 * Whether the structure serves people of the municipality on the day: its area holds it, and where
 * a partnership brings the municipality, one is in force.
 */
Outcome structure_serves(const Structure *structure, const Place *municipality, Day on);

/* The partnership that brings the municipality on the day; NULL = none, or none is needed. */
const Partner *structure_partner(const Structure *structure, int32_t municipality, Day on);

/* TRUE: all that is known of its funding ended before the day. UNKNOWN: nothing is known. */
Outcome structure_funding_has_ended(const Structure *structure, Day on);

/* The change in force on the day, NULL = none. */
const Closure *closure_on(const Closures *closures, Day on);

/* Of the offer, else of its site, else of its structure. */
const Closure *offer_closure_on(const Offer *offer, Day on);

/* The first day of the stop that is not before `on`; DAY_NONE = it does not come again. */
Day stop_next_day(const Stop *stop, Day on);

/* Does somebody stand by what is written of it? Half a year counts as long as coverage counts it.
 */
typedef enum Confirmation {
    CONFIRMED,
    CONFIRMED_LONG_AGO,
    CONFIRMED_NEVER,
} Confirmation;

#define OFFER_CONFIRMED_DAYS 180

Confirmation offer_confirmation(const Offer *offer, Day today);
/* «never», «long_ago», «current» */
const char *confirmation_key(Confirmation confirmation);
