-- Opens an import of beneficiaries and empties the staging table.
-- $1 smallint  feed
SELECT registry.import_beneficiaries_begin($1) AS import
