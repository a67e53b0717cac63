/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * One-time codes of a second factor: TOTP after RFC 6238, with HMAC-SHA-1, 30 seconds and 6 digits,
 * which is what every authenticator does.
 */

#include <stdint.h>

#define ONE_TIME_SECRET_SIZE 20
#define ONE_TIME_BASE32_SIZE 33 /* with its closing zero */
#define ONE_TIME_DIGITS 6
#define ONE_TIME_DIGITS_MAX 8
#define ONE_TIME_NO_STEP (-1)

/* Seconds since 1970 as a number of time steps. */
int64_t one_time_step(int64_t seconds);

/* The code of a step, as text; 6 to 8 digits. */
void one_time_code(const uint8_t secret[static ONE_TIME_SECRET_SIZE], int64_t step, unsigned digits,
        char ret_code[static ONE_TIME_DIGITS_MAX + 1]);

/*
 * To which step a code of 6 digits belongs: this one, the one before or the one after, because
 * clocks differ and people type; ONE_TIME_NO_STEP if to none.
 */
int64_t one_time_find(
        const uint8_t secret[static ONE_TIME_SECRET_SIZE], const char *code, int64_t step);

void one_time_base32(const uint8_t secret[static ONE_TIME_SECRET_SIZE],
        char ret_text[static ONE_TIME_BASE32_SIZE]);
