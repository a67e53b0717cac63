-- SPDX-License-Identifier: EUPL-1.2
--
-- On top of tests/sql/world.sql: a rival, a stale fact and what is received, for person 1; for person 3 a fact of which three
-- feeds say three things.

INSERT INTO registry.programme (code) VALUES ('EEE'), ('A21');
INSERT INTO registry.claim (person, feed, as_of, facts) VALUES
    (test.person(1), 3, registry.today() - 5, ARRAY[-20000, NULL]),
    (test.person(1), 2, registry.today() - 400, ARRAY[NULL, 2]),
    (test.person(3), 2, registry.today() - 2, ARRAY[NULL, 2]),
    (test.person(3), 3, registry.today() - 3, ARRAY[NULL, 1]),
    (test.person(3), 5, registry.today() - 4, ARRAY[NULL, 3]);
INSERT INTO registry.receives (person, feed, as_of, programmes)
SELECT test.person(1), 3, registry.today() - 5, array_agg(programme ORDER BY programme) FROM registry.programme;
SELECT registry.derive_state(ARRAY[test.person(1), test.person(3)], registry.today()) AS derived \gset
