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
GRANT EXECUTE ON FUNCTION registry.import_beneficiaries_compare(smallint) TO mitroa_importer;
GRANT EXECUTE ON FUNCTION registry.import_beneficiaries_write(bigint, smallint, date, smallint) TO mitroa_importer;
GRANT EXECUTE ON FUNCTION registry.import_beneficiaries_end(bigint, bigint, bigint, bigint, bigint, boolean)
    TO mitroa_importer;

-- Checked lines go in; whose they are is nobody's business outside of the functions.
REVOKE ALL ON staging.beneficiary, staging.matched, staging.residence, staging.grouping, staging.shape, staging.compared,
    staging.moved
    FROM mitroa_importer;
GRANT INSERT ON staging.beneficiary TO mitroa_importer;
