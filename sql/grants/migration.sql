-- SPDX-License-Identifier: EUPL-1.2
--
-- Which schema this is, is no secret: the service compares it with its own before it says that it is ready.

GRANT USAGE ON SCHEMA migration TO mitroa_service, mitroa_importer, mitroa_auditor;
GRANT SELECT ON migration.script TO mitroa_service, mitroa_importer, mitroa_auditor;
