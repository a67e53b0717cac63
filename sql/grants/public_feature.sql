-- SPDX-License-Identifier: EUPL-1.2
--
-- Features are made of public registers only.

GRANT SELECT ON registry.public_feature TO mitroa_service, mitroa_importer;
