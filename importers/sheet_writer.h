/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Sheet writer: sheets of text cells as CSV, XLSX, GeoJSON or GeoPackage, each in the form that the
 * importers read back unchanged.
 *
 *     csv, geojson   a file for each sheet: in a folder, or one file, or standard output
 *     xlsx, gpkg     one file with all sheets
 *
 * Every cell is a text, so that no code loses its zeros and nothing is a formula. Columns lon and
 * lat (label_lon, label_lat) become points where the format has points. A file appears under its
 * name only when it is complete.
 */

#include "registry/base/cleanup.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum SheetFormat {
    SHEET_CSV,
    SHEET_XLSX,
    SHEET_GEOJSON,
    SHEET_GPKG,
    N_SHEET_FORMATS,
} SheetFormat;

typedef struct SheetName {
    const char *key;   /* of files and layers: criteria */
    const char *greek; /* of sheets: Κριτήρια; further names after a | are not used */
} SheetName;

typedef struct SheetWriter SheetWriter;

/* csv, xlsx, geojson, gpkg; false: no such. */
bool sheet_format_find(const char *name, SheetFormat *ret_format);
/* What the name of a file in this format ends with. */
const char *sheet_format_ending(SheetFormat format);
/* Are all sheets in one file? */
bool sheet_format_is_one_file(SheetFormat format);

typedef struct SheetOutput {
    SheetFormat format;
    const char *path; /* NULL: standard output */
    bool folder;      /* a file for each sheet in it; not for formats of one file */
    bool private;     /* readable by its owner only */
} SheetOutput;

/* The output is copied, its path is lent. */
int sheet_writer_new(const SheetOutput *output, SheetWriter **ret_writer);
/* Gives up: what is not complete is removed. */
SheetWriter *sheet_writer_free(SheetWriter *writer);

/* Headers are lent until the next sheet. NULL is a blank cell. */
int sheet_writer_begin(
        SheetWriter *writer, const SheetName *name, const char *const *headers, size_t n);
int sheet_writer_row(SheetWriter *writer, const char *const *cells);

/* Puts the files in their places and frees the writer, whatever comes. */
int sheet_writer_finish(SheetWriter *writer);

DEFINE_CLEANUP(SheetWriter, sheet_writer_free)
