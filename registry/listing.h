/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Listing: a table of figures with what has to be said about it, made once and written three ways:
 * as text on a terminal, as JSON, and by api/web as a page. Whoever makes one says what each column
 * is, not how it looks.
 *
 * Everything in it lives in the arena that it was made in, or in the snapshot.
 */

#include "registry/base/arena.h"
#include "registry/base/buffer.h"
#include "registry/base/date.h"
#include "registry/base/json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum ListingKind {
    LISTING_TEXT,
    LISTING_NAME,    /* a code with its name */
    LISTING_NUMBER,  /* of things, exact */
    LISTING_PERSONS, /* from protected figures only: from `low` to `high` */
    LISTING_PERCENT, /* from `low` to `high`, 0..100 */
    LISTING_DECIMAL, /* kilometres and such: in `low`, one decimal */
    LISTING_DAY,
    LISTING_DEGREES, /* longitude or latitude */
} ListingKind;

typedef struct ListingColumn {
    const char *key;
    const char *greek;
    ListingKind kind;
} ListingColumn;

typedef struct ListingCell {
    bool is_known;
    const char *text; /* of a NAME the name */
    const char *code; /* of a NAME */
    const char *href; /* where a page may lead to; NULL = nowhere */
    double low;
    double high;
    Day day;
} ListingCell;

/* What is told above the table. */
typedef struct ListingFigure {
    ListingColumn what;
    ListingCell cell;
} ListingFigure;

#define LISTING_FIGURES_MAX 24
#define LISTING_NOTES_MAX 12

typedef struct Listing {
    Arena *arena;
    const char *title;
    ListingFigure figures[LISTING_FIGURES_MAX];
    size_t n_figures;
    const ListingColumn *columns;
    size_t n_columns;
    ListingCell *cells; /* row by row */
    size_t n_rows;
    size_t room;
    const char *nothing; /* what no row means */
    const char *notes[LISTING_NOTES_MAX];
    size_t n_notes;
} Listing;

Listing *listing_new(Arena *arena, const char *title, const ListingColumn *columns,
        size_t n_columns, const char *nothing);
void listing_note(Listing *listing, const char *note);
void listing_figure(
        Listing *listing, const char *key, const char *greek, ListingKind kind, ListingCell cell);
/* The cells of a new row, all unknown, one for each column. Lent until the next row. */
ListingCell *listing_row(Listing *listing);

ListingCell listing_text(const char *text); /* NULL = not known, as are the next two */
ListingCell listing_name(const char *code, const char *name, const char *href);
ListingCell listing_day(Day day);
ListingCell listing_number(double number); /* not finite = not known */
ListingCell listing_range(double low, double high);

/* How a cell reads: «120», «120–129», «κάτω από 10», «7,6», «–» where it is not known. */
const char *listing_cell_text(Arena *arena, ListingKind kind, const ListingCell *cell);

void listing_write_text(Buffer *out, const Listing *listing);
/* {"title", figures by key, "rows": […], "notes": […]} */
void listing_write_json(JsonWriter *json, const char *key, const Listing *listing);
