-- SPDX-License-Identifier: EUPL-1.2
--
-- Who may do what. Replaced whole: first everything is taken away, then it is given. The files of this folder run in
-- the order of their names, and this one has to stay the first: the others give what it would take away.
--
-- The service has no right on any table of persons, accounts or the audit, only on functions; the importer neither,
-- but for staging. PUBLIC has nothing.

REVOKE ALL ON ALL TABLES IN SCHEMA registry, account, audit, staging
    FROM PUBLIC, mitroa_service, mitroa_importer, mitroa_auditor;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA registry, account, audit, staging
    FROM PUBLIC, mitroa_service, mitroa_importer, mitroa_auditor;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA registry, account, audit, staging
    FROM PUBLIC, mitroa_service, mitroa_importer, mitroa_auditor;
REVOKE ALL ON SCHEMA registry, account, audit, staging
    FROM PUBLIC, mitroa_service, mitroa_importer, mitroa_auditor;

GRANT USAGE ON SCHEMA registry TO mitroa_service, mitroa_importer;
GRANT USAGE ON SCHEMA account  TO mitroa_service, mitroa_importer;
GRANT USAGE ON SCHEMA audit    TO mitroa_service, mitroa_importer, mitroa_auditor;
GRANT USAGE ON SCHEMA staging  TO mitroa_importer;

-- Public registers are public; the importer opens rows and closes them, and can do nothing else to them.
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
    TO mitroa_service, mitroa_importer;
GRANT INSERT ON
    registry.place, registry.programme, registry.body, registry.structure, registry.site, registry.offer,
    registry.institution
    TO mitroa_importer;
GRANT INSERT, UPDATE (until) ON
    registry.place_version, registry.place_code, registry.place_name, registry.place_succession, registry.boundary,
    registry.programme_version, registry.criterion, registry.parameter, registry.parameter_cell, registry.document,
    registry.body_version, registry.structure_version, registry.site_version, registry.offer_version, registry.stop,
    registry.partner, registry.funding, registry.closure, registry.addition, registry.staff,
    registry.institution_version, registry.ranking, registry.approval
    TO mitroa_importer;
GRANT SELECT ON registry.import TO mitroa_importer;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA staging TO mitroa_importer;

GRANT EXECUTE ON FUNCTION
    registry.today(),
    registry.register_version(),
    audit.open(bytea[], bytea[], smallint[], bytea[], text[], text[]),
    audit.heads(),
    registry.person_facts(bytea[]),
    account.session(bytea[]),
    account.credential(text),
    account.session_close(bytea)
    TO mitroa_service;

GRANT EXECUTE ON FUNCTION
    registry.today(),
    registry.register_version(),
    registry.register_open(text, bigint),
    registry.import_open(text, smallint, bytea),
    registry.import_close(bigint, bigint, bigint, bigint, bigint),
    registry.derive_state(uuid[], date),
    registry.refresh_state(date, integer),
    audit.heads(),
    account.session_open(text, bytea, text, integer, integer, text),
    account.session_close(bytea),
    account.make(text, text, text),
    account.disable(text, boolean),
    account.role_give(text, smallint, text, date, date),
    account.list()
    TO mitroa_importer;

GRANT SELECT ON audit.entry, audit.chain TO mitroa_auditor;
GRANT EXECUTE ON FUNCTION
    audit.canonical(smallint, bigint, timestamptz, text, integer, smallint, integer, bigint, uuid, text, text, text,
                    bigint, bigint),
    audit.heads(),
    audit.verify()
    TO mitroa_auditor;
