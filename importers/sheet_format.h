/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Sheet format: what one format has to do for the sheet writer, which alone calls it.
 */

#include "importers/sheet_writer.h"

#include <stdint.h>

#define NO_COLUMN SIZE_MAX

typedef struct SheetFormatState SheetFormatState;

/* Where the headers of the sheet say that a row has a point. */
typedef struct PointColumns {
    size_t lon; /* NO_COLUMN: no points */
    size_t lat;
} PointColumns;

typedef struct SheetHead {
    const SheetName *name;
    const char *const *headers;
    size_t n;
    PointColumns point;
} SheetHead;

typedef struct SheetFormatOps {
    /* The file at `path` is begun; it is not yet the one asked for. */
    int (*open)(const char *path, bool private, SheetFormatState **ret_state);
    int (*begin)(SheetFormatState *state, const SheetHead *head);
    int (*row)(SheetFormatState *state, const SheetHead *head, const char *const *cells);
    /* Frees the state in any case; `keep` false gives up. */
    int (*close)(SheetFormatState *state, bool keep);
} SheetFormatOps;

extern const SheetFormatOps csv_format;
extern const SheetFormatOps xlsx_format;
extern const SheetFormatOps geojson_format;
extern const SheetFormatOps gpkg_format;

/* Is this column told by the point of the row? */
bool sheet_head_is_point(const SheetHead *head, size_t column);
/* The point of the row; false where it has none. */
bool sheet_row_point(
        const SheetHead *head, const char *const *cells, double *ret_lon, double *ret_lat);
