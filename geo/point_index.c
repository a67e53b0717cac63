/* SPDX-License-Identifier: EUPL-1.2 */
#include "geo/point_index.h"

#include "geo/distance.h"
#include "registry/base/memory.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS 96
#define ROWS 96
#define CELL_LON ((GEO_LON_MAX - GEO_LON_MIN) / COLUMNS)
#define CELL_LAT ((GEO_LAT_MAX - GEO_LAT_MIN) / ROWS)

/* What a cell measures at least, anywhere in the box: what lies r rings off is r - 1 of it away. */
#define CELL_M_MIN \
    (CELL_LAT * 110500.0 < CELL_LON * 82500.0 ? CELL_LAT * 110500.0 : CELL_LON * 82500.0)

typedef struct Item {
    uint32_t item;
    uint32_t cell;
    GeoPoint point;
} Item;

struct PointIndex {
    Item *items; /* by cell once sealed */
    size_t n_items;
    size_t items_capacity;
    uint32_t *first;
};

typedef struct Search {
    const PointIndex *index;
    GeoPoint from;
    size_t k;
    PointFilter filter;
    void *context;
    PointNear *near;
    size_t n;
} Search;

PointIndex *
point_index_new(void)
{
    return memory_new(1, sizeof(PointIndex));
}

PointIndex *
point_index_free(PointIndex *index)
{
    if (!index)
        return NULL;

    free(index->items);
    free(index->first);
    free(index);
    return NULL;
}

static int
clamp_cell(double position, int cells)
{
    return position >= cells ? cells - 1 : (int) position;
}

static int
column_of(GeoPoint point)
{
    return clamp_cell((point.lon - GEO_LON_MIN) / CELL_LON, COLUMNS);
}

static int
row_of(GeoPoint point)
{
    return clamp_cell((point.lat - GEO_LAT_MIN) / CELL_LAT, ROWS);
}

void
point_index_add(PointIndex *index, uint32_t item, GeoPoint point)
{
    assert(!index->first && geo_point_is_in_reach(point));

    memory_reserve(index->items, index->n_items, index->items_capacity);
    index->items[index->n_items++] = (Item) {
        .item = item,
        .cell = (uint32_t) (row_of(point) * COLUMNS + column_of(point)),
        .point = point,
    };
}

static int
by_cell(const void *one, const void *other)
{
    const Item *a = one, *b = other;

    if (a->cell != b->cell)
        return a->cell < b->cell ? -1 : 1;
    return (a->item > b->item) - (a->item < b->item);
}

void
point_index_seal(PointIndex *index)
{
    assert(!index->first);

    if (index->n_items > 0)
        qsort(index->items, index->n_items, sizeof *index->items, by_cell);
    index->first = memory_new(COLUMNS * ROWS + 1, sizeof *index->first);
    for (size_t i = 0; i < index->n_items; i++)
        index->first[index->items[i].cell + 1]++;
    for (size_t i = 0; i < COLUMNS * ROWS; i++)
        index->first[i + 1] += index->first[i];
}

/* Keeps the k best in order. Near ones are few, so that shifting them is cheaper than a heap. */
static void
offer(Search *search, uint32_t item, double distance)
{
    size_t at = search->n;

    while (at > 0
            && (search->near[at - 1].distance_m > distance
                    || (search->near[at - 1].distance_m == distance
                            && search->near[at - 1].item > item)))
        at--;
    if (at == search->k)
        return;

    if (search->n < search->k)
        search->n++;
    memmove(search->near + at + 1, search->near + at, (search->n - at - 1) * sizeof *search->near);
    search->near[at] = (PointNear) { .item = item, .distance_m = distance };
}

static void
search_cell(Search *search, int column, int row)
{
    const PointIndex *index = search->index;
    size_t cell = (size_t) (row * COLUMNS + column);

    if (column < 0 || column >= COLUMNS || row < 0 || row >= ROWS)
        return;

    for (size_t i = index->first[cell]; i < index->first[cell + 1]; i++) {
        const Item *item = &index->items[i];

        if (!search->filter || search->filter(item->item, search->context))
            offer(search, item->item, distance_m(search->from, item->point));
    }
}

static void
search_ring(Search *search, int column, int row, int ring)
{
    for (int i = -ring; i <= ring; i++) {
        search_cell(search, column + i, row - ring);
        if (ring > 0)
            search_cell(search, column + i, row + ring);
    }
    for (int i = -ring + 1; i < ring; i++) {
        search_cell(search, column - ring, row + i);
        search_cell(search, column + ring, row + i);
    }
}

size_t
point_index_nearest(const PointIndex *index, GeoPoint from, size_t k, PointFilter filter,
        void *context, PointNear *ret_near)
{
    Search search = {
        .index = index,
        .from = from,
        .k = k,
        .filter = filter,
        .context = context,
        .near = ret_near,
    };
    int rings = COLUMNS > ROWS ? COLUMNS : ROWS;

    assert(index->first && geo_point_is_in_reach(from));

    if (k == 0)
        return 0;

    for (int ring = 0; ring < rings; ring++) {
        if (search.n == k && ret_near[k - 1].distance_m < (ring - 1) * CELL_M_MIN)
            break;
        search_ring(&search, column_of(from), row_of(from), ring);
    }
    return search.n;
}
