-- SPDX-License-Identifier: EUPL-1.2
--
-- Merging checked lines of one feed into the register of beneficiaries.
--
-- mitroa import copies the lines to staging.beneficiary, then calls begin, match, compare, write and end in one transaction. The
-- functions are their owner's, because nobody else has a right on a table of persons. Lines about persons that nobody
-- knew go straight into the tables; lines about known persons are compared first, and only what differs is written.

DROP FUNCTION IF EXISTS registry.import_persons();
DROP FUNCTION IF EXISTS registry.import_residences(bigint, smallint);
DROP FUNCTION IF EXISTS registry.import_beneficiaries_merge(bigint, smallint, date, bigint);
DROP FUNCTION IF EXISTS registry.import_beneficiaries_match();
DROP FUNCTION IF EXISTS registry.import_beneficiaries_compare(smallint);

-- Opens the import and empties the staging tables. Gives the number of the import.
CREATE OR REPLACE FUNCTION registry.import_beneficiaries_begin(feed smallint)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    TRUNCATE staging.beneficiary, staging.matched, staging.residence, staging.grouping, staging.shape, staging.compared,
             staging.moved;
    RETURN registry.import_open('beneficiaries', import_beneficiaries_begin.feed, NULL);
END
$$;

-- Says of each staged line whose it is. A line about somebody unknown keeps the person that was drawn for it. Gives
-- the lines that cannot be right, with the fault and, where there is one, the line that it contradicts:
--   two_persons   its AMKA and its ΑΦΜ belong to different persons of the register
--   other_amka    its ΑΦΜ belongs to a person with another AMKA
--   other_afm     its AMKA belongs to a person with another ΑΦΜ
--   shared_afm    its ΑΦΜ stands beside another AMKA in this delivery
--   repeated      an earlier line of this file, or of this day, is about the same person
--   nothing_said  it takes back what was said of somebody whom the register does not know
CREATE FUNCTION registry.import_beneficiaries_match()
RETURNS TABLE (line bigint, fault text, other bigint)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET work_mem = '128MB'
AS $$
#variable_conflict use_column
DECLARE
    amkas bytea[];
    afms bytea[];
    persons uuid[];
BEGIN
    -- Nobody deletes a person between here and the merge.
    LOCK TABLE registry.person IN SHARE ROW EXCLUSIVE MODE;
    ANALYZE staging.beneficiary (amka, afm);

    -- In the order of persons, because all tables of persons are: it makes the merge a third faster.
    INSERT INTO staging.matched (
        line, amka, afm, key_id, as_of, place, bases, registered_place, facts, said, receives, household, died_on,
        withdrawn, person, by_amka, by_afm, is_known, brings_person, brings_amka, brings_afm, is_alone, is_newest)
    SELECT s.line, s.amka, s.afm, s.key_id, s.as_of, s.place, s.bases, s.registered_place, s.facts, s.said, s.receives,
           s.household, s.died_on, s.withdrawn, COALESCE(a.person, f.person, s.person) AS person, a.person, f.person,
           a.person IS NOT NULL OR f.person IS NOT NULL, a.person IS NULL AND f.person IS NULL,
           s.amka IS NOT NULL AND a.person IS NULL, s.afm IS NOT NULL AND f.person IS NULL, true, true
    FROM staging.beneficiary AS s
    LEFT JOIN registry.identifier AS a ON a.kind = 1 AND a.index = s.amka
    LEFT JOIN registry.identifier AS f ON f.kind = 2 AND f.index = s.afm
    ORDER BY COALESCE(a.person, f.person, s.person);

    RETURN QUERY
    SELECT m.line,
           CASE WHEN m.by_amka <> m.by_afm THEN 'two_persons'
                WHEN m.by_amka IS NULL THEN 'other_amka'
                ELSE 'other_afm'
           END,
           NULL::bigint
    FROM staging.matched AS m
    WHERE m.amka IS NOT NULL
      AND m.afm IS NOT NULL
      AND (m.by_amka <> m.by_afm
           OR (m.by_amka IS NULL AND m.by_afm IS NOT NULL AND EXISTS (
                   SELECT FROM registry.identifier AS o WHERE o.person = m.by_afm AND o.kind = 1))
           OR (m.by_afm IS NULL AND m.by_amka IS NOT NULL AND EXISTS (
                   SELECT FROM registry.identifier AS o WHERE o.person = m.by_amka AND o.kind = 2)));

    RETURN QUERY
    SELECT m.line, 'nothing_said', NULL::bigint
    FROM staging.matched AS m
    WHERE m.withdrawn AND NOT m.is_known;

    -- What stands in several lines, which is rare.
    SELECT array_agg(g.amka)
    INTO amkas
    FROM (SELECT b.amka FROM staging.beneficiary AS b WHERE b.amka IS NOT NULL GROUP BY b.amka HAVING count(*) > 1) AS g;
    SELECT array_agg(g.afm)
    INTO afms
    FROM (SELECT b.afm FROM staging.beneficiary AS b WHERE b.afm IS NOT NULL GROUP BY b.afm HAVING count(*) > 1) AS g;

    IF afms IS NOT NULL THEN
        RETURN QUERY
        SELECT m.line, 'shared_afm', min(o.line)
        FROM staging.matched AS m
        JOIN staging.matched AS o ON o.afm = m.afm AND o.amka <> m.amka
        WHERE m.afm = ANY (afms)
        GROUP BY m.line;
    END IF;

    -- The first line's person is everybody's.
    IF amkas IS NOT NULL THEN
        UPDATE staging.matched AS m
        SET person = CASE WHEN m.is_known THEN m.person ELSE g.person END,
            brings_person = m.brings_person AND m.line = g.line,
            brings_amka = m.brings_amka AND m.line = g.line
        FROM (SELECT o.amka, min(o.line) AS line, (array_agg(o.person ORDER BY o.is_known DESC, o.line))[1] AS person
              FROM staging.matched AS o
              WHERE o.amka = ANY (amkas)
              GROUP BY o.amka) AS g
        WHERE m.amka = g.amka;
    END IF;
    IF afms IS NOT NULL THEN
        UPDATE staging.matched AS m
        SET person = CASE WHEN m.is_known OR m.amka IS NOT NULL THEN m.person ELSE g.person END,
            is_known = m.is_known OR (m.amka IS NULL AND g.is_known),
            brings_person = m.brings_person AND (m.amka IS NOT NULL OR m.line = g.line),
            brings_afm = m.brings_afm AND m.line = g.line
        FROM (SELECT DISTINCT ON (o.afm) o.afm, o.line, o.person, o.is_known
              FROM staging.matched AS o
              WHERE o.afm = ANY (afms)
              ORDER BY o.afm, o.is_known DESC, o.amka IS NULL, o.line) AS g
        WHERE m.afm = g.afm;
    END IF;

    SELECT array_agg(g.person)
    INTO persons
    FROM (SELECT o.person FROM staging.matched AS o GROUP BY o.person HAVING count(*) > 1) AS g;
    IF persons IS NOT NULL THEN
        UPDATE staging.matched AS m
        SET is_alone = false,
            is_newest = m.line = g.line
        FROM (SELECT DISTINCT ON (o.person) o.person, o.line
              FROM staging.matched AS o
              WHERE o.person = ANY (persons)
              ORDER BY o.person, o.as_of DESC, o.line) AS g
        WHERE m.person = g.person;

        RETURN QUERY
        SELECT m.line, 'repeated', min(o.line)
        FROM staging.matched AS m
        JOIN staging.matched AS o
          ON o.person = m.person AND o.line < m.line AND (o.line >> 40 = m.line >> 40 OR o.as_of = m.as_of)
        WHERE m.person = ANY (persons)
        GROUP BY m.line;
    END IF;

    ANALYZE staging.matched (line, person, is_known);
END
$$;

-- Which households the delivery makes. Its groups keep the household that most of their members stand in already, each
-- household by one group; whoever is named elsewhere leaves it. What another feed said on a newer day stays.
CREATE OR REPLACE FUNCTION registry.import_households(feed smallint)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (SELECT FROM staging.matched AS m WHERE m.household IS NOT NULL) THEN
        RETURN;
    END IF;

    INSERT INTO staging.grouping (line, person, household, stays)
    WITH named AS (
        SELECT m.line, m.person, m.household AS drawn, p.household AS standing,
               COALESCE(m.as_of > p.household_as_of
                        OR (m.as_of = p.household_as_of AND f.trust <= o.trust), true) AS may_move
        FROM staging.matched AS m
        LEFT JOIN registry.person AS p ON p.person = m.person
        LEFT JOIN registry.feed AS f ON f.feed = import_households.feed
        LEFT JOIN registry.feed AS o ON o.feed = p.household_feed
        WHERE m.household IS NOT NULL AND m.is_newest
    ), heir AS (
        SELECT DISTINCT ON (n.standing) n.standing, n.drawn, count(*) AS members, min(n.line) AS line
        FROM named AS n
        WHERE n.standing IS NOT NULL
        GROUP BY n.standing, n.drawn
        ORDER BY n.standing, count(*) DESC, min(n.line)
    ), kept AS (
        SELECT DISTINCT ON (h.drawn) h.drawn, h.standing
        FROM heir AS h
        ORDER BY h.drawn, h.members DESC, h.line
    )
    SELECT n.line, n.person, COALESCE(k.standing, n.drawn),
           NOT n.may_move OR n.standing IS NOT DISTINCT FROM COALESCE(k.standing, n.drawn)
    FROM named AS n
    LEFT JOIN kept AS k USING (drawn);
END
$$;

-- What the delivery does to the residences that its feed says of known persons. Another place for the same basis ends
-- the former one; so does the other way of living somewhere (resident, present), because a person lives in one way;
-- and a feed that takes back all it said ends all. What is older than what the feed said last changes nothing.
CREATE OR REPLACE FUNCTION registry.import_moves(feed smallint)
RETURNS void
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO staging.residence (line, person, as_of, basis, place, is_confirmed)
    SELECT m.line, m.person, m.as_of, b.basis, b.place, r.place IS NOT DISTINCT FROM b.place
    FROM staging.matched AS m
    CROSS JOIN LATERAL (VALUES
        (1, CASE WHEN m.bases & 1 <> 0 THEN m.place ELSE m.registered_place END),
        (2, CASE WHEN m.bases & 2 <> 0 THEN m.place END),
        (3, CASE WHEN m.bases & 4 <> 0 THEN m.place END)) AS b (basis, place)
    LEFT JOIN registry.residence AS r
      ON r.person = m.person AND r.basis = b.basis AND r.feed = import_moves.feed AND r.valid_to IS NULL
    WHERE m.is_known
      AND m.is_newest
      AND b.place IS NOT NULL
      AND (r.as_of < m.as_of
           OR (r.as_of = m.as_of AND r.place <> b.place)
           OR (r.person IS NULL AND NOT EXISTS (
                   SELECT
                   FROM registry.residence AS o
                   WHERE o.person = m.person AND o.basis = b.basis AND o.feed = import_moves.feed
                     AND o.as_of > m.as_of)))
    UNION ALL
    SELECT m.line, m.person, m.as_of, r.basis, NULL, false
    FROM staging.matched AS m
    JOIN registry.residence AS r
      ON r.person = m.person AND r.feed = import_moves.feed AND r.valid_to IS NULL AND r.as_of <= m.as_of
    WHERE m.is_known
      AND m.is_newest
      AND (m.withdrawn OR (m.bases & 6 <> 0 AND r.basis IN (2, 3) AND m.bases & (1 << r.basis - 1) = 0))
$$;

-- Holds the lines about known persons against what the register has from this feed.
CREATE OR REPLACE FUNCTION registry.import_compare(feed smallint)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET work_mem = '128MB'
AS $$
#variable_conflict use_column
BEGIN
    PERFORM registry.import_households(import_compare.feed);
    IF NOT EXISTS (SELECT FROM staging.matched AS m WHERE m.is_known) THEN
        RETURN;
    END IF;
    PERFORM registry.import_moves(import_compare.feed);

    INSERT INTO staging.compared (line, person, is_spoken, says, receives, moves, dies, regroups, differs)
    SELECT c.line, c.person, c.is_spoken, c.says, c.receives, c.moves, c.dies, c.regroups,
           c.speaks_anew OR c.receives_anew OR c.moves OR c.dies OR c.regroups
    FROM (
        SELECT m.line, m.person,
               s.person IS NOT NULL OR l.person IS NOT NULL AS is_spoken,
               s.person IS NULL OR s.facts <> m.facts AS says,
               COALESCE(s.facts, l.facts) IS DISTINCT FROM m.facts AS speaks_anew,
               m.receives IS NOT NULL
               AND (w.person IS NULL OR w.programmes IS DISTINCT FROM NULLIF(m.receives, '{NULL}')) AS receives,
               m.receives IS NOT NULL
               AND (SELECT o.programmes IS NOT DISTINCT FROM NULLIF(m.receives, '{NULL}')
                    FROM registry.receives AS o
                    WHERE o.person = m.person AND o.feed = import_compare.feed
                    ORDER BY o.as_of DESC
                    LIMIT 1) IS NOT TRUE AS receives_anew,
               COALESCE(t.moves, false) AS moves,
               m.died_on IS NOT NULL
               AND COALESCE((SELECT o.died_on
                             FROM registry.death AS o
                             WHERE o.person = m.person AND o.feed = import_compare.feed
                             ORDER BY o.as_of DESC
                             LIMIT 1), 'infinity') <> m.died_on AS dies,
               COALESCE(NOT g.stays, false) AS regroups
        FROM staging.matched AS m
        LEFT JOIN registry.claim AS s
          ON s.person = m.person AND s.feed = import_compare.feed AND s.as_of = m.as_of
        LEFT JOIN registry.receives AS w
          ON w.person = m.person AND w.feed = import_compare.feed AND w.as_of = m.as_of
        LEFT JOIN (
            SELECT r.line, bool_or(NOT r.is_confirmed) AS moves FROM staging.residence AS r GROUP BY r.line) AS t
          ON t.line = m.line
        LEFT JOIN staging.grouping AS g ON g.line = m.line
        LEFT JOIN LATERAL (
            SELECT o.person, o.facts
            FROM registry.claim AS o
            WHERE s.person IS NULL AND o.person = m.person AND o.feed = import_compare.feed
            ORDER BY o.as_of DESC
            LIMIT 1) AS l ON true
        WHERE m.is_known) AS c;
    ANALYZE staging.compared (line, person);
END
$$;

-- Which of the current residences of these persons give a right. One feed overrules another on the same basis where it
-- names another place and is trusted more and not older; or where it began to say so after the other's last word. So
-- the newest word always stands, and a former municipality keeps its right only as long as nobody better or newer
-- contradicts. Nothing stands for the dead.
CREATE OR REPLACE FUNCTION registry.import_standing()
RETURNS void
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    -- Who says only the same again moves nowhere, unless feeds differ and a newer day decides between them.
    INSERT INTO staging.moved (person)
    SELECT n.person
    FROM staging.residence AS n
    LEFT JOIN registry.state AS s ON s.person = n.person
    WHERE NOT n.is_confirmed OR s.places <> array_fill(s.places[1], ARRAY[cardinality(s.places)])
    UNION ALL
    SELECT c.person FROM staging.compared AS c WHERE c.dies;

    WITH concerned AS (
        SELECT r.person FROM staging.residence AS r
        UNION
        SELECT c.person FROM staging.compared AS c WHERE c.dies
    ), current AS (
        SELECT r.*, COALESCE(array_position(f.feeds, r.feed), 10 + r.feed) AS rank
        FROM concerned AS c
        JOIN registry.residence AS r ON r.person = c.person AND r.valid_to IS NULL
        CROSS JOIN (SELECT o.feeds FROM registry.fact AS o WHERE o.key = 'residence_basis') AS f
    ), overruled AS (
        SELECT DISTINCT r.person, r.basis, r.place, r.feed
        FROM current AS r
        JOIN current AS o ON o.person = r.person AND o.basis = r.basis AND o.feed <> r.feed AND o.place <> r.place
        WHERE (o.rank < r.rank AND o.as_of >= r.as_of) OR o.valid_from > r.as_of
    ), judged AS (
        SELECT r.person, r.place, r.basis, r.feed, r.valid_from, p.died_on IS NULL AND o.person IS NULL AS stands
        FROM current AS r
        JOIN registry.person AS p ON p.person = r.person
        LEFT JOIN overruled AS o
          ON o.person = r.person AND o.basis = r.basis AND o.place = r.place AND o.feed = r.feed
    ), changed AS (
        UPDATE registry.residence AS r
        SET stands = j.stands
        FROM judged AS j
        WHERE r.person = j.person AND r.place = j.place AND r.basis = j.basis AND r.feed = j.feed
          AND r.valid_from = j.valid_from AND r.stands <> j.stands
        RETURNING r.person
    )
    INSERT INTO staging.moved (person)
    SELECT c.person FROM changed AS c
$$;

-- Persons, identifiers and households.
CREATE OR REPLACE FUNCTION registry.import_write_persons(feed smallint)
RETURNS void
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO registry.household (household)
    SELECT g.household
    FROM staging.grouping AS g
    LEFT JOIN registry.household AS h USING (household)
    WHERE h.household IS NULL AND NOT g.stays
    GROUP BY g.household;

    INSERT INTO registry.person (person, household, household_feed, household_as_of)
    SELECT m.person, g.household, CASE WHEN g.line IS NOT NULL THEN import_write_persons.feed END,
           CASE WHEN g.line IS NOT NULL THEN m.as_of END
    FROM staging.matched AS m
    LEFT JOIN staging.grouping AS g ON g.person = m.person
    WHERE m.brings_person;
    UPDATE registry.person AS p
    SET household = g.household, household_feed = import_write_persons.feed, household_as_of = m.as_of
    FROM staging.grouping AS g
    JOIN staging.matched AS m USING (line)
    WHERE p.person = g.person AND m.is_known AND NOT g.stays;

    INSERT INTO registry.identifier (kind, index, key_id, person)
    SELECT 1, m.amka, m.key_id, m.person
    FROM staging.matched AS m
    WHERE m.brings_amka
    ORDER BY m.amka;
    INSERT INTO registry.identifier (kind, index, key_id, person)
    SELECT 2, m.afm, m.key_id, m.person
    FROM staging.matched AS m
    WHERE m.brings_afm
    ORDER BY m.afm;
$$;

-- Deaths, and what follows from them for the person: the feed that is trusted most of those that said anything decides,
-- by its newest word.
CREATE OR REPLACE FUNCTION registry.import_write_deaths(import bigint, feed smallint)
RETURNS void
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO registry.death AS d (person, feed, as_of, import, died_on)
    SELECT m.person, import_write_deaths.feed, m.as_of, import_write_deaths.import, NULLIF(m.died_on, 'infinity')
    FROM staging.matched AS m
    LEFT JOIN staging.compared AS c USING (line)
    WHERE m.died_on IS NOT NULL AND COALESCE(c.dies, m.died_on < 'infinity')
    ON CONFLICT ON CONSTRAINT death_pkey DO UPDATE
    SET import = EXCLUDED.import, died_on = EXCLUDED.died_on;

    UPDATE registry.person AS p
    SET died_on = n.died_on
    FROM (SELECT DISTINCT ON (d.person) d.person, d.died_on
          FROM registry.death AS d
          JOIN registry.feed AS f USING (feed)
          WHERE d.person IN (SELECT m.person FROM staging.matched AS m WHERE m.died_on IS NOT NULL)
          ORDER BY d.person, f.trust, d.as_of DESC) AS n
    WHERE p.person = n.person AND p.died_on IS DISTINCT FROM n.died_on;
$$;

CREATE OR REPLACE FUNCTION registry.import_write_residences(import bigint, feed smallint)
RETURNS void
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO registry.residence (person, place, basis, valid_from, feed, as_of, import, stands)
    SELECT m.person, b.place, b.basis, m.as_of, import_write_residences.feed, m.as_of, import_write_residences.import,
           COALESCE(m.died_on, 'infinity') = 'infinity'
    FROM staging.matched AS m
    CROSS JOIN LATERAL (VALUES
        (1, CASE WHEN m.bases & 1 <> 0 THEN m.place ELSE m.registered_place END),
        (2, CASE WHEN m.bases & 2 <> 0 THEN m.place END),
        (3, CASE WHEN m.bases & 4 <> 0 THEN m.place END)) AS b (basis, place)
    WHERE NOT m.is_known AND m.is_newest AND NOT m.withdrawn AND b.place IS NOT NULL;

    UPDATE registry.residence AS r
    SET as_of = n.as_of
    FROM staging.residence AS n
    WHERE n.is_confirmed
      AND r.person = n.person AND r.basis = n.basis AND r.feed = import_write_residences.feed AND r.valid_to IS NULL;
    DELETE FROM registry.residence AS r
    USING staging.residence AS n
    WHERE NOT n.is_confirmed
      AND r.person = n.person AND r.basis = n.basis AND r.feed = import_write_residences.feed AND r.valid_to IS NULL
      AND r.valid_from >= n.as_of;
    UPDATE registry.residence AS r
    SET valid_to = n.as_of - 1
    FROM staging.residence AS n
    WHERE NOT n.is_confirmed
      AND r.person = n.person AND r.basis = n.basis AND r.feed = import_write_residences.feed AND r.valid_to IS NULL;
    INSERT INTO registry.residence (person, place, basis, valid_from, feed, as_of, import)
    SELECT n.person, n.place, n.basis, n.as_of, import_write_residences.feed, n.as_of, import_write_residences.import
    FROM staging.residence AS n
    WHERE NOT n.is_confirmed AND n.place IS NOT NULL
    ON CONFLICT ON CONSTRAINT residence_pkey DO UPDATE
    SET valid_to = NULL, as_of = EXCLUDED.as_of, import = EXCLUDED.import;
$$;

CREATE OR REPLACE FUNCTION registry.import_write_claims(import bigint, feed smallint)
RETURNS void
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO registry.claim (person, feed, as_of, import, facts)
    SELECT m.person, import_write_claims.feed, m.as_of, import_write_claims.import, m.facts
    FROM staging.matched AS m
    WHERE NOT m.is_known;
    INSERT INTO registry.claim AS c (person, feed, as_of, import, facts)
    SELECT m.person, import_write_claims.feed, m.as_of, import_write_claims.import, m.facts
    FROM staging.compared AS c
    JOIN staging.matched AS m USING (line)
    WHERE c.says
    ON CONFLICT ON CONSTRAINT claim_pkey DO UPDATE
    SET import = EXCLUDED.import, facts = EXCLUDED.facts;

    INSERT INTO registry.receives AS r (person, feed, as_of, import, programmes)
    SELECT m.person, import_write_claims.feed, m.as_of, import_write_claims.import, NULLIF(m.receives, '{NULL}')
    FROM staging.matched AS m
    LEFT JOIN staging.compared AS c USING (line)
    WHERE m.receives IS NOT NULL AND COALESCE(c.receives, true)
    ON CONFLICT ON CONSTRAINT receives_pkey DO UPDATE
    SET import = EXCLUDED.import, programmes = EXCLUDED.programmes;
$$;

-- The state of a person of whom this line is all that anybody said needs no competition: it is the line, and feeds and
-- days depend only on which facts it says and when. Gives, as shapes, those that are wholly fresh and heard.
CREATE OR REPLACE FUNCTION registry.import_shapes(feed smallint, today date)
RETURNS void
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO staging.shape (said, as_of, feeds, days, good_until)
    WITH occurring AS (
        SELECT DISTINCT m.said, m.as_of
        FROM staging.matched AS m
        WHERE NOT m.is_known AND m.is_alone AND m.said <> 0
    ), mask AS MATERIALIZED (
        SELECT o.said,
               array_agg(CASE WHEN o.said >> f.fact - 1 & 1 = 1 THEN import_shapes.feed END ORDER BY f.fact) AS feeds,
               COALESCE(min(f.good_for_days) FILTER (WHERE o.said >> f.fact - 1 & 1 = 1), 1000000) AS good_for,
               bool_and(import_shapes.feed = ANY (f.feeds)) FILTER (WHERE o.said >> f.fact - 1 & 1 = 1) AS is_heard
        FROM (SELECT DISTINCT said FROM occurring) AS o
        JOIN registry.fact AS f ON o.said >> f.fact - 1 <> 0
        GROUP BY o.said
    )
    SELECT o.said, o.as_of, k.feeds,
           (SELECT array_agg(CASE WHEN u.feed IS NOT NULL THEN o.as_of END ORDER BY u.place)
            FROM unnest(k.feeds) WITH ORDINALITY AS u (feed, place)),
           CASE WHEN k.good_for = 1000000 THEN 'infinity' ELSE o.as_of + k.good_for END
    FROM occurring AS o
    JOIN mask AS k USING (said)
    WHERE k.is_heard AND o.as_of + k.good_for >= import_shapes.today
$$;

CREATE OR REPLACE FUNCTION registry.import_write_state(feed smallint, today date)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    persons uuid[];
    most CONSTANT integer := 50000;
    receives_for integer;
BEGIN
    PERFORM registry.import_shapes(import_write_state.feed, import_write_state.today);
    ANALYZE staging.shape;
    SELECT COALESCE(f.good_for_days, 1000000)
    INTO receives_for
    FROM registry.fact AS f
    WHERE f.key = 'receives' AND import_write_state.feed = ANY (f.feeds);

    INSERT INTO registry.state (
        person, facts, feeds, as_of, receives, receives_feed, receives_as_of, derived_on, good_until, places, bases)
    SELECT m.person, m.facts, s.feeds, s.days, m.receives,
           CASE WHEN m.receives IS NOT NULL THEN import_write_state.feed END,
           CASE WHEN m.receives IS NOT NULL THEN m.as_of END, import_write_state.today,
           CASE WHEN m.receives IS NULL OR receives_for = 1000000 THEN s.good_until
                ELSE LEAST(s.good_until, m.as_of + receives_for)
           END,
           CASE WHEN h.is_held THEN array_remove(ARRAY[h.resident, h.present, h.registered], NULL) ELSE '{}' END,
           CASE WHEN h.is_held
                THEN array_remove(ARRAY[CASE WHEN h.resident IS NOT NULL THEN 2::smallint END,
                                        CASE WHEN h.present IS NOT NULL THEN 3::smallint END,
                                        CASE WHEN h.registered IS NOT NULL THEN 1::smallint END], NULL)
                ELSE '{}' END
    FROM staging.matched AS m
    JOIN staging.shape AS s ON s.said = m.said AND s.as_of = m.as_of
    CROSS JOIN LATERAL (
        SELECT NOT m.withdrawn AND COALESCE(m.died_on, 'infinity') = 'infinity' AS is_held,
               CASE WHEN m.bases & 2 <> 0 THEN m.place END AS resident,
               CASE WHEN m.bases & 4 <> 0 THEN m.place END AS present,
               CASE WHEN m.bases & 1 <> 0 THEN m.place ELSE m.registered_place END AS registered) AS h
    WHERE NOT m.is_known AND m.is_alone
      AND (m.receives IS NULL OR (m.as_of + receives_for >= import_write_state.today AND m.receives <> '{NULL}'));

    FOR persons IN
        SELECT array_agg(t.person)
        FROM (
            SELECT p.person, (row_number() OVER () - 1) / most AS batch
            FROM (SELECT m.person
                  FROM staging.matched AS m
                  LEFT JOIN staging.shape AS s ON s.said = m.said AND s.as_of = m.as_of
                  WHERE NOT m.is_known
                    AND (m.is_alone AND s.said IS NOT NULL
                         AND (m.receives IS NULL
                              OR (m.as_of + receives_for >= import_write_state.today AND m.receives <> '{NULL}')))
                        IS NOT TRUE
                  UNION
                  SELECT c.person FROM staging.compared AS c WHERE c.says OR c.receives) AS p) AS t
        GROUP BY t.batch
    LOOP
        PERFORM registry.derive_state(persons, import_write_state.today);
    END LOOP;

    FOR persons IN
        SELECT array_agg(t.person)
        FROM (
            SELECT p.person, (row_number() OVER () - 1) / most AS batch
            FROM (SELECT DISTINCT v.person FROM staging.moved AS v) AS p) AS t
        GROUP BY t.batch
    LOOP
        PERFORM registry.derive_homes(persons, import_write_state.today);
    END LOOP;
END
$$;

-- Writes one part of it: 1 persons, 2 residences, 3 claims, 4 deaths and which residences stand, 5 states. Foreign keys
-- are not looked up row by row, which would take as long as the rest: what is written refers to persons that stand in
-- the same delivery or were found just before, to places that the importer found and that are never deleted, and to this
-- import. The lock of import_beneficiaries_match keeps anybody from deleting a person meanwhile.
CREATE OR REPLACE FUNCTION registry.import_beneficiaries_write(
    import bigint, feed smallint, today date, part smallint)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET session_replication_role = replica
SET work_mem = '128MB'
AS $$
BEGIN
    CASE part
        WHEN 1 THEN
            PERFORM registry.import_write_persons(feed);
        WHEN 2 THEN
            PERFORM registry.import_write_residences(import, feed);
        WHEN 3 THEN
            PERFORM registry.import_write_claims(import, feed);
        WHEN 4 THEN
            PERFORM registry.import_write_deaths(import, feed);
            PERFORM registry.import_standing();
        WHEN 5 THEN
            PERFORM registry.import_write_state(feed, today);
    END CASE;
END
$$;

-- Holds the matched lines against the register and counts them: new is the first that this feed says of a person,
-- changed says something else or of another day, same says nothing new. spoken is of how many persons the feed has spoken
-- before, differing how many of them this delivery changes, limit_percent how many of a hundred it may; is_large says
-- that it is over the limit.
CREATE FUNCTION registry.import_beneficiaries_compare(
    feed smallint,
    OUT new bigint, OUT changed bigint, OUT same bigint,
    OUT spoken bigint, OUT differing bigint, OUT limit_percent integer, OUT is_large boolean)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    limit_from integer;
    newcomers bigint;
BEGIN
    PERFORM registry.import_compare(import_beneficiaries_compare.feed);

    SELECT count(*)
    INTO newcomers
    FROM staging.matched AS m
    WHERE NOT m.is_known;
    SELECT newcomers + count(*) FILTER (WHERE NOT c.is_spoken),
           count(*) FILTER (WHERE c.is_spoken AND (c.says OR c.receives OR c.moves OR c.dies OR c.regroups)),
           count(*) FILTER (WHERE c.is_spoken AND NOT (c.says OR c.receives OR c.moves OR c.dies OR c.regroups)),
           count(*) FILTER (WHERE c.is_spoken AND c.differs)
    INTO new, changed, same, differing
    FROM staging.compared AS c;
    SELECT f.change_limit_percent, f.change_limit_from
    INTO limit_percent, limit_from
    FROM registry.feed AS f
    WHERE f.feed = import_beneficiaries_compare.feed;
    spoken := 0;
    IF differing >= limit_from * limit_percent / 100 THEN
        SELECT count(DISTINCT c.person)
        INTO spoken
        FROM registry.claim AS c
        WHERE c.feed = import_beneficiaries_compare.feed;
    END IF;
    is_large := spoken >= limit_from AND differing * 100 > spoken * limit_percent;
END
$$;

-- Ends the import: its counts and its entry in the audit. Empties the staging tables.
CREATE OR REPLACE FUNCTION registry.import_beneficiaries_end(
    import bigint, lines bigint, new bigint, changed bigint, same bigint, large_change_accepted boolean)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    UPDATE registry.import AS i
    SET large_change_accepted = import_beneficiaries_end.large_change_accepted
    WHERE i.import = import_beneficiaries_end.import;
    TRUNCATE staging.beneficiary, staging.matched, staging.residence, staging.grouping, staging.shape, staging.compared,
             staging.moved;
    PERFORM registry.import_close(import, lines, new, changed, same);
END
$$;
