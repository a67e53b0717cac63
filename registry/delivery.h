/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Delivery: how a programme comes to the people of a municipality, by what the registers of
 * providers say, on a day. About offers only, never about persons.
 *
 * Only offers whose own area holds the municipality deliver to it, wherever they stand. Distances
 * are as the crow flies, from where the map writes the municipality's name. A change for some days
 * (holidays, a strike) does not end a delivery; one until further notice does.
 */

#include "registry/snapshot.h"

typedef enum DeliveryGrade {
    DELIVERY_NONE,    /* nothing that is known serves the municipality */
    DELIVERY_UNKNOWN, /* something may: its area or its place is not known */
    DELIVERY_FAR,     /* only in person, and beyond reach */
    DELIVERY_REMOTE,  /* by telephone, online, by application only */
    DELIVERY_NEAR,    /* at home, in the municipality, within reach, or at a stop that comes soon */
} DeliveryGrade;

/* What counts as near. */
typedef struct Reach {
    double metres;
    int days; /* until the next stop */
} Reach;

#define REACH_M 20000.0
#define REACH_DAYS 30

typedef struct Delivery {
    uint32_t n_offers; /* that are known to serve here */
    bool is_remote;
    bool is_at_home;
    bool is_here;     /* a site stands in the municipality */
    bool is_unknown;  /* of some offer it is not known whether it serves, or where it is */
    double nearest_m; /* the nearest site that serves; INFINITY = none */
    Day next_stop;    /* that serves the municipality; DAY_NONE = none */
} Delivery;

/* Of one programme (its key) to one municipality. */
void delivery_find(const Snapshot *snapshot, const Place *municipality, int32_t programme, Day on,
        Delivery *ret_delivery);

DeliveryGrade delivery_grade(const Delivery *delivery, const Reach *reach, Day on);
bool delivery_is_near(const Delivery *delivery, const Reach *reach, Day on);

/* «καμία», «άγνωστο πού», … */
const char *delivery_grade_greek(DeliveryGrade grade);
const char *delivery_grade_key(DeliveryGrade grade);

/* The programmes in force on the day that are valid in the municipality, or may be. */
typedef struct ValidHere {
    const Programme *programme;
    bool area_is_unknown;
} ValidHere;

size_t delivery_programmes(Arena *arena, const Snapshot *snapshot, const Place *municipality,
        Day on, const ValidHere **ret_valid);
