-- SPDX-License-Identifier: EUPL-1.2
--
-- Releases: the screener drafts and makes them, the service reads what is published. Exact counts, drafts and secrets
-- are read by nobody.

REVOKE ALL ON ALL TABLES IN SCHEMA release FROM PUBLIC, mitroa_service, mitroa_importer, mitroa_auditor, mitroa_screener;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA release
    FROM PUBLIC, mitroa_service, mitroa_importer, mitroa_auditor, mitroa_screener;
REVOKE ALL ON SCHEMA release FROM PUBLIC, mitroa_service, mitroa_importer, mitroa_auditor, mitroa_screener;

GRANT USAGE ON SCHEMA release TO mitroa_service, mitroa_screener;
GRANT SELECT ON
    release.release, release.place, release.programme, release.feed, release.cell, release.measure,
    release.person_group, release.law, release.law_weight
    TO mitroa_service, mitroa_screener;
GRANT EXECUTE ON FUNCTION
    release.cells(smallint, smallint, integer, smallint, integer),
    release.lacks(integer, integer, text),
    release.list()
    TO mitroa_service, mitroa_screener;

GRANT INSERT ON release.draft TO mitroa_screener;
GRANT EXECUTE ON FUNCTION
    release.rows(bytea, integer, integer),
    release.may_make(),
    release.make(bytea, date, bigint, text, integer[], integer[], boolean[], integer[], integer[]),
    release.verify()
    TO mitroa_screener;

DROP POLICY IF EXISTS exact_owner ON release.exact;
CREATE POLICY exact_owner ON release.exact TO mitroa_owner USING (true);
DROP POLICY IF EXISTS secret_owner ON release.secret;
CREATE POLICY secret_owner ON release.secret TO mitroa_owner USING (true);
