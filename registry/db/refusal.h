/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* Refusal: what a SQLSTATE means to us. */

#include "registry/db/db.h"

#define SQLSTATE_SIZE 6

/*
 * DB_E_REFUSED, DB_E_DENIED or DB_E_BUSY where the statement is at fault or unlucky; a negative
 * errno where the server is, or where binary and schema do not fit each other.
 */
int refusal_of(const char *state);
