-- SPDX-License-Identifier: EUPL-1.2
--
-- On top of tests/sql/world.sql: a rival, a stale fact and what is received, for person 1.

INSERT INTO registry.programme (code) VALUES ('EEE'), ('A21');
INSERT INTO registry.claim (person, feed, as_of, facts) VALUES
    (test.person(1), 3, registry.today() - 5, ARRAY[-20000, NULL]),
    (test.person(1), 2, registry.today() - 400, ARRAY[NULL, 2]);
INSERT INTO registry.receives (person, feed, as_of, programmes)
SELECT test.person(1), 3, registry.today() - 5, array_agg(programme ORDER BY programme) FROM registry.programme;
SELECT registry.derive_state(ARRAY[test.person(1)], registry.today()) AS derived \gset
