/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/listing.h"

#include "registry/base/text.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define ROOM_AT_FIRST 64
#define GAP 2
#define FEW 10 /* so many and more are told by releases */

Listing *
listing_new(Arena *arena, const char *title, const ListingColumn *columns, size_t n_columns,
        const char *nothing)
{
    Listing *listing = arena_alloc(arena, sizeof *listing);

    assert(n_columns > 0);
    *listing = (Listing) {
        .arena = arena,
        .title = title,
        .columns = columns,
        .n_columns = n_columns,
        .nothing = nothing,
    };
    return listing;
}

void
listing_note(Listing *listing, const char *note)
{
    assert(listing->n_notes < LISTING_NOTES_MAX);
    listing->notes[listing->n_notes++] = note;
}

void
listing_figure(
        Listing *listing, const char *key, const char *greek, ListingKind kind, ListingCell cell)
{
    assert(listing->n_figures < LISTING_FIGURES_MAX);
    listing->figures[listing->n_figures++] =
            (ListingFigure) { .what = { key, greek, kind }, .cell = cell };
}

ListingCell *
listing_row(Listing *listing)
{
    if (listing->n_rows == listing->room) {
        size_t room = listing->room ? 2 * listing->room : ROOM_AT_FIRST;
        ListingCell *cells = arena_array(listing->arena, ListingCell, room * listing->n_columns);

        if (listing->n_rows > 0)
            memcpy(cells, listing->cells, listing->n_rows * listing->n_columns * sizeof *cells);
        listing->cells = cells;
        listing->room = room;
    }
    return &listing->cells[listing->n_rows++ * listing->n_columns];
}

/* ---- cells -------------------------------------------------------------------------------- */

ListingCell
listing_text(const char *text)
{
    return (ListingCell) { .is_known = text != NULL, .text = text };
}

ListingCell
listing_name(const char *code, const char *name, const char *href)
{
    return (ListingCell) { .is_known = name != NULL, .text = name, .code = code, .href = href };
}

ListingCell
listing_day(Day day)
{
    return (ListingCell) { .is_known = day != DAY_NONE, .day = day };
}

ListingCell
listing_range(double low, double high)
{
    return (ListingCell) { .is_known = isfinite(low) && isfinite(high), .low = low, .high = high };
}

ListingCell
listing_number(double number)
{
    return listing_range(number, number);
}

/* ---- as text ------------------------------------------------------------------------------ */

static const char *
decimal_comma(Arena *arena, const char *format, double value)
{
    char *text = arena_format(arena, "%.*f", (int) (format[0] - '0'), value);
    char *point = strchr(text, '.');

    if (point)
        *point = ',';
    return text;
}

static const char *
persons_text(Arena *arena, const ListingCell *cell)
{
    if (cell->low <= 0 && cell->high > 0 && cell->high < FEW)
        return arena_format(arena, "κάτω από %d", FEW);
    if (cell->low < cell->high)
        return arena_format(arena, "%.0f–%.0f", cell->low, cell->high);
    return arena_format(arena, "%.0f", cell->low);
}

static const char *
percent_text(Arena *arena, const ListingCell *cell)
{
    double low = round(cell->low), high = round(cell->high);

    return low < high ? arena_format(arena, "%.0f–%.0f%%", low, high)
                      : arena_format(arena, "%.0f%%", low);
}

const char *
listing_cell_text(Arena *arena, ListingKind kind, const ListingCell *cell)
{
    char day[DAY_TEXT_SIZE];

    if (!cell->is_known)
        return "–";
    switch (kind) {
    case LISTING_TEXT:
        return cell->text;
    case LISTING_NAME:
        return cell->code ? arena_format(arena, "%s [%s]", cell->text, cell->code) : cell->text;
    case LISTING_NUMBER:
        return decimal_comma(arena, "0", cell->low);
    case LISTING_PERSONS:
        return persons_text(arena, cell);
    case LISTING_PERCENT:
        return percent_text(arena, cell);
    case LISTING_DECIMAL:
        return decimal_comma(arena, "1", cell->low);
    case LISTING_DAY:
        return arena_text(arena, day_format_greek(cell->day, day));
    case LISTING_DEGREES:
        return decimal_comma(arena, "5", cell->low);
    }
    return "–";
}

static bool
is_to_the_right(ListingKind kind)
{
    return kind != LISTING_TEXT && kind != LISTING_NAME && kind != LISTING_DAY;
}

static void
pad(Buffer *out, const char *text, size_t width, bool to_the_right, bool is_last)
{
    size_t have = text_width(text);

    if (!to_the_right)
        buffer_text(out, text);
    for (size_t i = have; i < width && (to_the_right || !is_last); i++)
        buffer_char(out, ' ');
    if (to_the_right)
        buffer_text(out, text);
    for (int i = 0; i < GAP && !is_last; i++)
        buffer_char(out, ' ');
}

static void
write_rows(Buffer *out, const Listing *listing)
{
    Arena *arena = listing->arena;
    size_t n = listing->n_columns;
    size_t *widths = arena_array(arena, size_t, n);
    const char **texts = arena_array(arena, const char *, (listing->n_rows + 1) * n);

    for (size_t i = 0; i < n; i++)
        texts[i] = listing->columns[i].greek;
    for (size_t i = 0; i < listing->n_rows * n; i++)
        texts[n + i] = listing_cell_text(arena, listing->columns[i % n].kind, &listing->cells[i]);
    for (size_t i = 0; i < (listing->n_rows + 1) * n; i++) {
        size_t width = text_width(texts[i]);

        if (width > widths[i % n])
            widths[i % n] = width;
    }
    for (size_t i = 0; i < (listing->n_rows + 1) * n; i++) {
        bool is_last = i % n == n - 1;

        pad(out, texts[i], widths[i % n], is_to_the_right(listing->columns[i % n].kind), is_last);
        if (is_last)
            buffer_char(out, '\n');
    }
}

void
listing_write_text(Buffer *out, const Listing *listing)
{
    buffer_format(out, "%s\n\n", listing->title);
    for (size_t i = 0; i < listing->n_figures; i++) {
        const ListingFigure *figure = &listing->figures[i];

        buffer_format(out, "%s: %s\n", figure->what.greek,
                listing_cell_text(listing->arena, figure->what.kind, &figure->cell));
    }
    if (listing->n_figures > 0)
        buffer_char(out, '\n');
    if (listing->n_rows > 0)
        write_rows(out, listing);
    else
        buffer_format(out, "%s\n", listing->nothing);
    if (listing->n_notes > 0)
        buffer_char(out, '\n');
    for (size_t i = 0; i < listing->n_notes; i++)
        buffer_format(out, "%s\n", listing->notes[i]);
}

/* ---- as JSON ------------------------------------------------------------------------------ */

static void
write_cell(JsonWriter *json, const ListingColumn *column, const ListingCell *cell)
{
    if (!cell->is_known) {
        json_null(json, column->key);
        return;
    }
    switch (column->kind) {
    case LISTING_TEXT:
        json_string(json, column->key, cell->text);
        break;
    case LISTING_NAME:
        json_object_begin(json, column->key);
        json_string(json, "code", cell->code);
        json_string(json, "name", cell->text);
        json_object_end(json);
        break;
    case LISTING_NUMBER:
        json_integer(json, column->key, (int64_t) cell->low);
        break;
    case LISTING_PERSONS:
        json_object_begin(json, column->key);
        json_integer(json, "from", (int64_t) cell->low);
        json_integer(json, "to", (int64_t) cell->high);
        json_object_end(json);
        break;
    case LISTING_PERCENT:
        json_object_begin(json, column->key);
        json_decimal(json, "from", cell->low, 1);
        json_decimal(json, "to", cell->high, 1);
        json_object_end(json);
        break;
    case LISTING_DECIMAL:
        json_decimal(json, column->key, cell->low, 1);
        break;
    case LISTING_DEGREES:
        json_decimal(json, column->key, cell->low, 6);
        break;
    case LISTING_DAY:
        json_day(json, column->key, cell->day);
        break;
    }
}

void
listing_write_json(JsonWriter *json, const char *key, const Listing *listing)
{
    json_object_begin(json, key);
    json_string(json, "title", listing->title);
    json_object_begin(json, "figures");
    for (size_t i = 0; i < listing->n_figures; i++)
        write_cell(json, &listing->figures[i].what, &listing->figures[i].cell);
    json_object_end(json);
    json_array_begin(json, "rows");
    for (size_t i = 0; i < listing->n_rows; i++) {
        json_object_begin(json, NULL);
        for (size_t k = 0; k < listing->n_columns; k++)
            write_cell(json, &listing->columns[k], &listing->cells[i * listing->n_columns + k]);
        json_object_end(json);
    }
    json_array_end(json);
    json_array_begin(json, "notes");
    for (size_t i = 0; i < listing->n_notes; i++)
        json_string(json, NULL, listing->notes[i]);
    json_array_end(json);
    json_object_end(json);
}
