/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Cell: what a cell holds, before anybody asks what it means.
 */

#include <stdbool.h>

/* Without blanks at its ends, no-break spaces included; in place. */
char *cell_trim(char *text);

/* Our exports put an apostrophe before what a spreadsheet would take for a formula. */
char *cell_without_guard(char *text);
bool cell_is_formula(const char *text);

/*
 * A day of a workbook as a person would have typed it into a CSV file, in place: 2026/11/22 and
 * 2026-11-22T09:30:00 are days and hours of ours.
 */
char *cell_of_workbook(char *text);

/*
 * A number of a workbook likewise: 2591.9899999999998 is 2591.99, 9.4259216E7 is 94259216 and 67.0
 * is 67. Any other text is given back itself.
 */
#define CELL_NUMBER_SIZE 40
const char *cell_plain_number(const char *text, char plain[CELL_NUMBER_SIZE]);

/* Why no cell may hold this, in Greek; NULL: it may. */
const char *cell_flaw(const char *text);
