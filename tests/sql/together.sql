-- SPDX-License-Identifier: EUPL-1.2
-- Many at once: connections that ask about the same people, on one chain and on two, wait for each other and break nothing.
\i world.sql

\echo == four connections, 30 batches of 20 questions each; two of them write the same chain; nobody is refused
\! for c in 1 2 3 4; do seq 1 30 | sed "s/.*/SELECT FROM test.open((ARRAY['anna','vasilis'])[1 + & % 2], ARRAY(SELECT 1 + (7 * i + $c * &) % 7 FROM generate_series(1, 20) AS i), 'presence', 1000000 * $c + 1000 * &); SELECT FROM test.read(1000000 * $c + 1000 * &, 20);/" | PGOPTIONS="-c mitroa.chain=$((c / 2))" psql -X -q -o /dev/null -v VERBOSITY=terse -U mitroa_service & done; wait
SELECT chain, count(*), max(number) FROM audit.entry WHERE action = 'question' GROUP BY chain ORDER BY chain;
SELECT * FROM audit.verify();
SELECT count(*) FROM audit.ticket;
\echo == one reference for each structure and person that it may read
SELECT count(*), count(DISTINCT (structure, person)) FROM registry.reference;

\echo == versions made at the same time come one after the other
\! for c in 1 2 3 4; do for i in 1 2 3 4 5; do echo "BEGIN; SELECT registry.register_open('places', NULL); SELECT pg_sleep(0.01); COMMIT;"; done | psql -X -q -o /dev/null -v VERBOSITY=terse -U mitroa_importer & done; wait
SELECT count(*), min(version), max(version), bool_and(version = 1 OR made_at > before) AS in_order
FROM (SELECT version, made_at, lag(made_at) OVER (ORDER BY version) AS before FROM registry.register_version) AS v;
