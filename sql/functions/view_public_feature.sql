-- SPDX-License-Identifier: EUPL-1.2
--
-- The public registers as features for GIS programs: one row a thing, of one shape for all collections. Names are the
-- neutral ones where there are such; a shelter has no point. What `registry/collection.c` documents is what
-- `properties` has, and a test holds them against each other.

DROP VIEW IF EXISTS registry.public_feature;

CREATE VIEW registry.public_feature AS
SELECT CASE p.level
           WHEN 'municipality' THEN 'municipalities'
           WHEN 'regional_unit' THEN 'regional_units'
           WHEN 'prefecture' THEN 'prefectures'
           ELSE 'regions'
       END AS collection,
       p.code AS id, v.valid_from, v.valid_to,
       p.code, NULL::text AS municipality, NULL::text AS kind, NULL::text AS programme,
       CASE p.level
           WHEN 'municipality' THEN (
               SELECT b.geometry
               FROM registry.boundary AS b
               WHERE b.place = p.place AND b.until IS NULL
               ORDER BY b.quality = 'official' DESC, b.since DESC, b.source
               LIMIT 1)
           ELSE (
               SELECT public.ST_Transform(f.geometry, 4326)
               FROM registry.map_feature AS f
               WHERE f.feature = p.place AND f.zoom_to = 22
                 AND f.layer IN ('regional_units', 'prefectures', 'regions')
                 AND registry.today() BETWEEN f.valid_from AND f.valid_to)
       END AS geometry,
       json_build_object(
           'code', p.code, 'name', v.name, 'name_latin', v.name_latin,
           'regional_unit', (SELECT u.code FROM registry.place AS u WHERE u.place = v.regional_unit),
           'prefecture', (SELECT u.code FROM registry.place AS u WHERE u.place = v.prefecture),
           'region', (SELECT u.code FROM registry.place AS u WHERE u.place = v.region),
           'seat', v.seat, 'population', v.population, 'population_year', v.population_year, 'area_km2', v.area_km2,
           'mountain', v.mountain, 'disadvantaged', v.disadvantaged, 'island', v.island, 'remote', v.remote,
           'boundary_quality', (
               SELECT b.quality
               FROM registry.boundary AS b
               WHERE b.place = p.place AND b.until IS NULL
               ORDER BY b.quality = 'official' DESC, b.since DESC, b.source
               LIMIT 1),
           'valid_from', v.valid_from, 'valid_to', v.valid_to) AS properties
FROM registry.place AS p
JOIN registry.place_version AS v ON v.place = p.place AND v.until IS NULL
UNION ALL
SELECT 'structures', s.code, v.valid_from, v.valid_to,
       s.code, p.code, v.kind, NULL,
       -- A structure whose own point is not said is where its first site is.
       COALESCE(public.ST_SetSRID(public.ST_MakePoint(v.lon, v.lat), 4326), (
           SELECT public.ST_SetSRID(public.ST_MakePoint(t.lon, t.lat), 4326)
           FROM registry.site_version AS t
           JOIN registry.site AS i ON i.site = t.site
           WHERE t.structure = s.structure AND t.until IS NULL AND NOT t.secret AND t.lon IS NOT NULL
           ORDER BY i.code COLLATE "C"
           LIMIT 1)),
       json_build_object(
           'code', s.code, 'name', COALESCE(v.neutral_name, v.name), 'kind', v.kind,
           'body', (SELECT b.name FROM registry.body_version AS b WHERE b.body = v.body AND b.until IS NULL),
           'parent', (SELECT t.code FROM registry.structure AS t WHERE t.structure = v.parent),
           'municipality', p.code, 'address', v.address, 'hours', v.hours, 'phone', v.phone, 'email', v.email,
           'url', v.url, 'access_inside', v.access_inside, 'access_outside', v.access_outside, 'area', v.area_text,
           'valid_from', v.valid_from, 'valid_to', v.valid_to, 'sample', v.sample)
FROM registry.structure AS s
JOIN registry.structure_version AS v ON v.structure = s.structure AND v.until IS NULL
LEFT JOIN registry.place AS p ON p.place = v.place
UNION ALL
SELECT 'sites', s.code, v.valid_from, v.valid_to,
       s.code, p.code, v.kind, NULL,
       CASE WHEN NOT v.secret THEN public.ST_SetSRID(public.ST_MakePoint(v.lon, v.lat), 4326) END,
       json_build_object(
           'code', s.code, 'name', v.name, 'kind', v.kind, 'structure', r.code,
           'structure_name', (SELECT COALESCE(t.neutral_name, t.name) FROM registry.structure_version AS t
                              WHERE t.structure = v.structure AND t.until IS NULL),
           'municipality', p.code, 'geocoding', CASE WHEN NOT v.secret THEN v.geocoding END,
           'address', CASE WHEN NOT v.secret THEN v.address END, 'hours', v.hours,
           'phone', v.phone, 'email', v.email, 'access_inside', v.access_inside, 'access_outside', v.access_outside,
           'valid_from', v.valid_from, 'valid_to', v.valid_to, 'sample', v.sample)
FROM registry.site AS s
JOIN registry.site_version AS v ON v.site = s.site AND v.until IS NULL
JOIN registry.structure AS r ON r.structure = v.structure
LEFT JOIN registry.place AS p ON p.place = v.place
UNION ALL
SELECT 'offers', o.code, v.valid_from, v.valid_to,
       o.code, p.code, v.kind, g.code,
       CASE WHEN NOT s.secret THEN public.ST_SetSRID(public.ST_MakePoint(s.lon, s.lat), 4326) END,
       json_build_object(
           'code', o.code, 'kind', v.kind, 'programme', g.code,
           'programme_title', (
               SELECT COALESCE(t.neutral_title, t.title)
               FROM registry.programme_version AS t
               WHERE t.programme = v.programme AND t.until IS NULL
               ORDER BY t.valid_from <= registry.today() DESC, t.valid_from DESC
               LIMIT 1),
           'service', v.service, 'title', v.title, 'structure', r.code,
           'structure_name', (SELECT COALESCE(t.neutral_name, t.name) FROM registry.structure_version AS t
                              WHERE t.structure = v.structure AND t.until IS NULL),
           'mode', v.mode, 'site', i.code, 'municipality', p.code,
           'geocoding', CASE WHEN NOT s.secret THEN s.geocoding END, 'area', v.area_text,
           'hours', COALESCE(v.hours, s.hours), 'phone', COALESCE(v.phone, s.phone),
           'email', COALESCE(v.email, s.email), 'capacity', v.capacity, 'age_from', v.age_from, 'age_to', v.age_to,
           'opens_on', v.opens_on, 'closes_on', v.closes_on, 'confirmed_on', v.confirmed_on,
           'valid_from', v.valid_from, 'valid_to', v.valid_to, 'sample', v.sample)
FROM registry.offer AS o
JOIN registry.offer_version AS v ON v.offer = o.offer AND v.until IS NULL
JOIN registry.structure AS r ON r.structure = v.structure
LEFT JOIN registry.programme AS g ON g.programme = v.programme
LEFT JOIN registry.site AS i ON i.site = v.site
LEFT JOIN registry.site_version AS s ON s.site = v.site AND s.until IS NULL
LEFT JOIN registry.place AS p ON p.place = s.place
UNION ALL
SELECT 'stops', r.code || to_char(l.starts_at, ':YYYY-MM-DD.HH24MI'), l.starts_at::date,
       CASE WHEN t.rule IS NULL THEN l.starts_at::date END,
       r.code, p.code, NULL, NULL,
       public.ST_SetSRID(public.ST_MakePoint(t.lon, t.lat), 4326),
       json_build_object(
           'code', r.code,
           'structure_name', (SELECT COALESCE(v.neutral_name, v.name) FROM registry.structure_version AS v
                              WHERE v.structure = t.structure AND v.until IS NULL),
           'municipality', p.code, 'settlement', t.settlement, 'first_day', l.starts_at::date,
           'from', to_char(l.starts_at, 'HH24:MI'), 'to', to_char(l.ends_at, 'HH24:MI'), 'rule', t.rule,
           'services', t.services)
FROM registry.stop AS t
CROSS JOIN LATERAL (SELECT t.starts_at AT TIME ZONE 'Europe/Athens' AS starts_at,
                           t.ends_at AT TIME ZONE 'Europe/Athens' AS ends_at) AS l
JOIN registry.structure AS r ON r.structure = t.structure
JOIN registry.place AS p ON p.place = t.place
WHERE t.until IS NULL;

COMMENT ON VIEW registry.public_feature IS
    'Τα δημόσια μητρώα ως γεωχωρικά αντικείμενα: μία γραμμή για κάθε τόπο, δομή, σημείο, παροχή και στάση';
