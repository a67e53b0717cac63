-- SPDX-License-Identifier: EUPL-1.2
--
-- Nobody reads the tables of publishing: the service asks through one door, and the process that works for it needs a
-- ticket that came through that door.

REVOKE ALL ON ALL TABLES IN SCHEMA publishing
    FROM PUBLIC, mitroa_service, mitroa_importer, mitroa_auditor, mitroa_screener;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA publishing
    FROM PUBLIC, mitroa_service, mitroa_importer, mitroa_auditor, mitroa_screener;
REVOKE ALL ON SCHEMA publishing
    FROM PUBLIC, mitroa_service, mitroa_importer, mitroa_auditor, mitroa_screener;

GRANT USAGE ON SCHEMA publishing TO mitroa_service, mitroa_importer;
GRANT EXECUTE ON FUNCTION publishing.answer(bytea, text, bigint, bigint, jsonb) TO mitroa_service;
GRANT EXECUTE ON FUNCTION
    publishing.work_take(bytea),
    publishing.work_progress(bytea, smallint, text),
    publishing.work_content(bytea, jsonb),
    publishing.work_sheets(bytea),
    publishing.work_trespasses(bytea, bigint),
    publishing.work_others(bytea, bigint),
    publishing.work_checked(bytea, jsonb, integer[]),
    publishing.work_failed(bytea, text),
    publishing.work_publish(bytea, bigint, jsonb),
    publishing.work_roll_back(bytea),
    publishing.work_due(),
    publishing.remind(integer[]),
    publishing.outbox_next(integer),
    publishing.outbox_done(bigint, text),
    publishing.work_touched(bytea, bigint),
    publishing.work_home(bytea),
    publishing.work_effect(bytea, text[], text[], integer[], smallint[], integer[], bigint[], jsonb),
    publishing.template(text)
    TO mitroa_importer;

-- The counting of an effect is a screening, by its role and under its own entry.
GRANT USAGE ON SCHEMA publishing TO mitroa_screener;
GRANT EXECUTE ON FUNCTION publishing.open_effect(bytea, bytea) TO mitroa_screener;
