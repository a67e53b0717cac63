/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* What a Snapshot is made of; for snapshot.c, which answers from it, and snapshot_load.c alone. */

#include "registry/snapshot.h"

#include <stdatomic.h>

typedef struct CandidateList {
    const Candidate *candidates;
    size_t n_candidates;
} CandidateList;

/* The offers of one programme within a row. */
typedef struct OfferGroup {
    int32_t programme;
    uint32_t begin;
    uint32_t n_offers;
    uint32_t n_without_point;
} OfferGroup;

/* Offers in the order of programme, and then as OfferList says. */
typedef struct OfferRow {
    const Offer **offers;
    GeoVector *vectors;
    size_t n_offers;
    const OfferGroup *groups;
    size_t n_groups;
} OfferRow;

typedef struct CentreList {
    const Structure **centres;
    size_t n_centres;
} CentreList;

struct Snapshot {
    atomic_int references;
    int64_t version;
    Licence licence;
    Arena *arena; /* every text and table below */

    Places *places;
    MunicipalityIndex *index;
    Boundary *boundaries; /* by place, the one that decides first */
    size_t n_boundaries;
    Ruleset *ruleset;

    Programme *programmes;
    size_t n_programmes;
    const char **programme_codes; /* by programme key */
    size_t n_programme_codes;

    Structure *structures;
    size_t n_structures;
    Structure **structure_keys; /* by key */
    size_t n_structure_keys;
    Site *sites;
    size_t n_sites;
    const Site **site_keys; /* by key */
    size_t n_site_keys;
    Offer *offers;
    size_t n_offers;
    Institution *institutions; /* by municipality and code */
    size_t n_institutions;
    Addition *additions; /* by municipality, programme, kind and code */
    size_t n_additions;

    CandidateList *candidates; /* by place key, as are the next two */
    size_t n_candidates;
    OfferRow *offers_at;
    CentreList *centres_at;
    OfferRow offers_anywhere; /* nationwide, or nobody knows where */
    OfferRow offers_all;
};

/* What follows from the providers once they are read; snapshot_offers.c. */
void snapshot_list_offers(Snapshot *snapshot);
void snapshot_list_centres(Snapshot *snapshot);

/* Reads everything but what follows from it. */
int snapshot_fill(Snapshot *snapshot, Db *db);
