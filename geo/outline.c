/* SPDX-License-Identifier: EUPL-1.2 */
#include "geo/outline.h"

#include "geo/wkb.h"
#include "registry/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DEGREE_M 111200.0
#define RING_POINTS_MIN 4 /* a triangle, closed */

/* Metres on a plane that touches the earth at the latitude of the outline; near enough to draw. */
typedef struct Plane {
    double x_per_lon;
    double y_per_lat;
} Plane;

static Plane
plane_at(double lat)
{
    return (Plane) { .x_per_lon = DEGREE_M * cos(lat * M_PI / 180), .y_per_lat = DEGREE_M };
}

/* The square of the distance of a point from the line between two others. */
static double
off_line(const Plane *plane, GeoPoint point, GeoPoint from, GeoPoint to)
{
    double x = (to.lon - from.lon) * plane->x_per_lon, y = (to.lat - from.lat) * plane->y_per_lat;
    double px = (point.lon - from.lon) * plane->x_per_lon;
    double py = (point.lat - from.lat) * plane->y_per_lat;
    double length = x * x + y * y;
    double along = length > 0 ? (px * x + py * y) / length : 0;

    along = fmin(1, fmax(0, along));
    px -= along * x;
    py -= along * y;
    return px * px + py * py;
}

typedef struct Span {
    size_t first;
    size_t last;
} Span;

typedef struct Thinning {
    const GeoPoint *points;
    bool *kept;
    Span *spans; /* still to be looked at: a stack, because a ring may have 40,000 points */
    size_t n_spans;
    Plane plane;
    double tolerance; /* squared */
} Thinning;

static void
push(Thinning *thinning, size_t first, size_t last)
{
    if (last > first + 1)
        thinning->spans[thinning->n_spans++] = (Span) { first, last };
}

static void
split(Thinning *thinning, Span span)
{
    const GeoPoint *points = thinning->points;
    double furthest = 0;
    size_t at = 0;

    for (size_t i = span.first + 1; i < span.last; i++) {
        double off = off_line(&thinning->plane, points[i], points[span.first], points[span.last]);

        if (off > furthest) {
            furthest = off;
            at = i;
        }
    }
    if (furthest <= thinning->tolerance)
        return;
    thinning->kept[at] = true;
    push(thinning, span.first, at);
    push(thinning, at, span.last);
}

/* A ring ends where it begins, so the first cut is at the point that is furthest from there. */
static void
mark_ring(Thinning *thinning, size_t n)
{
    size_t far = 0;
    double furthest = 0;

    thinning->kept[0] = thinning->kept[n - 1] = true;
    for (size_t i = 1; i + 1 < n; i++) {
        double off = off_line(
                &thinning->plane, thinning->points[i], thinning->points[0], thinning->points[0]);

        if (off > furthest) {
            furthest = off;
            far = i;
        }
    }
    if (furthest <= thinning->tolerance)
        return;
    thinning->kept[far] = true;
    push(thinning, 0, far);
    push(thinning, far, n - 1);
    while (thinning->n_spans > 0)
        split(thinning, thinning->spans[--thinning->n_spans]);
}

static OutlineRing
thin_ring(Arena *arena, const OutlineRing *ring, const Plane *plane, double tolerance_m)
{
    Thinning thinning = {
        .points = ring->points,
        .kept = memory_new(ring->n_points, sizeof *thinning.kept),
        .spans = memory_new(ring->n_points + 1, sizeof *thinning.spans),
        .plane = *plane,
        .tolerance = tolerance_m * tolerance_m,
    };
    OutlineRing thinned = { .is_hole = ring->is_hole };
    GeoPoint *points;

    mark_ring(&thinning, ring->n_points);
    for (size_t i = 0; i < ring->n_points; i++)
        thinned.n_points += thinning.kept[i];
    points = arena_array(arena, GeoPoint, thinned.n_points);
    for (size_t i = 0, n = 0; i < ring->n_points; i++)
        if (thinning.kept[i])
            points[n++] = ring->points[i];
    thinned.points = points;
    free(thinning.kept);
    free(thinning.spans);
    return thinned;
}

static OutlineRing
copy_ring(Arena *arena, const OutlineRing *ring)
{
    GeoPoint *points = arena_array(arena, GeoPoint, ring->n_points);

    memcpy(points, ring->points, ring->n_points * sizeof *points);
    return (OutlineRing) { points, ring->n_points, ring->is_hole };
}

static size_t
longest_of(const Outline *outline)
{
    size_t longest = 0;

    for (size_t i = 1; i < outline->n_rings; i++)
        if (outline->rings[i].n_points > outline->rings[longest].n_points)
            longest = i;
    return longest;
}

void
outline_thin(Arena *arena, const Outline *outline, double tolerance_m, Outline *ret_outline)
{
    const Plane plane = plane_at((outline->low.lat + outline->high.lat) / 2);
    OutlineRing *rings = arena_array(arena, OutlineRing, outline->n_rings);
    size_t longest = longest_of(outline), n = 0;

    for (size_t i = 0; i < outline->n_rings; i++) {
        OutlineRing ring = thin_ring(arena, &outline->rings[i], &plane, tolerance_m);

        if (ring.n_points >= RING_POINTS_MIN)
            rings[n++] = ring;
        else if (i == longest)
            rings[n++] = copy_ring(arena, &outline->rings[i]);
    }
    *ret_outline = (Outline) {
        .rings = rings,
        .n_rings = n,
        .low = outline->low,
        .high = outline->high,
    };
}

static OutlineRing
read_ring(Arena *arena, const WkbRing *ring)
{
    GeoPoint *points = arena_array(arena, GeoPoint, ring->n);

    for (uint32_t i = 0; i < ring->n; i++)
        points[i] = wkb_vertex(ring, i);
    return (OutlineRing) { .points = points, .n_points = ring->n, .is_hole = !ring->exterior };
}

/* How many rings a walk meets; what is not such WKB has been refused before. */
static size_t
count_rings(const uint8_t *wkb, size_t size)
{
    WkbWalk walk;
    WkbRing ring;
    size_t n = 0;

    if (wkb_begin(&walk, wkb, size) != 0)
        return 0;
    while (wkb_next(&walk, &ring) == 0 && !walk.ended)
        n++;
    return n;
}

int
outline_make(
        Arena *arena, const uint8_t *wkb, size_t size, double tolerance_m, Outline *ret_outline)
{
    CLEANUP(arena_freep) Arena *scratch = arena_new();
    Outline whole = { 0 };
    OutlineRing *rings;
    WkbWalk walk;
    WkbRing ring;
    WkbBox box;
    int r;

    r = wkb_check(wkb, size, &box);
    if (r != 0)
        return r;

    rings = arena_array(scratch, OutlineRing, count_rings(wkb, size) + 1);
    (void) wkb_begin(&walk, wkb, size);
    while (wkb_next(&walk, &ring) == 0 && !walk.ended)
        if (ring.n >= RING_POINTS_MIN)
            rings[whole.n_rings++] = read_ring(scratch, &ring);
    if (whole.n_rings == 0)
        return WKB_E_BAD;

    whole.rings = rings;
    whole.low = box.low;
    whole.high = box.high;
    outline_thin(arena, &whole, tolerance_m, ret_outline);
    return 0;
}
