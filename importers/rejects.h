/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Rejects file: the refused lines as they came, each with why, to be corrected in a spreadsheet.
 *
 * With one input file `path` is a file; with several it is a folder that gets a file of the same
 * name for each. The lines may be about persons, so only the owner can read them.
 */

#include "importers/import.h"

int rejects_write(const Import *import, const char *path);
