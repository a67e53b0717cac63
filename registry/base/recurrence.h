/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Recurrence: on which days does something come again? The weekly and monthly part of RFC 5545.
 *
 * `FREQ=WEEKLY;BYDAY=WE`, `FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH`, `FREQ=MONTHLY;BYDAY=2TU`,
 * `FREQ=MONTHLY;BYMONTHDAY=15;UNTIL=2026-12-31`, `…;COUNT=10`. Only days: the hours beside them are
 * those of the clock on the wall, so that summer time changes nothing here.
 */

#include "registry/base/date.h"

#include <stddef.h>

/* A rule without an end is followed for so long from its first day. */
#define RECURRENCE_YEARS 10
#define RECURRENCE_DAYS_MAX 1000
#define RECURRENCE_RULE_MAX 200

enum {
    RECURRENCE_E_RULE = 1, /* not a rule that is understood */
    RECURRENCE_E_FIRST,    /* the first day is not one of the rule's */
    RECURRENCE_E_TOO_MANY, /* more than RECURRENCE_DAYS_MAX days */
};

/*
 * The days of a rule that begins on `first`, without those of `except`, ascending.
 * `ret_message`, unless NULL, gets a Greek sentence where the answer is positive.
 */
int recurrence_days(const char *rule, Day first, const Day *except, size_t n_except,
        Day ret_days[RECURRENCE_DAYS_MAX], size_t *ret_n, const char **ret_message);

/* «κάθε Τετάρτη», «κάθε 2η Τρίτη του μήνα»; NULL for a rule that has no such short name. */
const char *recurrence_greek(const char *rule, char *text, size_t size);
