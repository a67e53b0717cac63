/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/origin.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* FNV-1a; each cell with its end. */
static uint32_t
digest_of(const CsvRow *row)
{
    uint32_t digest = UINT32_C(2166136261);

    for (size_t i = 0; i < row->n_cells; i++) {
        const char *at = row->cells[i];

        do
            digest = (digest ^ (unsigned char) *at) * UINT32_C(16777619);
        while (*at++);
    }
    return digest;
}

const char *
origin_of_row(const char *path, const CsvRow *row, char origin[ORIGIN_SIZE])
{
    const char *slash = strrchr(path, '/');

    (void) snprintf(origin, ORIGIN_SIZE, "%.255s:%" PRIu64 ":%08" PRIx32, slash ? slash + 1 : path,
            row->line, digest_of(row));
    return origin;
}
