/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/base/recurrence.h"

#include <assert.h>
#include <ctype.h>
#include <libical/ical.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INTERVAL_MAX 52

/* ---- what of RFC 5545 is understood ------------------------------------------------------- */

static bool
is_number(const char *text, long low, long high)
{
    char *end;
    long value = strtol(text, &end, 10);

    return end != text && *end == '\0' && value >= low && value <= high;
}

static bool
each_of(const char *list, bool (*is_right)(const char *))
{
    char copy[RECURRENCE_RULE_MAX];
    char *rest = copy;
    char *one;

    (void) snprintf(copy, sizeof copy, "%s", list);
    while ((one = strsep(&rest, ",")))
        if (!is_right(one))
            return false;
    return true;
}

static bool
is_week_day(const char *text)
{
    static const char *const names[] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU" };
    char *name;
    long nth = strtol(text, &name, 10);

    if (nth < -5 || nth > 5 || (name != text && nth == 0))
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static bool
is_frequency(const char *text)
{
    return strcmp(text, "WEEKLY") == 0 || strcmp(text, "MONTHLY") == 0;
}

static bool
is_interval(const char *text)
{
    return is_number(text, 1, INTERVAL_MAX);
}

static bool
is_count(const char *text)
{
    return is_number(text, 1, RECURRENCE_DAYS_MAX);
}

static bool
is_until(const char *text)
{
    Day day;

    return is_number(text, 18000101, 22001231) || day_parse(text, &day) == 0;
}

static bool
is_month_day(const char *text)
{
    return is_number(text, -31, 31) && strtol(text, NULL, 10) != 0;
}

static bool
is_month_day_list(const char *text)
{
    return each_of(text, is_month_day);
}

static bool
is_week_day_list(const char *text)
{
    return each_of(text, is_week_day);
}

static bool
is_week_start(const char *text)
{
    return strcmp(text, "MO") == 0 || strcmp(text, "SU") == 0;
}

static const struct {
    const char *name;
    bool (*is_right)(const char *value);
} parts[] = {
    { "FREQ", is_frequency },
    { "INTERVAL", is_interval },
    { "BYDAY", is_week_day_list },
    { "BYMONTHDAY", is_month_day_list },
    { "BYSETPOS", is_month_day },
    { "COUNT", is_count },
    { "UNTIL", is_until },
    { "WKST", is_week_start },
};

#define N_PARTS (sizeof parts / sizeof *parts)

static int
part_of(const char *name)
{
    for (size_t i = 0; i < N_PARTS; i++)
        if (strcmp(parts[i].name, name) == 0)
            return (int) i;
    return -1;
}

/* UNTIL may be written as any day is; RFC 5545 has it without hyphens. */
static void
write_part(char *out, size_t size, const char *name, const char *value)
{
    size_t used = strlen(out);
    Day day;
    int year, month, day_of_month;

    if (strcmp(name, "UNTIL") == 0 && day_parse(value, &day) == 0) {
        day_to_ymd(day, &year, &month, &day_of_month);
        (void) snprintf(out + used, size - used, "%sUNTIL=%04d%02d%02d", used ? ";" : "", year,
                month, day_of_month);
        return;
    }
    (void) snprintf(out + used, size - used, "%s%s=%s", used ? ";" : "", name, value);
}

/*
 * The library reads far more than we promise to follow - rules by the second, rules that never come
 * - so that only what stands in the table above is handed to it. Gives the rule in canonical form.
 */
static bool
canonical_rule(const char *rule, char *out, size_t size)
{
    char copy[RECURRENCE_RULE_MAX];
    char *rest = copy;
    char *one;
    unsigned seen = 0;

    if (strlen(rule) >= sizeof copy)
        return false;
    for (size_t i = 0; i <= strlen(rule); i++)
        copy[i] = (char) toupper((unsigned char) rule[i]);
    if (strncmp(rest, "RRULE:", 6) == 0)
        rest += 6;

    *out = '\0';
    while ((one = strsep(&rest, ";"))) {
        char *name = strsep(&one, "=");
        int part = part_of(name);

        if (part < 0 || !one || !parts[part].is_right(one) || seen & (1u << part))
            return false;
        seen |= 1u << part;
        write_part(out, size, name, one);
    }
    /* Of days counted from both ends of a month the library does not find the nth: libical 3.0.16.
     */
    return (seen & 1) && !(strstr(out, "COUNT=") && strstr(out, "UNTIL="))
            && !(strstr(out, "BYSETPOS=") && strstr(out, "BYMONTHDAY="));
}

/* ---- days --------------------------------------------------------------------------------- */

static struct icaltimetype
ical_day(Day day)
{
    /* Not icaltime_null_date(): its hours are -1, and each step then loses a day. */
    struct icaltimetype time = { .is_date = 1 };

    day_to_ymd(day, &time.year, &time.month, &time.day);
    return time;
}

static Day
day_of(struct icaltimetype time)
{
    Day day = DAY_NONE;

    (void) day_from_ymd(time.year, time.month, time.day, &day);
    return day;
}

static bool
is_among(Day day, const Day *days, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (days[i] == day)
            return true;
    return false;
}

/* What the library answers is not always what the rule says; then the rule is none of ours. */
#define NOT_ASCENDING (-2)
#define TOO_MANY (-1)

static int
follow(struct icalrecurrencetype recurrence, Day first, const Day *except, size_t n_except,
        Day *days, Day *ret_first)
{
    Day last = day_add_years(first, RECURRENCE_YEARS);
    icalrecur_iterator *iterator = icalrecur_iterator_new(recurrence, ical_day(first));
    struct icaltimetype time;
    Day before = DAY_NONE;
    int n = 0;

    *ret_first = DAY_NONE;
    if (!iterator)
        return 0;
    for (time = icalrecur_iterator_next(iterator); !icaltime_is_null_time(time) && n >= 0;
            time = icalrecur_iterator_next(iterator)) {
        Day day = day_of(time);

        if (day == DAY_NONE || day > last)
            break;
        if (day <= before) { /* `BYDAY=SU,TU,SU` comes twice */
            n = NOT_ASCENDING;
            break;
        }
        before = day;
        if (*ret_first == DAY_NONE)
            *ret_first = day;
        if (is_among(day, except, n_except))
            continue;
        if (n == RECURRENCE_DAYS_MAX)
            n = TOO_MANY;
        else
            days[n++] = day;
    }
    icalrecur_iterator_free(iterator);
    return n;
}

int
recurrence_days(const char *rule, Day first, const Day *except, size_t n_except,
        Day ret_days[RECURRENCE_DAYS_MAX], size_t *ret_n, const char **ret_message)
{
    static const char *const messages[] = {
        [RECURRENCE_E_RULE] = "αναμένεται εβδομαδιαίος ή μηνιαίος κανόνας RFC 5545, π.χ. "
                              "FREQ=WEEKLY;BYDAY=WE ή FREQ=MONTHLY;BYDAY=2TU;UNTIL=2026-12-31.",
        [RECURRENCE_E_FIRST] = "η πρώτη στάση δεν πέφτει σε ημέρα του κανόνα.",
        [RECURRENCE_E_TOO_MANY] = "ο κανόνας δίνει πάνω από 1000 ημέρες: βάλτε UNTIL ή COUNT.",
    };
    char canonical[RECURRENCE_RULE_MAX + 8];
    struct icalrecurrencetype recurrence;
    Day begins;
    int r = 0;
    int n = 0;

    assert(rule && first != DAY_NONE);

    icalerror_set_errors_are_fatal(0); /* a stranger's rule must not end the process */
    if (!canonical_rule(rule, canonical, sizeof canonical)) {
        r = RECURRENCE_E_RULE;
    } else {
        recurrence = icalrecurrencetype_from_string(canonical);
        n = recurrence.freq == ICAL_NO_RECURRENCE
                ? 0
                : follow(recurrence, first, except, n_except, ret_days, &begins);
        if (recurrence.freq == ICAL_NO_RECURRENCE || n == NOT_ASCENDING)
            r = RECURRENCE_E_RULE;
        else if (n == TOO_MANY)
            r = RECURRENCE_E_TOO_MANY;
        else if (begins != first)
            r = RECURRENCE_E_FIRST;
        free(recurrence.rscale);
    }

    if (r != 0) {
        if (ret_message)
            *ret_message = messages[r];
        return r;
    }
    *ret_n = (size_t) n;
    return 0;
}

/* ---- in words ----------------------------------------------------------------------------- */

const char *
recurrence_greek(const char *rule, char *text, size_t size)
{
    static const struct {
        const char *code;
        const char *greek;
        bool neuter;
    } days[] = {
        { "MO", "Δευτέρα", false },
        { "TU", "Τρίτη", false },
        { "WE", "Τετάρτη", false },
        { "TH", "Πέμπτη", false },
        { "FR", "Παρασκευή", false },
        { "SA", "Σάββατο", true },
        { "SU", "Κυριακή", false },
    };
    char canonical[RECURRENCE_RULE_MAX + 8];
    char *name;
    long nth;

    if (!canonical_rule(rule, canonical, sizeof canonical) || strstr(canonical, "INTERVAL=")
            || strstr(canonical, "BYSETPOS=") || strstr(canonical, "BYMONTHDAY="))
        return NULL;
    name = strstr(canonical, "BYDAY=");
    if (!name || strcspn(name, ",") != strlen(name))
        return NULL;

    nth = strtol(name + 6, &name, 10);
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        if (strncmp(name, days[i].code, 2) != 0)
            continue;
        if (nth == 0)
            (void) snprintf(text, size, "κάθε %s", days[i].greek);
        else if (nth > 0)
            (void) snprintf(text, size, "κάθε %ld%s %s του μήνα", nth, days[i].neuter ? "ο" : "η",
                    days[i].greek);
        else if (nth == -1)
            (void) snprintf(text, size, "κάθε %s %s του μήνα",
                    days[i].neuter ? "τελευταίο" : "τελευταία", days[i].greek);
        else
            return NULL;
        return text;
    }
    return NULL;
}
