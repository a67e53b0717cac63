-- SPDX-License-Identifier: EUPL-1.2
--
-- Merging a file into the register of places.
--
-- A line says all about its place: the row of the place, its codes, its names and its successors are compared as a
-- whole with what stands, and what differs is closed and opened again in one register version. If nothing differs
-- there is no version. Places that the file does not name stay, and so do postcodes, which have a file of their own.

-- The rows of a file with keys instead of codes. Every place that is named must have its key already.
CREATE OR REPLACE FUNCTION registry.incoming_place(lines jsonb)
RETURNS TABLE (place integer, level text, incoming registry.place_version, codes jsonb, names jsonb, successors jsonb)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT p.place, p.level,
           jsonb_populate_record(NULL::registry.place_version,
               line || jsonb_build_object(
                   'place', p.place,
                   'regional_unit', (SELECT u.place FROM registry.place AS u
                                     WHERE u.level = 'regional_unit' AND u.code = line ->> 'regional_unit'),
                   'prefecture', (SELECT u.place FROM registry.place AS u
                                  WHERE u.level = 'prefecture' AND u.code = line ->> 'prefecture'),
                   'region', (SELECT u.place FROM registry.place AS u
                              WHERE u.level = 'region' AND u.code = line ->> 'region'))),
           line -> 'codes', line -> 'names', line -> 'successors'
    FROM jsonb_array_elements(lines) AS line
    JOIN registry.place AS p ON p.level = line ->> 'level' AND p.code = line ->> 'code'
$$;

-- Codes, names and successors of the places of a file, one row each.
CREATE OR REPLACE FUNCTION registry.incoming_place_code(lines jsonb)
RETURNS TABLE (place integer, level text, edition text, code text)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT i.place, i.level, c ->> 'edition', c ->> 'code'
    FROM registry.incoming_place(lines) AS i, jsonb_array_elements(i.codes) AS c
$$;

-- A name that stands twice in a line counts once, with the first of its kinds.
CREATE OR REPLACE FUNCTION registry.incoming_place_name(lines jsonb)
RETURNS TABLE (place integer, name text, kind text)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT DISTINCT ON (i.place, n.line ->> 'name') i.place, n.line ->> 'name', n.line ->> 'kind'
    FROM registry.incoming_place(lines) AS i,
         jsonb_array_elements(i.names) WITH ORDINALITY AS n (line, ordinal)
    ORDER BY i.place, n.line ->> 'name', n.ordinal
$$;

CREATE OR REPLACE FUNCTION registry.incoming_place_succession(lines jsonb)
RETURNS TABLE (predecessor integer, successor integer, on_day date, share double precision)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT i.place, h.place, (i.incoming).valid_to + 1, (s ->> 'share')::double precision
    FROM registry.incoming_place(lines) AS i, jsonb_array_elements(i.successors) AS s
    JOIN registry.place AS h ON h.code = s ->> 'code'
    WHERE h.level = i.level
$$;

-- Whether the register has the place at all (is_new), and whether anything about it differs.
CREATE OR REPLACE FUNCTION registry.compared_place(lines jsonb)
RETURNS TABLE (place integer, is_new boolean, is_changed boolean)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH file_code AS MATERIALIZED (
        SELECT x.place, array_agg(x.edition || ':' || x.code ORDER BY x.edition, x.code) AS list
        FROM registry.incoming_place_code(lines) AS x GROUP BY x.place
    ), file_name AS MATERIALIZED (
        SELECT x.place, array_agg(x.kind || ':' || x.name ORDER BY x.kind, x.name) AS list
        FROM registry.incoming_place_name(lines) AS x GROUP BY x.place
    ), file_succession AS MATERIALIZED (
        SELECT x.predecessor AS place, array_agg((x.successor, x.on_day, x.share)::text ORDER BY x.successor) AS list
        FROM registry.incoming_place_succession(lines) AS x GROUP BY x.predecessor
    ), held_code AS MATERIALIZED (
        SELECT x.place, array_agg(x.edition || ':' || x.code ORDER BY x.edition, x.code) AS list
        FROM registry.place_code AS x WHERE x.until IS NULL GROUP BY x.place
    ), held_name AS MATERIALIZED (
        SELECT x.place, array_agg(x.kind || ':' || x.name ORDER BY x.kind, x.name) AS list
        FROM registry.place_name AS x WHERE x.until IS NULL AND x.kind <> 'postcode' GROUP BY x.place
    ), held_succession AS MATERIALIZED (
        SELECT x.predecessor AS place, array_agg((x.successor, x.on_day, x.share)::text ORDER BY x.successor) AS list
        FROM registry.place_succession AS x WHERE x.until IS NULL GROUP BY x.predecessor
    )
    SELECT i.place, v.since IS NULL,
           v.since IS NOT NULL
           AND (NOT registry.import_same(to_jsonb(v), to_jsonb(i.incoming))
                OR fc.list IS DISTINCT FROM hc.list
                OR fn.list IS DISTINCT FROM hn.list
                OR fs.list IS DISTINCT FROM hs.list)
    FROM registry.incoming_place(lines) AS i
    LEFT JOIN registry.place_version AS v ON v.place = i.place AND v.until IS NULL
    LEFT JOIN file_code AS fc ON fc.place = i.place
    LEFT JOIN file_name AS fn ON fn.place = i.place
    LEFT JOIN file_succession AS fs ON fs.place = i.place
    LEFT JOIN held_code AS hc ON hc.place = i.place
    LEFT JOIN held_name AS hn ON hn.place = i.place
    LEFT JOIN held_succession AS hs ON hs.place = i.place
$$;

-- lines: one object a place, checked, with every code of another place known to the register or to the file.
CREATE OR REPLACE FUNCTION registry.import_places(
    file jsonb, lines bigint, OUT new bigint, OUT changed bigint, OUT same bigint, OUT ended bigint)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    made_by bigint := registry.import_open('places', NULL, NULL);
    version bigint;
    touched integer[];
BEGIN
    -- Places are ordered by their line, so that the same file gives the same keys in every database.
    INSERT INTO registry.place (level, code)
    SELECT x.line ->> 'level', x.line ->> 'code'
    FROM jsonb_array_elements(file) WITH ORDINALITY AS x (line, ordinal)
    WHERE NOT EXISTS (SELECT FROM registry.place AS p
                      WHERE p.level = x.line ->> 'level' AND p.code = x.line ->> 'code')
    ORDER BY x.ordinal;

    SELECT count(*) FILTER (WHERE c.is_new), count(*) FILTER (WHERE c.is_changed),
           count(*) FILTER (WHERE NOT c.is_new AND NOT c.is_changed),
           array_agg(c.place) FILTER (WHERE c.is_new OR c.is_changed)
    INTO new, changed, same, touched
    FROM registry.compared_place(file) AS c;
    ended := 0;

    IF new + changed > 0 THEN
        version := registry.register_open('places', made_by);
        UPDATE registry.place_version AS v SET until = version
        WHERE v.until IS NULL AND v.place = ANY (touched);
        UPDATE registry.place_code AS c SET until = version
        WHERE c.until IS NULL AND c.place = ANY (touched);
        UPDATE registry.place_name AS n SET until = version
        WHERE n.until IS NULL AND n.kind <> 'postcode' AND n.place = ANY (touched);
        UPDATE registry.place_succession AS s SET until = version
        WHERE s.until IS NULL AND s.predecessor = ANY (touched);

        INSERT INTO registry.place_version
        SELECT opened.*
        FROM registry.incoming_place(file) AS i,
             LATERAL jsonb_populate_record(i.incoming, jsonb_build_object('since', version)) AS opened
        WHERE i.place = ANY (touched);
        INSERT INTO registry.place_code (place, level, edition, code, since)
        SELECT i.place, i.level, i.edition, i.code, version
        FROM registry.incoming_place_code(file) AS i
        WHERE i.place = ANY (touched);
        INSERT INTO registry.place_name (place, name, kind, since)
        SELECT i.place, i.name, i.kind, version
        FROM registry.incoming_place_name(file) AS i
        WHERE i.place = ANY (touched);
        INSERT INTO registry.place_succession (predecessor, successor, on_day, share, since)
        SELECT i.predecessor, i.successor, i.on_day, i.share, version
        FROM registry.incoming_place_succession(file) AS i
        WHERE i.predecessor = ANY (touched);
    END IF;
    PERFORM registry.import_close(made_by, lines, new, changed, same);
END
$$;
