-- SPDX-License-Identifier: EUPL-1.2
--
-- Unmet demand and outreach: functions alone, no table.

GRANT EXECUTE ON FUNCTION
    registry.add_demand(integer[], integer[], smallint[], boolean[], integer[]),
    registry.demand(date, integer)
    TO mitroa_service;

DROP POLICY IF EXISTS demand_owner ON registry.demand;
CREATE POLICY demand_owner ON registry.demand TO mitroa_owner USING (true);
DROP POLICY IF EXISTS outreach_candidate_owner ON registry.outreach_candidate;
CREATE POLICY outreach_candidate_owner ON registry.outreach_candidate TO mitroa_owner USING (true);
DROP POLICY IF EXISTS outreach_shown_owner ON registry.outreach_shown;
CREATE POLICY outreach_shown_owner ON registry.outreach_shown TO mitroa_owner USING (true);

-- The service shows a few and reads nobody else; who is worth showing is found by the screener alone.
GRANT EXECUTE ON FUNCTION
    audit.open_outreach(bytea, bytea[], integer, smallint),
    audit.ask_outreach_file(bytea, integer, smallint),
    audit.approve_outreach_file(bytea, integer),
    audit.open_outreach_file(bytea, bytea[], integer),
    registry.outreach_files(bytea),
    registry.outreach_daily()
    TO mitroa_service;
GRANT EXECUTE ON FUNCTION
    registry.outreach_rows(bytea, integer),
    registry.outreach_keep(bytea, integer, integer[], smallint[], bytea[])
    TO mitroa_screener;
