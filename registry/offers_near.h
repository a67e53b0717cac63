/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Offers near: which offers of a list are the nearest to here?
 *
 * The lists of a snapshot keep the offers that stand somewhere from south to north, with their
 * places in space. The search goes from the latitude of the question to both sides and ends where
 * what is left lies further north or south than the last of those found: the straight line through
 * the earth is never longer than the way over it, so nothing nearer is passed over.
 */

#include "registry/snapshot.h"

#define OFFERS_NEAR_MAX 8

typedef struct OfferNear {
    const Offer *offer;
    double distance_m;
} OfferNear;

/* Whether an offer counts for this search, e.g. whether it is given on the day asked. */
typedef bool (*OfferFilter)(const Offer *offer, const void *context);

/*
 * The at most `k` nearest (OFFERS_NEAR_MAX) of those of the lists that stand somewhere and pass
 * the filter; equal distances by code. `from` is in reach. Returns how many there are.
 */
size_t offers_near(const OfferList *lists, size_t n_lists, GeoPoint from, size_t k,
        OfferFilter filter, const void *context, OfferNear *ret_near);
