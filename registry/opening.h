/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Opening: what the hours of an offer, as somebody has written them, say about an hour of a day.
 *
 * Hours in the registers are text for people: «Δευτέρα - Παρασκευή 08:00-15:00», «με ραντεβού».
 * Only its ranges of hours are read. Where it has none nothing is known, and where it has several
 * any of them will do, since which of them is for which day is not read.
 */

#include "registry/offer.h"

/* An hour of a day in minutes; -1 = none. */
typedef int32_t Minute;

#define MINUTE_TEXT_SIZE 6

/* «9:30», «09.30», «9»: the whole text. False if it is no hour of a day. */
bool minute_parse(const char *text, Minute *ret_minute);
const char *minute_format(Minute minute, char ret_text[static MINUTE_TEXT_SIZE]); /* 09:30 */

/* Whether one of the ranges holds the minute; its end is no longer in it. */
Outcome hours_hold(const char *hours, Minute minute);

/* Those of a closure in force, else its own, else of its site, else of its structure; NULL = not
 * known. */
const char *offer_hours_on(const Offer *offer, Day on);

/* Is the unit there and open on that day? */
bool unit_is_open_on(const Structure *unit, Day on);
/* Its stop of that day that holds the minute (-1: its first of the day); NULL = none. */
const Stop *unit_stop_on(const Structure *unit, Day on, Minute minute);
/* The first day not before `on` on which the unit stands somewhere and is open; DAY_NONE = none. */
Day unit_next_day(const Structure *unit, Day on);
