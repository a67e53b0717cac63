/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Copy out: rows by COPY … TO STDOUT (FORMAT binary), the fastest way to many of them: the server
 * sends while they are taken in, and no more than a row is held here.
 *
 *     copy_out_begin(db, &sql_screening_copy, &rows);     the file holds the COPY statement
 *     while ((r = copy_out_next(rows, fields, 5)) == COPY_OUT_ROW) …
 *
 * Fields are in PostgreSQL's binary form (wire.h) and lent until the next row; a NULL has no data.
 * Between begin and end the connection does nothing else.
 */

#include "registry/db/db.h"

typedef struct CopyOut CopyOut;

enum {
    COPY_OUT_ROW = 16, /* above the conditions of db.h */
};

int copy_out_begin(Db *db, const Statement *statement, CopyOut **ret_rows);

/* COPY_OUT_ROW; 0 when there is no more; or what db_query may say. */
int copy_out_next(CopyOut *rows, Bytes *fields, size_t n_fields);

/* Ends it, also in the middle; the transaction around rows that were not taken in is doomed. */
CopyOut *copy_out_free(CopyOut *rows);

DEFINE_CLEANUP(CopyOut, copy_out_free)
