/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Statement: one file of sql/queries as C sees it.
 *
 * sql/queries/place_find.sql becomes `sql_place_find`, declared in the generated header
 * "registry/db/statements.h". The file opens with comment lines; those of the form
 *
 *     -- $1 text[]  what it is
 *
 * declare the types of the parameters, and a test prepares each file against the real schema.
 * Nothing is put together at run time: what varies is a parameter or a function.
 */

#include <stddef.h>
#include <stdint.h>

#define STATEMENT_PARAMS_MAX 32

typedef struct Statement {
    const char *name;
    const char *text;
    uint32_t number; /* 0 .. sql_statements_count - 1; connections keep what they prepared by it */
    uint32_t n_params;
    const uint32_t *types; /* PostgreSQL type numbers, one per parameter */
} Statement;

extern const Statement *const sql_statements[];
extern const size_t sql_statements_count;
