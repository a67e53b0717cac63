/* SPDX-License-Identifier: EUPL-1.2 */

/* Programmes and providers on their way out: each sheet a query, with the columns of its importer.
 */

#include "importers/export_sheet.h"
#include "importers/programmes.h"
#include "importers/provider_fields.h"
#include "importers/providers.h"
#include "registry/db/statements.h"

int
programmes_export(Export *export)
{
    static const struct {
        ProgrammeSheet sheet;
        SheetName name;
        const Statement *statement;
    } parts[] = {
        { SHEET_PROGRAMMES, { "programmes", "Προγράμματα" }, &sql_export_programmes },
        { SHEET_CRITERIA, { "criteria", "Κριτήρια" }, &sql_export_criteria },
        { SHEET_PARAMETERS, { "parameters", "Παράμετροι" }, &sql_export_parameters },
        { SHEET_DOCUMENTS, { "documents", "Δικαιολογητικά" }, &sql_export_documents },
    };
    int r = 0;

    for (size_t i = 0; i < sizeof parts / sizeof *parts && r == 0; i++) {
        size_t n;
        const Column *columns = programme_columns(parts[i].sheet, &n);

        r = export_sheet(export, &parts[i].name, parts[i].statement, columns, n);
    }
    return r;
}

int
providers_export(Export *export)
{
    static const Statement *const statements[N_PROVIDER_SHEETS] = {
        [SHEET_BODIES] = &sql_export_bodies,
        [SHEET_STRUCTURES] = &sql_export_structures,
        [SHEET_PARTNERS] = &sql_export_partners,
        [SHEET_FUNDINGS] = &sql_export_fundings,
        [SHEET_SITES] = &sql_export_sites,
        [SHEET_STOPS] = &sql_export_stops,
        [SHEET_OFFERS] = &sql_export_offers,
        [SHEET_CLOSURES] = &sql_export_closures,
        [SHEET_ADDITIONS] = &sql_export_additions,
        [SHEET_STAFF] = &sql_export_staff,
        [SHEET_INSTITUTIONS] = &sql_export_institutions,
        [SHEET_RANKINGS] = &sql_export_rankings,
        [SHEET_APPROVALS] = &sql_export_approvals,
    };
    int r = 0;

    for (size_t i = 0; i < N_PROVIDER_SHEETS && r == 0; i++) {
        const ProviderTable *table = &provider_tables[i];
        Column *columns = arena_array(export->arena, Column, table->n_fields);
        const SheetName name = { table->key, table->greek };

        for (size_t k = 0; k < table->n_fields; k++)
            columns[k] = table->fields[k].column;
        r = export_sheet(export, &name, statements[i], columns, table->n_fields);
    }
    return r;
}
