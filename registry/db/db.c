/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/db/db.h"

#include "registry/base/error.h"
#include "registry/base/log.h"
#include "registry/base/memory.h"
#include "registry/db/db_internal.h"
#include "registry/db/refusal.h"
#include "registry/db/result_internal.h"
#include "registry/db/statements.h"
#include "registry/db/target.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#define MESSAGE_SIZE 400
#define DESCRIPTION_SIZE 160

struct Db {
    PGconn *connection;
    bool *prepared; /* by the number of the statement */
    char state[SQLSTATE_SIZE];
    char message[MESSAGE_SIZE];
    char constraint[64];
    size_t position;
    char description[DESCRIPTION_SIZE];
};

/* Notices carry values of rows now and then; nothing of ours waits for one. */
static void
drop_notice(void *context, const PGresult *result)
{
    (void) context;
    (void) result;
}

/* The first line of what libpq says, without the end of the line. */
static void
first_line(char *into, size_t size, const char *text)
{
    (void) snprintf(into, size, "%.*s", (int) strcspn(text, "\n"), text);
}

int
db_open(const DbOptions *options, Db **ret_db)
{
    CLEANUP(db_closep) Db *db = memory_new(1, sizeof *db);
    Target target;
    char reason[MESSAGE_SIZE];

    target_init(&target, options);
    db->prepared = memory_new(sql_statements_count + 1, sizeof *db->prepared);
    db->connection = PQconnectdbParams(target.keywords, target.values, /* expand_dbname= */ 1);
    if (PQstatus(db->connection) != CONNECTION_OK) {
        first_line(reason, sizeof reason, PQerrorMessage(db->connection));
        return error_raise(-ECONNREFUSED,
                "δεν ανοίγει η βάση: %s. Τρέχει ο εξυπηρετητής; Δώστε τη σύνδεση με --db ή με τις "
                "μεταβλητές PGHOST, PGDATABASE, PGPASSFILE (τις έχει το αρχείο env του φακέλου "
                "κατάστασης)",
                reason);
    }

    (void) PQsetNoticeReceiver(db->connection, drop_notice, NULL);
    (void) snprintf(db->description, sizeof db->description, "%s@%s", PQuser(db->connection),
            PQdb(db->connection));
    *ret_db = TAKE(db);
    return 0;
}

Db *
db_close(Db *db)
{
    if (!db)
        return NULL;

    PQfinish(db->connection);
    free(db->prepared);
    free(db);
    return NULL;
}

PGconn *
db_connection(Db *db)
{
    return db->connection;
}

static void
keep(char *into, size_t size, const PGresult *result, int field)
{
    const char *text = result ? PQresultErrorField(result, field) : NULL;

    first_line(into, size, text ? text : "");
}

int
db_refused(Db *db, const char *what, PGresult *result)
{
    const char *position = result ? PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION) : NULL;
    int meaning;

    db->position = position ? strtoul(position, NULL, 10) : 0;
    keep(db->state, sizeof db->state, result, PG_DIAG_SQLSTATE);
    keep(db->message, sizeof db->message, result, PG_DIAG_MESSAGE_PRIMARY);
    keep(db->constraint, sizeof db->constraint, result, PG_DIAG_CONSTRAINT_NAME);
    PQclear(result);

    if (PQstatus(db->connection) != CONNECTION_OK || !*db->state)
        return error_raise(-ECONNRESET, "χάθηκε η σύνδεση με τη βάση (%s, %s)", what, db->state);

    meaning = refusal_of(db->state);
    if (meaning < 0)
        return error_raise(meaning, "%s: %s %s", what, db->state, db->message);

    return meaning;
}

static bool
is_good(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);

    return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

int
db_prepare(Db *db, const Statement *statement)
{
    PGresult *result;

    if (db->prepared[statement->number])
        return 0;

    result = PQprepare(db->connection, statement->name, statement->text, (int) statement->n_params,
            statement->types);
    if (!is_good(result))
        return db_refused(db, statement->name, result);

    PQclear(result);
    db->prepared[statement->number] = true;
    return 0;
}

static int
execute(Db *db, const Statement *statement, const Params *params, Result **ret_result)
{
    int formats[STATEMENT_PARAMS_MAX];
    PGresult *result;
    int r;

    r = db_prepare(db, statement);
    if (r != 0)
        return r;

    for (size_t i = 0; i < STATEMENT_PARAMS_MAX; i++)
        formats[i] = 1;
    result = PQexecPrepared(db->connection, statement->name, (int) statement->n_params,
            params ? params->values : NULL, params ? params->sizes : NULL, formats,
            /* resultFormat= */ 1);
    if (!is_good(result))
        return db_refused(db, statement->name, result);

    if (ret_result)
        *ret_result = result_wrap(result);
    else
        PQclear(result);
    return 0;
}

int
db_query(Db *db, const Params *params, Result **ret_result)
{
    assert(params->n == params->statement->n_params);

    return execute(db, params->statement, params, ret_result);
}

int
db_run(Db *db, const Statement *statement, Result **ret_result)
{
    assert(statement->n_params == 0);

    return execute(db, statement, NULL, ret_result);
}

int
db_script(Db *db, const char *text)
{
    PGresult *result = PQexec(db->connection, text);

    if (!is_good(result))
        return db_refused(db, "script", result);

    PQclear(result);
    return 0;
}

int
db_begin(Db *db)
{
    return db_script(db, "BEGIN");
}

int
db_begin_snapshot(Db *db, char ret_snapshot[static DB_SNAPSHOT_SIZE])
{
    CLEANUP(result_freep) Result *rows = NULL;
    int r;

    r = db_script(db, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    if (r == 0)
        r = db_run(db, &sql_snapshot_export, &rows);
    if (r == 0)
        first_line(ret_snapshot, DB_SNAPSHOT_SIZE, result_text(rows, 0, 0));
    return r;
}

int
db_begin_same(Db *db, const char *snapshot)
{
    char text[160];

    /* The one statement that takes no parameter and stands in no file; its name is the server's. */
    if (strspn(snapshot, "0123456789ABCDEF-") != strlen(snapshot))
        return error_raise(-EINVAL, "το στιγμιότυπο «%s» δεν είναι της βάσης", snapshot);
    (void) snprintf(text, sizeof text,
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT '%s'",
            snapshot);
    return db_script(db, text);
}

int
db_commit(Db *db)
{
    PGresult *result = PQexec(db->connection, "COMMIT");
    bool undone;

    if (!is_good(result))
        return db_refused(db, "COMMIT", result);

    /* The COMMIT of a doomed transaction succeeds, as a ROLLBACK; what it stood for did not. The
     * state of the statement that doomed it is kept. */
    undone = strcmp(PQcmdStatus(result), "ROLLBACK") == 0;
    PQclear(result);
    return undone ? DB_E_REFUSED : 0;
}

int
db_rollback(Db *db)
{
    if (PQtransactionStatus(db->connection) == PQTRANS_IDLE)
        return 0;

    return db_script(db, "ROLLBACK");
}

const char *
db_state(const Db *db)
{
    return db->state;
}

const char *
db_message(const Db *db)
{
    return db->message;
}

const char *
db_constraint(const Db *db)
{
    return db->constraint;
}

size_t
db_position(const Db *db)
{
    return db->position;
}

bool
db_is(const Db *db, const char *state)
{
    return strcmp(db->state, state) == 0;
}

const char *
db_describe(const Db *db)
{
    return db->description;
}

/* Takes all that have come; true if there was one. */
static bool
take_notifies(Db *db)
{
    PGnotify *notify;
    bool any = false;

    while ((notify = PQnotifies(db->connection))) {
        PQfreemem(notify);
        any = true;
    }
    return any;
}

int
db_wait_notify(Db *db, uint32_t timeout_ms, bool *ret_notified)
{
    struct pollfd wait = { .fd = PQsocket(db->connection), .events = POLLIN };
    int ready;

    if (take_notifies(db)) {
        *ret_notified = true;
        return 0;
    }
    ready = poll(&wait, 1, (int) timeout_ms);
    if (ready < 0 && errno != EINTR)
        return error_raise(-errno, "poll");
    if (ready > 0 && !PQconsumeInput(db->connection))
        return db_refused(db, "LISTEN", NULL);

    *ret_notified = take_notifies(db);
    return 0;
}
