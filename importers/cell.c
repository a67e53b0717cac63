/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/cell.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS_MAX 15 /* that a spreadsheet keeps of a number */

static size_t
blank_at(const char *text)
{
    if (*text == ' ' || *text == '\t' || *text == '\r' || *text == '\n')
        return 1;
    return strncmp(text, "\u00A0", 2) == 0 ? 2 : 0;
}

char *
cell_trim(char *text)
{
    size_t n;
    char *end;

    while ((n = blank_at(text)) > 0)
        text += n;
    end = text + strlen(text);
    for (;;) {
        if (end - text >= 1 && blank_at(end - 1) == 1)
            end -= 1;
        else if (end - text >= 2 && blank_at(end - 2) == 2)
            end -= 2;
        else
            break;
    }
    *end = '\0';
    return text;
}

/* Also the wide forms, which some spreadsheets take for the narrow ones. */
static size_t
sign_at(const char *text)
{
    static const char *const wide[] = { "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20" };

    if (*text && strchr("=+-@\t\r", *text))
        return 1;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (strncmp(text, wide[i], strlen(wide[i])) == 0)
            return strlen(wide[i]);
    return 0;
}

bool
cell_is_formula(const char *text)
{
    size_t sign = sign_at(text);

    if (sign == 0)
        return false;
    /* A dash alone and a plain number are no formula, and must stay what they are. */
    return strspn(text + sign, "0123456789.,") != strlen(text + sign) || *text == '='
            || *text == '@' || sign > 1;
}

char *
cell_without_guard(char *text)
{
    return *text == '\'' && sign_at(text + 1) ? text + 1 : text;
}

/* ---- workbooks ---- */

/* Does the text have this form? `0` stands for a digit, `?` for a slash or dash, `_` for T or
 * blank. */
static bool
has_form(const char *text, const char *form)
{
    for (; *form; form++, text++) {
        bool right = *form == '0' ? *text >= '0' && *text <= '9'
                : *form == '?'    ? *text == '/' || *text == '-'
                : *form == '_'    ? *text == 'T' || *text == ' '
                                  : *text == *form;

        if (!right)
            return false;
    }
    return true;
}

static void
write_day(char *text)
{
    size_t n = strlen(text);

    text[4] = text[7] = '-';
    if (n < 16)
        return;
    text[10] = ' ';
    if (strncmp(text + 16, ":00", 3) == 0)
        text[16] = '\0';
    if (strcmp(text + 10, " 00:00") == 0)
        text[10] = '\0';
}

/* How a program writes a number: 2591.9899999999998, 9.4259216E7, 67.0. A code such as 1E5 is not
 * one, nor is what somebody typed with fewer digits. */
static bool
is_of_a_machine(const char *text)
{
    size_t n_digits = 0;
    bool point = false;
    const char *at = text + (*text == '-');

    if (!(*at >= '0' && *at <= '9'))
        return false;
    for (; *at; at++) {
        if (*at >= '0' && *at <= '9')
            n_digits++;
        else if (*at == '.' && !point)
            point = true;
        else if (*at == 'E' && (point || at[1] == '+' || at[1] == '-'))
            return at[1] && strspn(at + 2, "0123456789") == strlen(at + 2);
        else
            return false;
    }
    return point && (n_digits > DIGITS_MAX || strcmp(at - 2, ".0") == 0);
}

const char *
cell_plain_number(const char *text, char plain[CELL_NUMBER_SIZE])
{
    double number;

    if (strlen(text) >= 40 || !is_of_a_machine(text))
        return text;
    number = strtod(text, NULL);
    if (!(fabs(number) < 1e18))
        return text;
    /* 15 digits are what was typed. */
    (void) snprintf(plain, CELL_NUMBER_SIZE, "%.15g", number);
    if (strchr(plain, 'e'))
        (void) snprintf(plain, CELL_NUMBER_SIZE, fabs(number) < 1 ? "%.15f" : "%.0f", number);
    return plain;
}

char *
cell_of_workbook(char *text)
{
    size_t n = strlen(text);

    if ((n == 10 && has_form(text, "0000?00?00"))
            || ((n == 16 || n == 19) && has_form(text, "0000?00?00_00:00")))
        write_day(text);
    return text;
}

const char *
cell_flaw(const char *text)
{
    static const char *const errors[] = { "#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!",
        "#NULL!", "Err:5" };

    /* Most cells of a million lines are none: one look settles it. */
    for (size_t i = 0; (*text == '#' || *text == 'E') && i < sizeof errors / sizeof *errors; i++)
        if (strncmp(text, errors[i], strlen(errors[i])) == 0)
            return "το κελί είναι τύπος που έβγαλε σφάλμα· γράψτε την τιμή.";
    for (; *text; text++) {
        unsigned char c = (unsigned char) *text;

        if ((c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7F)
            return "το κελί έχει χαρακτήρα ελέγχου που δεν φαίνεται· γράψτε το ξανά.";
    }
    return NULL;
}
