/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Audit: checking the chains of entries, from outside the database.
 *
 * Each entry's hash covers its stored canonical bytes and the hash before it, one chain per writer.
 * Bytes and hashes are computed again here, in C, so that a changed function in the database cannot
 * answer for changed rows. Heads are appended to a file outside the database: a chain that is
 * shorter than a head noted there, or passes through another hash, has been cut or rewritten.
 */

#include "registry/base/arena.h"
#include "registry/db/db.h"

#define AUDIT_CHAINS_MAX 256

typedef struct AuditFinding {
    int64_t chain;
    int64_t number;     /* of the first bad entry in its chain, from 1; 0: the chain as a whole */
    int64_t entry;      /* DB_NULL where the entry itself is gone */
    const char *reason; /* a Greek sentence */
} AuditFinding;

typedef struct AuditVerdict {
    uint64_t chains;
    uint64_t entries;
    uint64_t heads;                          /* noted outside and compared */
    AuditFinding findings[AUDIT_CHAINS_MAX]; /* the first of each chain that has one */
    size_t n_findings;
} AuditVerdict;

/*
 * Checks all chains in one state of the database. `heads_path` may be NULL, or name a file that is
 * not there yet. Negative: the database or the file cannot be read; a broken line of the file is a
 * finding.
 */
int audit_verify(Db *db, Arena *arena, const char *heads_path, AuditVerdict *ret_verdict);

/* Appends the present heads to the file (made with mode 0600) and syncs it. */
int audit_note_heads(Db *db, const char *heads_path);

/*
 * The same on a connection of its own, as the service does it from time to time: only if a chain
 * has grown. `entries` are those of all chains at the last time, 0 at first.
 */
int audit_keep_heads(const char *conninfo, const char *heads_path, int64_t *entries);
