/* SPDX-License-Identifier: EUPL-1.2 */

/* Days that come again, and the clock of Athens on the two nights when it is moved. */

#include "tests/unit/unit.h"

#include "registry/base/recurrence.h"

#include <stdbool.h>

static Day
day(const char *text)
{
    Day found = DAY_NONE;

    CHECK(day_parse(text, &found) == 0);
    return found;
}

/* 0 = Monday; day 0 was a Thursday. */
static int
week_day(Day on)
{
    return (on % 7 + 7 + 3) % 7;
}

static size_t
follow(const char *rule, const char *first, Day days[RECURRENCE_DAYS_MAX])
{
    const char *message = NULL;
    size_t n = 0;

    CHECK(recurrence_days(rule, day(first), NULL, 0, days, &n, &message) == 0);
    return n;
}

static int
refusal(const char *rule, const char *first)
{
    Day days[RECURRENCE_DAYS_MAX];
    const char *message = NULL;
    size_t n = 0;
    int r = recurrence_days(rule, day(first), NULL, 0, days, &n, &message);

    CHECK(r == 0 || (message && *message));
    return r;
}

static void
every_wednesday_is_every_seventh_day(void)
{
    Day days[RECURRENCE_DAYS_MAX];
    size_t n = follow("FREQ=WEEKLY;BYDAY=WE", "2018-02-07", days);

    CHECK(n == 522 && days[0] == day("2018-02-07"));
    for (size_t i = 1; i < n; i++)
        CHECK(days[i] == days[i - 1] + 7);
}

static void
every_second_week_skips_one(void)
{
    Day days[RECURRENCE_DAYS_MAX];
    size_t n = follow("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;UNTIL=2026-12-31", "2026-11-03", days);

    CHECK(n == 10);
    CHECK(days[1] == day("2026-11-05") && days[2] == day("2026-11-17"));
    CHECK(days[9] == day("2026-12-31"));
}

/* Day by day through ten years, by the definition and not by the library. */
static void
the_nth_week_day_of_a_month_is_the_one_of_the_calendar(void)
{
    static const char *const names[] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU" };

    for (int nth = -2; nth <= 4; nth++) {
        for (int name = 0; name < 7 && nth != 0; name++) {
            Day days[RECURRENCE_DAYS_MAX];
            Day first = DAY_NONE;
            char rule[64];
            size_t n = 0;
            size_t at = 0;

            (void) snprintf(rule, sizeof rule, "FREQ=MONTHLY;BYDAY=%d%s", nth, names[name]);
            for (Day on = day("2016-02-01"); on < day("2026-02-01"); on++) {
                int year, month, day_of_month, next_year, next_month, ignored;
                int left = 0;

                if (week_day(on) != name)
                    continue;
                day_to_ymd(on, &year, &month, &day_of_month);
                for (Day later = on + 7;; later += 7, left++) {
                    day_to_ymd(later, &next_year, &next_month, &ignored);
                    if (next_month != month)
                        break;
                }
                if (nth > 0 ? (day_of_month + 6) / 7 != nth : left != -nth - 1)
                    continue;
                if (first == DAY_NONE) {
                    first = on;
                    CHECK(recurrence_days(rule, first, NULL, 0, days, &n, NULL) == 0);
                }
                CHECK(at < n && days[at] == on);
                at++;
            }
        }
    }
}

static void
the_thirty_first_comes_in_seven_months_of_a_year(void)
{
    Day days[RECURRENCE_DAYS_MAX];
    size_t n = follow("FREQ=MONTHLY;BYMONTHDAY=31;UNTIL=2027-12-31", "2027-01-31", days);

    CHECK(n == 7 && days[1] == day("2027-03-31") && days[6] == day("2027-12-31"));
}

static void
exceptions_are_left_out_also_the_first_day(void)
{
    const Day except[] = { day("2026-11-04"), day("2026-11-18") };
    Day days[RECURRENCE_DAYS_MAX];
    size_t n = 0;

    CHECK(recurrence_days("FREQ=WEEKLY;COUNT=4", day("2026-11-04"), except, 2, days, &n, NULL)
            == 0);
    CHECK(n == 2 && days[0] == day("2026-11-11") && days[1] == day("2026-11-25"));
}

static void
what_is_not_promised_is_refused_with_a_sentence(void)
{
    static const char *const rules[] = { "", "FREQ=DAILY", "FREQ=SECONDLY", "FREQ=YEARLY",
        "BYDAY=MO", "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;INTERVAL=99999999999999999999", "FREQ=WEEKLY;COUNT=2;UNTIL=2027-01-01",
        "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=MONTHLY;BYDAY=6MO", "FREQ=WEEKLY;BYHOUR=3",
        "FREQ=WEEKLY;;", "FREQ", "FREQ=WEEKLY;COUNT=5000",
        "FREQ=MONTHLY;BYMONTHDAY=-2,28;BYSETPOS=-1", "FREQ=WEEKLY;BYDAY=SU,TU,SU;WKST=SU",
        "κάθε Τρίτη" };
    char endless[4000];

    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        CHECK(refusal(rules[i], "2026-11-04") == RECURRENCE_E_RULE);
    memset(endless, 'A', sizeof endless - 1);
    endless[sizeof endless - 1] = '\0';
    CHECK(refusal(endless, "2026-11-04") == RECURRENCE_E_RULE);
}

static void
a_first_day_that_is_not_of_the_rule_is_refused(void)
{
    CHECK(refusal("FREQ=WEEKLY;BYDAY=TU", "2026-11-04") == RECURRENCE_E_FIRST);
    CHECK(refusal("FREQ=MONTHLY;BYDAY=1MO", "2026-11-04") == RECURRENCE_E_FIRST);
}

static void
a_rule_that_never_comes_ends(void)
{
    CHECK(refusal("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31", "2026-02-28") != 0);
    CHECK(refusal("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30", "2026-02-28") != 0);
}

static void
too_many_days_are_refused(void)
{
    CHECK(refusal("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "2026-11-02") == RECURRENCE_E_TOO_MANY);
}

static void
the_common_rules_have_a_greek_name(void)
{
    char text[RECURRENCE_RULE_MAX];

    CHECK_TEXT(recurrence_greek("FREQ=WEEKLY;BYDAY=WE", text, sizeof text), "κάθε Τετάρτη");
    CHECK_TEXT(recurrence_greek("freq=monthly;byday=2sa", text, sizeof text),
            "κάθε 2ο Σάββατο του μήνα");
    CHECK_TEXT(recurrence_greek("FREQ=MONTHLY;BYDAY=-1FR", text, sizeof text),
            "κάθε τελευταία Παρασκευή του μήνα");
    CHECK(!recurrence_greek("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", text, sizeof text));
    CHECK(!recurrence_greek("FREQ=WEEKLY;BYDAY=MO,WE", text, sizeof text));
}

static void
the_hour_left_out_in_spring_does_not_exist(void)
{
    CHECK(day_has_time(day("2027-03-28"), 2 * 60 + 59));
    CHECK(!day_has_time(day("2027-03-28"), 3 * 60));
    CHECK(!day_has_time(day("2027-03-28"), 3 * 60 + 59));
    CHECK(day_has_time(day("2027-03-28"), 4 * 60));
    CHECK(day_has_time(day("2027-03-27"), 3 * 60));
    CHECK(day_has_time(day("2026-10-25"), 3 * 60 + 30));
}

static void
half_past_nine_is_half_past_nine_in_summer_and_in_winter(void)
{
    CHECK(day_utc_offset_minutes(day("2026-10-24"), 9 * 60 + 30) == 180);
    CHECK(day_utc_offset_minutes(day("2026-10-25"), 9 * 60 + 30) == 120);
    CHECK(day_utc_offset_minutes(day("2026-10-25"), 2 * 60 + 59) == 180);
    CHECK(day_utc_offset_minutes(day("2026-10-25"), 3 * 60 + 30) == 120);
    CHECK(day_utc_offset_minutes(day("2027-03-27"), 9 * 60 + 30) == 120);
    CHECK(day_utc_offset_minutes(day("2027-03-28"), 2 * 60 + 59) == 120);
    CHECK(day_utc_offset_minutes(day("2027-03-28"), 9 * 60 + 30) == 180);
}

static const UnitTest tests[] = {
    { "every Wednesday is every seventh day", every_wednesday_is_every_seventh_day },
    { "every second week skips one", every_second_week_skips_one },
    { "the nth week day of a month is the one of the calendar",
            the_nth_week_day_of_a_month_is_the_one_of_the_calendar },
    { "the 31st comes in seven months of a year",
            the_thirty_first_comes_in_seven_months_of_a_year },
    { "exceptions are left out, also the first day", exceptions_are_left_out_also_the_first_day },
    { "what is not promised is refused with a sentence",
            what_is_not_promised_is_refused_with_a_sentence },
    { "a first day that is not of the rule is refused",
            a_first_day_that_is_not_of_the_rule_is_refused },
    { "a rule that never comes ends", a_rule_that_never_comes_ends },
    { "too many days are refused", too_many_days_are_refused },
    { "the common rules have a Greek name", the_common_rules_have_a_greek_name },
    { "the hour left out in spring does not exist", the_hour_left_out_in_spring_does_not_exist },
    { "half past nine is half past nine in summer and in winter",
            half_past_nine_is_half_past_nine_in_summer_and_in_winter },
};

UNIT_MAIN(tests)
