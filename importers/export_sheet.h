/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Export sheet: the rows of one query as a CSV file with the columns that the importer reads.
 *
 * The query gives text, in the order of the columns. A register of several sheets goes into a
 * folder, a register of one to a file or to standard output.
 */

#include "importers/columns.h"
#include "importers/import.h"

typedef struct Statement Statement;

/* The folder is `export->output`, made if it is not there; the file is called `name`. */
int export_sheet_into_folder(Export *export, const char *name, const Statement *statement,
        const Column *columns, size_t n_columns);

int export_sheet(
        Export *export, const Statement *statement, const Column *columns, size_t n_columns);
