-- SPDX-License-Identifier: EUPL-1.2
--
-- Whoever runs the register sets the licence of open data.

GRANT EXECUTE ON FUNCTION registry.set_licence(text, text) TO mitroa_importer;
