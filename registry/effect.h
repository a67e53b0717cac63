/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Effect: what a change of the registers would do to everybody in them, before it is made. Two
 * snapshots, of what stands and of what would, judge every person side by side, on the columns of a
 * screening; who gains, loses or becomes unknown is counted by municipality.
 *
 * The counts are exact and have cell keys: they go to the database, which protects them as those of
 * a release, and to nobody else. What is told beside them is about rules and places only.
 */

#include "registry/base/buffer.h"
#include "registry/screen_run.h"

#define EFFECT_TICKET_SIZE 16
#define EFFECT_PROGRAMMES_MAX 20

typedef enum EffectKind {
    EFFECT_GAINS = 1, /* eligible, and was not */
    EFFECT_LOSES,
    EFFECT_BECOMES_UNKNOWN,
    EFFECT_HELD,     /* eligible after the change, changed or not */
    EFFECT_OVERLAPS, /* of those, who is eligible for another programme as well */
    EFFECT_STRANDED, /* of those, who lives where nothing delivers it */
} EffectKind;

typedef struct EffectCell {
    const char *programme;
    const char *other; /* of an overlap; NULL = none */
    int32_t place;     /* key; 0 = all */
    EffectKind kind;
    uint32_t persons;
    uint64_t key;
} EffectCell;

typedef struct EffectRun {
    const char *conninfo;          /* may be NULL */
    const uint8_t *ticket;         /* EFFECT_TICKET_SIZE bytes, of the work that was ordered */
    const char *const *programmes; /* codes that change */
    size_t n_programmes;
    int32_t home; /* key of a municipality, for the examples; 0 = of none */
    uint32_t threads;
} EffectRun;

typedef struct EffectResult {
    EffectCell *cells;
    size_t n_cells;
    size_t capacity;
    double elapsed_s;
} EffectResult;

/* Conditions of screen_run(). Texts of the result live in the snapshots. */
int effect_measure(
        const EffectRun *run, Snapshot *before, Snapshot *after, EffectResult *ret_result);
void effect_result_deinit(EffectResult *result);

/*
 * An object: the day, what the rules name, how it reaches each municipality, what no feed knows,
 * and ten persons who do not exist, before and after.
 */
void effect_tell(const EffectRun *run, Snapshot *before, Snapshot *after, Buffer *json);
