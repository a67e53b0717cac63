/* SPDX-License-Identifier: EUPL-1.2 */
#include "geo/municipality_grid.h"

#include "registry/base/memory.h"

#include <assert.h>
#include <string.h>

/* Cells of about 1.3 by 1.1 km: fine enough that nine of ten points need no geometry. */
#define COLUMNS 768
#define ROWS 768
#define CELL_LON ((GEO_LON_MAX - GEO_LON_MIN) / COLUMNS)
#define CELL_LAT ((GEO_LAT_MAX - GEO_LAT_MIN) / ROWS)

/* In cells; some 0.2 mm, a million times what rounding can move an edge. */
#define MARGIN 1e-7

/* In cells; a middle so near to an edge says nothing. */
#define MIDDLE_MARGIN 1e-6

/*
 * What rounding can make of a difference of two products of differences, as a part of the sum of
 * both (Shewchuk 1997, ccwerrboundA). The differences themselves are exact: within the box no
 * coordinate is twice another.
 */
#define ROUNDING 3.3306690738754716e-16

enum { CELL_OUTSIDE, CELL_INSIDE, CELL_BORDER, CELL_BORDER_INSIDE };

/* Edges that follow each other in a ring, by where their first vertex stands in the WKB. */
typedef struct Span {
    uint32_t at;
    uint32_t n_edges;
} Span;

typedef struct Border {
    uint32_t first_span; /* they end where those of the next begin */
    GridSide middle;
} Border;

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
    Border *borders; /* and one more, for where the last ends */
    size_t n_borders;
    size_t borders_capacity;
    Span *spans;
    size_t n_spans;
    size_t spans_capacity;
};

typedef struct DrawnSpan {
    Span span;
    uint32_t next; /* of the same cell; 0 = none */
} DrawnSpan;

typedef struct Crossing {
    size_t row;
    double x;
} Crossing;

/* The cells of one area's box while it is being drawn. */
typedef struct Drawing {
    size_t column;
    size_t row;
    size_t columns;
    size_t rows;
    uint8_t *cells;
    uint32_t *first_span; /* of each cell; 0 = none, as is last_span */
    uint32_t *last_span;
    DrawnSpan *spans; /* the first is not used */
    size_t n_spans;
    size_t spans_capacity;
    uint32_t edge;       /* where the one that is being marked stands in the WKB */
    Crossing *crossings; /* of the middle lines of rows */
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
    return (point.lon - GEO_LON_MIN) * (COLUMNS / (GEO_LON_MAX - GEO_LON_MIN));
}

static double
grid_y(GeoPoint point)
{
    return (point.lat - GEO_LAT_MIN) * (ROWS / (GEO_LAT_MAX - GEO_LAT_MIN));
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
    free(grid->borders);
    free(grid->spans);
    free(grid);
    return NULL;
}

/* Adds the edge to those of the cell; most follow the one before. */
static void
note_edge(Drawing *drawing, size_t cell)
{
    uint32_t last = drawing->last_span[cell];

    if (last
            && drawing->spans[last].span.at + drawing->spans[last].span.n_edges * WKB_VERTEX_SIZE
                    == drawing->edge) {
        drawing->spans[last].span.n_edges++;
        return;
    }
    memory_reserve(drawing->spans, drawing->n_spans, drawing->spans_capacity);
    drawing->spans[drawing->n_spans] = (DrawnSpan) { .span = { drawing->edge, 1 } };
    if (last)
        drawing->spans[last].next = (uint32_t) drawing->n_spans;
    else
        drawing->first_span[cell] = (uint32_t) drawing->n_spans;
    drawing->last_span[cell] = (uint32_t) drawing->n_spans++;
}

static void
mark_row(Drawing *drawing, size_t row, double x_low, double x_high)
{
    size_t from = clamp_cell(x_low - MARGIN, COLUMNS);
    size_t to = clamp_cell(x_high + MARGIN, COLUMNS);

    for (size_t column = from; column <= to; column++) {
        size_t cell = (row - drawing->row) * drawing->columns + column - drawing->column;

        drawing->cells[cell] = CELL_BORDER;
        note_edge(drawing, cell);
    }
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

/*
 * Where the edge crosses the middle lines of rows. Half-open edges, so that a vertex counts once;
 * short as they are, most cross none.
 */
static void
note_crossings(Drawing *drawing, double x0, double y0, double x1, double y1)
{
    size_t from = clamp_cell(fmin(y0, y1) - 0.5, ROWS);
    size_t to = clamp_cell(fmax(y0, y1) + 0.5, ROWS);

    for (size_t row = from; row <= to; row++) {
        double y = (double) row + 0.5;

        if ((y0 <= y) == (y1 <= y))
            continue;
        memory_reserve(drawing->crossings, drawing->n_crossings, drawing->crossings_capacity);
        drawing->crossings[drawing->n_crossings++] =
                (Crossing) { .row = row, .x = x0 + (x1 - x0) * (y - y0) / (y1 - y0) };
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

            drawing->edge = (uint32_t) (ring.vertices - wkb) + (i - 1) * WKB_VERTEX_SIZE;
            mark_edge(drawing, grid_x(last), grid_y(last), grid_x(next), grid_y(next));
            note_crossings(drawing, grid_x(last), grid_y(last), grid_x(next), grid_y(next));
            last = next;
        }
    }
}

static int
by_row(const void *one, const void *other)
{
    const Crossing *a = one, *b = other;

    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    return (a->x > b->x) - (a->x < b->x);
}

/*
 * Cells whose middle lies between an odd and an even crossing are inside, or, where an edge passes,
 * their middle is.
 */
static void
fill_rows(Drawing *drawing)
{
    const Crossing *crossing = drawing->crossings;
    const Crossing *end = crossing + drawing->n_crossings;

    if (drawing->n_crossings > 0)
        qsort(drawing->crossings, drawing->n_crossings, sizeof *drawing->crossings, by_row);
    for (size_t row = drawing->row; crossing < end; row++) {
        uint8_t *cells = drawing->cells + (row - drawing->row) * drawing->columns;
        size_t passed = 0;

        for (size_t i = 0; i < drawing->columns; i++) {
            double middle = (double) (drawing->column + i) + 0.5;

            for (; crossing < end && crossing->row == row && crossing->x <= middle; crossing++)
                passed++;
            if (passed % 2 == 1)
                cells[i] = cells[i] == CELL_BORDER ? CELL_BORDER_INSIDE : CELL_INSIDE;
        }
        while (crossing < end && crossing->row == row)
            crossing++;
    }
}

static GeoPoint
vertex_at(const uint8_t *at)
{
    double pair[2];

    memcpy(pair, at, sizeof pair);
    return (GeoPoint) { .lon = pair[0], .lat = pair[1] };
}

/* Whether the edge keeps away from the middle of a cell, both in cells. */
static bool
is_clear(double x, double y, GeoPoint from, GeoPoint to)
{
    double x0 = grid_x(from) - x, y0 = grid_y(from) - y;
    double dx = grid_x(to) - x - x0, dy = grid_y(to) - y - y0;
    double length = dx * dx + dy * dy;
    double along = length > 0 ? fmin(1, fmax(0, -(x0 * dx + y0 * dy) / length)) : 0;

    return hypot(x0 + along * dx, y0 + along * dy) > MIDDLE_MARGIN;
}

/* Puts the edges of a cell down for good. */
static uint32_t
keep_border(MunicipalityGrid *grid, const Drawing *drawing, size_t cell, const uint8_t *wkb)
{
    double x = (double) (drawing->column + cell % drawing->columns) + 0.5;
    double y = (double) (drawing->row + cell / drawing->columns) + 0.5;
    Border border = {
        .first_span = (uint32_t) grid->n_spans,
        .middle = drawing->cells[cell] == CELL_BORDER_INSIDE ? GRID_INSIDE : GRID_OUTSIDE,
    };

    for (uint32_t i = drawing->first_span[cell]; i != 0; i = drawing->spans[i].next) {
        const Span *span = &drawing->spans[i].span;
        const uint8_t *vertex = wkb + span->at;

        memory_reserve(grid->spans, grid->n_spans, grid->spans_capacity);
        grid->spans[grid->n_spans++] = *span;
        for (uint32_t k = 0; k < span->n_edges; k++, vertex += WKB_VERTEX_SIZE)
            if (!is_clear(x, y, vertex_at(vertex), vertex_at(vertex + WKB_VERTEX_SIZE)))
                border.middle = GRID_UNSURE;
    }
    memory_reserve(grid->borders, grid->n_borders, grid->borders_capacity);
    grid->borders[grid->n_borders] = border;
    return (uint32_t) grid->n_borders++;
}

static void
keep_cells(MunicipalityGrid *grid, const Drawing *drawing, uint32_t area, const uint8_t *wkb)
{
    for (size_t i = 0; i < drawing->rows * drawing->columns; i++) {
        size_t row = drawing->row + i / drawing->columns;
        size_t column = drawing->column + i % drawing->columns;
        bool full = drawing->cells[i] == CELL_INSIDE;

        if (drawing->cells[i] == CELL_OUTSIDE)
            continue;

        memory_reserve(grid->added, grid->n_added, grid->added_capacity);
        grid->added[grid->n_added++] = (CellEntry) {
            .cell = (uint32_t) (row * COLUMNS + column),
            .entry = {
                .area = area & INT32_MAX,
                .full = full,
                .border = full ? 0 : keep_border(grid, drawing, i, wkb),
            },
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
    drawing.first_span = memory_new(drawing.rows * drawing.columns, sizeof *drawing.first_span);
    drawing.last_span = memory_new(drawing.rows * drawing.columns, sizeof *drawing.last_span);
    memory_reserve(drawing.spans, drawing.n_spans, drawing.spans_capacity);
    drawing.n_spans = 1;

    mark_borders(&drawing, wkb, size);
    fill_rows(&drawing);
    keep_cells(grid, &drawing, area, wkb);

    free(drawing.crossings);
    free(drawing.spans);
    free(drawing.first_span);
    free(drawing.last_span);
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

    memory_reserve(grid->borders, grid->n_borders, grid->borders_capacity);
    grid->borders[grid->n_borders] = (Border) { .first_span = (uint32_t) grid->n_spans };
}

const GridEntry *
municipality_grid_at(const MunicipalityGrid *grid, GeoPoint point, size_t *ret_entries)
{
    size_t cell = clamp_cell(grid_y(point), ROWS) * COLUMNS + clamp_cell(grid_x(point), COLUMNS);

    assert(grid->first);

    *ret_entries = grid->first[cell + 1] - grid->first[cell];
    return grid->entries + grid->first[cell];
}

/* ---- which side of a border --------------------------------------------------------------- */

/* The side of `point` that one looks at from `from` towards `to`: 1, -1, or 0 where unsure. */
static inline int
turn(GeoPoint from, GeoPoint to, GeoPoint point)
{
    double left = (to.lon - from.lon) * (point.lat - from.lat);
    double right = (to.lat - from.lat) * (point.lon - from.lon);
    double turned = left - right;
    double rounding = ROUNDING * (fabs(left) + fabs(right));

    return turned > rounding ? 1 : turned < -rounding ? -1 : 0;
}

/*
 * The most that rounding can be where one of the two lies within a cell and the other in the box:
 * enough to tell nearly every vertex without looking at its own.
 */
#define TURN_SURE (ROUNDING * 2 * fmax(CELL_LON, CELL_LAT) * (GEO_LON_MAX - GEO_LON_MIN))

/* Changes sides with each edge of the span that the line from the middle crosses. */
static GridSide
cross_span(GeoPoint from, GeoPoint to, const uint8_t *vertices, uint32_t n_edges, GridSide side)
{
    double dx = to.lon - from.lon, dy = to.lat - from.lat;
    GeoPoint last = vertex_at(vertices);
    double last_turned = dx * (last.lat - from.lat) - dy * (last.lon - from.lon);

    if (!(fabs(last_turned) > TURN_SURE))
        return GRID_UNSURE;
    for (uint32_t i = 1; i <= n_edges; i++) {
        GeoPoint next = vertex_at(vertices + i * WKB_VERTEX_SIZE);
        double turned = dx * (next.lat - from.lat) - dy * (next.lon - from.lon);

        if (!(fabs(turned) > TURN_SURE))
            return GRID_UNSURE;
        if ((turned < 0) != (last_turned < 0)) {
            int one = turn(last, next, from), other = turn(last, next, to);

            if (one == 0 || other == 0)
                return GRID_UNSURE;
            if (one != other)
                side = side == GRID_INSIDE ? GRID_OUTSIDE : GRID_INSIDE;
        }
        last = next;
        last_turned = turned;
    }
    return side;
}

GridSide
municipality_grid_side(
        const MunicipalityGrid *grid, const GridEntry *entry, const uint8_t *wkb, GeoPoint point)
{
    const Border *border = &grid->borders[entry->border];
    const GeoPoint middle = {
        .lon = GEO_LON_MIN + ((double) clamp_cell(grid_x(point), COLUMNS) + 0.5) * CELL_LON,
        .lat = GEO_LAT_MIN + ((double) clamp_cell(grid_y(point), ROWS) + 0.5) * CELL_LAT,
    };
    GridSide side = border->middle;

    for (uint32_t i = border[0].first_span; i < border[1].first_span && side != GRID_UNSURE; i++)
        side = cross_span(middle, point, wkb + grid->spans[i].at, grid->spans[i].n_edges, side);
    return side;
}
