-- SPDX-License-Identifier: EUPL-1.2
-- What the service's role can see and do by itself: nothing of a person.
\i world.sql
\connect - mitroa_service

\echo == tables of persons, of accounts, of the audit
SELECT * FROM registry.person;
SELECT * FROM registry.household;
SELECT * FROM registry.identifier;
SELECT * FROM registry.reference;
SELECT * FROM registry.residence;
SELECT * FROM registry.claim;
SELECT * FROM registry.receives;
SELECT * FROM registry.state;
SELECT * FROM registry.import;
SELECT * FROM account.account;
SELECT * FROM account.role;
SELECT * FROM account.session;
SELECT * FROM account.live_session;
SELECT * FROM account.attempt;
SELECT * FROM audit.entry;
SELECT * FROM audit.chain;
SELECT * FROM audit.ticket;
SELECT * FROM staging.beneficiary;
SELECT count(*) FROM registry.person;
COPY registry.state TO STDOUT;
INSERT INTO audit.ticket VALUES (test.nonce(1), 1, test.person(1), 1, 'information', true, now(), '1');
DELETE FROM audit.entry;
TRUNCATE audit.entry;

\echo == functions that are not its own
SELECT registry.derive_state(ARRAY[test.person(1)], registry.today());
SELECT * FROM registry.derived_state(ARRAY[test.person(1)], registry.today());
SELECT * FROM registry.derived_facts(ARRAY[test.person(1)], registry.today());
SELECT registry.may_read(test.person(1), 1, 'information', registry.today());
SELECT audit.append_one('login', 1, NULL, NULL, NULL, NULL);
SELECT audit.verify();
SELECT account.make('eve', 'Eve', NULL);
SELECT account.role_give('anna', 1::smallint, 'TRIKALA', '2020-01-01', NULL);
SELECT registry.register_open('places', NULL);
SELECT registry.set_facts('{}', '{}', '{}', '{}', '{}', '{}');

\echo == becoming somebody else, or making something
SET ROLE mitroa_owner;
SET ROLE mitroa_importer;
CREATE TABLE public.mine (x integer);
CREATE SCHEMA mine;
CREATE TEMP TABLE mine (x integer);
SET session_replication_role = replica;

\echo == public registers are read and not written
SELECT count(*) FROM registry.place;
INSERT INTO registry.place (level, code) VALUES ('municipality', '9999');
UPDATE registry.place_version SET until = 1;
DELETE FROM registry.place_version;

\echo == everything that it may run
SELECT n.nspname || '.' || p.proname AS function, p.prosecdef AS as_owner
FROM pg_proc AS p
JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname IN ('registry', 'account', 'audit', 'staging')
  AND has_function_privilege('mitroa_service', p.oid, 'EXECUTE')
ORDER BY 1;

\echo == everything that it may write
SELECT n.nspname || '.' || c.relname AS table
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname IN ('registry', 'account', 'audit', 'staging', 'migration')
  AND c.relkind IN ('r', 'p', 'v', 'm')
  AND has_table_privilege('mitroa_service', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER');

\echo == a grant made by mistake still shows no row
\connect - postgres
GRANT SELECT ON ALL TABLES IN SCHEMA registry, audit TO mitroa_service;
\connect - mitroa_service
SELECT count(*) FROM registry.person;
SELECT count(*) FROM registry.state;
SELECT count(*) FROM registry.identifier;
SELECT count(*) FROM audit.ticket;
SELECT count(*) FROM audit.entry;

\echo == the importer sees no person either, and changes no public row
\connect - mitroa_importer
SELECT * FROM registry.person;
SELECT * FROM registry.state;
SELECT * FROM audit.entry;
UPDATE registry.place_version SET name = 'x';
DELETE FROM registry.place_version;

\echo == the auditor reads entries and no more, and writes nothing
\connect - mitroa_auditor
SELECT count(*) > 0 FROM audit.entry;
SELECT * FROM registry.person;
SELECT * FROM audit.ticket;
DELETE FROM audit.entry;
SET default_transaction_read_only = off;
DELETE FROM audit.entry;
SELECT * FROM audit.verify();
