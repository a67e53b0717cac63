-- SPDX-License-Identifier: EUPL-1.2
--
-- Merging postcodes into the register of places, as names of a kind of their own.
--
-- A file says all about each postcode that it names: municipalities that it leaves out lose the postcode. Postcodes that
-- it does not name stay. Besides the municipalities that it says, a postcode lies in the one that holds its point.

-- lines: objects {"postcode", "places": [key, …], "lon", "lat"}; without a point lon and lat are null.
CREATE OR REPLACE FUNCTION registry.incoming_postcode(lines jsonb)
RETURNS TABLE (postcode text, place integer)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH line AS (
        SELECT x ->> 'postcode' AS postcode, x -> 'places' AS places,
               (x ->> 'lon')::double precision AS lon, (x ->> 'lat')::double precision AS lat
        FROM jsonb_array_elements(lines) AS x
    ), layer AS (
        -- The boundary that decides, as the snapshot orders them.
        SELECT DISTINCT ON (b.place) b.place, b.geometry
        FROM registry.boundary AS b
        JOIN registry.place AS p ON p.place = b.place AND p.level = 'municipality'
        JOIN registry.place_version AS v ON v.place = b.place AND v.until IS NULL
        WHERE b.until IS NULL
          AND registry.today() BETWEEN v.valid_from AND COALESCE(v.valid_to, 'infinity')
        ORDER BY b.place, b.quality = 'official' DESC, b.as_of DESC NULLS LAST, b.since DESC, b.source
    )
    SELECT l.postcode, said.place::integer
    FROM line AS l
    CROSS JOIN LATERAL jsonb_array_elements_text(l.places) AS said (place)
    UNION
    SELECT l.postcode, b.place
    FROM line AS l
    JOIN layer AS b
      ON public.ST_Intersects(b.geometry, public.ST_SetSRID(public.ST_MakePoint(l.lon, l.lat), 4326))
    WHERE l.lon IS NOT NULL
$$;

CREATE OR REPLACE FUNCTION registry.import_postcodes(
    file jsonb, lines bigint, OUT new bigint, OUT changed bigint, OUT same bigint, OUT ended bigint)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    made_by bigint := registry.import_open('places', NULL, NULL);
    version bigint;
    differing text[];
BEGIN
    SELECT count(*) FILTER (WHERE c.held IS NULL), count(*) FILTER (WHERE c.held <> c.list),
           count(*) FILTER (WHERE c.held = c.list), array_agg(c.postcode) FILTER (WHERE c.held IS DISTINCT FROM c.list)
    INTO new, changed, same, differing
    FROM (
        SELECT i.postcode, array_agg(i.place ORDER BY i.place) AS list,
               (SELECT array_agg(n.place ORDER BY n.place)
                FROM registry.place_name AS n
                WHERE n.kind = 'postcode' AND n.until IS NULL AND n.name = i.postcode) AS held
        FROM registry.incoming_postcode(file) AS i
        GROUP BY i.postcode
    ) AS c;
    ended := 0;

    IF new + changed > 0 THEN
        version := registry.register_open('places', made_by);
        UPDATE registry.place_name AS n SET until = version
        WHERE n.kind = 'postcode' AND n.until IS NULL AND n.name = ANY (differing);
        INSERT INTO registry.place_name (place, name, kind, since)
        SELECT i.place, i.postcode, 'postcode', version
        FROM registry.incoming_postcode(file) AS i
        WHERE i.postcode = ANY (differing);
    END IF;
    PERFORM registry.import_close(made_by, lines, new, changed, same);
END
$$;
