/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Money: cents of a euro in an int64, read as Greeks and as programs write it.
 */

#include <stdint.h>

#define MONEY_TEXT_SIZE 40
#define MONEY_MAX INT64_C(100000000000000) /* 10^12 euro; what is more is a typing error */

enum {
    MONEY_E_FORM = 1,  /* not an amount */
    MONEY_E_AMBIGUOUS, /* 3.000 or 3,000: three thousand, or three with three decimals? */
    MONEY_E_RANGE,     /* more than MONEY_MAX */
};

/*
 * Reads 3000 · 2591.99 · 2591,99 · 2.591,99 · 2,591.99 · 12.345.678 · an optional sign, and an
 * optional € at the end. One separator followed by exactly three digits is ambiguous; more than
 * two decimals are MONEY_E_FORM.
 */
int money_parse(const char *text, int64_t *ret_cents);

/* All write into `text` and return it. */
const char *money_format(int64_t cents, char text[MONEY_TEXT_SIZE]);       /* 2591.99, 3000 */
const char *money_format_greek(int64_t cents, char text[MONEY_TEXT_SIZE]); /* 2.591,99 € */
