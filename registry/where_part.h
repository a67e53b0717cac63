/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* What the files of where share; nobody else includes it. */

#include "registry/where.h"

typedef struct NextStop {
    const Structure *unit;
    const Stop *stop; /* NULL = none */
    Day day;
    bool serves_here;
} NextStop;

/* NaN where either end is not known. */
double where_distance(const Whereabouts *whereabouts, GeoPoint point);

/* Of the structure itself and of its mobile units. */
NextStop where_next_stop(const Whereabouts *whereabouts, const Structure *structure);
void where_look_for_stop(const Whereabouts *whereabouts, const Structure *unit, NextStop *best);
const AnswerStop *where_describe_stop(Arena *arena, const NextStop *next);
