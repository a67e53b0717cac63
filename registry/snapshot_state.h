/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* What a Snapshot is made of; for snapshot.c, which answers from it, and snapshot_load.c alone. */

#include "registry/snapshot.h"

#include <stdatomic.h>

typedef struct CandidateList {
    const Candidate *candidates;
    size_t n_candidates;
} CandidateList;

typedef struct OfferList {
    const Offer *const *offers;
    size_t n_offers;
} OfferList;

struct Snapshot {
    atomic_int references;
    int64_t version;
    Arena *arena; /* every text and table below */

    Places *places;
    MunicipalityIndex *index;
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

    CandidateList *candidates; /* by place key */
    size_t n_candidates;
    OfferList *offers_of; /* by programme key */
};

/* Reads everything but what follows from it. */
int snapshot_fill(Snapshot *snapshot, Db *db);
