/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Screen row: what a screening reads of one person, and nothing that says who it is.
 *
 * Rows come in the order in which they stand, and are judged municipality by municipality: until
 * then they are held packed, some hundred bytes each.
 */

#include "registry/base/arena.h"
#include "registry/base/buffer.h"
#include "registry/db/result.h"
#include "registry/screen.h"

/* Columns of screening_copy.sql, which those of outreach_declare.sql begin with. */
enum {
    SCREEN_ROW_PLACES,
    SCREEN_ROW_BASES,
    SCREEN_ROW_FACTS,
    SCREEN_ROW_RIVALS,
    SCREEN_ROW_RECEIVES,
    SCREEN_ROW_LISTS,
    SCREEN_ROW_KEY = SCREEN_ROW_LISTS, /* of release_copy.sql alone */
    SCREEN_ROW_FIELDS,
};

typedef struct ScreenList {
    const int64_t *values; /* NULL: the list is; an element may be DB_NULL */
    size_t n;
} ScreenList;

typedef struct ScreenRow {
    ScreenList lists[SCREEN_ROW_LISTS];
    uint64_t record_key; /* 0 where none was read */
} ScreenRow;

/* The first place of the row in binary form (wire.h); 0 if it has none. */
int32_t screen_row_home(const Bytes *places);

/* The fields of a row in binary form, at the end of a buffer; `n_fields` with or without the key.
 */
void screen_row_pack(Buffer *into, const Bytes *fields, size_t n_fields);

/* One packed row, into an arena; returns where the next one begins. */
const uint8_t *screen_row_unpack(
        ScreenRow *ret_row, Arena *arena, const uint8_t *packed, size_t n_fields);

/* The same from a result. */
void screen_row_read(ScreenRow *ret_row, Arena *arena, const Result *rows, size_t row);

/* Into cleared facts: all but those of the place; residences are relative to this municipality. */
void screen_row_set(Facts *facts, const ScreenRow *row, const Screen *screen,
        const Place *municipality, Arena *arena);

/* All facts of the row. */
void screen_row_facts(Facts *ret_facts, const ScreenRow *row, const Screen *screen,
        const Place *municipality, Arena *arena);
