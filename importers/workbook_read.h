/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Workbook reader: what runs in the confined process. Every sheet, or layer of points, is sent row
 * by row as texts; nothing is understood here.
 *
 * Frames:  sheet  its name
 *          rows   line number, number of cells, the cells; one after the other
 *          fault  the file cannot be read, in Greek
 */

#include <stdint.h>

typedef enum WorkbookKind {
    WORKBOOK_XLSX,
    WORKBOOK_ODS,
    WORKBOOK_LAYERS, /* Shapefile, GeoJSON, GeoPackage, zipped or not: records with a point */
} WorkbookKind;

typedef struct WorkbookFile {
    const char *path;
    const char *charset; /* of a Shapefile; NULL: as it says, or as it looks */
    WorkbookKind kind;
} WorkbookFile;

enum {
    WORKBOOK_FRAME_SHEET = 1,
    WORKBOOK_FRAME_ROWS,
    WORKBOOK_FRAME_FAULT,
};

enum {
    WORKBOOK_SHEETS_MAX = 50,
    WORKBOOK_CELLS_MAX = 4 * 1000 * 1000, /* that are not blank, and gaps before them */
    WORKBOOK_BYTES_MAX = 96 << 20,
    WORKBOOK_CELL_BYTES_MAX = 32 << 10, /* what a spreadsheet lets one cell hold */
};

int workbook_read(int out, const WorkbookFile *file);
