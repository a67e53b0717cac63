/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Draft read: a workbook that a municipality sends, as the sheets of a draft.
 *
 * The workbook is a stranger's: it is read by the confined process of book.h. Sheets that are no
 * table of a draft (instructions, lists, an example) are passed over, and so are those that hold a
 * header only. What cannot be read is one refusal of the report, a Greek sentence.
 */

#include "importers/import.h"
#include "registry/base/buffer.h"

#define DRAFT_ROWS_MAX 5000
#define DRAFT_BYTES_MAX (4u << 20) /* of all cells together */

typedef enum DraftSheet {
    DRAFT_PROGRAMMES,
    DRAFT_CRITERIA,
    DRAFT_PARAMETERS,
    DRAFT_DOCUMENTS,
    DRAFT_CASES,
    DRAFT_SITES,
    DRAFT_OFFERS,
    DRAFT_ADDITIONS,
    N_DRAFT_SHEETS,
} DraftSheet;

typedef struct DraftTable {
    const char *key;
    const char *greek;
    bool of_providers; /* read by the register of providers, after the programmes */
} DraftTable;

extern const DraftTable draft_tables[N_DRAFT_SHEETS];

/* {"sheets": [{"key", "name", "rows": [[line, [cells]]]}]} of the one file of the import. */
int draft_read(Import *import, Buffer *json);
