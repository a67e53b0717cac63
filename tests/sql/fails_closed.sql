-- SPDX-License-Identifier: EUPL-1.2
-- When the audit cannot be written, nothing is read: neither call gives a personal byte.
\i world.sql

\echo == the audit table is read-only
ALTER TABLE audit.entry ADD CONSTRAINT read_only CHECK (false) NOT VALID;
\connect - mitroa_service
SELECT * FROM test.open('anna', ARRAY[1], 'information', 100);
SELECT * FROM test.read(100, 1);
\connect - postgres
ALTER TABLE audit.entry DROP CONSTRAINT read_only;

\echo == its owner may no longer write it
REVOKE INSERT ON audit.entry FROM mitroa_owner;
\connect - mitroa_service
SELECT * FROM test.open('anna', ARRAY[1], 'information', 100);
SELECT * FROM test.read(100, 1);
\connect - postgres
GRANT INSERT ON audit.entry TO mitroa_owner;

\echo == the row security of the entries refuses
DROP POLICY entry_owner ON audit.entry;
\connect - mitroa_service
SELECT * FROM test.open('anna', ARRAY[1], 'information', 100);
SELECT * FROM test.read(100, 1);
\connect - postgres
CREATE POLICY entry_owner ON audit.entry TO mitroa_owner USING (true);

\echo == a trigger fails
CREATE FUNCTION test.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk is gone'; END $$;
CREATE TRIGGER fail BEFORE INSERT ON audit.entry FOR EACH ROW EXECUTE FUNCTION test.fail();
\connect - mitroa_service
SELECT * FROM test.open('anna', ARRAY[1], 'information', 100);
SELECT * FROM test.read(100, 1);
\connect - postgres
DROP TRIGGER fail ON audit.entry;

\echo == the table has another name
ALTER TABLE audit.entry RENAME TO entry_away;
\connect - mitroa_service
SELECT * FROM test.open('anna', ARRAY[1], 'information', 100);
SELECT * FROM test.read(100, 1);
\connect - postgres
ALTER TABLE audit.entry_away RENAME TO entry;

\echo == the head of the chain is locked by somebody who does not let go: refused within the time for locks
\connect - mitroa_service
SET lock_timeout = '50ms';
\! psql -X -q -U postgres -c "BEGIN; SELECT FROM audit.chain WHERE chain = 0 FOR UPDATE; SELECT pg_sleep(1.5)" >/dev/null & sleep 0.4
SELECT * FROM test.open('anna', ARRAY[1], 'information', 100);
SELECT * FROM test.read(100, 1);
\! wait; sleep 1.5

\echo == the whole session is read-only
SET default_transaction_read_only = on;
SELECT * FROM test.open('anna', ARRAY[1], 'information', 100);
SELECT * FROM test.read(100, 1);

\echo == a ticket laid down before does not open in a read-only transaction either
SET default_transaction_read_only = off;
SELECT * FROM test.open('anna', ARRAY[1], 'information', 101);
SET default_transaction_read_only = on;
SELECT * FROM test.read(101, 1);
SET default_transaction_read_only = off;

\echo == a chain that is no number, or beyond the bound
SET mitroa.chain = 'x';
SELECT * FROM test.open('anna', ARRAY[1], 'information', 102);
SET mitroa.chain = '256';
SELECT * FROM test.open('anna', ARRAY[1], 'information', 102);
SELECT * FROM test.read(102, 1);
RESET mitroa.chain;

\echo == and when all is well again, it is answered
SELECT * FROM test.open('anna', ARRAY[1], 'information', 103);
SELECT * FROM test.read(103, 1);

\echo == an entry is waited for, whatever the connection had asked for
SET synchronous_commit = off;
BEGIN;
SELECT * FROM test.open('anna', ARRAY[1], 'information', 104);
SHOW synchronous_commit;
COMMIT;

\connect - postgres
SELECT * FROM audit.verify();
