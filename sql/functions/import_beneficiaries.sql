-- SPDX-License-Identifier: EUPL-1.2
--
-- Merging checked lines of one feed into the register of beneficiaries.
--
-- mitroa import copies the lines to staging.beneficiary, then calls begin, match and merge in one transaction. The
-- functions are their owner's, because nobody else has a right on a table of persons.

-- Opens the import and empties the staging table. Gives the number of the import.
CREATE OR REPLACE FUNCTION registry.import_beneficiaries_begin(feed smallint)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    TRUNCATE staging.beneficiary;
    RETURN registry.import_open('beneficiaries', import_beneficiaries_begin.feed, NULL);
END
$$;

-- Says of each staged line whose it is. A line about somebody unknown keeps the person that was drawn for it. Gives
-- the lines that cannot be right, with the fault:
--   two_persons   its AMKA and its ΑΦΜ belong to different persons of the register
--   other_amka    its ΑΦΜ belongs to a person with another AMKA
--   other_afm     its AMKA belongs to a person with another ΑΦΜ
--   shared_afm    its ΑΦΜ stands beside another AMKA in this file
--   repeated      an earlier line of this file is about the same person and day
CREATE OR REPLACE FUNCTION registry.import_beneficiaries_match()
RETURNS TABLE (line bigint, fault text)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    ANALYZE staging.beneficiary;

    RETURN QUERY
    SELECT s.line,
           CASE WHEN a.person <> f.person THEN 'two_persons'
                WHEN a.person IS NULL THEN 'other_amka'
                ELSE 'other_afm'
           END
    FROM staging.beneficiary AS s
    LEFT JOIN registry.identifier AS a ON a.kind = 1 AND a.index = s.amka
    LEFT JOIN registry.identifier AS f ON f.kind = 2 AND f.index = s.afm
    WHERE s.amka IS NOT NULL
      AND s.afm IS NOT NULL
      AND (a.person <> f.person
           OR (a.person IS NULL AND EXISTS (
                   SELECT FROM registry.identifier AS o WHERE o.person = f.person AND o.kind = 1))
           OR (f.person IS NULL AND EXISTS (
                   SELECT FROM registry.identifier AS o WHERE o.person = a.person AND o.kind = 2)));

    RETURN QUERY
    SELECT s.line, 'shared_afm'
    FROM staging.beneficiary AS s
    JOIN (
        SELECT b.afm
        FROM staging.beneficiary AS b
        WHERE b.amka IS NOT NULL AND b.afm IS NOT NULL
        GROUP BY b.afm
        HAVING min(b.amka::text) <> max(b.amka::text)) AS shared ON shared.afm = s.afm
    WHERE s.amka IS NOT NULL;

    UPDATE staging.beneficiary AS s
    SET person = i.person, is_new = false
    FROM registry.identifier AS i
    WHERE i.kind = 1 AND i.index = s.amka;
    UPDATE staging.beneficiary AS s
    SET person = i.person, is_new = false
    FROM registry.identifier AS i
    WHERE s.is_new AND i.kind = 2 AND i.index = s.afm;

    -- Several lines about one unknown person: the first one's is everybody's.
    UPDATE staging.beneficiary AS s
    SET person = g.person
    FROM (
        SELECT b.amka, (array_agg(b.person ORDER BY b.line))[1] AS person
        FROM staging.beneficiary AS b
        WHERE b.is_new AND b.amka IS NOT NULL
        GROUP BY b.amka
        HAVING count(*) > 1) AS g
    WHERE s.is_new AND s.amka = g.amka AND s.person <> g.person;
    UPDATE staging.beneficiary AS s
    SET person = g.person
    FROM (
        SELECT b.afm, (array_agg(b.person ORDER BY b.amka IS NULL, b.line))[1] AS person
        FROM staging.beneficiary AS b
        WHERE b.is_new AND b.afm IS NOT NULL
        GROUP BY b.afm
        HAVING count(*) > 1) AS g
    WHERE s.is_new AND s.afm = g.afm AND s.person <> g.person AND s.amka IS NULL;

    RETURN QUERY
    SELECT r.line, 'repeated'
    FROM (
        SELECT b.line, row_number() OVER (PARTITION BY b.person, b.as_of ORDER BY b.line) AS turn
        FROM staging.beneficiary AS b) AS r
    WHERE r.turn > 1;
END
$$;

-- Persons, identifiers and households of the staged lines.
CREATE OR REPLACE FUNCTION registry.import_persons()
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO registry.person (person)
    SELECT DISTINCT s.person
    FROM staging.beneficiary AS s
    WHERE s.is_new;

    INSERT INTO registry.identifier (kind, index, key_id, person)
    SELECT DISTINCT ON (s.amka) 1, s.amka, s.key_id, s.person
    FROM staging.beneficiary AS s
    WHERE s.amka IS NOT NULL
    ON CONFLICT ON CONSTRAINT identifier_pkey DO NOTHING;
    INSERT INTO registry.identifier (kind, index, key_id, person)
    SELECT DISTINCT ON (s.afm) 2, s.afm, s.key_id, s.person
    FROM staging.beneficiary AS s
    WHERE s.afm IS NOT NULL
    ON CONFLICT ON CONSTRAINT identifier_pkey DO NOTHING;

    -- A household that one of its members has already is everybody's; nobody is moved out of his.
    CREATE TEMPORARY TABLE import_household ON COMMIT DROP AS
    SELECT s.person, s.household AS drawn, p.household AS standing
    FROM staging.beneficiary AS s
    JOIN registry.person AS p USING (person)
    WHERE s.household IS NOT NULL;
    IF EXISTS (SELECT FROM import_household WHERE standing IS NULL) THEN
        INSERT INTO registry.household (household)
        SELECT h.drawn
        FROM import_household AS h
        GROUP BY h.drawn
        HAVING count(h.standing) = 0;
        UPDATE registry.person AS p
        SET household = g.household
        FROM import_household AS h
        JOIN (
            SELECT t.drawn, COALESCE(min(t.standing::text)::uuid, t.drawn) AS household
            FROM import_household AS t
            GROUP BY t.drawn) AS g USING (drawn)
        WHERE p.person = h.person AND p.household IS NULL;
    END IF;
    DROP TABLE import_household;
END
$$;

-- Residences that a feed says, as of a day. A place that it no longer says for the same basis ends the day before;
-- what is older than what the feed said last is history and changes nothing. Gives whom it changed.
CREATE OR REPLACE FUNCTION registry.import_residences(import bigint, feed smallint)
RETURNS SETOF uuid
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    CREATE TEMPORARY TABLE import_residence ON COMMIT DROP AS
    WITH said AS (
        SELECT s.person, s.as_of, s.place, b.basis
        FROM staging.beneficiary AS s
        JOIN (VALUES (1, 1), (2, 2), (3, 4)) AS b (basis, bit) ON s.bases & b.bit <> 0
        WHERE s.place IS NOT NULL
        UNION
        SELECT s.person, s.as_of, s.registered_place, 1
        FROM staging.beneficiary AS s
        WHERE s.registered_place IS NOT NULL
    ), newest AS (
        SELECT DISTINCT ON (w.person, w.basis) w.person, w.as_of, w.place, w.basis
        FROM said AS w
        ORDER BY w.person, w.basis, w.as_of DESC
    )
    SELECT n.person, n.as_of, n.place, n.basis
    FROM newest AS n
    LEFT JOIN registry.residence AS r
      ON r.person = n.person AND r.basis = n.basis AND r.feed = import_residences.feed AND r.valid_to IS NULL
    WHERE r.person IS NULL OR (r.place <> n.place AND r.as_of <= n.as_of);

    DELETE FROM registry.residence AS r
    USING import_residence AS n
    WHERE r.person = n.person AND r.basis = n.basis AND r.feed = import_residences.feed
      AND r.valid_to IS NULL AND r.valid_from >= n.as_of;
    UPDATE registry.residence AS r
    SET valid_to = n.as_of - 1
    FROM import_residence AS n
    WHERE r.person = n.person AND r.basis = n.basis AND r.feed = import_residences.feed
      AND r.valid_to IS NULL;
    INSERT INTO registry.residence (person, place, basis, valid_from, feed, as_of, import)
    SELECT n.person, n.place, n.basis, n.as_of, import_residences.feed, n.as_of, import_residences.import
    FROM import_residence AS n
    ON CONFLICT ON CONSTRAINT residence_pkey DO UPDATE
    SET valid_to = NULL, as_of = EXCLUDED.as_of, import = EXCLUDED.import;

    RETURN QUERY SELECT DISTINCT n.person FROM import_residence AS n;
    DROP TABLE import_residence;
END
$$;

-- Writes what the staged lines say that the register does not: persons, residences, claims, what is received; then
-- derives the state of everybody concerned. Counts lines: new is the first that this feed says of a person, changed
-- says something else or of another day, same says nothing new. Empties the staging table.
CREATE OR REPLACE FUNCTION registry.import_beneficiaries_merge(
    import bigint, feed smallint, today date, lines bigint, OUT new bigint, OUT changed bigint, OUT same bigint)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    persons uuid[];
    most constant integer := 50000;
BEGIN
    PERFORM registry.import_persons();

    CREATE TEMPORARY TABLE import_line ON COMMIT DROP AS
    WITH moved AS MATERIALIZED (
        SELECT r AS person
        FROM registry.import_residences(import_beneficiaries_merge.import, import_beneficiaries_merge.feed) AS r
    )
    SELECT s.line, s.person, s.as_of,
           c.person IS NULL OR c.facts IS DISTINCT FROM s.facts AS says,
           s.receives IS NOT NULL AND w.programmes IS DISTINCT FROM s.receives AS receives,
           m.person IS NOT NULL AS moves,
           NOT s.is_new AND EXISTS (
               SELECT FROM registry.claim AS o
               WHERE o.person = s.person AND o.feed = import_beneficiaries_merge.feed) AS is_known
    FROM staging.beneficiary AS s
    LEFT JOIN registry.claim AS c
      ON c.person = s.person AND c.feed = import_beneficiaries_merge.feed AND c.as_of = s.as_of
    LEFT JOIN registry.receives AS w
      ON w.person = s.person AND w.feed = import_beneficiaries_merge.feed AND w.as_of = s.as_of
    LEFT JOIN moved AS m ON m.person = s.person;

    INSERT INTO registry.claim AS c (person, feed, as_of, import, facts)
    SELECT s.person, import_beneficiaries_merge.feed, s.as_of, import_beneficiaries_merge.import, s.facts
    FROM staging.beneficiary AS s
    JOIN import_line AS l USING (line)
    WHERE l.says
    ON CONFLICT ON CONSTRAINT claim_pkey DO UPDATE
    SET import = EXCLUDED.import, facts = EXCLUDED.facts;

    INSERT INTO registry.receives AS r (person, feed, as_of, import, programmes)
    SELECT s.person, import_beneficiaries_merge.feed, s.as_of, import_beneficiaries_merge.import, s.receives
    FROM staging.beneficiary AS s
    JOIN import_line AS l USING (line)
    WHERE l.receives
    ON CONFLICT ON CONSTRAINT receives_pkey DO UPDATE
    SET import = EXCLUDED.import, programmes = EXCLUDED.programmes;

    SELECT count(*) FILTER (WHERE NOT l.is_known),
           count(*) FILTER (WHERE l.is_known AND (l.says OR l.receives OR l.moves)),
           count(*) FILTER (WHERE l.is_known AND NOT (l.says OR l.receives OR l.moves))
    INTO new, changed, same
    FROM import_line AS l;

    FOR persons IN
        SELECT array_agg(p.person)
        FROM (
            SELECT t.person, (row_number() OVER () - 1) / most AS batch
            FROM (SELECT DISTINCT l.person FROM import_line AS l WHERE l.says OR l.receives) AS t) AS p
        GROUP BY p.batch
    LOOP
        PERFORM registry.derive_state(persons, today);
    END LOOP;

    DROP TABLE import_line;
    TRUNCATE staging.beneficiary;
    PERFORM registry.import_close(import_beneficiaries_merge.import, lines, new, changed, same);
END
$$;
