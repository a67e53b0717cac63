/* SPDX-License-Identifier: EUPL-1.2 */

/* A coast of many small bays, an island and a lake, drawn with few points. */

#include "tests/unit/unit.h"

#include "geo/outline.h"
#include "geo/wkb.h"
#include "tests/geo/shapes.h"

#include <math.h>
#include <string.h>

#define BAYS 2000

/* A square degree whose southern side goes in and out by some eleven metres. */
static void
add_coast(Shape *shape)
{
    double pairs[2 * (BAYS + 4)];
    size_t n = 0;

    for (size_t i = 0; i <= BAYS; i++) {
        pairs[n++] = 22 + (double) i / BAYS;
        pairs[n++] = 38 + (i % 2 == 0 ? 0 : 0.0001);
    }
    memcpy(&pairs[n], (double[]) { 23, 39, 22, 39, 22, 38 }, 6 * sizeof *pairs);
    add_ring(shape, true, pairs, n / 2 + 3);
}

static Wkb
coast(void)
{
    Shape *shape = shape_new();

    add_coast(shape);
    add_box(shape, false, 22.4, 38.4, 22.6, 38.6);  /* a lake */
    add_box(shape, true, 24, 38, 24.0003, 38.0003); /* an islet of some thirty metres */
    return wkb_of(shape);
}

static size_t
points_of(const Outline *outline)
{
    size_t n = 0;

    for (size_t i = 0; i < outline->n_rings; i++)
        n += outline->rings[i].n_points;
    return n;
}

static void
leaves_out_what_a_drawing_does_not_show(void)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(wkb_freep) Wkb wkb = coast();
    Outline fine, rough;

    CHECK(outline_make(arena, wkb.bytes, wkb.size, 1, &fine) == 0);
    CHECK(outline_make(arena, wkb.bytes, wkb.size, 100, &rough) == 0);
    CHECK(fine.n_rings == 3 && points_of(&fine) == BAYS + 4 + 5 + 5);
    CHECK(rough.n_rings == 2 && points_of(&rough) == 5 + 5);
    CHECK(!rough.rings[0].is_hole && rough.rings[1].is_hole);
}

static void
keeps_the_box_of_all_of_it(void)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(wkb_freep) Wkb wkb = coast();
    Outline outline;

    CHECK(outline_make(arena, wkb.bytes, wkb.size, 100, &outline) == 0);
    CHECK(outline.low.lon == 22 && outline.low.lat == 38);
    CHECK(outline.high.lon == 24.0003 && outline.high.lat == 39);
}

static void
closes_every_ring(void)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(wkb_freep) Wkb wkb = coast();
    Outline outline;

    CHECK(outline_make(arena, wkb.bytes, wkb.size, 15, &outline) == 0);
    for (size_t i = 0; i < outline.n_rings; i++) {
        const OutlineRing *ring = &outline.rings[i];

        CHECK(ring->points[0].lon == ring->points[ring->n_points - 1].lon);
        CHECK(ring->points[0].lat == ring->points[ring->n_points - 1].lat);
    }
}

/* How far a point lies from the line of a ring; the bays are small enough for a plane. */
static double
off_m(const OutlineRing *ring, GeoPoint point)
{
    const double x_m = 111200 * cos(38 * M_PI / 180), y_m = 111200;
    double least = INFINITY;

    for (size_t i = 1; i < ring->n_points; i++) {
        GeoPoint from = ring->points[i - 1], to = ring->points[i];
        double x = (to.lon - from.lon) * x_m, y = (to.lat - from.lat) * y_m;
        double px = (point.lon - from.lon) * x_m, py = (point.lat - from.lat) * y_m;
        double along = fmin(1, fmax(0, (px * x + py * y) / (x * x + y * y)));

        least = fmin(least, hypot(px - along * x, py - along * y));
    }
    return least;
}

static void
moves_no_line_further_than_it_may(void)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(wkb_freep) Wkb wkb = coast();
    Outline whole, thinned;
    double furthest = 0;

    CHECK(outline_make(arena, wkb.bytes, wkb.size, 0, &whole) == 0);
    CHECK(outline_make(arena, wkb.bytes, wkb.size, 10, &thinned) == 0);
    for (size_t i = 0; i < whole.rings[0].n_points; i++)
        furthest = fmax(furthest, off_m(&thinned.rings[0], whole.rings[0].points[i]));
    CHECK(thinned.rings[0].n_points < BAYS);
    CHECK(furthest > 1 && furthest <= 10.2); /* the planes of test and code differ by a hair */
}

static void
keeps_the_smallest_island_that_stands_alone(void)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(wkb_freep) Wkb wkb = wkb_box(24, 38, 24.0003, 38.0003);
    Outline outline, thinner;

    CHECK(outline_make(arena, wkb.bytes, wkb.size, 500, &outline) == 0);
    CHECK(outline.n_rings == 1 && outline.rings[0].n_points == 5);
    outline_thin(arena, &outline, 5000, &thinner);
    CHECK(thinner.n_rings == 1 && thinner.rings[0].n_points == 5);
}

static void
refuses_bytes_that_are_no_geometry(void)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    Outline outline = { .n_rings = 7 };

    CHECK(outline_make(arena, (const uint8_t *) "abc", 3, 10, &outline) == WKB_E_BAD);
    CHECK(outline.n_rings == 7);
}

static const UnitTest tests[] = {
    { "leaves out what a drawing does not show", leaves_out_what_a_drawing_does_not_show },
    { "keeps the box of all of it", keeps_the_box_of_all_of_it },
    { "closes every ring", closes_every_ring },
    { "moves no line further than it may", moves_no_line_further_than_it_may },
    { "keeps the smallest island that stands alone", keeps_the_smallest_island_that_stands_alone },
    { "refuses bytes that are no geometry", refuses_bytes_that_are_no_geometry },
};

UNIT_MAIN(tests)
