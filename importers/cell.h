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
 * A cell of a workbook as a person would have typed it into a CSV file, in place: 2026/11/22 and
 * 2026-11-22T09:30:00 are days and hours of ours, and a number that was computed loses the noise of
 * its last digits (2591.9899999999998 is 2591.99).
 */
char *cell_of_workbook(char *text);

/* Why no cell may hold this, in Greek; NULL: it may. */
const char *cell_flaw(const char *text);
