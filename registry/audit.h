/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Audit: checking the chains of entries, from outside the database.
 *
 * Each entry's hash covers its stored canonical bytes and the hash before it, one chain per writer.
 * The hashes are computed again here, in C, so that a changed function in the database cannot
 * answer for changed rows. Heads are appended to a file outside the database: a chain that is
 * shorter than its last head, or passes through another hash, has been cut or rewritten.
 */

#include "registry/base/arena.h"
#include "registry/db/db.h"

typedef struct AuditFinding {
    int64_t chain;
    int64_t entry;      /* the first bad one; DB_NULL if the chain as a whole is */
    int64_t position;   /* in its chain, from 1 */
    const char *reason; /* a Greek sentence */
} AuditFinding;

typedef struct AuditVerdict {
    uint64_t chains;
    uint64_t entries;
    const AuditFinding *findings; /* at most one a chain */
    size_t n_findings;
} AuditVerdict;

/* Checks all chains. `heads_path` may be NULL or name a file that is not there yet. */
int audit_verify(Db *db, Arena *arena, const char *heads_path, AuditVerdict *ret_verdict);

/* Appends the present heads to the file (mode 0600), synced. Only called when they were found good.
 */
int audit_append_heads(Db *db, Arena *arena, const char *heads_path);
