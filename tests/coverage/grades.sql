-- SPDX-License-Identifier: EUPL-1.2
--
-- How each programme comes to each municipality where it is valid, found from the registers by SQL and PostGIS alone:
-- municipality, programme, and what there is. Polygons and rules of stops other than weekly are not in the registers of the test.
-- :day, :days
WITH municipality AS MATERIALIZED (
    SELECT p.place, p.code, v.regional_unit, v.region, public.ST_Point(v.label_lon, v.label_lat)::public.geography AS label
    FROM registry.place AS p
    JOIN registry.place_version AS v ON v.place = p.place AND v.until IS NULL
    WHERE p.level = 'municipality'
      AND COALESCE(v.valid_from, '-infinity') <= :'day' AND COALESCE(v.valid_to, 'infinity') >= :'day'
), valid AS (
    SELECT m.*, p.programme, p.code AS programme_code
    FROM municipality AS m
    JOIN registry.programme_version AS v
      ON v.until IS NULL AND v.valid_from <= :'day' AND COALESCE(v.valid_to, 'infinity') >= :'day'
     AND CASE v.area_kind
             WHEN 'nationwide' THEN true
             WHEN 'regions' THEN m.region = ANY (v.area_places)
             WHEN 'units' THEN m.regional_unit = ANY (v.area_places)
             WHEN 'municipalities' THEN m.place = ANY (v.area_places)
             ELSE false
         END
    JOIN registry.programme AS p ON p.programme = v.programme
), given AS MATERIALIZED (
    SELECT o.*
    FROM registry.offer_version AS o
    JOIN registry.structure_version AS s ON s.structure = o.structure AND s.until IS NULL
    WHERE o.until IS NULL
      AND COALESCE(o.valid_from, '-infinity') <= :'day' AND COALESCE(o.valid_to, 'infinity') >= :'day'
      AND COALESCE(s.valid_from, '-infinity') <= :'day' AND COALESCE(s.valid_to, 'infinity') >= :'day'
      AND NOT EXISTS (
          SELECT
          FROM registry.closure AS c
          WHERE c.until IS NULL AND c.mode IS NULL AND c.valid_to IS NULL AND c.valid_from <= :'day'
            AND (c.structure = o.structure OR c.offer = o.offer))
), looked AS (
    SELECT v.code, v.programme_code,
           bool_or(g.mode = 'home' AND g.holds) AS home,
           bool_or(g.mode IN ('telephone', 'online', 'application') AND g.holds) AS remote,
           bool_or(g.mode = 'site' AND g.holds AND site.place = v.place) AS here,
           min(public.ST_Distance(v.label, public.ST_Point(site.lon, site.lat)::public.geography))
               FILTER (WHERE g.mode = 'site' AND g.holds) AS nearest,
           bool_or(g.mode = 'stop' AND g.holds AND stop.comes) AS stop,
           count(*) FILTER (WHERE g.holds) AS n,
           bool_or(g.holds IS NULL AND g.offer IS NOT NULL) AS unknown
    FROM valid AS v
    LEFT JOIN LATERAL (
        SELECT o.*, serves.holds
        FROM given AS o
        CROSS JOIN LATERAL (
            SELECT CASE o.area_kind
                       WHEN 'nationwide' THEN true
                       WHEN 'regions' THEN v.region = ANY (o.area_places)
                       WHEN 'units' THEN v.regional_unit = ANY (o.area_places)
                       WHEN 'municipalities' THEN v.place = ANY (o.area_places)
                   END AS holds) AS serves
        WHERE o.programme = v.programme AND serves.holds IS NOT FALSE) AS g ON true
    LEFT JOIN registry.site_version AS site
      ON site.site = g.site AND site.until IS NULL
     AND COALESCE(site.valid_from, '-infinity') <= :'day' AND COALESCE(site.valid_to, 'infinity') >= :'day'
    LEFT JOIN LATERAL (
        SELECT true AS comes
        FROM registry.stop AS t
        WHERE g.mode = 'stop' AND t.structure = g.structure AND t.until IS NULL AND v.place = ANY (t.serves)
          AND CASE WHEN t.rule LIKE 'FREQ=WEEKLY%' THEN t.starts_at <= :'day'::timestamptz
                   ELSE t.starts_at::date BETWEEN :'day' AND :'day'::date + :days END
        LIMIT 1) AS stop ON true
    GROUP BY v.code, v.programme_code
)
SELECT code, programme_code, COALESCE(home, false), COALESCE(remote, false), COALESCE(here, false),
       COALESCE(nearest, 'infinity'), COALESCE(stop, false), n, COALESCE(unknown, false)
FROM looked
ORDER BY code, programme_code;
