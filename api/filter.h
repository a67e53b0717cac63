/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Filter: `q`, `municipality` and `on`, as the lists of the public registers take them.
 *
 * An area that is not known passes the filter of a place: it may hold it.
 */

#include "api/exchange.h"

#include "registry/area.h"
#include "registry/place.h"

#include <stdbool.h>

typedef struct Filter {
    Arena *arena;
    const char *text;          /* folded; NULL = any */
    const Place *municipality; /* NULL = any */
    Day on;
} Filter;

/* False after a 400 that names the parameter. */
bool filter_read(Exchange *exchange, Filter *ret_filter);
bool filter_text_matches(const Filter *filter, const char *text);
bool filter_area_may_hold(const Filter *filter, const Area *area);
