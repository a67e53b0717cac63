/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Book reader: what runs in the confined process. Every sheet, or layer of points, is sent row
 * by row as texts; nothing is understood here.
 *
 * Frames:  sheet  its name
 *          rows   line number, number of cells, the cells; one after the other
 *          fault  the file cannot be read, in Greek
 */

#include <stdint.h>

typedef enum BookKind {
    BOOK_XLSX,
    BOOK_ODS,
    BOOK_LAYERS, /* Shapefile, GeoJSON, GeoPackage, zipped or not: records with a point */
} BookKind;

typedef struct BookFile {
    const char *path;
    const char *charset; /* of a Shapefile; NULL: as it says, or as it looks */
    BookKind kind;
} BookFile;

enum {
    BOOK_FRAME_SHEET = 1,
    BOOK_FRAME_ROWS,
    BOOK_FRAME_FAULT,
};

enum {
    BOOK_SHEETS_MAX = 50,
    BOOK_CELLS_MAX = 4 * 1000 * 1000, /* that are not blank, and gaps before them */
    BOOK_BYTES_MAX = 96 << 20,
    BOOK_CELL_BYTES_MAX = 32 << 10, /* what a spreadsheet lets one cell hold */
};

int book_read(int out, const BookFile *file);
