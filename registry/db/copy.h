/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Copy: rows into a table by COPY … FROM STDIN (FORMAT binary), the fastest way in.
 *
 *     copy_begin(db, &sql_staging_claim, &copy);     the file holds the COPY statement
 *     copy_row(copy, 3);                             so many fields follow
 *     copy_int4(copy, 7); copy_text(copy, "…"); copy_null(copy);
 *     copy_end(copy, &rows);
 *
 * The field functions write the width that they say and must agree with the columns, in order;
 * PostgreSQL refuses the whole COPY otherwise. Between begin and end the connection does nothing
 * else. Failures of sending are kept and reported by copy_end.
 */

#include "registry/db/db.h"

typedef struct Copy Copy;

int copy_begin(Db *db, const Statement *statement, Copy **ret_copy);

void copy_row(Copy *copy, uint32_t fields);

void copy_null(Copy *copy);
void copy_bool(Copy *copy, bool value);
void copy_int2(Copy *copy, int64_t value); /* DB_NULL is NULL, in the next two as well */
void copy_int4(Copy *copy, int64_t value);
void copy_int8(Copy *copy, int64_t value);
void copy_double(Copy *copy, double value);   /* NaN is NULL */
void copy_text(Copy *copy, const char *text); /* NULL is NULL */
void copy_text_n(Copy *copy, const char *text, size_t size);
void copy_bytes(Copy *copy, const void *data, size_t size);
void copy_uuid(Copy *copy, const Uuid *uuid);
void copy_day(Copy *copy, Day day);                           /* DAY_NONE is NULL */
void copy_int8s(Copy *copy, const int64_t *values, size_t n); /* elements may be DB_NULL */
void copy_int4s(Copy *copy, const int64_t *values, size_t n);
void copy_int2s(Copy *copy, const int64_t *values, size_t n);
void copy_texts(Copy *copy, const char *const *values, size_t n);

/*
 * Ends it and frees the writer, whatever comes: 0, or what db_query may say. copy_cancel gives the
 * rows up; the transaction around them is doomed.
 */
int copy_end(Copy *copy, uint64_t *ret_rows);
Copy *copy_cancel(Copy *copy);

DEFINE_CLEANUP(Copy, copy_cancel)
