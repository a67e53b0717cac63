-- SPDX-License-Identifier: EUPL-1.2
--
-- What `mitroa import places` and `mitroa import boundaries` may run.

GRANT EXECUTE ON FUNCTION registry.import_places(jsonb, bigint) TO mitroa_importer;
GRANT EXECUTE ON FUNCTION registry.import_postcodes(jsonb, bigint) TO mitroa_importer;
GRANT EXECUTE ON FUNCTION registry.import_boundaries(integer[], text[], text[], bytea[], bigint, date) TO mitroa_importer;
