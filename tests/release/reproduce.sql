-- SPDX-License-Identifier: EUPL-1.2
--
-- The exact counts behind release 1, once more and by another way: homes by DISTINCT ON, verdicts by the oracle, keys
-- added up as numeric. Run by the owner, inside the database; what comes out is how many counts differ, and nothing
-- about anybody.

\set ON_ERROR_STOP on
SET client_min_messages = warning;
BEGIN;

CREATE TEMP TABLE lives ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY h.person)::integer AS number, h.person, h.place, v.regional_unit, v.prefecture,
       v.region, ('x' || left(encode(sha256(x.record || uuid_send(h.person)), 'hex'), 16))::bit(64)::bigint AS record_key
FROM (SELECT DISTINCT ON (r.person) r.person, r.place
      FROM registry.residence AS r
      JOIN registry.person AS p USING (person)
      WHERE r.stands
        AND p.died_on IS NULL
        AND registry.today() BETWEEN r.valid_from AND COALESCE(r.valid_to, 'infinity')
      ORDER BY r.person, CASE r.basis WHEN 2 THEN 1 WHEN 3 THEN 2 ELSE 3 END, r.as_of DESC, r.place) AS h
JOIN registry.place_version AS v ON v.place = h.place AND v.until IS NULL
CROSS JOIN release.secret AS x;

SELECT oracle.begin();
INSERT INTO pg_temp.question (person, facts, rivals, receives, municipality, regional_unit, prefecture, region)
SELECT h.number,
       ARRAY(SELECT CASE WHEN f.fact = oracle.fact('residence_basis') THEN b.bases ELSE s.facts[f.fact] END
             FROM generate_series(1, (SELECT max(a.fact) FROM registry.fact AS a)) AS f (fact) ORDER BY f.fact),
       ARRAY(SELECT s.rivals[f.fact]
             FROM generate_series(1, (SELECT max(a.fact) FROM registry.fact AS a)) AS f (fact) ORDER BY f.fact),
       s.receives, h.place, h.regional_unit, h.prefecture, h.region
FROM lives AS h
CROSS JOIN LATERAL (
    SELECT sum(DISTINCT 1 << (r.basis - 1)) AS bases
    FROM registry.residence AS r
    WHERE r.person = h.person
      AND r.place = h.place
      AND r.stands
      AND registry.today() BETWEEN r.valid_from AND COALESCE(r.valid_to, 'infinity')) AS b
JOIN registry.state AS s ON s.person = h.person;

CREATE TEMP TABLE verdict ON COMMIT DROP AS
SELECT v.person, v.programme, v.verdict FROM oracle.verdicts(registry.today()) AS v;

-- Of each kind, persons and where they are counted.
CREATE TEMP TABLE member ON COMMIT DROP AS
SELECT 'registered' AS measure, 0 AS programme, h.number FROM lives AS h
UNION ALL
SELECT 'eligible', v.programme, v.person FROM verdict AS v WHERE v.verdict = 2
UNION ALL
SELECT 'unknown', v.programme, v.person FROM verdict AS v WHERE v.verdict = 1
UNION ALL
SELECT 'receiving', p.programme, q.person
FROM pg_temp.question AS q
JOIN (SELECT g.programme, g.places FROM release.programme AS g WHERE g.release = 1) AS p
  ON p.programme = ANY (q.receives) AND (p.places IS NULL OR q.municipality = ANY (p.places))
UNION ALL
SELECT 'unserved', v.programme, v.person
FROM verdict AS v
JOIN pg_temp.question AS q USING (person)
WHERE v.verdict = 2 AND q.receives IS NOT NULL AND v.programme <> ALL (q.receives);

CREATE TEMP TABLE again ON COMMIT DROP AS
SELECT m.measure, m.programme, l.place, count(*) AS persons, mod(sum(h.record_key::numeric), 2::numeric ^ 64) AS key
FROM member AS m
JOIN lives AS h USING (number)
CROSS JOIN LATERAL unnest(ARRAY[h.place, h.regional_unit, h.prefecture, h.region]) AS l (place)
GROUP BY m.measure, m.programme, l.place;

-- measure, counts compared, counts that differ: in number, or in who was counted.
SELECT m.key, count(*),
       count(*) FILTER (WHERE e.persons IS DISTINCT FROM a.persons
                           OR mod(e.cell_key::numeric - a.key, 2::numeric ^ 64) <> 0)
FROM (SELECT * FROM again WHERE persons >= (SELECT min(l.threshold - l.spread) FROM release.law AS l)) AS a
FULL JOIN (SELECT k.key AS measure, x.programme, x.place, x.persons, x.cell_key
           FROM release.exact AS x
           JOIN release.measure AS k USING (measure)
           WHERE x.release = 1
             AND x.detail = 0
             AND k.key IN ('registered', 'eligible', 'unknown', 'receiving', 'unserved')) AS e
  USING (measure, programme, place)
JOIN release.measure AS m ON m.key = COALESCE(e.measure, a.measure)
GROUP BY m.key
ORDER BY m.key;
ROLLBACK;
