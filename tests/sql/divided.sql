-- SPDX-License-Identifier: EUPL-1.2
-- A municipality that was divided: its people may be read where the parts are served, from the first day of the parts.
\i world.sql

-- Divided yesterday in two parts; TRIKALA serves one, the mobile unit of KALAMATA the other.
BEGIN;
SELECT registry.register_open('places', NULL) AS version \gset
INSERT INTO registry.place (level, code) VALUES
    ('municipality', 'OLD'), ('municipality', 'NORTH'), ('municipality', 'SOUTH');
INSERT INTO registry.place_version (place, name, valid_from, valid_to, regional_unit, region, since) VALUES
    (test.place('OLD'), 'Παλαιός', '2011-01-01', registry.today() - 2, test.place('26'), test.place('ΘΕΣ'), :version),
    (test.place('NORTH'), 'Βόρειος', registry.today() - 1, NULL, test.place('26'), test.place('ΘΕΣ'), :version),
    (test.place('SOUTH'), 'Νότιος', registry.today() - 1, NULL, test.place('26'), test.place('ΘΕΣ'), :version);
INSERT INTO registry.place_succession (predecessor, successor, on_day, share, since) VALUES
    (test.place('OLD'), test.place('NORTH'), registry.today() - 1, 0.4, :version),
    (test.place('OLD'), test.place('SOUTH'), registry.today() - 1, 0.6, :version);
UPDATE registry.structure_version SET until = :version
WHERE structure IN (test.structure('TRIKALA'), test.structure('KALAMATA-MOBILE'));
INSERT INTO registry.structure_version (structure, name, kind, parent, area_kind, area_places, area_text, valid_from, since) VALUES
    (test.structure('TRIKALA'), 'Κέντρο Κοινότητας Τρικκαίων', 'community_centre', NULL, 'municipalities',
        ARRAY[test.place('2601'), test.place('NORTH')], 'municipalities:2601|NORTH', '2017-01-01', :version),
    (test.structure('KALAMATA-MOBILE'), 'Κινητή μονάδα Καλαμάτας', 'mobile_unit', test.structure('KALAMATA'), 'municipalities',
        ARRAY[test.place('4406'), test.place('SOUTH')], 'municipalities:4406|SOUTH', '2018-02-01', :version);
COMMIT;
INSERT INTO registry.residence (person, place, basis, valid_from, feed, as_of)
VALUES (test.person(5), test.place('OLD'), 2, '2015-01-01', 5, '2015-01-01');

\echo == who is responsible for its people, and since when
SELECT s.code, p.code AS place, j.valid_from - registry.today() AS from_day, j.valid_to, j.inherited
FROM registry.jurisdiction AS j
JOIN registry.structure AS s ON s.structure = j.structure
JOIN registry.place AS p ON p.place = j.place
WHERE p.code IN ('OLD', 'NORTH', 'SOUTH')
ORDER BY p.code, s.code;

\echo == the advisers of both parts read the person, those of neither do not
\connect - mitroa_service
SELECT * FROM test.open('vasilis', ARRAY[5], 'information', 1);
SELECT ordinal, status, home = (SELECT place FROM registry.place WHERE code = 'OLD') AS home_is_old FROM registry.person_facts(ARRAY[test.nonce(1)]);
SELECT * FROM test.open('anna', ARRAY[5], 'information', 2);
SELECT ordinal, status FROM registry.person_facts(ARRAY[test.nonce(2)]);
SELECT * FROM test.open('dimos', ARRAY[5], 'information', 3);
SELECT ordinal, status FROM registry.person_facts(ARRAY[test.nonce(3)]);

\echo == what is inherited is no municipality of the structure
SELECT login, cardinality(municipalities) AS municipalities FROM account.session(ARRAY[test.token('anna'), test.token('vasilis')]);

\echo == each reading is in the audit
\connect - postgres
SELECT outcome, count(*) FROM audit.entry WHERE action = 'question' GROUP BY outcome ORDER BY outcome;

\echo == a part that is served no more gives no right to the whole
BEGIN;
SELECT registry.register_open('providers', NULL) AS version \gset
UPDATE registry.structure_version SET until = :version WHERE structure = test.structure('TRIKALA') AND until IS NULL;
INSERT INTO registry.structure_version (structure, name, kind, area_kind, area_places, area_text, valid_from, since)
VALUES (test.structure('TRIKALA'), 'Κέντρο Κοινότητας Τρικκαίων', 'community_centre', 'municipalities',
        ARRAY[test.place('2601')], 'municipalities:2601', '2017-01-01', :version);
COMMIT;
\connect - mitroa_service
SELECT * FROM test.open('vasilis', ARRAY[5], 'information', 4);
SELECT ordinal, status FROM registry.person_facts(ARRAY[test.nonce(4)]);
