/* SPDX-License-Identifier: EUPL-1.2 */

/* CSV of any office: every record is read, or the file is refused with a line and a reason. */

#include "tests/fuzz/fuzz.h"

#include "importers/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void
read_all(CsvReader *csv)
{
    const CsvRow *row;
    uint64_t last_line = 0;
    int r;

    while ((r = csv_next(csv, &row)) == 0) {
        if (row->line <= last_line || row->n_cells > CSV_COLUMNS_MAX)
            abort();
        last_line = row->line;
        for (size_t i = 0; i < row->n_cells; i++)
            if (strlen(row->cells[i]) > CSV_RECORD_MAX)
                abort();
    }
    if (r == CSV_E_FAULT && !csv_fault(csv)->message)
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char path[64];
    CsvReader *csv = NULL;
    int file = memfd_create("csv", MFD_CLOEXEC);

    if (file < 0 || write(file, bytes, size) != (ssize_t) size)
        abort();
    (void) snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    if (csv_open(path, /* charset= */ NULL, &csv) == 0)
        read_all(csv);
    (void) csv_close(csv);
    (void) close(file);
    return 0;
}
