-- SPDX-License-Identifier: EUPL-1.2
--
-- The day, register versions, the closed list of facts, and for whom a structure is responsible.

-- The day in Greece. Without SET, so that it becomes part of the query that asks.
CREATE OR REPLACE FUNCTION registry.today()
RETURNS date
LANGUAGE sql
STABLE
AS $$
    SELECT (statement_timestamp() AT TIME ZONE 'Europe/Athens')::date
$$;

-- Opens the next register version inside the caller's transaction and gives its number, for since and until of the
-- rows that follow. Versions are in the order of commit: the caller holds the lock until its end. Listeners on
-- mitroa_register hear the number when it commits, and never if it does not.
--   register  places, boundaries, providers, programmes
--   import    of registry.import, or NULL
CREATE OR REPLACE FUNCTION registry.register_open(register text, import bigint)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    made bigint;
BEGIN
    LOCK TABLE registry.register_version IN SHARE ROW EXCLUSIVE MODE;
    INSERT INTO registry.register_version (version, register, import)
    SELECT COALESCE(max(v.version), 0) + 1, register_open.register, register_open.import
    FROM registry.register_version AS v
    RETURNING version INTO made;
    PERFORM pg_notify('mitroa_register', made::text);
    RETURN made;
END
$$;

-- Number of the newest register version; 0 if there is none yet.
CREATE OR REPLACE FUNCTION registry.register_version()
RETURNS bigint
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT COALESCE(max(version), 0) FROM registry.register_version
$$;

-- Opens a row for an import and gives its number. feed is NULL but for beneficiaries.
CREATE OR REPLACE FUNCTION registry.import_open(register text, feed smallint, digest bytea)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    opened bigint;
BEGIN
    INSERT INTO registry.import (register, feed, digest)
    VALUES (import_open.register, import_open.feed, import_open.digest)
    RETURNING import INTO opened;
    RETURN opened;
END
$$;

-- Writes the counts of an import and its entry in the audit. Gives the entry's number.
CREATE OR REPLACE FUNCTION registry.import_close(import bigint, lines bigint, new bigint, changed bigint, same bigint)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    UPDATE registry.import AS i
    SET lines = import_close.lines, new = import_close.new, changed = import_close.changed, same = import_close.same
    WHERE i.import = import_close.import;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such import' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    RETURN audit.append_one('import', NULL, NULL, NULL, NULL, import_close.import);
END
$$;

-- Writes the closed list of facts, arrays side by side, and gives how many rows are new or differ.
--   fact           number, the position in every facts bigint[]
--   key, name      English key, Greek name
--   feeds          of each fact one array literal of feed numbers, the most trusted first: '{1,3}'
--   good_for_days  0 or NULL is for ever
--   special        special category of personal data
-- A number keeps its key for ever; giving it to another fact raises.
CREATE OR REPLACE FUNCTION registry.set_facts(
    fact smallint[], key text[], name text[], feeds text[], good_for_days integer[], special boolean[])
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    taken text;
    written bigint;
    rules_before text;
    rules_after text;
BEGIN
    SELECT string_agg(format('%s %s was %s', g.fact, g.key, f.key), ', ' ORDER BY g.fact)
    INTO taken
    FROM unnest(set_facts.fact, set_facts.key) AS g (fact, key)
    JOIN registry.fact AS f ON f.fact = g.fact AND f.key <> g.key;
    IF taken IS NOT NULL THEN
        RAISE EXCEPTION 'a fact keeps its number: %', taken USING ERRCODE = 'restrict_violation';
    END IF;

    SELECT string_agg(concat_ws(' ', f.fact, f.feeds, f.good_for_days), ',' ORDER BY f.fact)
    INTO rules_before
    FROM registry.fact AS f;

    INSERT INTO registry.fact AS f (fact, key, name, feeds, good_for_days, special)
    SELECT g.fact, g.key, g.name, g.feeds::smallint[], NULLIF(g.good_for_days, 0), g.special
    FROM unnest(set_facts.fact, set_facts.key, set_facts.name, set_facts.feeds, set_facts.good_for_days,
                set_facts.special) AS g (fact, key, name, feeds, good_for_days, special)
    ON CONFLICT ON CONSTRAINT fact_pkey DO UPDATE
    SET name = EXCLUDED.name, feeds = EXCLUDED.feeds, good_for_days = EXCLUDED.good_for_days,
        special = EXCLUDED.special
    WHERE (f.name, f.feeds, f.good_for_days, f.special)
          IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.feeds, EXCLUDED.good_for_days, EXCLUDED.special);
    GET DIAGNOSTICS written = ROW_COUNT;

    SELECT string_agg(concat_ws(' ', f.fact, f.feeds, f.good_for_days), ',' ORDER BY f.fact)
    INTO rules_after
    FROM registry.fact AS f;
    -- What was derived by another order of feeds is derived again when it is next asked for.
    IF rules_after IS DISTINCT FROM rules_before THEN
        UPDATE registry.state SET good_until = '-infinity' WHERE good_until <> '-infinity';
    END IF;
    RETURN written;
END
$$;

-- Brings registry.jurisdiction in line with the current structures and places: the municipalities of a structure's
-- own area and of its units' (branches, mobile units), on the days on which all of them are valid; and, inherited, those
-- that ended and were followed by one of these, from the first day of the successor. Runs by itself at the commit of
-- each register version. A polygon or an unknown area gives no right. Gives how many rows changed.
CREATE OR REPLACE FUNCTION registry.derive_jurisdiction()
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    changed bigint;
BEGIN
    WITH RECURSIVE area AS (
        SELECT s.structure, s.area_kind, s.area_places,
               COALESCE(s.valid_from, '-infinity') AS valid_from, COALESCE(s.valid_to, 'infinity') AS valid_to
        FROM registry.structure_version AS s
        WHERE s.until IS NULL
        UNION ALL
        SELECT p.structure, u.area_kind, u.area_places,
               GREATEST(u.valid_from, p.valid_from, '-infinity'), LEAST(u.valid_to, p.valid_to, 'infinity')
        FROM registry.structure_version AS u
        JOIN registry.structure_version AS p ON p.structure = u.parent AND p.until IS NULL
        WHERE u.until IS NULL
          AND u.kind ~ '^(branch|mobile_unit)'
    ), municipality AS (
        SELECT m.place, m.regional_unit, m.region, m.valid_from, COALESCE(m.valid_to, 'infinity') AS valid_to
        FROM registry.place_version AS m
        JOIN registry.place AS l ON l.place = m.place AND l.level = 'municipality'
        WHERE m.until IS NULL
    ), named AS (
        SELECT a.structure, a.area_kind, p.place, a.valid_from, a.valid_to
        FROM area AS a
        CROSS JOIN LATERAL unnest(a.area_places) AS p (place)
    ), expanded AS (
        -- By equality, kind by kind: thousands of structures come with each version.
        SELECT n.structure, n.valid_from, n.valid_to, m.place, m.valid_from AS exists_from, m.valid_to AS exists_to
        FROM named AS n
        JOIN municipality AS m ON m.place = n.place
        WHERE n.area_kind = 'municipalities'
        UNION ALL
        SELECT n.structure, n.valid_from, n.valid_to, m.place, m.valid_from, m.valid_to
        FROM named AS n
        JOIN municipality AS m ON m.regional_unit = n.place
        WHERE n.area_kind = 'units'
        UNION ALL
        SELECT n.structure, n.valid_from, n.valid_to, m.place, m.valid_from, m.valid_to
        FROM named AS n
        JOIN municipality AS m ON m.region = n.place
        WHERE n.area_kind = 'regions'
        UNION ALL
        SELECT a.structure, a.valid_from, a.valid_to, m.place, m.valid_from, m.valid_to
        FROM area AS a
        CROSS JOIN municipality AS m
        WHERE a.area_kind = 'nationwide'
    ), link AS (
        SELECT l.structure, l.place, l.valid_from, COALESCE(l.valid_to, 'infinity') AS valid_to
        FROM registry.partner AS l
        WHERE l.until IS NULL AND l.place IS NOT NULL
        UNION ALL
        SELECT l.unit, l.place, l.valid_from, COALESCE(l.valid_to, 'infinity')
        FROM registry.partner AS l
        WHERE l.until IS NULL AND l.place IS NOT NULL AND l.unit IS NOT NULL
    ), narrowed AS (
        -- A municipality that a partnership brings is served, and readable, on its days only.
        SELECT e.structure, e.place, GREATEST(e.valid_from, e.exists_from, l.valid_from) AS valid_from,
               LEAST(e.valid_to, e.exists_to, l.valid_to) AS valid_to
        FROM expanded AS e
        LEFT JOIN link AS l ON l.structure = e.structure AND l.place = e.place
    ), succession AS (
        SELECT s.predecessor, s.successor, s.on_day
        FROM registry.place_succession AS s
        WHERE s.until IS NULL
    ), heir AS (
        -- Through every succession in between, each later than the one before.
        SELECT s.predecessor, s.successor, s.on_day FROM succession AS s
        UNION
        SELECT h.predecessor, s.successor, s.on_day
        FROM heir AS h
        JOIN succession AS s ON s.predecessor = h.successor AND s.on_day > h.on_day
    ), inherited AS (
        -- On days on which the place itself gives no right.
        SELECT n.structure, h.predecessor AS place, GREATEST(n.valid_from, h.on_day, o.valid_to + 1) AS valid_from,
               n.valid_to
        FROM narrowed AS n
        JOIN heir AS h ON h.successor = n.place
        JOIN municipality AS o ON o.place = h.predecessor AND o.valid_to < 'infinity'
    ), derived AS MATERIALIZED (
        SELECT n.structure, n.place, n.valid_from, n.valid_to, bool_and(n.inherited) AS inherited
        FROM (
            SELECT e.structure, e.place, e.valid_from, e.valid_to, false FROM narrowed AS e
            UNION ALL
            SELECT i.structure, i.place, i.valid_from, i.valid_to, true FROM inherited AS i)
            AS n (structure, place, valid_from, valid_to, inherited)
        WHERE n.valid_from <= n.valid_to
        GROUP BY n.structure, n.place, n.valid_from, n.valid_to
    ), gone AS (
        DELETE FROM registry.jurisdiction AS j
        WHERE NOT EXISTS (
            SELECT FROM derived AS d
            WHERE (d.structure, d.place, d.valid_from, d.valid_to)
                  = (j.structure, j.place, j.valid_from, j.valid_to))
        RETURNING 1
    ), come AS (
        INSERT INTO registry.jurisdiction AS j (structure, place, valid_from, valid_to, inherited)
        SELECT d.structure, d.place, d.valid_from, d.valid_to, d.inherited
        FROM derived AS d
        ON CONFLICT ON CONSTRAINT jurisdiction_pkey DO UPDATE
        SET inherited = EXCLUDED.inherited
        WHERE j.inherited <> EXCLUDED.inherited
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM come)
    INTO changed;
    RETURN changed;
END
$$;

CREATE OR REPLACE FUNCTION registry.register_version_commits()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM registry.derive_jurisdiction();
    RETURN NULL;
END
$$;

-- Deferred to the commit, when all rows of the version stand: no version is ever seen without its rights.
DROP TRIGGER IF EXISTS register_version_commits ON registry.register_version;
CREATE CONSTRAINT TRIGGER register_version_commits
    AFTER INSERT ON registry.register_version
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION registry.register_version_commits();
