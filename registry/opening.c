/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/opening.h"

#include <stdio.h>
#include <string.h>

#define HOUR 60
#define DAY_MINUTES (24 * HOUR)

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* One or two digits. */
static bool
read_number(const char **at, int most, int *ret_number)
{
    int number = 0;
    const char *end = *at;

    while (is_digit(*end) && end < *at + 2)
        number = number * 10 + (*end++ - '0');
    if (end == *at || is_digit(*end) || number > most)
        return false;
    *at = end;
    *ret_number = number;
    return true;
}

/* 9:30, 09.30; with `bare` also 9. Up to 24:00, which ends a day. */
static bool
read_minute(const char **at, bool bare, Minute *ret_minute)
{
    const char *end = *at;
    int hour, minute = 0;
    bool has_minutes;

    if (!read_number(&end, 24, &hour))
        return false;
    has_minutes = (*end == ':' || *end == '.') && is_digit(end[1]) && is_digit(end[2]);
    if (has_minutes) {
        end++;
        if (!read_number(&end, 59, &minute))
            return false;
    } else if (!bare) {
        return false;
    }
    if (hour * HOUR + minute > DAY_MINUTES)
        return false;
    *at = end;
    *ret_minute = hour * HOUR + minute;
    return true;
}

bool
minute_parse(const char *text, Minute *ret_minute)
{
    Minute minute;

    if (!read_minute(&text, /* bare= */ true, &minute) || *text || minute == DAY_MINUTES)
        return false;
    *ret_minute = minute;
    return true;
}

const char *
minute_format(Minute minute, char ret_text[static MINUTE_TEXT_SIZE])
{
    unsigned all = (unsigned) minute % DAY_MINUTES;

    (void) snprintf(ret_text, MINUTE_TEXT_SIZE, "%02u:%02u", all / HOUR % 24, all % HOUR);
    return ret_text;
}

/* «-», «–», «—», «έως», «ως», with spaces around. */
static bool
skip_until(const char **at)
{
    static const char *const words[] = { "-", "–", "—", "έως", "ως" };
    const char *end = *at + strspn(*at, " ");

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);

        if (strncmp(end, words[i], length) == 0) {
            end += length;
            *at = end + strspn(end, " ");
            return true;
        }
    }
    return false;
}

Outcome
hours_hold(const char *hours, Minute minute)
{
    Outcome holds = OUTCOME_UNKNOWN;
    bool within_number = false;

    for (const char *at = hours ? hours : ""; *at; within_number = is_digit(*at++)) {
        const char *end = at;
        Minute from, to;

        if (within_number || !read_minute(&end, /* bare= */ false, &from) || !skip_until(&end)
                || !read_minute(&end, /* bare= */ false, &to))
            continue;
        if (from < to ? from <= minute && minute < to : from <= minute || minute < to)
            return OUTCOME_TRUE;
        holds = OUTCOME_FALSE;
    }
    return holds;
}

const char *
offer_hours_on(const Offer *offer, Day on)
{
    const Closure *closure = offer_closure_on(offer, on);

    if (closure && closure->hours)
        return closure->hours;
    if (offer->hours)
        return offer->hours;
    return offer->site && offer->site->hours ? offer->site->hours : offer->structure->hours;
}

bool
unit_is_open_on(const Structure *unit, Day on)
{
    const Closure *closure = closure_on(&unit->closures, on);

    return structure_is_open(unit, on) && (!closure || closure->mode);
}

const Stop *
unit_stop_on(const Structure *unit, Day on, Minute minute)
{
    for (size_t i = 0; i < unit->n_stops && unit_is_open_on(unit, on); i++) {
        const Stop *stop = &unit->stops[i];
        Minute from, to;

        if (stop_next_day(stop, on) != on)
            continue;
        if (minute < 0
                || (minute_parse(stop->from, &from) && minute_parse(stop->to, &to) && from <= minute
                        && minute < to))
            return stop;
    }
    return NULL;
}

Day
unit_next_day(const Structure *unit, Day on)
{
    Day next;

    do {
        next = DAY_NONE;
        for (size_t i = 0; i < unit->n_stops; i++) {
            Day day = stop_next_day(&unit->stops[i], on);

            if (day != DAY_NONE && (next == DAY_NONE || day < next))
                next = day;
        }
        on = next + 1;
    } while (next != DAY_NONE && !unit_is_open_on(unit, next));
    return next;
}
