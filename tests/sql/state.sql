-- SPDX-License-Identifier: EUPL-1.2
-- State from claims: precedence, rivals, staleness, feeds that are not heard.
-- Facts of this world: 1 birth_date {tax, welfare} for ever; 2 insurance {insurance, welfare, centre} 180 days;
-- 3 pension {insurance, tax} 365; 4 rent {tax, centre} 365; 5 receives {welfare, centre} 90.
\i world.sql
-- Days are shown as days before today.
CREATE FUNCTION test.state(wanted integer, ahead integer DEFAULT 0)
RETURNS TABLE (facts bigint[], feeds smallint[], ago integer[], rivals bigint[], rival_feeds smallint[], rival_ago integer[], receives integer[], receives_feed smallint, receives_ago integer, good_for integer)
LANGUAGE sql AS $$
    SELECT d.facts, d.feeds, ARRAY(SELECT registry.today() - u FROM unnest(d.as_of) AS u),
           d.rivals, d.rival_feeds, CASE WHEN d.rivals IS NOT NULL THEN ARRAY(SELECT registry.today() - u FROM unnest(d.rival_as_of) AS u) END,
           d.receives, d.receives_feed, registry.today() - d.receives_as_of,
           CASE WHEN d.good_until < 'infinity' THEN d.good_until - registry.today() END
    FROM registry.derived_state(ARRAY[test.person(wanted)], registry.today() + ahead) AS d
$$;
CREATE PROCEDURE test.claim(whose integer, feed integer, ago integer, facts bigint[]) LANGUAGE sql AS $$
    INSERT INTO registry.claim (person, feed, as_of, facts) VALUES (test.person(whose), feed, registry.today() - ago, facts)
$$;
DELETE FROM registry.claim;

\echo == nobody has said anything
SELECT * FROM test.state(1);

\echo == one feed
CALL test.claim(1, 1, 10, ARRAY[-1, NULL, 500, 300]);
SELECT * FROM test.state(1);

\echo == a feed that is trusted more overrules, and what it contradicts is the rival
CALL test.claim(1, 2, 100, ARRAY[NULL, 2, 700]);
SELECT * FROM test.state(1);

\echo == agreement is no rival, and the more trusted one is cited
CALL test.claim(1, 5, 5, ARRAY[NULL, 2, NULL, 300]);
SELECT * FROM test.state(1);

\echo == the newest claim of a feed counts, and what it does not say stands from before
CALL test.claim(1, 1, 2, ARRAY[NULL, NULL, NULL, 350]);
SELECT * FROM test.state(1);

\echo == a feed is not heard on what it may not say: institution on pension
CALL test.claim(1, 4, 1, ARRAY[NULL, NULL, 999]);
SELECT * FROM test.state(1);

\echo == what is older than its time is stale: no value, but who said it and when
CALL test.claim(2, 2, 181, ARRAY[NULL, 1, NULL]);
CALL test.claim(2, 1, 5000, ARRAY[-20000, NULL, NULL, 100]);
SELECT * FROM test.state(2);

\echo == on its last day it still counts
CALL test.claim(3, 2, 180, ARRAY[NULL, 1]);
SELECT * FROM test.state(3);
SELECT * FROM test.state(3, 1);

\echo == the most trusted feed is stale: the next fresh one counts, and the stale one is no rival
CALL test.claim(4, 2, 400, ARRAY[NULL, NULL, 700]);
CALL test.claim(4, 1, 10, ARRAY[NULL, NULL, 500]);
SELECT * FROM test.state(4);

\echo == both stale: the newer one is cited
CALL test.claim(5, 2, 500, ARRAY[NULL, NULL, 700]);
CALL test.claim(5, 1, 400, ARRAY[NULL, NULL, 500]);
SELECT * FROM test.state(5);

\echo == three feeds, three values: none of them is taken, and the two most trusted are told
CALL test.claim(6, 5, 1, ARRAY[NULL, 3]);
CALL test.claim(6, 3, 1, ARRAY[NULL, 1]);
CALL test.claim(6, 2, 1, ARRAY[NULL, 2]);
SELECT * FROM test.state(6);

\echo == a third one that agrees with either leaves the two
UPDATE registry.claim SET facts = ARRAY[NULL, 2] WHERE person = test.person(6) AND feed = 5;
SELECT * FROM test.state(6);
UPDATE registry.claim SET facts = ARRAY[NULL, 1] WHERE person = test.person(6) AND feed = 5;
SELECT * FROM test.state(6);

\echo == a claim of tomorrow is not heard today
CALL test.claim(7, 1, 1, ARRAY[NULL, NULL, NULL, 100]);
CALL test.claim(7, 1, -1, ARRAY[NULL, NULL, NULL, 200]);
SELECT * FROM test.state(7);
SELECT * FROM test.state(7, 1);

\echo == an array longer than the list of facts
CALL test.claim(7, 3, 1, ARRAY[-5, NULL, NULL, NULL, NULL, 6, 7]);
SELECT * FROM test.state(7);

\echo == a fact that its feed takes back is not said, and what the feed said before is not heard; the other feed counts
INSERT INTO registry.person (person) VALUES (test.person(8));
CALL test.claim(8, 2, 30, ARRAY[NULL, 2, 700]);
CALL test.claim(8, 1, 20, ARRAY[NULL, NULL, 500]);
CALL test.claim(8, 2, 10, ARRAY[NULL, NULL, registry.withdrawn()]);
SELECT * FROM test.state(8);
CALL test.claim(8, 1, 5, ARRAY[NULL, NULL, registry.withdrawn()]);
SELECT * FROM test.state(8);

\echo == what a person receives: the empty set is said, the absent is not; welfare before centre; stale after 90 days
INSERT INTO registry.receives (person, feed, as_of, programmes) VALUES
    (test.person(1), 5, registry.today() - 1, '{7,9}'), (test.person(1), 3, registry.today() - 50, '{}'),
    (test.person(2), 3, registry.today() - 91, '{7}'),
    (test.person(3), 3, registry.today() - 91, '{7}'), (test.person(3), 5, registry.today() - 90, '{8}'),
    (test.person(4), 1, registry.today(), '{7}'),
    (test.person(5), 3, registry.today() - 20, '{7}'), (test.person(5), 3, registry.today() - 10, NULL),
    (test.person(5), 5, registry.today() - 15, '{8}');
SELECT n, s.receives, s.receives_feed, s.receives_ago, s.good_for FROM generate_series(1, 5) AS n CROSS JOIN LATERAL test.state(n) AS s ORDER BY n;

\echo == written once, and not again while nothing changes
SELECT registry.derive_state(ARRAY(SELECT person FROM registry.person), registry.today());
SELECT registry.derive_state(ARRAY(SELECT person FROM registry.person), registry.today());

\echo == reading does not wait for the nightly refresh: what went stale overnight is stale
UPDATE registry.residence SET place = test.place('4401'), valid_from = '2000-01-01', valid_to = NULL WHERE person = test.person(3) AND basis = 1;
UPDATE registry.claim SET as_of = registry.today() - 181 WHERE person = test.person(3);
UPDATE registry.state SET derived_on = registry.today() - 1, good_until = registry.today() - 1 WHERE person = test.person(3);
\connect - mitroa_service
SELECT * FROM test.open('anna', ARRAY[3], 'information', 1);
SELECT status, facts[2] AS insurance, feeds[2] AS feed, receives, receives_feed FROM registry.person_facts(ARRAY[test.nonce(1)]);
\connect - postgres
SELECT registry.refresh_state(registry.today(), 100), registry.refresh_state(registry.today(), 100);

\echo == another order of feeds is followed at the next reading
SELECT registry.set_facts(ARRAY[3]::smallint[], ARRAY['pension'], ARRAY['σύνταξη'], ARRAY['{1,2}'], ARRAY[365], ARRAY[false]);
SELECT count(*) FROM registry.state WHERE good_until < registry.today();
SELECT facts[3] AS pension, feeds[3] AS feed, rivals[3] AS rival FROM test.state(1);
