-- SPDX-License-Identifier: EUPL-1.2
--
-- Merging boundaries into their register.
--
-- A place has at most one approximate boundary that is current, and one official of each source: a boundary that comes
-- takes the place of that one. Official ones of several sources stand side by side, and the latest decides. The geometry was checked where a failure hurts nobody, and comes as canonical WKB,
-- so that equal shapes have equal bytes.

--   place, source, quality, wkb  side by side, one a boundary
--   lines                        features read
--   as_of                        the day that all of the official ones show, NULL if nobody says
DROP FUNCTION IF EXISTS registry.import_boundaries(integer[], text[], text[], bytea[], bigint);
CREATE OR REPLACE FUNCTION registry.import_boundaries(
    place integer[], source text[], quality text[], wkb bytea[], lines bigint, as_of date,
    OUT new bigint, OUT changed bigint, OUT same bigint)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    made_by bigint := registry.import_open('boundaries', NULL, NULL);
    version bigint;
    differing integer[];
BEGIN
    SELECT count(*) FILTER (WHERE c.held IS NULL), count(*) FILTER (WHERE c.held IS NOT NULL AND c.equal IS NOT TRUE),
           count(*) FILTER (WHERE c.equal), array_agg(c.ordinal) FILTER (WHERE c.equal IS NOT TRUE)
    INTO new, changed, same, differing
    FROM (
        SELECT i.ordinal::integer AS ordinal, b.place AS held,
               b.source = i.source AND public.ST_AsBinary(b.geometry, 'NDR') = i.wkb
               AND (i.quality = 'approximate' OR b.as_of IS NOT DISTINCT FROM import_boundaries.as_of) AS equal
        FROM unnest(import_boundaries.place, import_boundaries.source, import_boundaries.quality,
                    import_boundaries.wkb) WITH ORDINALITY AS i (place, source, quality, wkb, ordinal)
        LEFT JOIN registry.boundary AS b
          ON b.place = i.place AND b.quality = i.quality AND b.until IS NULL
         AND (i.quality = 'approximate' OR b.source = i.source)
    ) AS c;

    IF new + changed > 0 THEN
        version := registry.register_open('boundaries', made_by);
        UPDATE registry.boundary AS b
        SET until = version
        FROM unnest(differing) AS d (ordinal)
        WHERE b.until IS NULL
          AND b.place = import_boundaries.place[d.ordinal]
          AND b.quality = import_boundaries.quality[d.ordinal]
          AND (b.quality = 'approximate' OR b.source = import_boundaries.source[d.ordinal]);
        INSERT INTO registry.boundary (place, source, quality, geometry, as_of, since)
        SELECT import_boundaries.place[d.ordinal], import_boundaries.source[d.ordinal],
               import_boundaries.quality[d.ordinal],
               public.ST_GeomFromWKB(import_boundaries.wkb[d.ordinal], 4326),
               CASE import_boundaries.quality[d.ordinal] WHEN 'official' THEN import_boundaries.as_of END, version
        FROM unnest(differing) AS d (ordinal);
    END IF;
    PERFORM registry.import_close(made_by, lines, new, changed, same);
END
$$;
