-- SPDX-License-Identifier: EUPL-1.2
--
-- What maps are drawn from is public, and nobody's to write.

GRANT SELECT ON registry.map_feature TO mitroa_service, mitroa_importer;
