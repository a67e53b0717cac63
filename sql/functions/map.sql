-- SPDX-License-Identifier: EUPL-1.2
--
-- What maps are drawn from. Neighbours share their border and have to share it when it is thinned: the borders are
-- cut into arcs where places meet, each arc is thinned once, and the faces between the arcs are the places again.

-- The boundary that decides for each municipality of a day.
CREATE OR REPLACE FUNCTION registry.map_boundaries(on_day date)
RETURNS TABLE (place integer, code text, name text, regional_unit integer, prefecture integer, region integer,
               official boolean, geometry public.geometry)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT DISTINCT ON (p.place) p.place, p.code, v.name, v.regional_unit, v.prefecture, v.region,
           b.quality = 'official', b.geometry
    FROM registry.place AS p
    JOIN registry.place_version AS v
      ON v.place = p.place AND v.until IS NULL
     AND v.valid_from <= map_boundaries.on_day AND COALESCE(v.valid_to >= map_boundaries.on_day, true)
    JOIN registry.boundary AS b
      ON b.place = p.place AND b.until IS NULL
    WHERE p.level = 'municipality'
    ORDER BY p.place, b.quality = 'official' DESC, b.since DESC, b.source
$$;

-- The arcs between and around the municipalities of a day.
CREATE OR REPLACE FUNCTION registry.map_arcs(on_day date)
RETURNS public.geometry[]
LANGUAGE sql
STABLE
SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT array_agg(d.geom)
    FROM (
        SELECT ST_LineMerge(ST_UnaryUnion(ST_Collect(ST_Transform(ST_Boundary(b.geometry), 3857)))) AS lines
        FROM registry.map_boundaries(map_arcs.on_day) AS b
    ) AS m
    CROSS JOIN LATERAL ST_Dump(m.lines) AS d
    WHERE GeometryType(d.geom) = 'LINESTRING'
$$;

-- Draws the municipalities of a day from thinned arcs into the zooms from-to, and from them the levels above.
CREATE OR REPLACE FUNCTION registry.map_draw(
    arcs public.geometry[], tolerance_m double precision, zoom_from integer, zoom_to integer, on_day date,
    last_day date)
RETURNS void
LANGUAGE sql
SET search_path = pg_catalog, public, pg_temp
AS $$
    WITH face AS MATERIALIZED (
        SELECT row_number() OVER () AS face, d.geom AS shape, ST_Area(d.geom) AS area,
               ST_Transform(ST_PointOnSurface(d.geom), 4326) AS inside
        FROM (
            SELECT ST_Polygonize(l.geom) AS faces
            FROM (SELECT ST_UnaryUnion(ST_Collect(a.arc)) AS lines FROM unnest(map_draw.arcs) AS a (arc)) AS u
            CROSS JOIN LATERAL ST_Dump(u.lines) AS l
        ) AS p
        CROSS JOIN LATERAL ST_Dump(p.faces) AS d
    ), municipality AS MATERIALIZED (
        SELECT * FROM registry.map_boundaries(map_draw.on_day)
    ), owned AS (
        -- Where two sources overlap, the official one has it, and then the lower code.
        -- OFFSET keeps the municipality outside: it is then prepared once, not unpacked for each face.
        SELECT DISTINCT ON (f.face) m.place, f.shape, f.area
        FROM municipality AS m
        CROSS JOIN LATERAL (SELECT * FROM face WHERE ST_Contains(m.geometry, face.inside) OFFSET 0) AS f
        ORDER BY f.face, m.official DESC, m.code COLLATE "C"
    ), drawn AS (
        -- What is smaller than a point is left out, but never the largest part of a municipality.
        SELECT o.place, ST_UnaryUnion(ST_Collect(o.shape)) AS shape
        FROM (SELECT *, row_number() OVER (PARTITION BY place ORDER BY area DESC) AS rank FROM owned) AS o
        WHERE o.rank = 1 OR o.area > map_draw.tolerance_m ^ 2
        GROUP BY o.place
    ), base AS MATERIALIZED (
        -- One that shrank to nothing is drawn as the circle of its size.
        SELECT m.place, m.code, m.name, m.regional_unit, m.prefecture, m.region,
               ST_Multi(COALESCE(d.shape,
                   ST_Buffer(ST_Transform(ST_PointOnSurface(m.geometry), 3857),
                             sqrt(ST_Area(ST_Transform(m.geometry, 3857)) / pi()), 3))) AS shape
        FROM municipality AS m
        LEFT JOIN drawn AS d ON d.place = m.place
    ), area AS (
        SELECT 'municipalities' AS layer, b.place, b.code, b.name, b.shape
        FROM base AS b
        UNION ALL
        SELECT u.layer, u.place, p.code, v.name, ST_Multi(u.shape)
        FROM (
            SELECT k.layer, k.place, ST_UnaryUnion(ST_Collect(b.shape)) AS shape
            FROM base AS b
            CROSS JOIN LATERAL (VALUES ('regional_units', b.regional_unit), ('prefectures', b.prefecture),
                                       ('regions', b.region)) AS k (layer, place)
            WHERE k.place IS NOT NULL
            GROUP BY k.layer, k.place
        ) AS u
        JOIN registry.place AS p ON p.place = u.place
        JOIN registry.place_version AS v ON v.place = u.place AND v.until IS NULL
    )
    INSERT INTO registry.map_feature (layer, zoom_from, zoom_to, valid_from, valid_to, feature, properties, geometry)
    SELECT a.layer, map_draw.zoom_from, map_draw.zoom_to, map_draw.on_day, map_draw.last_day, a.place,
           jsonb_build_object('code', a.code, 'name', a.name), a.shape
    FROM area AS a
$$;

-- Names, each within its place; `rank` says which goes first where there is no room for all.
CREATE OR REPLACE FUNCTION registry.map_label(on_day date, last_day date)
RETURNS void
LANGUAGE sql
SET search_path = pg_catalog, public, pg_temp
AS $$
    INSERT INTO registry.map_feature (layer, zoom_from, zoom_to, valid_from, valid_to, feature, properties, geometry)
    SELECT 'labels', CASE p.level WHEN 'municipality' THEN 5 ELSE 0 END, 22, map_label.on_day, map_label.last_day,
           p.place,
           jsonb_build_object('code', p.code, 'name', v.name, 'level', p.level, 'rank',
               row_number() OVER (PARTITION BY p.level ORDER BY v.population DESC NULLS LAST, ST_Area(f.geometry) DESC)),
           CASE WHEN p.level = 'municipality' AND v.label_lon IS NOT NULL
               THEN ST_Transform(ST_SetSRID(ST_MakePoint(v.label_lon, v.label_lat), 4326), 3857)
               ELSE (SELECT ST_PointOnSurface(d.geom) FROM ST_Dump(f.geometry) AS d
                     ORDER BY ST_Area(d.geom) DESC LIMIT 1)
           END
    FROM registry.map_feature AS f
    JOIN registry.place AS p ON p.place = f.feature
    JOIN registry.place_version AS v ON v.place = p.place AND v.until IS NULL
    WHERE f.layer IN ('municipalities', 'regional_units', 'prefectures', 'regions')
      AND f.zoom_from = 0 AND f.valid_from = map_label.on_day
$$;

-- Thinned for the eye: at the last zoom of a span half a point of a screen.
CREATE OR REPLACE FUNCTION registry.map_prepare_places()
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    span record;
    detail record;
    arcs geometry[];
BEGIN
    DELETE FROM registry.map_feature
    WHERE layer IN ('municipalities', 'regional_units', 'prefectures', 'regions', 'labels');
    -- Each span of days in which no municipality comes or goes; mostly one, from today on.
    FOR span IN
        SELECT c.day AS first_day, COALESCE(lead(c.day) OVER (ORDER BY c.day) - 1, 'infinity') AS last_day
        FROM (
            SELECT registry.today() AS day
            UNION
            SELECT d.day
            FROM registry.place_version AS v
            JOIN registry.place AS p ON p.place = v.place AND p.level = 'municipality'
            CROSS JOIN LATERAL (VALUES (v.valid_from), (v.valid_to + 1)) AS d (day)
            WHERE v.until IS NULL AND d.day > registry.today()
        ) AS c
    LOOP
        arcs := registry.map_arcs(span.first_day);
        FOR detail IN
            SELECT * FROM (VALUES (11, 22, 12.0), (9, 10, 45.0), (7, 8, 180.0), (6, 6, 600.0),
                                  (4, 5, 1200.0), (0, 3, 5000.0))
                AS d (zoom_from, zoom_to, tolerance_m)
            ORDER BY d.tolerance_m
        LOOP
            SELECT array_agg(s.arc) INTO arcs
            FROM (SELECT ST_Simplify(a.arc, detail.tolerance_m, true) AS arc FROM unnest(arcs) AS a (arc)) AS s
            WHERE s.arc IS NOT NULL;
            PERFORM registry.map_draw(arcs, detail.tolerance_m, detail.zoom_from, detail.zoom_to, span.first_day,
                                      span.last_day);
        END LOOP;
        PERFORM registry.map_label(span.first_day, span.last_day);
    END LOOP;
    -- A clock that is set back still finds a map.
    UPDATE registry.map_feature SET valid_from = '-infinity'
    WHERE valid_from = registry.today()
      AND layer IN ('municipalities', 'regional_units', 'prefectures', 'regions', 'labels');
    ANALYZE registry.map_feature;
END
$$;

-- Sites and stops that have a point. A shelter has none. Branches for a group go by their neutral name.
CREATE OR REPLACE FUNCTION registry.map_prepare_points()
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    DELETE FROM registry.map_feature WHERE layer IN ('sites', 'stops');

    INSERT INTO registry.map_feature (layer, zoom_from, zoom_to, valid_from, valid_to, feature, properties, geometry)
    SELECT 'sites', 0, 22,
           GREATEST(v.valid_from, t.valid_from, '-infinity'), LEAST(v.valid_to, t.valid_to, 'infinity'), s.site,
           jsonb_strip_nulls(jsonb_build_object('code', s.code, 'name', v.name, 'kind', t.kind,
               'structure', r.code, 'structure_name', COALESCE(t.neutral_name, t.name), 'municipality', p.code,
               'sample', v.sample)),
           ST_Transform(ST_SetSRID(ST_MakePoint(v.lon, v.lat), 4326), 3857)
    FROM registry.site AS s
    JOIN registry.site_version AS v ON v.site = s.site AND v.until IS NULL
    JOIN registry.structure AS r ON r.structure = v.structure
    JOIN registry.structure_version AS t ON t.structure = v.structure AND t.until IS NULL
    LEFT JOIN registry.place AS p ON p.place = v.place
    WHERE v.lon IS NOT NULL AND NOT v.secret
      AND GREATEST(v.valid_from, t.valid_from, '-infinity') <= LEAST(v.valid_to, t.valid_to, 'infinity');

    -- A stop of one day is drawn until it is over.
    INSERT INTO registry.map_feature (layer, zoom_from, zoom_to, valid_from, valid_to, feature, properties, geometry)
    SELECT 'stops', 0, 22, '-infinity',
           CASE WHEN s.rule IS NULL THEN (s.starts_at AT TIME ZONE 'Europe/Athens')::date ELSE 'infinity' END,
           row_number() OVER (ORDER BY r.code COLLATE "C", s.starts_at),
           jsonb_strip_nulls(jsonb_build_object('code', r.code, 'name', COALESCE(s.settlement, v.name),
               'structure_name', COALESCE(t.neutral_name, t.name), 'municipality', p.code,
               'first_day', (s.starts_at AT TIME ZONE 'Europe/Athens')::date,
               'from', to_char(s.starts_at AT TIME ZONE 'Europe/Athens', 'HH24:MI'),
               'to', to_char(s.ends_at AT TIME ZONE 'Europe/Athens', 'HH24:MI'),
               'repeats', s.rule IS NOT NULL, 'services', s.services, 'sample', t.sample)),
           ST_Transform(ST_SetSRID(ST_MakePoint(s.lon, s.lat), 4326), 3857)
    FROM registry.stop AS s
    JOIN registry.structure AS r ON r.structure = s.structure
    JOIN registry.structure_version AS t ON t.structure = s.structure AND t.until IS NULL
    JOIN registry.place AS p ON p.place = s.place
    LEFT JOIN registry.place_version AS v ON v.place = s.place AND v.until IS NULL
    WHERE s.until IS NULL AND s.lon IS NOT NULL;
END
$$;

CREATE OR REPLACE FUNCTION registry.register_version_draws()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.register IN ('places', 'boundaries') THEN
        PERFORM registry.map_prepare_places();
    END IF;
    IF NEW.register IN ('places', 'providers') THEN
        PERFORM registry.map_prepare_points();
    END IF;
    -- Nobody is to wait for plans that were made for empty tables.
    IF NEW.register = 'places' THEN
        ANALYZE registry.place, registry.place_version;
    ELSIF NEW.register = 'programmes' THEN
        ANALYZE registry.programme, registry.programme_version, registry.criterion, registry.document;
    ELSIF NEW.register = 'providers' THEN
        ANALYZE registry.body, registry.body_version, registry.structure, registry.structure_version, registry.site,
                registry.site_version, registry.offer, registry.offer_version, registry.stop;
    END IF;
    RETURN NULL;
END
$$;

-- Deferred to the commit, when all rows of the version stand: no version is ever drawn from another's shapes.
DROP TRIGGER IF EXISTS register_version_draws ON registry.register_version;
CREATE CONSTRAINT TRIGGER register_version_draws
    AFTER INSERT ON registry.register_version
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION registry.register_version_draws();

-- A register that was filled before there were maps.
DO $$
BEGIN
    IF EXISTS (SELECT FROM registry.boundary) AND NOT EXISTS (SELECT FROM registry.map_feature) THEN
        PERFORM registry.map_prepare_places();
        PERFORM registry.map_prepare_points();
    END IF;
END
$$;
