/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Screening the whole register: persons come from the database as they stand there, by several
 * threads with a connection each that see the same moment; each holds its rows packed until a
 * municipality has a block of them, never more than some megabytes, and keeps nothing of a person
 * once his block is counted.
 *
 * Before the first row an entry of the audit is committed that names the account, and the rows say
 * nothing of who they are. The connection is that of a role of its own (mitroa_screener).
 */

#include "registry/account.h"
#include "registry/db/db.h"
#include "registry/screen.h"

#include <stdatomic.h>

#define SCREEN_THREADS_MAX 16

/* Written by the run, read by whoever shows it. */
typedef struct ScreenProgress {
    atomic_uint_fast64_t done; /* persons */
    atomic_uint_fast64_t total;
} ScreenProgress;

typedef struct ScreenResult ScreenResult;

#define SCREEN_NONCE_SIZE 16

/*
 * What is done with the counts while the ticket still holds; what it returns, the run returns.
 * Conditions from SCREEN_E_OF_KEEPER on are the keeper's own.
 */
typedef int ScreenKeeper(void *context, Db *db, const uint8_t nonce[static SCREEN_NONCE_SIZE],
        const ScreenResult *result);

typedef struct ScreenRun {
    const char *conninfo; /* may be NULL */
    uint8_t token_hash[TOKEN_HASH_SIZE];
    const uint8_t *ticket; /* 16 bytes of a work of publishing, which opens it instead; or NULL */
    uint32_t threads;      /* 1..SCREEN_THREADS_MAX */
    ScreenProgress *progress;
    ScreenKeeper *keep; /* may be NULL */
    void *keep_context;
} ScreenRun;

struct ScreenResult {
    ScreenPlace **places; /* by code of the municipality */
    size_t n_places;
    uint64_t persons;      /* screened */
    uint64_t without_home; /* nobody knows where they live */
    uint64_t place_unsure; /* whose municipality did not exist that day and has no one other */
    int64_t audit;         /* number of the entry */
    uint64_t evaluations;
    double judging_s; /* of all threads together */
    double elapsed_s;
};

enum {
    SCREEN_E_NOT_ALLOWED = 1, /* no such session, or its account is no coordinator */
    SCREEN_E_NO_RIGHT,        /* the database role may not screen */
    SCREEN_E_OF_KEEPER,
};

int screen_run(const ScreenRun *run, const Screen *screen, ScreenResult *ret_result);
void screen_result_deinit(ScreenResult *result);

/* What --conninfo, the role and no limit of time make. */
DbOptions screen_db_options(const char *conninfo);
