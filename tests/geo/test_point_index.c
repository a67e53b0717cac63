/* SPDX-License-Identifier: EUPL-1.2 */

/* The nearest of many points, held against asking each of them. */

#include "tests/unit/unit.h"

#include "geo/distance.h"
#include "geo/point_index.h"

#define POINTS 500

static uint64_t seed = 7;

static double
random_between(double low, double high)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return low + (high - low) * (double) (seed >> 11) / 9007199254740992.0;
}

static bool
is_even(uint32_t item, void *context)
{
    (void) context;
    return item % 2 == 0;
}

static int
by_distance(const void *one, const void *other)
{
    const PointNear *a = one, *b = other;

    if (a->distance_m != b->distance_m)
        return a->distance_m < b->distance_m ? -1 : 1;
    return (a->item > b->item) - (a->item < b->item);
}

static void
finds_the_same_as_asking_each(void)
{
    CLEANUP(point_index_freep) PointIndex *index = point_index_new();
    GeoPoint points[POINTS];
    PointNear near[5], all[POINTS];

    for (uint32_t i = 0; i < POINTS; i++) {
        points[i] = (GeoPoint) { random_between(19.4, 29.6), random_between(34.8, 41.7) };
        point_index_add(index, i, points[i]);
    }
    point_index_seal(index);
    for (int round = 0; round < 200; round++) {
        GeoPoint from = { random_between(19, 30), random_between(34, 42) };

        for (uint32_t i = 0; i < POINTS; i++)
            all[i] = (PointNear) { .item = i, .distance_m = distance_m(from, points[i]) };
        qsort(all, POINTS, sizeof *all, by_distance);
        CHECK(point_index_nearest(index, from, 5, NULL, NULL, near) == 5);
        for (int i = 0; i < 5; i++)
            CHECK(near[i].item == all[i].item && near[i].distance_m == all[i].distance_m);
    }
}

static void
passes_over_what_does_not_count(void)
{
    CLEANUP(point_index_freep) PointIndex *index = point_index_new();
    PointNear near[4];

    point_index_add(index, 1, (GeoPoint) { 23, 38 });
    point_index_add(index, 2, (GeoPoint) { 23.5, 38 });
    point_index_add(index, 4, (GeoPoint) { 29, 41 });
    point_index_seal(index);
    CHECK(point_index_nearest(index, (GeoPoint) { 23, 38 }, 4, is_even, NULL, near) == 2);
    CHECK(near[0].item == 2 && near[1].item == 4);
    CHECK(point_index_nearest(index, (GeoPoint) { 23, 38 }, 0, NULL, NULL, near) == 0);
}

static void
answers_nothing_from_nothing(void)
{
    CLEANUP(point_index_freep) PointIndex *index = point_index_new();
    PointNear near[1];

    point_index_seal(index);
    CHECK(point_index_nearest(index, (GeoPoint) { 23, 38 }, 1, NULL, NULL, near) == 0);
}

static void
puts_equal_distances_in_order_of_item(void)
{
    CLEANUP(point_index_freep) PointIndex *index = point_index_new();
    PointNear near[2];

    for (uint32_t item = 9; item > 0; item--)
        point_index_add(index, item, (GeoPoint) { 23, 38 });
    point_index_seal(index);
    CHECK(point_index_nearest(index, (GeoPoint) { 24, 38 }, 2, NULL, NULL, near) == 2);
    CHECK(near[0].item == 1 && near[1].item == 2);
}

static const UnitTest tests[] = {
    { "finds the same as asking each", finds_the_same_as_asking_each },
    { "passes over what does not count", passes_over_what_does_not_count },
    { "answers nothing from nothing", answers_nothing_from_nothing },
    { "puts equal distances in order of item", puts_equal_distances_in_order_of_item },
};

UNIT_MAIN(tests)
