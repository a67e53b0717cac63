/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Params: the values of one call of a statement, in order, in PostgreSQL's binary form.
 *
 *     Params params;
 *
 *     params_begin(&params, arena, &sql_place_find);
 *     params_text(&params, "καλαματα");
 *     params_day(&params, today);
 *     r = db_query(db, &params, &result);
 *
 * Each function adds the next parameter and checks it against the type that the statement declares:
 * a mismatch is our own mistake and ends the process. Whole numbers take the width of the declared
 * type. Everything lives in the arena; what was passed in is copied.
 */

#include "registry/base/arena.h"
#include "registry/base/date.h"
#include "registry/db/statement.h"
#include "registry/db/value.h"

typedef struct Params {
    Arena *arena;
    const Statement *statement;
    uint32_t n; /* how many have been given */
    const char *values[STATEMENT_PARAMS_MAX];
    int sizes[STATEMENT_PARAMS_MAX];
} Params;

void params_begin(Params *params, Arena *arena, const Statement *statement);

void params_null(Params *params);
void params_bool(Params *params, bool value);
void params_int(Params *params, int64_t value); /* DB_NULL is NULL */
void params_double(Params *params, double value);
void params_text(Params *params, const char *value); /* NULL is NULL; also for jsonb */
void params_bytes(Params *params, const void *data, size_t size);
void params_uuid(Params *params, const Uuid *uuid); /* NULL is NULL */
void params_day(Params *params, Day day);           /* DAY_NONE is NULL */

/* Arrays. Numbers may be DB_NULL, days DAY_NONE, texts and bytes NULL; a NULL array is NULL. */
void params_bools(Params *params, const bool *values, size_t n);
void params_ints(Params *params, const int64_t *values, size_t n);
void params_doubles(Params *params, const double *values, size_t n); /* NaN is NULL */
void params_texts(Params *params, const char *const *values, size_t n);
void params_bytes_list(Params *params, const Bytes *values, size_t n);
void params_uuids(Params *params, const Uuid *values, size_t n);
void params_days(Params *params, const Day *values, size_t n);
