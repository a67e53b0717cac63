/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Release: counts of persons on their way out of the register.
 *
 * A draft collects exact counts with their cell keys, municipality by municipality, and adds each
 * to all that the municipality lies in: regional unit, prefecture, region. release_make() screens
 * the register, lets every row of release_counters[] draft what it counts, and has the database
 * perturb and freeze it (sql/functions/release.sql). No exact count leaves this process but into
 * tables that no role reads.
 *
 * A count is of a set of persons: what is added for two municipalities must be of different
 * persons, or the cell key is of no set and the noise protects nobody.
 */

#include "registry/screen_run.h"

/* Numbers of release.measure. */
typedef enum ReleaseMeasure {
    RELEASE_POPULATION = 1,
    RELEASE_REGISTERED,
    RELEASE_GROUP_UNKNOWN,
    RELEASE_ELIGIBLE,
    RELEASE_RECEIVING,
    RELEASE_UNSERVED,
    RELEASE_UNKNOWN,
    RELEASE_UNKNOWN_BECAUSE,
    RELEASE_TAKE_UP,
} ReleaseMeasure;

typedef struct ReleaseWhat {
    int16_t measure;
    int16_t detail;    /* 0: everybody; 1 + ScreenGroup, or a fact, as the measure has it */
    int32_t programme; /* 0: of none */
} ReleaseWhat;

typedef ScreenSum ReleaseSum;

typedef struct ReleaseDraft ReleaseDraft;

ReleaseDraft *release_draft_new(const Places *places);
ReleaseDraft *release_draft_free(ReleaseDraft *draft);
void release_draft_add(
        ReleaseDraft *draft, const Place *municipality, ReleaseWhat what, ReleaseSum sum);
size_t release_draft_cells(const ReleaseDraft *draft);

/* Drafts one measure or some from what was counted. The list ends with NULL. */
typedef void ReleaseCounter(ReleaseDraft *draft, const Screen *screen, const ScreenResult *result);
extern ReleaseCounter *const release_counters[];

typedef struct ReleaseOptions {
    const char *conninfo; /* may be NULL */
    uint8_t token_hash[TOKEN_HASH_SIZE];
    uint32_t threads;
    Day on;
    const char *note;
    ScreenProgress *progress;
} ReleaseOptions;

enum {
    RELEASE_E_TOO_SOON = SCREEN_E_OF_KEEPER, /* there is one of this month */
    RELEASE_E_REFUSED, /* the database did not freeze it; it has been logged why */
};

typedef struct ReleaseMade {
    int32_t number;
    size_t cells; /* drafted */
    double screening_s;
    double publishing_s;
} ReleaseMade;

/* Conditions of screen_run() as well. */
int release_make(const ReleaseOptions *options, Snapshot *snapshot, ReleaseMade *ret_made);

DEFINE_CLEANUP(ReleaseDraft, release_draft_free)
