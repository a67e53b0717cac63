-- SPDX-License-Identifier: EUPL-1.2
--
-- Programmes as public services are public.

GRANT SELECT ON registry.cpsv TO mitroa_service, mitroa_importer;
