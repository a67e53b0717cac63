/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Result: the rows that one statement gave, read in binary by row and column.
 *
 * A reader checks the type of the column; a mismatch between a query file and its reader is our own
 * mistake and ends the process, as does reading NULL where the reader has no value for it. What is
 * lent lives as long as the result.
 */

#include "registry/base/arena.h"
#include "registry/base/cleanup.h"
#include "registry/base/date.h"
#include "registry/db/value.h"

typedef struct Result Result;

Result *result_free(Result *result);

size_t result_rows(const Result *result);
size_t result_columns(const Result *result);

/* How many rows the statement changed. */
uint64_t result_affected(const Result *result);

/* The number of the column so called; it must exist. */
size_t result_column(const Result *result, const char *name);

bool result_is_null(const Result *result, size_t row, size_t column);
bool result_bool(const Result *result, size_t row, size_t column);
int64_t result_int(const Result *result, size_t row, size_t column);      /* NULL is DB_NULL */
double result_double(const Result *result, size_t row, size_t column);    /* NULL is NaN */
const char *result_text(const Result *result, size_t row, size_t column); /* lent; NULL is NULL */
Bytes result_bytes(const Result *result, size_t row, size_t column);      /* lent */
Day result_day(const Result *result, size_t row, size_t column);          /* NULL is DAY_NONE */
Uuid result_uuid(const Result *result, size_t row, size_t column);

/* Microseconds since 1970-01-01 00:00 UTC; NULL is DB_NULL. */
int64_t result_time(const Result *result, size_t row, size_t column);

/*
 * Arrays of one dimension, made in the arena. NULL is NULL with 0 elements, an empty array is not
 * NULL. Elements that are NULL are DB_NULL, DAY_NONE, NULL. ints also reads dates (as days), which
 * the six state arrays of a person use.
 */
const int64_t *result_ints(
        Arena *arena, const Result *result, size_t row, size_t column, size_t *ret_n);
const double *result_doubles(
        Arena *arena, const Result *result, size_t row, size_t column, size_t *ret_n);
const char *const *result_texts(
        Arena *arena, const Result *result, size_t row, size_t column, size_t *ret_n);
const Day *result_days(
        Arena *arena, const Result *result, size_t row, size_t column, size_t *ret_n);

DEFINE_CLEANUP(Result, result_free)
