-- SPDX-License-Identifier: EUPL-1.2
--
-- 0016_open_data: identifiers of open data follow from the codes of the registers (UUIDv5), so that they stay the same
-- wherever and whenever the registers are loaded.

CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA public;
