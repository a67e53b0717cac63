/* SPDX-License-Identifier: EUPL-1.2 */

/* What a stranger may draw, and what is refused with its place and reason. */

#include "tests/unit/unit.h"

#include "geo/wkb.h"
#include "tests/geo/shapes.h"

#include <math.h>

static void
writes_what_it_reads_back(void)
{
    Shape *shape = shape_new();
    WkbBox box;
    WkbWalk walk;
    WkbRing ring;
    int rings = 0, shells = 0;

    add_box(shape, true, 22, 38, 23, 39);
    add_box(shape, false, 22.2, 38.2, 22.4, 38.4);
    add_box(shape, true, 24, 38, 25, 38.5);
    CHECK(shape_vertices(shape) == 15);
    CLEANUP(wkb_freep) Wkb wkb = wkb_of(shape);
    CHECK(wkb_check(wkb.bytes, wkb.size, &box) == 0);
    CHECK(box.low.lon == 22 && box.low.lat == 38 && box.high.lon == 25 && box.high.lat == 39);
    CHECK(wkb_begin(&walk, wkb.bytes, wkb.size) == 0);
    while (wkb_next(&walk, &ring) == 0 && !walk.ended) {
        rings++;
        shells += ring.exterior;
    }
    CHECK(walk.ended && rings == 3 && shells == 2);
}

static void
accepts_a_valid_shape(void)
{
    CLEANUP(shape_freep) Shape *shape = shape_new();
    ShapeFlaw flaw;

    add_box(shape, true, 22, 38, 23, 39);
    add_box(shape, false, 22.2, 38.2, 22.4, 38.4);
    CHECK(shape_check(shape, &flaw) == 0);
    CHECK(shape_validate(shape, &flaw) == 0);
}

static void
says_where_a_shape_crosses_itself(void)
{
    CLEANUP(shape_freep) Shape *shape = shape_new();
    double bow_tie[] = { 22, 38, 23, 39, 23, 38, 22, 39, 22, 38 };
    ShapeFlaw flaw;

    add_ring(shape, true, bow_tie, 5);
    CHECK(shape_check(shape, &flaw) == 0);
    CHECK(shape_validate(shape, &flaw) == SHAPE_E_BAD);
    CHECK(strstr(flaw.message, "τέμνει τον εαυτό της"));
    CHECK(fabs(flaw.at.lon - 22.5) < 1e-9 && fabs(flaw.at.lat - 38.5) < 1e-9);
}

static void
refuses_infinity_and_other_ends_of_the_earth(void)
{
    CLEANUP(shape_freep) Shape *shape = shape_new();
    ShapeFlaw flaw;

    CHECK(shape_ring_begin(shape, true, &flaw) == 0);
    CHECK(shape_vertex(shape, (GeoPoint) { INFINITY, INFINITY }, &flaw) == SHAPE_E_BAD);
    CHECK(shape_vertex(shape, (GeoPoint) { NAN, 38 }, &flaw) == SHAPE_E_BAD);
    CHECK(shape_vertex(shape, (GeoPoint) { 38, 22 }, &flaw) == SHAPE_E_BAD);
    CHECK(shape_vertex(shape, (GeoPoint) { 476000, 4203000 }, &flaw) == SHAPE_E_BAD);
    CHECK(strstr(flaw.message, "έξω από την Ελλάδα"));
    CHECK(shape_vertices(shape) == 0);
}

static void
refuses_rings_that_are_open_or_too_short(void)
{
    double open[] = { 22, 38, 23, 38, 23, 39, 22, 39 };
    double two[] = { 22, 38, 23, 38, 22, 38 };
    CLEANUP(shape_freep) Shape *one = shape_new();
    CLEANUP(shape_freep) Shape *other = shape_new();
    CLEANUP(shape_freep) Shape *none = shape_new();
    ShapeFlaw flaw;

    add_ring(one, true, open, 4);
    CHECK(shape_check(one, &flaw) == SHAPE_E_BAD);
    CHECK(strstr(flaw.message, "δεν κλείνει"));
    add_ring(other, true, two, 3);
    CHECK(shape_check(other, &flaw) == SHAPE_E_BAD);
    CHECK(shape_check(none, &flaw) == SHAPE_E_BAD);
    CHECK(shape_ring_begin(none, false, &flaw) == SHAPE_E_BAD);
}

static void
stops_at_its_limits(void)
{
    CLEANUP(shape_freep) Shape *shape = shape_new();
    ShapeFlaw flaw;
    int r = 0;

    CHECK(shape_ring_begin(shape, true, &flaw) == 0);
    for (size_t i = 0; i < SHAPE_VERTICES_MAX; i++)
        r |= shape_vertex(shape, (GeoPoint) { 22 + (double) i * 1e-6, 38 }, &flaw);
    CHECK(r == 0);
    CHECK(shape_vertex(shape, (GeoPoint) { 22, 38 }, &flaw) == SHAPE_E_BAD);
}

/* A star of 2,001 points, which takes GEOS minutes to repair, is refused at once. */
static void
refuses_a_star_without_repairing_it(void)
{
    CLEANUP(shape_freep) Shape *shape = shape_new();
    ShapeFlaw flaw;
    int n = 2001;

    CHECK(shape_ring_begin(shape, true, &flaw) == 0);
    for (int i = 0; i <= n; i++) {
        double angle = 2 * M_PI * ((i % n) * 1000 % n) / n;

        CHECK(shape_vertex(shape, (GeoPoint) { 23 + cos(angle), 38 + sin(angle) }, &flaw) == 0);
    }
    CHECK(shape_validate(shape, &flaw) == SHAPE_E_BAD);
}

static const UnitTest tests[] = {
    { "writes what it reads back", writes_what_it_reads_back },
    { "accepts a valid shape", accepts_a_valid_shape },
    { "says where a shape crosses itself", says_where_a_shape_crosses_itself },
    { "refuses infinity and other ends of the earth",
            refuses_infinity_and_other_ends_of_the_earth },
    { "refuses rings that are open or too short", refuses_rings_that_are_open_or_too_short },
    { "stops at its limits", stops_at_its_limits },
    { "refuses a star without repairing it", refuses_a_star_without_repairing_it },
};

UNIT_MAIN(tests)
