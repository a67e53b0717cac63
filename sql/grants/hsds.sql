-- SPDX-License-Identifier: EUPL-1.2
--
-- Open data is made of public registers only.

GRANT SELECT ON registry.hsds, registry.hsds_location TO mitroa_service, mitroa_importer;
