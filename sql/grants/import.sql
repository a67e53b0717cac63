-- SPDX-License-Identifier: EUPL-1.2
--
-- What `mitroa import` may run. The functions are their owner's; the importer has no right on the tables behind them
-- but on the staging table that it fills.

GRANT USAGE ON SCHEMA registry, staging TO mitroa_importer;

GRANT EXECUTE ON FUNCTION registry.import_keys(text, text[]) TO mitroa_importer;
GRANT EXECUTE ON FUNCTION registry.import_programmes(jsonb, bigint) TO mitroa_importer;
GRANT EXECUTE ON FUNCTION registry.import_providers(jsonb, bigint) TO mitroa_importer;
GRANT EXECUTE ON FUNCTION registry.import_beneficiaries_begin(smallint) TO mitroa_importer;
GRANT EXECUTE ON FUNCTION registry.import_beneficiaries_match() TO mitroa_importer;
GRANT EXECUTE ON FUNCTION registry.import_beneficiaries_merge(bigint, smallint, date, bigint) TO mitroa_importer;
