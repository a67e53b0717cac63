/* SPDX-License-Identifier: EUPL-1.2 */

/* Hours as people write them, and days of a mobile unit that is closed over Christmas. */

#include "tests/unit/unit.h"

#include "registry/opening.h"

static void
reads_hours_of_a_day(void)
{
    static const struct {
        const char *text;
        Minute minute;
    } right[] = { { "9:30", 570 }, { "09:30", 570 }, { "09.30", 570 }, { "9", 540 }, { "0:00", 0 },
        { "23:59", 1439 } };
    static const char *const wrong[] = { "", "24:00", "9:60", "9:3", "930", "9:300", "9:30 ", "-1",
        "09:30:00", "εννιά", "9;30" };
    char text[MINUTE_TEXT_SIZE];

    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        Minute minute = -1;

        CHECK(minute_parse(right[i].text, &minute));
        CHECK(minute == right[i].minute);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Minute minute = 7;

        CHECK(!minute_parse(wrong[i], &minute));
        CHECK(minute == 7);
    }
    CHECK_TEXT(minute_format(570, text), "09:30");
}

static void
knows_only_ranges(void)
{
    CHECK(hours_hold("Δευτέρα - Παρασκευή 08:00-15:00", 480) == OUTCOME_TRUE);
    CHECK(hours_hold("Δευτέρα - Παρασκευή 08:00-15:00", 899) == OUTCOME_TRUE);
    CHECK(hours_hold("Δευτέρα - Παρασκευή 08:00-15:00", 900) == OUTCOME_FALSE);
    CHECK(hours_hold("8.00 έως 15.00", 479) == OUTCOME_FALSE);
    CHECK(hours_hold("09:00–13:00 και 17:30 – 20:00", 1080) == OUTCOME_TRUE);
    CHECK(hours_hold("09:00–13:00 και 17:30 – 20:00", 900) == OUTCOME_FALSE);
    CHECK(hours_hold("22:00-02:00", 60) == OUTCOME_TRUE);
    CHECK(hours_hold("22:00-02:00", 180) == OUTCOME_FALSE);
    CHECK(hours_hold("00:00-24:00", 1439) == OUTCOME_TRUE);
}

static void
leaves_what_is_not_known_unknown(void)
{
    CHECK(hours_hold(NULL, 600) == OUTCOME_UNKNOWN);
    CHECK(hours_hold("με ραντεβού", 600) == OUTCOME_UNKNOWN);
    CHECK(hours_hold("ημέρες διανομής με ανακοίνωση", 600) == OUTCOME_UNKNOWN);
    CHECK(hours_hold("από 9 ως 3", 600) == OUTCOME_UNKNOWN);
    CHECK(hours_hold("τηλ. 27210 12:30", 600) == OUTCOME_UNKNOWN);
    CHECK(hours_hold("2026.12-2027.01", 600) == OUTCOME_UNKNOWN);
}

#define MONDAY 20783 /* or any other: only the order of days counts */

static const Day weeks[] = { MONDAY, MONDAY + 7, MONDAY + 14 };
static const Day once[] = { MONDAY };
static const Stop stops[] = {
    { .days = weeks, .n_days = 3, .from = "09:30", .to = "11:00", .place = "A" },
    { .days = once, .n_days = 1, .from = "11:30", .to = "13:30", .place = "B" },
};
static const Closure holidays[] = { { .valid_from = MONDAY + 6, .valid_to = MONDAY + 8 } };
static const Structure unit = {
    .valid_from = DAY_NONE,
    .valid_to = DAY_NONE,
    .stops = stops,
    .n_stops = 2,
    .closures = { holidays, 1 },
};

static void
finds_the_stop_of_an_hour(void)
{
    CHECK(unit_stop_on(&unit, MONDAY, -1) == &stops[0]);
    CHECK(unit_stop_on(&unit, MONDAY, 570) == &stops[0]);
    CHECK(unit_stop_on(&unit, MONDAY, 660) == NULL);
    CHECK(unit_stop_on(&unit, MONDAY, 700) == &stops[1]);
    CHECK(unit_stop_on(&unit, MONDAY + 1, -1) == NULL);
}

static void
passes_over_days_on_which_it_is_closed(void)
{
    CHECK(unit_stop_on(&unit, MONDAY + 7, 570) == NULL);
    CHECK(unit_next_day(&unit, MONDAY) == MONDAY);
    CHECK(unit_next_day(&unit, MONDAY + 1) == MONDAY + 14);
    CHECK(unit_next_day(&unit, MONDAY + 15) == DAY_NONE);
}

static const UnitTest tests[] = {
    { "reads hours of a day", reads_hours_of_a_day },
    { "knows of hours only their ranges", knows_only_ranges },
    { "leaves what is not known unknown", leaves_what_is_not_known_unknown },
    { "finds the stop of an hour", finds_the_stop_of_an_hour },
    { "passes over days on which the unit is closed", passes_over_days_on_which_it_is_closed },
};

UNIT_MAIN(tests)
