-- SPDX-License-Identifier: EUPL-1.2
-- Questions about persons: who may read whom, and that nothing is read unseen.
\i world.sql
\connect - mitroa_service

\echo == an adviser reads the resident of the own municipality
SELECT * FROM test.open('anna', ARRAY[1], 'information', 100);
SELECT * FROM test.read(100, 1);

\echo == a person of another municipality and one that nobody has look the same: the same row but for its entry
SELECT * FROM test.open('anna', ARRAY[2, 999], 'information', 110);
SELECT count(DISTINCT to_jsonb(f) - 'ordinal' - 'entry') AS kinds, min(status) AS status, count(entry) AS entries,
       bool_and(jsonb_strip_nulls(to_jsonb(f)) - ARRAY['ordinal', 'entry', 'status'] = '{}') AS nothing_else
FROM (SELECT (f).* FROM registry.person_facts(ARRAY[test.nonce(110), test.nonce(111)]) AS f) AS f;

\echo == registered in Kalamata and living in Trikala: both centres read, and each has a reference of its own
SELECT * FROM test.open('anna', ARRAY[3], 'information', 120);
SELECT * FROM test.open('vasilis', ARRAY[3], 'information', 121);
SELECT count(DISTINCT f.reference) AS references, min(f.home) = max(f.home) AS one_home, min(f.residence_basis::text) AS basis
FROM registry.person_facts(ARRAY[test.nonce(120), test.nonce(121)]) AS f;

\echo == the centre reads whom its mobile unit serves; the social service of the partner reads its own and nobody else
SELECT * FROM test.open('anna', ARRAY[4], 'information', 130);
SELECT * FROM test.open('dimos', ARRAY[4, 1], 'information', 131);
SELECT * FROM test.read(130, 3);

\echo == without a residence: any adviser, but only for presence
SELECT * FROM test.open('anna', ARRAY[5], 'information', 140);
SELECT * FROM test.open('anna', ARRAY[5], 'presence', 141);
SELECT * FROM test.open('vasilis', ARRAY[5], 'presence', 142);
SELECT * FROM test.read(140, 3);

\echo == presence opens nobody who has a residence elsewhere
SELECT * FROM test.open('anna', ARRAY[2], 'presence', 145);
SELECT * FROM test.read(145, 1);

\echo == rights follow today: left yesterday, comes tomorrow
SELECT * FROM test.open('anna', ARRAY[6, 7], 'information', 150);
SELECT * FROM test.open('vasilis', ARRAY[7], 'information', 152);
SELECT * FROM test.read(150, 3);

\echo == a structure that has ended, and one whose area is unknown, read nobody
SELECT * FROM test.open('eleni', ARRAY[1], 'information', 160);
SELECT * FROM test.open('nikos', ARRAY[1], 'information', 161);
SELECT * FROM test.read(160, 2);

\echo == a coordinator may not ask, which is entered; a session that nobody has is not
SELECT * FROM test.open('chara', ARRAY[1], 'information', 170);
SELECT * FROM test.open('nobody', ARRAY[1], 'information', 171);
SELECT * FROM test.read(170, 2);

\echo == a purpose that is not in the list and a case that is free text refuse their row alone
SELECT o.ordinal, o.status, o.entry IS NOT NULL AS has_entry
FROM audit.open(array_fill(test.token('anna'), ARRAY[5]), ARRAY(SELECT test.nonce(180 + i) FROM generate_series(0, 4) AS i),
                array_fill(1::smallint, ARRAY[5]), array_fill(test.index(1), ARRAY[5]),
                ARRAY['information', 'curiosity', 'information', NULL, 'information'],
                ARRAY['ΚΚ-2026-00017', NULL, '01013099997', NULL, 'AMKA-0101-3099997']) AS o;
SELECT * FROM test.read(180, 5);

\echo == 64 questions of which one is forbidden: 63 records
SELECT status, count(*) FROM test.open('anna', ARRAY(SELECT CASE i WHEN 17 THEN 2 ELSE 1 END FROM generate_series(1, 64) AS i), 'information', 1000) GROUP BY status;
SELECT status, count(*), count(birth) FROM test.read(1000, 64) GROUP BY status ORDER BY status;

\echo == one batch of several advisers, each with the own rights
SELECT o.ordinal, o.status
FROM audit.open(ARRAY[test.token('anna'), test.token('vasilis'), test.token('chara'), test.token('anna')],
                ARRAY(SELECT test.nonce(190 + i) FROM generate_series(0, 3) AS i), ARRAY[1, 1, 1, 1]::smallint[],
                ARRAY[test.index(1), test.index(1), test.index(1), test.index(2)],
                ARRAY['information', 'information', 'information', 'information'], ARRAY[NULL, NULL, NULL, NULL]::text[]) AS o;
SELECT * FROM test.read(190, 4);

\echo == the own reference leads to the person again; that of another structure leads to nobody
SELECT * FROM test.open('anna', ARRAY[1], 'information', 200);
SELECT encode(uuid_send(f.reference), 'hex') AS reference FROM registry.person_facts(ARRAY[test.nonce(200)]) AS f \gset
SELECT o.status FROM audit.open(ARRAY[test.token('anna')], ARRAY[test.nonce(201)], ARRAY[3::smallint], ARRAY[decode(:'reference', 'hex')], ARRAY['information'], ARRAY[NULL::text]) AS o;
SELECT o.status FROM audit.open(ARRAY[test.token('vasilis')], ARRAY[test.nonce(202)], ARRAY[3::smallint], ARRAY[decode(:'reference', 'hex')], ARRAY['presence'], ARRAY[NULL::text]) AS o;
SELECT * FROM test.read(201, 2);

\echo == a ticket opens once
SELECT * FROM test.open('anna', ARRAY[1], 'information', 210);
SELECT * FROM test.read(210, 1);
SELECT * FROM test.read(210, 1);

\echo == not in the transaction that laid it down, and not after a rollback
BEGIN;
SELECT * FROM test.open('anna', ARRAY[1], 'information', 220);
SELECT * FROM test.read(220, 1);
SAVEPOINT inner_one;
SELECT * FROM test.read(220, 1);
ROLLBACK;
SELECT * FROM test.read(220, 1);

\echo == not after five seconds, and not with a nonce that was never laid down
SELECT * FROM test.open('anna', ARRAY[1, 1], 'information', 230);
\connect - postgres
UPDATE audit.ticket SET opened_at = opened_at - interval '5.1 seconds' WHERE nonce = test.nonce(230);
\connect - mitroa_service
SELECT * FROM test.read(230, 3);

\echo == not if the right was taken away between entry and reading
SELECT * FROM test.open('anna', ARRAY[1], 'information', 240);
\connect - postgres
UPDATE registry.residence SET valid_to = registry.today() - 1 WHERE person = test.person(1);
\connect - mitroa_service
SELECT * FROM test.read(240, 1);
\connect - postgres
UPDATE registry.residence SET valid_to = NULL WHERE person = test.person(1);
\connect - mitroa_service

\echo == a session that is over asks nothing
SELECT account.session_close(test.token('anna'));
SELECT * FROM test.open('anna', ARRAY[1], 'information', 250);
SELECT * FROM test.read(250, 1);

\echo == malformed calls raise and leave nothing
SELECT * FROM audit.open('{}', '{}', '{}', '{}', '{}', '{}');
SELECT * FROM audit.open(ARRAY[test.token('vasilis')], ARRAY[test.nonce(260)], ARRAY[1::smallint], ARRAY[test.index(2)], ARRAY['information'], '{}');
SELECT * FROM audit.open(ARRAY[test.token('vasilis')], ARRAY['\x00'::bytea], ARRAY[1::smallint], ARRAY[test.index(2)], ARRAY['information'], ARRAY[NULL::text]);
SELECT * FROM audit.open(ARRAY[test.token('vasilis')], ARRAY[test.nonce(260)], ARRAY[4::smallint], ARRAY[test.index(2)], ARRAY['information'], ARRAY[NULL::text]);
SELECT * FROM audit.open(ARRAY[test.token('vasilis')], ARRAY[NULL::bytea], ARRAY[1::smallint], ARRAY[test.index(2)], ARRAY['information'], ARRAY[NULL::text]);
SELECT * FROM registry.person_facts('{}');
SELECT * FROM registry.person_facts(ARRAY['\x00'::bytea]);

\echo == what the audit has: how many questions, with which outcome
\connect - postgres
SELECT outcome, count(*) FROM audit.entry WHERE action = 'question' GROUP BY outcome ORDER BY outcome;
\echo == no entry holds the key of a person, an identifier or a token of a session
SELECT count(*)
FROM audit.entry AS e
WHERE EXISTS (SELECT FROM registry.person AS p WHERE position(p.person::text IN convert_from(e.canonical, 'UTF8')) > 0)
   OR EXISTS (SELECT FROM registry.identifier AS i WHERE position(encode(i.index, 'hex') IN convert_from(e.canonical, 'UTF8')) > 0)
   OR EXISTS (SELECT FROM account.session AS s WHERE position(encode(s.token_hash, 'hex') IN convert_from(e.canonical, 'UTF8')) > 0);
SELECT * FROM audit.verify();
