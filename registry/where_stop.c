/* SPDX-License-Identifier: EUPL-1.2 */

/* The next stop of a mobile unit: the next that serves the municipality, else the nearest. */

#include "registry/where_part.h"

#include <math.h>

static bool
stop_serves(const Structure *unit, const Stop *stop, const Whereabouts *whereabouts)
{
    for (size_t i = 0; i < stop->n_serves; i++) {
        if (stop->serves[i] == whereabouts->municipality->key)
            return structure_is_open(unit, whereabouts->on);
    }
    return stop->n_serves == 0
            && structure_serves(unit, whereabouts->municipality, whereabouts->on) == OUTCOME_TRUE;
}

/* What is not known is far. */
static double
way_m(const Whereabouts *whereabouts, const Stop *stop)
{
    double metres = where_distance(whereabouts, stop->point);

    return isnan(metres) ? INFINITY : metres;
}

/* One that serves here before any other; of those the earlier and then the nearer; of others the
 * nearer. */
static bool
is_better(const Whereabouts *whereabouts, const NextStop *one, const NextStop *best)
{
    double one_m, best_m;

    if (!best->stop || one->serves_here != best->serves_here)
        return !best->stop || one->serves_here;
    if (one->serves_here && one->day != best->day)
        return one->day < best->day;
    one_m = way_m(whereabouts, one->stop);
    best_m = way_m(whereabouts, best->stop);
    return one_m < best_m || (one_m == best_m && one->day < best->day);
}

void
where_look_for_stop(const Whereabouts *whereabouts, const Structure *unit, NextStop *best)
{
    if (!structure_is_open(unit, whereabouts->on))
        return;

    for (size_t i = 0; i < unit->n_stops; i++) {
        Day on = whereabouts->on;
        NextStop one = { .unit = unit, .stop = &unit->stops[i] };

        /* A day on which the unit is closed is no stop; nor is one after its end. */
        for (one.day = stop_next_day(one.stop, on); one.day != DAY_NONE;
                one.day = stop_next_day(one.stop, one.day + 1)) {
            const Closure *closure = closure_on(&unit->closures, one.day);

            if (!closure || closure->mode)
                break;
        }
        if (one.day == DAY_NONE || !structure_is_open(unit, one.day))
            continue;
        one.serves_here = stop_serves(unit, one.stop, whereabouts);
        if (is_better(whereabouts, &one, best))
            *best = one;
    }
}

NextStop
where_next_stop(const Whereabouts *whereabouts, const Structure *structure)
{
    NextStop best = { 0 };

    where_look_for_stop(whereabouts, structure, &best);
    for (size_t i = 0; i < structure->n_units; i++)
        where_look_for_stop(whereabouts, structure->units[i], &best);
    return best;
}

const AnswerStop *
where_describe_stop(Arena *arena, const NextStop *next)
{
    AnswerStop *answer;

    if (!next->stop)
        return NULL;
    answer = arena_alloc(arena, sizeof *answer);
    *answer = (AnswerStop) {
        .day = next->day,
        .from = next->stop->from,
        .to = next->stop->to,
        .place = next->stop->place,
        .services = next->stop->services,
        .rule = next->stop->rule,
        .point = next->stop->point,
        .unit = next->unit,
        .serves_here = next->serves_here,
    };
    return answer;
}
