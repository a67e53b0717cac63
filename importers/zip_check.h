/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Zip check, for confined processes only (quarantine.h): is this archive what an office makes, and
 * small enough to be unpacked?
 *
 * Entries must not overlap, be locked, be named twice or lead out of the archive. Sizes are counted
 * while inflating, never believed. XML must not define entities, and a sheet must not hold a
 * formula that nobody has computed, because its value is not in the file.
 */

#include <stdbool.h>

typedef enum ZipKind {
    ZIP_XLSX,
    ZIP_ODS,
    ZIP_LAYERS, /* zipped Shapefile, GeoJSON or GeoPackage */
} ZipKind;

/* NULL: it is. Else why not, in Greek; the words live for ever. */
const char *zip_check(const char *path, ZipKind kind);
