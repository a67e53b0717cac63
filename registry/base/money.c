/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/base/money.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* What stands between the sign and the currency. */
static int
trim(const char *text, char *ret_body, size_t size, bool *ret_negative)
{
    size_t length;

    while (*text == ' ')
        text++;
    *ret_negative = *text == '-';
    if (*text == '-' || *text == '+')
        text++;

    length = strlen(text);
    while (length > 0 && text[length - 1] == ' ')
        length--;
    if (length >= 3 && memcmp(text + length - 3, "€", 3) == 0)
        length -= 3;
    while (length > 0 && text[length - 1] == ' ')
        length--;

    if (length == 0 || length >= size || !isdigit((unsigned char) text[0])
            || !isdigit((unsigned char) text[length - 1]))
        return MONEY_E_FORM;

    memcpy(ret_body, text, length);
    ret_body[length] = '\0';
    return 0;
}

/* Every group after the first has three digits, the first one to three, and one separator. */
static bool
is_grouped(const char *body, const char *end, char separator)
{
    const char *at = body;
    const char *group = body;

    for (; at <= end; at++) {
        if (at < end && isdigit((unsigned char) *at))
            continue;
        if (at < end && *at != separator)
            return false;
        if (group == body ? at - group < 1 || at - group > 3 : at - group != 3)
            return false;
        group = at + 1;
    }
    return true;
}

/* Finds where the decimals begin: at the end of the text if there are none. */
static int
find_decimals(const char *body, const char **ret_point)
{
    const char *end = body + strlen(body);
    const char *last_dot = strrchr(body, '.');
    const char *last_comma = strrchr(body, ',');
    const char *last = last_dot > last_comma ? last_dot : last_comma;
    const char *first;

    if (!last) {
        *ret_point = end;
        return 0;
    }

    first = strchr(body, *last);
    if (first != last) { /* 12.345.678 */
        *ret_point = end;
        return is_grouped(body, end, *last) ? 0 : MONEY_E_FORM;
    }

    *ret_point = last;
    if (last_dot && last_comma) /* 2.591,99 */
        return is_grouped(body, last, *last == '.' ? ',' : '.') && strlen(last + 1) <= 2
                ? 0
                : MONEY_E_FORM;
    if (strlen(last + 1) == 3)
        return last - body <= 3 && body[0] != '0' ? MONEY_E_AMBIGUOUS : MONEY_E_FORM;
    return strlen(last + 1) <= 2 ? 0 : MONEY_E_FORM;
}

int
money_parse(const char *text, int64_t *ret_cents)
{
    char body[64];
    const char *point;
    int64_t cents = 0;
    bool negative;
    int decimals = 0;
    int r;

    r = trim(text, body, sizeof body, &negative);
    if (r != 0)
        return r;
    for (const char *at = body; *at; at++) {
        if (!isdigit((unsigned char) *at) && *at != '.' && *at != ',')
            return MONEY_E_FORM;
    }

    r = find_decimals(body, &point);
    if (r != 0)
        return r;

    for (const char *at = body; *at; at++) {
        if (!isdigit((unsigned char) *at))
            continue;
        decimals += at > point;
        cents = cents * 10 + (*at - '0');
        if (cents > MONEY_MAX)
            return MONEY_E_RANGE;
    }
    for (; decimals < 2; decimals++)
        cents *= 10;
    if (cents > MONEY_MAX)
        return MONEY_E_RANGE;

    *ret_cents = negative ? -cents : cents;
    return 0;
}

const char *
money_format(int64_t cents, char text[MONEY_TEXT_SIZE])
{
    const char *sign = cents < 0 ? "-" : "";
    uint64_t size = cents < 0 ? -(uint64_t) cents : (uint64_t) cents;

    if (size % 100 == 0)
        (void) snprintf(text, MONEY_TEXT_SIZE, "%s%" PRIu64, sign, size / 100);
    else
        (void) snprintf(
                text, MONEY_TEXT_SIZE, "%s%" PRIu64 ".%02" PRIu64, sign, size / 100, size % 100);
    return text;
}

const char *
money_format_greek(int64_t cents, char text[MONEY_TEXT_SIZE])
{
    uint64_t size = cents < 0 ? -(uint64_t) cents : (uint64_t) cents;
    uint64_t euros = size / 100;
    char digits[32];
    char *end = digits + sizeof digits;
    char *at = end;
    char *rest;
    int n = 0;

    do {
        if (n > 0 && n % 3 == 0)
            *--at = '.';
        *--at = (char) ('0' + euros % 10);
        n++;
    } while (euros /= 10);
    if (cents < 0)
        *--at = '-';

    memcpy(text, at, (size_t) (end - at));
    rest = text + (end - at);
    rest[0] = ',';
    rest[1] = (char) ('0' + size % 100 / 10);
    rest[2] = (char) ('0' + size % 10);
    memcpy(rest + 3, " €", sizeof " €");
    return text;
}
