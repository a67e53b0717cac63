-- SPDX-License-Identifier: EUPL-1.2
-- The audit chains: every change of an entry shows, and is refused in the first place.
\i world.sql
\connect - mitroa_service
SELECT count(*) FROM test.open('anna', ARRAY(SELECT 1 + i % 3 FROM generate_series(1, 50) AS i), 'information', 1);
SET mitroa.chain = '3';
SELECT count(*) FROM test.open('vasilis', ARRAY[1, 2, 3, 4, 5], 'referral', 100);
RESET mitroa.chain;

\echo == entries are kept, by whoever tries
\connect - mitroa_owner
UPDATE audit.entry SET purpose = 'presence';
DELETE FROM audit.entry WHERE entry = 1;
TRUNCATE audit.entry;

\echo == two chains, each from 1 without a gap
\connect - mitroa_auditor
SELECT chain, min(number), max(number), count(*) FROM audit.entry GROUP BY chain ORDER BY chain;
SELECT chain, entries, length(head) FROM audit.heads();
SELECT * FROM audit.verify();

\echo == anybody can follow it: the bytes say what the columns say, the hash is plain SHA-256
SELECT regexp_replace(convert_from(canonical, 'UTF8'), '\|\d{16}\|question\|(.*)\|[0-9a-f-]{36}\|', '|AT|question|\1|SUBJECT|') FROM audit.entry WHERE chain = 3 AND number = 1;
SELECT hash = sha256(decode(repeat('00', 32), 'hex') || canonical) AS follows FROM audit.entry WHERE chain = 3 AND number = 1;

\echo == somebody with all rights switches the guard off and rewrites history
\connect - postgres
ALTER TABLE audit.entry DISABLE TRIGGER entry_keep;
BEGIN;
UPDATE audit.entry SET purpose = 'presence' WHERE chain = 0 AND number = 40;
SELECT chain, number, reason FROM audit.verify();
ROLLBACK;
BEGIN;
UPDATE audit.entry SET at = at + interval '1 microsecond' WHERE chain = 0 AND number = 40;
SELECT chain, number, reason FROM audit.verify();
ROLLBACK;
BEGIN;
UPDATE audit.entry SET subject = NULL, canonical = audit.canonical(chain, number, at, action, account, role, structure, session, NULL, purpose, case_ref, outcome, object, register_version) WHERE chain = 0 AND number = 40;
SELECT chain, number, reason FROM audit.verify();
ROLLBACK;
BEGIN;
UPDATE audit.entry SET hash = set_byte(hash, 0, get_byte(hash, 0) # 1) WHERE chain = 0 AND number = 40;
SELECT chain, number, reason FROM audit.verify();
ROLLBACK;
BEGIN;
DELETE FROM audit.entry WHERE chain = 0 AND number = 40;
SELECT chain, number, entry, reason FROM audit.verify();
ROLLBACK;
\echo == the last entry cut off, the first one, a whole chain, the head turned back
BEGIN;
DELETE FROM audit.entry WHERE chain = 3 AND number = 5;
SELECT chain, number, reason FROM audit.verify();
ROLLBACK;
BEGIN;
DELETE FROM audit.entry WHERE chain = 3 AND number = 1;
SELECT chain, number, reason FROM audit.verify();
ROLLBACK;
BEGIN;
DELETE FROM audit.entry WHERE chain = 3;
SELECT chain, number, reason FROM audit.verify();
ROLLBACK;
BEGIN;
DELETE FROM audit.chain WHERE chain = 3;
SELECT chain, number, reason FROM audit.verify();
ROLLBACK;
BEGIN;
UPDATE audit.chain SET head = set_byte(head, 31, get_byte(head, 31) # 1) WHERE chain = 3;
SELECT chain, number, reason FROM audit.verify();
ROLLBACK;
\echo == entries of one chain moved to another, two of them exchanged
BEGIN;
UPDATE audit.entry SET chain = 7 WHERE chain = 3;
SELECT chain, number, reason FROM audit.verify();
ROLLBACK;
BEGIN;
UPDATE audit.entry SET number = 1000 WHERE chain = 0 AND number = 40;
UPDATE audit.entry SET number = 40 WHERE chain = 0 AND number = 41;
UPDATE audit.entry SET number = 41 WHERE chain = 0 AND number = 1000;
SELECT chain, number, reason FROM audit.verify();
ROLLBACK;
\echo == tampering in both chains names both
BEGIN;
UPDATE audit.entry SET case_ref = 'ΚΚ-2026-00018' WHERE number = 2;
SELECT chain, number, reason FROM audit.verify();
ROLLBACK;
SELECT * FROM audit.verify();
