/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/filter.h"

#include "registry/base/text.h"
#include "registry/snapshot.h"

#include <string.h>

bool
filter_read(Exchange *exchange, Filter *ret_filter)
{
    const char *text = exchange_text(exchange, "q");
    const char *municipality = exchange_text(exchange, "municipality");
    Filter filter = {
        .arena = exchange_arena(exchange),
        .on = exchange_day(exchange, "on", day_today()),
    };

    if (text)
        filter.text = text_fold(filter.arena, text);
    if (municipality
            && places_resolve(snapshot_places(exchange_snapshot(exchange)), municipality,
                       PLACE_LEVEL_BIT(PLACE_MUNICIPALITY), filter.on, &filter.municipality, 0,
                       NULL)
                    != 0) {
        exchange_error(
                exchange, "municipality", "Δεν υπάρχει ένας τέτοιος δήμος εκείνη την ημέρα.");
        (void) exchange_problem(exchange, 400, "parameters",
                "Κάποια παράμετρος λείπει, είναι άγνωστη ή έχει τιμή που δεν διαβάζεται.");
        return false;
    }

    *ret_filter = filter;
    return true;
}

bool
filter_text_matches(const Filter *filter, const char *text)
{
    return !filter->text || (text && strstr(text_fold(filter->arena, text), filter->text));
}

bool
filter_area_may_hold(const Filter *filter, const Area *area)
{
    return !filter->municipality || area_holds(area, filter->municipality) != OUTCOME_FALSE;
}
