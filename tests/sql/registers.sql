-- SPDX-License-Identifier: EUPL-1.2
-- Public registers close rows and open others; rights follow at the commit of a version.
\i world.sql
\connect - mitroa_importer

\echo == what a municipality says about itself is corrected by closing and opening
BEGIN;
SELECT registry.register_open('places', NULL) AS version \gset
UPDATE registry.place_version SET until = :version WHERE place = (SELECT place FROM registry.place WHERE code = '4406') AND until IS NULL;
INSERT INTO registry.place_version (place, name, valid_from, regional_unit, region, mountain, since)
SELECT place, name, valid_from, regional_unit, region, true, :version
FROM registry.place_version
WHERE until = :version;
COMMIT;
SELECT v.since, v.until, v.mountain
FROM registry.place_version AS v JOIN registry.place AS p ON p.place = v.place AND p.code = '4406'
ORDER BY v.since;

\echo == anything else is refused, to the owner and the superuser as well
UPDATE registry.place_version SET name = 'x';
\connect - mitroa_owner
UPDATE registry.place_version SET name = 'x';
UPDATE registry.place_version SET until = 3 WHERE until IS NOT NULL;
UPDATE registry.place_version SET until = NULL WHERE until IS NOT NULL;
UPDATE registry.place_version SET until = 3, name = 'x' WHERE until IS NULL;
DELETE FROM registry.place_version;
\connect - postgres
DELETE FROM registry.structure_version;
\connect - mitroa_importer

\echo == one current row each
BEGIN;
SELECT registry.register_open('places', NULL) AS version \gset
INSERT INTO registry.place_version (place, name, valid_from, since) SELECT place, 'x', '2011-01-01', :version FROM registry.place WHERE code = '4401';
ROLLBACK;

\echo == versions have no gaps after a rollback, and are heard when they commit and not before
LISTEN mitroa_register;
BEGIN;
SELECT registry.register_open('places', NULL);
ROLLBACK;
BEGIN;
SELECT registry.register_open('places', NULL);
SELECT 'nothing heard before the commit';
\o | sed 's/ received from.*//'
COMMIT;
\o
SELECT max(version) FROM registry.register_version;
UNLISTEN *;

\echo == a blank area, an area without places, an unknown one with places, are refused
BEGIN;
SELECT registry.register_open('programmes', NULL) AS version \gset
INSERT INTO registry.programme (code) VALUES ('P');
SAVEPOINT before;
INSERT INTO registry.programme_version (programme, valid_from, title, kind, level, area_kind, area_text, since) SELECT programme, '2020-01-01', 'Π', 'benefit', 'national', 'nationwide', ' ', :version FROM registry.programme;
ROLLBACK TO before;
INSERT INTO registry.programme_version (programme, valid_from, title, kind, level, area_kind, area_text, area_places, since) SELECT programme, '2020-01-01', 'Π', 'benefit', 'national', 'municipalities', 'municipalities:', '{}', :version FROM registry.programme;
ROLLBACK TO before;
INSERT INTO registry.programme_version (programme, valid_from, title, kind, level, area_kind, area_text, area_places, since) SELECT programme, '2020-01-01', 'Π', 'benefit', 'national', 'unknown', 'unknown', '{1}', :version FROM registry.programme;
ROLLBACK TO before;
\echo == a condition that says nothing, and one that only asks whether something is known
INSERT INTO registry.criterion (programme, valid_from, ordinal, block, kind, since) SELECT programme, '2020-01-01', 1, 1, 1, :version FROM registry.programme;
ROLLBACK TO before;
INSERT INTO registry.criterion (programme, valid_from, ordinal, block, kind, fact, operator, since) SELECT programme, '2020-01-01', 1, 1, 1, 4, 10, :version FROM registry.programme;
ROLLBACK TO before;
\echo == a point at infinity, a shelter with a point
INSERT INTO registry.site (code) VALUES ('S');
INSERT INTO registry.site_version (site, structure, name, lon, lat, since) SELECT site, structure, 'Σ', 'Infinity', 38, :version FROM registry.site CROSS JOIN (SELECT min(structure) AS structure FROM registry.structure) AS s;
ROLLBACK TO before;
INSERT INTO registry.site (code) VALUES ('S');
INSERT INTO registry.site_version (site, structure, name, secret, lon, lat, since) SELECT site, structure, 'Σ', true, 22, 37, :version FROM registry.site CROSS JOIN (SELECT min(structure) AS structure FROM registry.structure) AS s;
ROLLBACK;

\echo == for whom each structure is responsible
SELECT s.code, string_agg(DISTINCT p.code, ' ' ORDER BY p.code) AS municipalities, min(j.valid_from) AS valid_from, NULLIF(max(j.valid_to), registry.today() - 1) AS valid_to
FROM registry.jurisdiction AS j
JOIN registry.structure AS s ON s.structure = j.structure
JOIN registry.place AS p ON p.place = j.place
GROUP BY s.code ORDER BY s.code;

\echo == a wider area takes effect with the commit that brings it
BEGIN;
SELECT registry.register_open('providers', NULL) AS version \gset
UPDATE registry.structure_version SET until = :version WHERE structure = (SELECT structure FROM registry.structure WHERE code = 'TRIKALA');
INSERT INTO registry.structure_version (structure, name, kind, area_kind, area_places, area_text, valid_from, since)
SELECT structure, 'Κέντρο Κοινότητας Τρικκαίων', 'community_centre', 'units', ARRAY(SELECT place FROM registry.place WHERE level = 'regional_unit'), 'units:44,26', '2017-01-01', :version
FROM registry.structure WHERE code = 'TRIKALA';
SELECT count(*) FROM registry.jurisdiction AS j JOIN registry.structure AS s ON s.structure = j.structure WHERE s.code = 'TRIKALA';
COMMIT;
SELECT count(*) FROM registry.jurisdiction AS j JOIN registry.structure AS s ON s.structure = j.structure WHERE s.code = 'TRIKALA';

\echo == what stood at an earlier version
SELECT v.area_text FROM registry.structure_version AS v JOIN registry.structure AS s ON s.structure = v.structure
WHERE s.code = 'TRIKALA' AND v.since <= 2 AND (v.until IS NULL OR v.until > 2);

\echo == an import has counts and an entry
SELECT registry.import_open('beneficiaries', 1::smallint, NULL) AS import \gset
SELECT registry.import_close(:import, 100, 60, 30, 10) > 0 AS has_entry;
SELECT register, feed, lines, new, changed, same FROM registry.import;
SELECT registry.import_open('beneficiaries', NULL, NULL);
SELECT registry.import_open('places', 1::smallint, NULL);
SELECT registry.import_close(12345, 0, 0, 0, 0);

\echo == a fact keeps its number
\connect - mitroa_owner
SELECT registry.set_facts(ARRAY[4]::smallint[], ARRAY['income'], ARRAY['εισόδημα'], ARRAY['{1}'], ARRAY[365], ARRAY[false]);
SELECT registry.set_facts(ARRAY[4]::smallint[], ARRAY['rent'], ARRAY['ενοίκιο'], ARRAY['{1,5}'], ARRAY[365], ARRAY[false]);
SELECT registry.set_facts(ARRAY[4]::smallint[], ARRAY['rent'], ARRAY['ενοίκιο'], ARRAY['{5,1}'], ARRAY[365], ARRAY[false]);
