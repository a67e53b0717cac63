/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Db: one synchronous connection, for commands and for loading a snapshot.
 *
 * The service's requests do not use it; they go through Gateway. Each wait has a limit: connecting
 * 10 s, a statement what the options say. Statements are prepared at their first use. A connection
 * belongs to one thread. Bound values never reach a log: on failure only the state code, the
 * constraint and the server's primary message are kept.
 */

#include "registry/base/cleanup.h"
#include "registry/db/params.h"
#include "registry/db/result.h"

typedef struct Db Db;

enum {
    DB_E_REFUSED = 1, /* the server refused the statement; db_state() and db_message() say why */
    DB_E_DENIED,      /* no right to do that, or the database is read-only */
    DB_E_BUSY,        /* somebody else holds the lock, or the time is up; the transaction is lost */
};

typedef struct DbOptions {
    const char *conninfo;  /* what --db said, or NULL for the usual libpq variables */
    const char *user;      /* the role of the command; a user in conninfo wins; NULL: libpq's */
    const char *name;      /* application_name */
    uint32_t statement_ms; /* the longest a statement may take; 0 for no limit */
    uint32_t lock_ms;      /* the longest it may wait for a lock; 0 for no limit */
    uint8_t chain;         /* of the audit, which this connection writes */
} DbOptions;

/* Negative if there is no connection; what is wrong, and what to do, has been logged in Greek. */
int db_open(const DbOptions *options, Db **ret_db);
Db *db_close(Db *db);

/* Runs a statement. ret_result may be NULL if nobody wants the rows. */
int db_query(Db *db, const Params *params, Result **ret_result);

/* The same for a statement without parameters. */
int db_run(Db *db, const Statement *statement, Result **ret_result);

/* Only prepares it, which db_query does by itself; a test holds every query file to the schema. */
int db_prepare(Db *db, const Statement *statement);

/* One transaction; a statement outside is one of its own. A refused statement dooms the whole. */
int db_begin(Db *db);
int db_commit(Db *db);
int db_rollback(Db *db); /* also when nothing was begun */

/*
 * A transaction that sees one moment of the database, and others on other connections that see the
 * same one. The first must not have ended when the others begin.
 */
#define DB_SNAPSHOT_SIZE 64
int db_begin_snapshot(Db *db, char ret_snapshot[static DB_SNAPSHOT_SIZE]);
int db_begin_same(Db *db, const char *snapshot);

/*
 * Runs text of several statements, which is an embedded file and never anything put together, as
 * one transaction unless one is open.
 */
int db_script(Db *db, const char *text);

/* Of the last refusal: five letters of SQLSTATE, the primary message, the constraint ("" if none).
 */
const char *db_state(const Db *db);
const char *db_message(const Db *db);
const char *db_constraint(const Db *db);

/* Where in the text of a script, in characters from 1; 0 if the server did not say. */
size_t db_position(const Db *db);

/* Whether a statement so ended: db_is(db, "23505"). */
bool db_is(const Db *db, const char *state);

/*
 * Waits for a NOTIFY on what was listened to (a file with LISTEN, run by db_run), at most
 * timeout_ms. Several that came together are one.
 */
int db_wait_notify(Db *db, uint32_t timeout_ms, bool *ret_notified);

/* Which database and user this is, for a summary: "mitroa_owner@mitroa". */
const char *db_describe(const Db *db);

DEFINE_CLEANUP(Db, db_close)
