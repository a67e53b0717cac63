/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/where_way.h"

#include "geo/distance.h"
#include "registry/base/memory.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define STEP_M 250.0
#define STEP_MAX_M 500.0 /* between longer steps a strait may lie unseen */
#define STEPS_MAX 64     /* further away a way of land alone is not told from one with a strait */
#define WATER_M 500.0    /* official boundaries of neighbours meet nearer than this */
#define WATER_APPROXIMATE_M 3000.0 /* the coast of the approximate ones is rough */
#define REMEMBERED 4096

typedef struct Remembered {
    GeoPoint from;
    GeoPoint to;
    Day on;
    bool is_there;
    Outcome outcome;
} Remembered;

struct Ways {
    MunicipalityIndex *index;
    Remembered remembered[REMEMBERED];
};

typedef struct Course {
    double step_m;
    double longest_m; /* outside of every municipality */
    bool touches_land;
    bool approximate;
} Course;

Ways *
ways_new(MunicipalityIndex *index)
{
    Ways *ways = memory_new(1, sizeof *ways);

    ways->index = index;
    return ways;
}

Ways *
ways_free(Ways *ways)
{
    free(ways);
    return NULL;
}

static Course
follow(MunicipalityIndex *index, GeoPoint from, GeoPoint to, Day on)
{
    double length_m = distance_m(from, to);
    double wanted = ceil(length_m / STEP_M);
    int steps = wanted < 1 ? 1 : wanted > STEPS_MAX ? STEPS_MAX : (int) wanted;
    Course course = { .step_m = length_m / steps };
    double outside_m = 0;

    for (int i = 0; i <= steps; i++) {
        double part = (double) i / steps;
        GeoPoint point = {
            .lon = from.lon + (to.lon - from.lon) * part,
            .lat = from.lat + (to.lat - from.lat) * part,
        };
        MunicipalityFound found;

        if (municipality_index_find(index, point, on, &found) == 0) {
            course.touches_land = true;
            course.approximate = course.approximate || found.approximate;
            outside_m = 0;
            continue;
        }
        outside_m += course.step_m;
        if (outside_m > course.longest_m)
            course.longest_m = outside_m;
        if (course.touches_land && course.longest_m >= WATER_APPROXIMATE_M)
            break; /* whatever follows, this was the sea */
    }
    return course;
}

static Outcome
judge(const Course *course)
{
    if (!course->touches_land)
        return OUTCOME_UNKNOWN; /* there are no boundaries here */
    if (course->longest_m >= (course->approximate ? WATER_APPROXIMATE_M : WATER_M))
        return OUTCOME_TRUE;
    return course->longest_m > 0 || course->step_m > STEP_MAX_M ? OUTCOME_UNKNOWN : OUTCOME_FALSE;
}

static Remembered *
slot_of(Ways *ways, GeoPoint from, GeoPoint to)
{
    const double values[] = { from.lon, from.lat, to.lon, to.lat };
    uint64_t hash = 0;

    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        uint64_t bits;

        memcpy(&bits, &values[i], sizeof bits);
        hash = (hash ^ bits) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 29;
    }
    return &ways->remembered[hash % REMEMBERED];
}

Outcome
way_crosses_water(Ways *ways, GeoPoint from, GeoPoint to, Day on)
{
    Remembered *slot;
    Course course;

    assert(geo_point_is_known(from) && geo_point_is_known(to));

    slot = slot_of(ways, from, to);
    if (slot->is_there && slot->on == on && slot->from.lon == from.lon && slot->from.lat == from.lat
            && slot->to.lon == to.lon && slot->to.lat == to.lat)
        return slot->outcome;

    course = follow(ways->index, from, to, on);
    *slot = (Remembered) {
        .from = from, .to = to, .on = on, .is_there = true, .outcome = judge(&course)
    };
    return slot->outcome;
}
