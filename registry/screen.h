/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Screen: every person × every programme version that is valid where the person lives, counted.
 *
 * Persons come municipality by municipality, through a ScreenWorker of each thread; what comes out
 * are counts of persons, exact ones, for this process only. What leaves it is a protected release:
 * no number of a municipality may be printed, and of the whole country only screen_shown().
 */

#include "registry/base/cleanup.h"
#include "registry/rules/columns.h"
#include "registry/snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The six groups of the register; and those that the documents name beside them. */
typedef enum ScreenGroup {
    SCREEN_CHILDREN,
    SCREEN_ELDERLY,
    SCREEN_DISABLED,
    SCREEN_HOMELESS,
    SCREEN_DESTITUTE,
    SCREEN_ROMA,
    SCREEN_MIGRANTS,
    SCREEN_UNEMPLOYED,
    SCREEN_EEE, /* who receives the minimum income */
    SCREEN_GROUPS
} ScreenGroup;

#define SCREEN_EEE_CODE "EEE"

typedef struct ScreenTally {
    uint32_t eligible;
    uint32_t unknown;
    uint32_t not_eligible;
    uint32_t receiving; /* whether eligible or not */
    uint32_t served;    /* eligible, and receives it */
    uint32_t unserved;  /* eligible, and known not to receive it */
} ScreenTally;

/*
 * Cell keys: the record keys of those whom a count counts, added up modulo 2^64. What a release is
 * perturbed by; only of a screen that wants them.
 */
typedef struct ScreenKeys {
    uint64_t eligible;
    uint64_t unknown;
    uint64_t receiving;
    uint64_t unserved;
} ScreenKeys;

/* Of whom the verdict is unknown, those for whom a criterion about this fact is undecided. */
typedef struct ScreenLack {
    FactNumber fact;
    uint32_t persons;
    uint64_t key;
} ScreenLack;

typedef struct ScreenCount {
    const Programme *programme;
    ScreenTally all;
    ScreenTally group[SCREEN_GROUPS]; /* of those who are surely in it */
    ScreenKeys *keys;  /* of all, then of each group; NULL: not wanted, as are the lacks */
    ScreenLack *lacks; /* by fact */
    uint32_t n_lacks;
} ScreenCount;

/* A count of persons with its cell key. */
typedef struct ScreenSum {
    uint32_t persons;
    uint64_t key;
} ScreenSum;

/* What becomes of the verdicts on one programme, from one state of the registers to another. */
typedef struct ScreenChange {
    const char *code;
    ScreenSum gains;     /* eligible, and was not */
    ScreenSum losses;    /* was eligible, and is not */
    ScreenSum unknowns;  /* unknown, and was not */
    ScreenSum held;      /* eligible afterwards */
    ScreenSum *overlaps; /* of those, eligible for another as well; by version of the ruleset */
    size_t n_overlaps;
} ScreenChange;

typedef struct ScreenPlace {
    const Place *place;
    uint32_t persons;
    uint32_t members[SCREEN_GROUPS]; /* surely */
    uint32_t perhaps[SCREEN_GROUPS]; /* not known whether */
    uint64_t persons_key;
    uint64_t members_key[SCREEN_GROUPS];
    uint64_t perhaps_key[SCREEN_GROUPS];
    uint32_t n_counts;
    ScreenCount *counts; /* programmes in force whose area holds the place, or may */
    uint32_t n_changes;
    ScreenChange *changes; /* of a comparison, in the order of its codes */
} ScreenPlace;

typedef struct Screen Screen;
typedef struct ScreenWorker ScreenWorker;

/* All programmes in force on the day. */
Screen *screen_new(Snapshot *snapshot, Day on);
Screen *screen_free(Screen *screen);
/* Before the first worker: cell keys are added up as well, and what verdicts lack. */
void screen_want_keys(Screen *screen);
bool screen_wants_keys(const Screen *screen);
/*
 * Before the first worker, of a screen that wants keys: everybody is judged by `before` as well,
 * and what changes for these programmes is counted. All of it is lent.
 */
void screen_compare(Screen *screen, Screen *before, const char *const *codes, size_t n);
const ColumnPlan *screen_plan(const Screen *screen);
const Snapshot *screen_snapshot(const Screen *screen);
Day screen_day(const Screen *screen);

/* Of one thread. */
ScreenWorker *screen_worker_new(const Screen *screen);
ScreenWorker *screen_worker_free(ScreenWorker *worker);

/*
 * One municipality after the other. The facts of each person are for the caller to fill, the
 * residence (facts_set_residence) included and the place left out. The place that comes out is the
 * caller's: screen_place_free().
 */
void screen_place_begin(ScreenWorker *worker, const Place *place);
Facts *screen_next(ScreenWorker *worker);
void screen_add(ScreenWorker *worker);
void screen_add_keyed(ScreenWorker *worker, uint64_t record_key);
ScreenPlace *screen_place_end(ScreenWorker *worker);

ScreenPlace *screen_place_free(ScreenPlace *place);
/* The counts of `from` into those of `into`, programme by programme, both being in order of them.
 */
void screen_place_merge(ScreenPlace *into, const ScreenPlace *from);

/* Evaluations done and seconds that judging and counting took, without the filling of columns. */
uint64_t screen_worker_evaluations(const ScreenWorker *worker);
double screen_worker_seconds(const ScreenWorker *worker);

const char *screen_group_key(ScreenGroup group);
const char *screen_group_greek(ScreenGroup group);

/* How the persons of the whole country may be shown: to the nearest 5, and none below 10. */
#define SCREEN_THRESHOLD 10
#define SCREEN_STEP 5
#define SCREEN_HIDDEN (-1)
int64_t screen_shown(uint64_t count); /* SCREEN_HIDDEN: below the threshold */

DEFINE_CLEANUP(Screen, screen_free)
DEFINE_CLEANUP(ScreenWorker, screen_worker_free)
DEFINE_CLEANUP(ScreenPlace, screen_place_free)
