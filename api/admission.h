/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Admission: who is let in, and whose turn it is.
 *
 * A loop holds a bounded number of requests at once; beyond it the next one is told 503 with
 * Retry-After before anything is read or asked for it, so that those who were let in keep their
 * time; hold.h says what becomes of those who ask again at once. No structure may hold all of the
 * places, nor more than an eighth of them while others ask:
 * whoever is flooded by a centre still has some, and does not wait behind it. And what is ready to
 * be computed is taken from the structures in turn, one request each.
 *
 * Whose a token is, the loop learns from the sessions that it looks up, and forgets again. It
 * decides about waiting only, never about rights: an unknown token counts as a structure by itself,
 * and whoever brings none shares with everybody who brings none.
 *
 * One admission belongs to one loop.
 */

#include "registry/account.h"
#include "registry/base/cleanup.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct Admission Admission;
typedef struct Exchange Exchange;
typedef struct Share Share;

typedef struct AdmissionCounts {
    uint32_t admitted; /* now */
    uint32_t ready;    /* of them, waiting for their turn to be computed */
    uint32_t shares;
    uint64_t refused_full; /* ever */
    uint64_t refused_share;
} AdmissionCounts;

Admission *admission_new(void);
Admission *admission_free(Admission *admission);

/* The share that it counts to, until admission_leave(). NULL: there is no room. */
Share *admission_enter(Admission *admission, const uint8_t *token_hash, int64_t now_ms);
void admission_leave(Admission *admission, Share *share);

/* Whose this token is, for some minutes. */
bool admission_knows(const Admission *admission, const uint8_t *token_hash, int64_t now_ms);
void admission_learn(
        Admission *admission, const uint8_t *token_hash, const char *structure, int64_t now_ms);

/* The exchange, which was admitted, can go on; it is lent. */
void admission_queue(Admission *admission, Exchange *exchange);
/* The next one; NULL = nobody waits. */
Exchange *admission_next(Admission *admission);
bool admission_has_ready(const Admission *admission);

AdmissionCounts admission_counts(const Admission *admission);

DEFINE_CLEANUP(Admission, admission_free)
