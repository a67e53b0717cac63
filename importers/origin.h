/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Origin: which line of which file a row is, in one word: "big.csv:15:9f31c2d4".
 *
 * A rejects file says it of each line, so that the corrected line can replace the old one. The end
 * is a digest of the cells: in a file that was changed meanwhile, or in another of the same name,
 * nothing is replaced by mistake.
 */

#include "importers/csv.h"

#define ORIGIN_SIZE 300 /* the longest name of a file, a number, a digest */

const char *origin_of_row(const char *path, const CsvRow *row, char origin[ORIGIN_SIZE]);
