/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Days: a date is a count of days since 1970-01-01, in Europe/Athens, and nothing smaller.
 */

#include <stdbool.h>
#include <stdint.h>

typedef int32_t Day;

#define DAY_NONE INT32_MIN
#define DAY_TEXT_SIZE 16

enum {
    DAY_E_FORM = 1, /* not a date in any form that is read */
    DAY_E_CALENDAR, /* the form is right and the calendar has no such day: 31/02/2026 */
};

/*
 * Reads 2026-11-22 (ISO 8601) and the Greek 22/11/2026, 22-11-2026, 22.11.2026; one-digit days and
 * months too. Years 1800..2200. Two-digit years are DAY_E_FORM: no century is guessed.
 */
int day_parse(const char *text, Day *ret_day);

int day_from_ymd(int year, int month, int day, Day *ret_day);
void day_to_ymd(Day day, int *ret_year, int *ret_month, int *ret_day);

/* Both write into `text` and return it. */
const char *day_format_iso(Day day, char text[DAY_TEXT_SIZE]);   /* 2026-11-22 */
const char *day_format_greek(Day day, char text[DAY_TEXT_SIZE]); /* 22/11/2026 */

/* Today in Europe/Athens. MITROA_TODAY=2026-11-22 in the environment sets it for tests. */
Day day_today(void);

/* Completed years; who was born on 29 February completes a year on 1 March in other years. */
int day_age(Day birth, Day on);

/* The day `years` later; 29 February becomes 1 March where the year has none. */
Day day_add_years(Day day, int years);

/*
 * The clock on the wall in Europe/Athens, minutes from midnight: summer time from the last Sunday
 * of March to that of October. The hour from 03:00 is left out on the first and comes twice on the
 * second; then the second is meant, as PostgreSQL has it.
 */
bool day_has_time(Day day, unsigned minute);
int day_utc_offset_minutes(Day day, unsigned minute);
