/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/base/date.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define YEAR_MIN 1800
#define YEAR_MAX 2200

static bool
is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
days_in_month(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Days from the civil calendar, with the year beginning in March so that leap days come last. */
static Day
days_from_civil(int year, int month, int day)
{
    int shifted = year - (month <= 2);
    int era = shifted / 400;
    int year_of_era = shifted - era * 400;
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

int
day_from_ymd(int year, int month, int day, Day *ret_day)
{
    if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12 || day < 1
            || day > days_in_month(year, month))
        return DAY_E_CALENDAR;

    *ret_day = days_from_civil(year, month, day);
    return 0;
}

void
day_to_ymd(Day day, int *ret_year, int *ret_month, int *ret_day)
{
    int shifted = day + 719468;
    int era = shifted / 146097;
    int day_of_era = shifted - era * 146097;
    int year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month_index = (5 * day_of_year + 2) / 153;
    int month = month_index < 10 ? month_index + 3 : month_index - 9;

    *ret_day = day_of_year - (153 * month_index + 2) / 5 + 1;
    *ret_month = month;
    *ret_year = year_of_era + era * 400 + (month <= 2);
}

/* Up to `max_digits` digits; moves `text` on. -1 if there is none or one too many. */
static int
read_digits(const char **text, int max_digits)
{
    int value = 0;
    int count = 0;

    for (; isdigit((unsigned char) **text); (*text)++) {
        if (++count > max_digits)
            return -1;
        value = value * 10 + (**text - '0');
    }
    return count ? value : -1;
}

int
day_parse(const char *text, Day *ret_day)
{
    const char *start = text;
    int parts[3];
    char separator;
    bool year_first;

    parts[0] = read_digits(&text, 4);
    year_first = text - start == 4;
    separator = *text;
    if (parts[0] < 0 || !separator || !strchr(year_first ? "-" : "/-.", separator))
        return DAY_E_FORM;
    if (!year_first && text - start > 2)
        return DAY_E_FORM;

    text++;
    parts[1] = read_digits(&text, 2);
    if (parts[1] < 0 || *text != separator)
        return DAY_E_FORM;

    text++;
    start = text;
    parts[2] = read_digits(&text, year_first ? 2 : 4);
    if (parts[2] < 0 || *text || (!year_first && text - start != 4))
        return DAY_E_FORM;

    return year_first ? day_from_ymd(parts[0], parts[1], parts[2], ret_day)
                      : day_from_ymd(parts[2], parts[1], parts[0], ret_day);
}

/* Not printf(): an answer has some hundred days. Years have four digits here (YEAR_MAX). */
static void
put_digits(char *place, int number, int n)
{
    while (n-- > 0) {
        place[n] = (char) ('0' + number % 10);
        number /= 10;
    }
}

const char *
day_format_iso(Day day, char text[DAY_TEXT_SIZE])
{
    int year, month, day_of_month;

    day_to_ymd(day, &year, &month, &day_of_month);
    put_digits(text, year, 4);
    text[4] = '-';
    put_digits(text + 5, month, 2);
    text[7] = '-';
    put_digits(text + 8, day_of_month, 2);
    text[10] = '\0';
    return text;
}

const char *
day_format_greek(Day day, char text[DAY_TEXT_SIZE])
{
    int year, month, day_of_month;

    day_to_ymd(day, &year, &month, &day_of_month);
    put_digits(text, day_of_month, 2);
    text[2] = '/';
    put_digits(text + 3, month, 2);
    text[5] = '/';
    put_digits(text + 6, year, 4);
    text[10] = '\0';
    return text;
}

/* The last Sunday of a month of 31 days, as a day count. */
static Day
last_sunday(int year, int month)
{
    Day last = days_from_civil(year, month, 31);

    return last - (last + 4) % 7; /* day 0 was a Thursday */
}

Day
day_today(void)
{
    const char *fixed = getenv("MITROA_TODAY");
    time_t now = time(NULL);
    int year, month, day_of_month;
    Day utc_day = (Day) (now / 86400);
    Day day;
    bool summer;

    if (fixed && day_parse(fixed, &day) == 0)
        return day;

    /* EU rule: summer time from 01:00 UTC on the last Sunday of March to that of October. */
    day_to_ymd(utc_day, &year, &month, &day_of_month);
    summer = now >= (time_t) last_sunday(year, 3) * 86400 + 3600
            && now < (time_t) last_sunday(year, 10) * 86400 + 3600;
    return (Day) ((now + (summer ? 3 : 2) * 3600) / 86400);
}

int
day_age(Day birth, Day on)
{
    int birth_year, birth_month, birth_day;
    int year, month, day;

    day_to_ymd(birth, &birth_year, &birth_month, &birth_day);
    day_to_ymd(on, &year, &month, &day);
    return year - birth_year - (month < birth_month || (month == birth_month && day < birth_day));
}

Day
day_add_years(Day day, int years)
{
    int year, month, day_of_month;

    day_to_ymd(day, &year, &month, &day_of_month);
    year += years;
    if (month == 2 && day_of_month == 29 && !is_leap(year))
        return days_from_civil(year, 3, 1);
    return days_from_civil(year, month, day_of_month);
}

bool
day_has_time(Day day, unsigned minute)
{
    int year, month, day_of_month;

    day_to_ymd(day, &year, &month, &day_of_month);
    return day != last_sunday(year, 3) || minute < 3 * 60 || minute >= 4 * 60;
}

int
day_utc_offset_minutes(Day day, unsigned minute)
{
    int year, month, day_of_month;
    Day begins, ends;

    day_to_ymd(day, &year, &month, &day_of_month);
    begins = last_sunday(year, 3);
    ends = last_sunday(year, 10);
    if (day == begins)
        return minute < 4 * 60 ? 120 : 180;
    if (day == ends)
        return minute < 3 * 60 ? 180 : 120;
    return day > begins && day < ends ? 180 : 120;
}
