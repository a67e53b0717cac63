/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Asking the oracle (sql/functions/oracle.sql): persons go into its temporary table, verdicts come
 * back by person, then by programme, as 0, 1 and 2 like Outcome. Whatever fails ends the test.
 */

#include "registry/db/copy.h"
#include "registry/rules/facts.h"
#include "registry/snapshot.h"
#include "tests/db/db_fixture.h"

/* Whether there is a value: neither missing nor stale. */
bool evidence_is_said(const Evidence *evidence);

/* A new list of questions; ended with copy_end(). */
Copy *oracle_begin(Db *db);

/* `place` may be NULL; what the facts say of a place is theirs. */
void oracle_question(Copy *copy, uint64_t number, const Facts *facts, const Place *place);

/* Columns: number of the question, key of the programme, verdict. */
Result *oracle_ask(Db *db, Day on);

/* For the program: the outcome of each version's legal area in the place, which may be NULL. */
void areas_of(const Snapshot *snapshot, const Place *place, uint8_t *ret_area);
