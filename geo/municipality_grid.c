/* SPDX-License-Identifier: EUPL-1.2 */
#include "geo/municipality_grid.h"

#include "registry/base/memory.h"

#include <assert.h>
#include <string.h>

/* Cells of about 1.8 by 1.5 km: fine enough that nine of ten points need no geometry. */
#define COLUMNS 544
#define ROWS 544
#define CELL_LON ((GEO_LON_MAX - GEO_LON_MIN) / COLUMNS)
#define CELL_LAT ((GEO_LAT_MAX - GEO_LAT_MIN) / ROWS)

/* In cells; some 0.2 mm, a million times what rounding can move an edge. */
#define MARGIN 1e-7

enum { CELL_OUTSIDE, CELL_INSIDE, CELL_BORDER };

typedef struct CellEntry {
    uint32_t cell;
    GridEntry entry;
} CellEntry;

struct MunicipalityGrid {
    CellEntry *added; /* in order of area; gone once sealed */
    size_t n_added;
    size_t added_capacity;
    uint32_t *first; /* COLUMNS * ROWS + 1 positions in `entries` */
    GridEntry *entries;
};

/* The cells of one area's box while it is being drawn. */
typedef struct Drawing {
    size_t column;
    size_t row;
    size_t columns;
    size_t rows;
    uint8_t *cells;
    double *crossings; /* of the middle line of one row */
    size_t n_crossings;
    size_t crossings_capacity;
} Drawing;

static size_t
clamp_cell(double position, size_t cells)
{
    if (!(position > 0))
        return 0;
    return position >= (double) cells ? cells - 1 : (size_t) position;
}

static double
grid_x(GeoPoint point)
{
    return (point.lon - GEO_LON_MIN) / CELL_LON;
}

static double
grid_y(GeoPoint point)
{
    return (point.lat - GEO_LAT_MIN) / CELL_LAT;
}

MunicipalityGrid *
municipality_grid_new(void)
{
    return memory_new(1, sizeof(MunicipalityGrid));
}

MunicipalityGrid *
municipality_grid_free(MunicipalityGrid *grid)
{
    if (!grid)
        return NULL;

    free(grid->added);
    free(grid->first);
    free(grid->entries);
    free(grid);
    return NULL;
}

static void
mark_row(Drawing *drawing, size_t row, double x_low, double x_high)
{
    size_t from = clamp_cell(x_low - MARGIN, COLUMNS);
    size_t to = clamp_cell(x_high + MARGIN, COLUMNS);

    for (size_t column = from; column <= to; column++)
        drawing->cells[(row - drawing->row) * drawing->columns + column - drawing->column] =
                CELL_BORDER;
}

/* Marks every cell that the edge passes: row by row, the span that it covers there. */
static void
mark_edge(Drawing *drawing, double x0, double y0, double x1, double y1)
{
    size_t from = clamp_cell(fmin(y0, y1) - MARGIN, ROWS);
    size_t to = clamp_cell(fmax(y0, y1) + MARGIN, ROWS);

    for (size_t row = from; row <= to; row++) {
        double low = fmax((double) row - MARGIN, fmin(y0, y1));
        double high = fmin((double) row + 1 + MARGIN, fmax(y0, y1));
        double at_low = x0, at_high = x1;

        if (y0 != y1 && from != to) {
            at_low = x0 + (x1 - x0) * (low - y0) / (y1 - y0);
            at_high = x0 + (x1 - x0) * (high - y0) / (y1 - y0);
        }
        /* Rounding must not carry the span out of the box that the cells were made for. */
        mark_row(drawing, row, fmax(fmin(at_low, at_high), fmin(x0, x1)),
                fmin(fmax(at_low, at_high), fmax(x0, x1)));
    }
}

static void
mark_borders(Drawing *drawing, const uint8_t *wkb, size_t size)
{
    WkbWalk walk;
    WkbRing ring;

    (void) wkb_begin(&walk, wkb, size);
    while (wkb_next(&walk, &ring) == 0 && !walk.ended) {
        GeoPoint last = wkb_vertex(&ring, 0);

        for (uint32_t i = 1; i < ring.n; i++) {
            GeoPoint next = wkb_vertex(&ring, i);

            mark_edge(drawing, grid_x(last), grid_y(last), grid_x(next), grid_y(next));
            last = next;
        }
    }
}

static void
note_crossing(Drawing *drawing, double x)
{
    memory_reserve(drawing->crossings, drawing->n_crossings, drawing->crossings_capacity);
    drawing->crossings[drawing->n_crossings++] = x;
}

/* Where one row is crossed on its middle line. Half-open edges, so that a vertex counts once. */
static void
cross_row(Drawing *drawing, double y, const uint8_t *wkb, size_t size)
{
    WkbWalk walk;
    WkbRing ring;

    drawing->n_crossings = 0;
    (void) wkb_begin(&walk, wkb, size);
    while (wkb_next(&walk, &ring) == 0 && !walk.ended) {
        GeoPoint last = wkb_vertex(&ring, 0);

        for (uint32_t i = 1; i < ring.n; i++) {
            GeoPoint next = wkb_vertex(&ring, i);
            double y0 = grid_y(last), y1 = grid_y(next);

            if ((y0 <= y) != (y1 <= y))
                note_crossing(drawing,
                        grid_x(last) + (grid_x(next) - grid_x(last)) * (y - y0) / (y1 - y0));
            last = next;
        }
    }
}

static int
by_size(const void *one, const void *other)
{
    const double *a = one, *b = other;

    return (*a > *b) - (*a < *b);
}

/* Cells without an edge whose middle lies between an odd and an even crossing are inside. */
static void
fill_row(Drawing *drawing, size_t row)
{
    uint8_t *cells = drawing->cells + row * drawing->columns;
    size_t passed = 0;

    if (drawing->n_crossings > 0)
        qsort(drawing->crossings, drawing->n_crossings, sizeof *drawing->crossings, by_size);
    for (size_t i = 0; i < drawing->columns; i++) {
        double middle = (double) (drawing->column + i) + 0.5;

        while (passed < drawing->n_crossings && drawing->crossings[passed] <= middle)
            passed++;
        if (cells[i] != CELL_BORDER && passed % 2 == 1)
            cells[i] = CELL_INSIDE;
    }
}

static void
keep_cells(MunicipalityGrid *grid, const Drawing *drawing, uint32_t area)
{
    for (size_t i = 0; i < drawing->rows * drawing->columns; i++) {
        size_t row = drawing->row + i / drawing->columns;
        size_t column = drawing->column + i % drawing->columns;

        if (drawing->cells[i] == CELL_OUTSIDE)
            continue;

        memory_reserve(grid->added, grid->n_added, grid->added_capacity);
        grid->added[grid->n_added++] = (CellEntry) {
            .cell = (uint32_t) (row * COLUMNS + column),
            .entry = { .area = area & INT32_MAX, .full = drawing->cells[i] == CELL_INSIDE },
        };
    }
}

void
municipality_grid_add(
        MunicipalityGrid *grid, uint32_t area, const uint8_t *wkb, size_t size, const WkbBox *box)
{
    Drawing drawing = {
        .column = clamp_cell(grid_x(box->low) - MARGIN, COLUMNS),
        .row = clamp_cell(grid_y(box->low) - MARGIN, ROWS),
    };

    assert(!grid->first);

    drawing.columns = clamp_cell(grid_x(box->high) + MARGIN, COLUMNS) - drawing.column + 1;
    drawing.rows = clamp_cell(grid_y(box->high) + MARGIN, ROWS) - drawing.row + 1;
    drawing.cells = memory_new(drawing.rows * drawing.columns, 1);

    mark_borders(&drawing, wkb, size);
    for (size_t row = 0; row < drawing.rows; row++) {
        cross_row(&drawing, (double) (drawing.row + row) + 0.5, wkb, size);
        fill_row(&drawing, row);
    }
    keep_cells(grid, &drawing, area);

    free(drawing.crossings);
    free(drawing.cells);
}

/* A counting sort by cell, which keeps the order of preference within each. */
void
municipality_grid_seal(MunicipalityGrid *grid)
{
    uint32_t *next;

    assert(!grid->first && grid->n_added <= UINT32_MAX);

    grid->first = memory_new((size_t) COLUMNS * ROWS + 1, sizeof *grid->first);
    grid->entries = memory_new(grid->n_added + 1, sizeof *grid->entries);
    for (size_t i = 0; i < grid->n_added; i++)
        grid->first[grid->added[i].cell + 1]++;
    for (size_t i = 0; i < (size_t) COLUMNS * ROWS; i++)
        grid->first[i + 1] += grid->first[i];

    next = memory_new((size_t) COLUMNS * ROWS, sizeof *next);
    memcpy(next, grid->first, (size_t) COLUMNS * ROWS * sizeof *next);
    for (size_t i = 0; i < grid->n_added; i++)
        grid->entries[next[grid->added[i].cell]++] = grid->added[i].entry;

    free(next);
    free(grid->added);
    grid->added = NULL;
}

const GridEntry *
municipality_grid_at(const MunicipalityGrid *grid, GeoPoint point, size_t *ret_entries)
{
    size_t cell = clamp_cell(grid_y(point), ROWS) * COLUMNS + clamp_cell(grid_x(point), COLUMNS);

    assert(grid->first);

    *ret_entries = grid->first[cell + 1] - grid->first[cell];
    return grid->entries + grid->first[cell];
}
