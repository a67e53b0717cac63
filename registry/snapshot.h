/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Snapshot: the public registers of one register version, compiled, in memory, never changed.
 *
 * Loaded at one register version. What stood at a version never changes, so the same version always
 * loads the same. A new one makes a second snapshot; whoever still answers from the old one keeps a
 * reference, and the last to let go frees it. Everything that `const` getters hand out is lent and
 * lives as long as the reference.
 *
 * A snapshot may be asked by any number of threads; what belongs to one thread only (point in
 * polygon, projection) is in its SnapshotLocal.
 */

#include "geo/distance.h"
#include "geo/municipality_index.h"
#include "geo/projection.h"
#include "registry/addition.h"
#include "registry/base/date.h"
#include "registry/boundary.h"
#include "registry/licence.h"
#include "registry/offer.h"
#include "registry/place.h"
#include "registry/programme.h"
#include "registry/rules/ruleset.h"
#include "registry/where_way.h"

#include <stddef.h>
#include <stdint.h>

typedef struct Db Db;
typedef struct Snapshot Snapshot;
typedef struct SnapshotLocal SnapshotLocal;

/* Negative errno, logged, if the registers cannot be read or do not compile. */
int snapshot_load(Db *db, Snapshot **ret_snapshot);
/* The same on a connection of its own, as mitroa_service unless `conninfo` (may be NULL) says else.
 */
int snapshot_open(const char *conninfo, Snapshot **ret_snapshot);

Snapshot *snapshot_ref(Snapshot *snapshot);
Snapshot *snapshot_unref(Snapshot *snapshot);

int64_t snapshot_version(const Snapshot *snapshot);
const Licence *snapshot_licence(const Snapshot *snapshot);
const Places *snapshot_places(const Snapshot *snapshot);
const Ruleset *snapshot_ruleset(const Snapshot *snapshot);

/* What is held of the border of a municipality; the first decides. None for other levels. */
size_t snapshot_boundaries(
        const Snapshot *snapshot, const Place *municipality, const Boundary **ret_boundaries);

/* All versions of all programmes, by code and then by valid_from. */
size_t snapshot_n_programmes(const Snapshot *snapshot);
const Programme *snapshot_programme(const Snapshot *snapshot, size_t i);
/* The version in force on `on`, NULL if there is none; a code that nobody has gives NULL too. */
const Programme *snapshot_programme_on(const Snapshot *snapshot, const char *code, Day on);
/* The code of a programme key, for facts like `receives`; NULL if unknown. */
const char *snapshot_programme_code(const Snapshot *snapshot, int32_t key);
/* The key of a code; 0 if unknown. */
int32_t snapshot_programme_key(const Snapshot *snapshot, const char *code);

/* How the names of programmes and places in typed facts become keys. Lives as long as the
 * reference. */
Names snapshot_names(const Snapshot *snapshot);

/* Programmes whose legal area holds the municipality or is unknown: the only ones to ask there. */
typedef struct Candidate {
    uint32_t programme; /* as in snapshot_programme() */
    uint32_t rule;      /* as in the programme, as are the days: most hold no longer */
    Day valid_from;
    Day valid_to;
    bool area_is_unknown;
} Candidate;

static inline bool
candidate_is_valid(const Candidate *candidate, Day on)
{
    return candidate->valid_from <= on
            && (candidate->valid_to == DAY_NONE || on <= candidate->valid_to);
}

/* For a point-shaped area (polygon) the municipality decides by touching; see programme_area(). */
size_t snapshot_candidates(
        const Snapshot *snapshot, const Place *municipality, const Candidate **ret_candidates);

size_t snapshot_n_offers(const Snapshot *snapshot);
const Offer *snapshot_offer(const Snapshot *snapshot, size_t i);
/*
 * Some offers of one programme. First, by code, those that are to be looked at one by one: without
 * a point, of an unknown area, or changed by a closure for some days. Then, from south to north,
 * those that stand somewhere: `vectors` says where in space, and offers_near() finds the nearest of
 * them.
 */
typedef struct OfferList {
    const Offer *const *offers;
    const GeoVector *vectors; /* by the same number; nothing of the first */
    size_t n_offers;
    size_t n_without_point;
} OfferList;

void snapshot_offer_list(const Snapshot *snapshot, int32_t programme, OfferList *ret_list);

/*
 * Those that may serve a municipality, in two lists: of areas that name it, and of nationwide and
 * unknown areas. Programme 0: services and group actions.
 */
void snapshot_offers_at(const Snapshot *snapshot, const Place *municipality, int32_t programme,
        OfferList ret_lists[2]);

/* Centres, branches and regional structures whose area may hold the municipality, by code. */
size_t snapshot_centres_at(
        const Snapshot *snapshot, const Place *municipality, const Structure *const **ret_centres);

/* What the municipality says of the programme on the day, notes first. */
size_t snapshot_additions(Arena *arena, const Snapshot *snapshot, const Place *municipality,
        int32_t programme, Day on, const Addition *const **ret_additions);

/* What a group action chooses in the municipality on the day; NULL where it chooses nothing. */
const InstitutionChoices *snapshot_choices(Arena *arena, const Snapshot *snapshot,
        const Offer *offer, const Place *municipality, Day on);

size_t snapshot_n_structures(const Snapshot *snapshot);
const Structure *snapshot_structure(const Snapshot *snapshot, size_t i);
const Structure *snapshot_structure_by_code(const Snapshot *snapshot, const char *code);

/* What one thread needs beside the snapshot. Keeps a reference to it. */
int snapshot_local_new(Snapshot *snapshot, SnapshotLocal **ret_local);
SnapshotLocal *snapshot_local_free(SnapshotLocal *local);
const Snapshot *snapshot_local_snapshot(const SnapshotLocal *local);
Projection *snapshot_local_projection(SnapshotLocal *local);
Ways *snapshot_local_ways(SnapshotLocal *local);

enum {
    SNAPSHOT_E_OUTSIDE = 1, /* no municipality holds the point, nor is one within reach of it */
};

/* Quays and capes lie outside of drawn boundaries: the nearest within 250 m holds them. */
int snapshot_municipality_at(SnapshotLocal *local, GeoPoint point, Day on,
        const Place **ret_municipality, MunicipalityFound *ret_found);

DEFINE_CLEANUP(Snapshot, snapshot_unref)
DEFINE_CLEANUP(SnapshotLocal, snapshot_local_free)
