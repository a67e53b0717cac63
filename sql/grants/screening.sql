-- SPDX-License-Identifier: EUPL-1.2
--
-- What `mitroa screen` may do: read the public registers and count persons. The service has no part in it, so whoever
-- gets hold of the service has not got hold of everybody's facts.

REVOKE ALL ON ALL TABLES IN SCHEMA registry, account, audit, staging FROM mitroa_screener;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA registry, account, audit, staging FROM mitroa_screener;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA registry, account, audit, staging FROM mitroa_screener;
REVOKE ALL ON SCHEMA registry, account, audit, staging FROM mitroa_screener;

GRANT USAGE ON SCHEMA registry, audit TO mitroa_screener;
GRANT SELECT ON
    registry.register_version, registry.fact,
    registry.place, registry.place_version, registry.place_code, registry.place_name, registry.place_succession,
    registry.boundary,
    registry.programme, registry.programme_version, registry.criterion, registry.parameter, registry.parameter_cell,
    registry.document,
    registry.body, registry.body_version, registry.structure, registry.structure_version, registry.site,
    registry.site_version, registry.offer, registry.offer_version, registry.stop, registry.partner, registry.funding,
    registry.closure, registry.licence, registry.jurisdiction, registry.addition, registry.staff, registry.institution,
    registry.institution_version, registry.ranking, registry.approval
    TO mitroa_screener;
GRANT EXECUTE ON FUNCTION
    registry.today(),
    registry.register_version(),
    registry.refresh_state(date, integer),
    audit.open_screening(bytea, bytea),
    audit.close_screening(bytea),
    registry.screening_extent(bytea),
    registry.screening_places(bytea),
    registry.screening_rows(bytea, integer, integer)
    TO mitroa_screener;

DROP POLICY IF EXISTS screening_owner ON audit.screening;
CREATE POLICY screening_owner ON audit.screening TO mitroa_owner USING (true);
