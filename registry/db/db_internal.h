/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* What copy.c needs of a connection besides db.h. */

#include "registry/db/db.h"

#include <libpq-fe.h>

PGconn *db_connection(Db *db);

/* Takes over a failed result (NULL if there is none): keeps what it says, gives what it means. */
int db_refused(Db *db, const char *what, PGresult *result);
