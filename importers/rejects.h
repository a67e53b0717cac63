/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Rejects file: refused lines as they came, each with why in a last column, to be corrected in a
 * spreadsheet and imported again. Only its owner can read it.
 *
 * Lines of beneficiaries stand for themselves: the refused ones are given back, as CSV, each with
 * the line that it was; given after the file that they come from, they replace its lines. In the
 * public registers lines belong together (a programme with half of its criteria is another
 * programme), so whole sheets are given back, with a reason where one was refused: as CSV for CSV,
 * as an XLSX workbook for workbooks and layers.
 *
 * With one input file `path` is a file; with several it is a folder that gets one for each.
 */

#include "importers/import.h"

/* Says on standard error what was written where. */
int rejects_write(const Import *import, const char *path, bool whole);
