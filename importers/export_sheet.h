/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Export sheet: the rows of one query as a sheet with the columns that the importer reads.
 *
 * The query gives text, in the order of the columns.
 */

#include "importers/columns.h"
#include "importers/import.h"
#include "importers/sheet_writer.h"

typedef struct Statement Statement;

/* The name lives as long as the export. */
int export_sheet(Export *export, const SheetName *name, const Statement *statement,
        const Column *columns, size_t n_columns);
