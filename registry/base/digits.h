/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* Digits: whole numbers as text, where printf() would cost more than all the rest of a line. */

#include <stdint.h>

#define DIGITS_SIZE 24

/* The digits of a number, as they stand before `end`; where they begin. */
static inline char *
digits_before(char *end, uint64_t number)
{
    do
        *--end = (char) ('0' + number % 10);
    while (number /= 10);
    return end;
}

/* Where the text begins in `room`; it ends with the NUL in the last byte. */
static inline const char *
digits_of(int64_t value, char room[DIGITS_SIZE])
{
    char *at;

    room[DIGITS_SIZE - 1] = '\0';
    at = digits_before(room + DIGITS_SIZE - 1, value < 0 ? -(uint64_t) value : (uint64_t) value);
    if (value < 0)
        *--at = '-';
    return at;
}
