-- SPDX-License-Identifier: EUPL-1.2
--
-- Releases: protected counts of persons. mitroa_screener counts under a ticket of audit.open_screening and drafts exact
-- counts with their cell keys; release.make perturbs them in the database and freezes what comes out. Nobody but the
-- owner of these functions reads drafts, exact counts or secrets.

-- The time that releases go by.
CREATE OR REPLACE FUNCTION release.clock()
RETURNS timestamptz
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT statement_timestamp()
$$;

-- Who came into the register after this is not counted: else somebody who is let in, and seen in the next release, is
-- known. NULL before the first release, which can be compared with none.
CREATE OR REPLACE FUNCTION release.entered_until()
RETURNS timestamptz
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT GREATEST(min(r.made_at),
                    date_trunc('day', release.clock() AT TIME ZONE 'Europe/Athens') AT TIME ZONE 'Europe/Athens'
                    - interval '30 days')
    FROM release.release AS r
    HAVING count(*) > 0
$$;

-- registry.screening_rows with the record key of each, without those who have just come. Not to be planned as a part of
-- what calls it: see there. Who came when is looked up one by one; joined, all persons were read for every stretch.
DROP FUNCTION IF EXISTS release.rows(bytea, integer);
CREATE OR REPLACE FUNCTION release.rows(nonce bytea, first_page integer, end_page integer)
RETURNS TABLE (
    places integer[], bases smallint[], facts bigint[], rivals bigint[], receives integer[], record_key bigint)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT h.places, h.bases, h.facts, h.rivals, h.receives,
           release.first_64(sha256((SELECT x.record FROM release.secret AS x) || uuid_send(h.person)))
    FROM (
        SELECT s.person, s.places, s.bases, s.facts, s.rivals, s.receives
        FROM registry.state AS s
        WHERE audit.screening_holds(nonce)
          AND s.ctid >= registry.page_begins(first_page)
          AND s.ctid < registry.page_begins(end_page)
          AND (SELECT registry.today()) BETWEEN s.derived_on AND s.good_until
        UNION ALL
        SELECT d.person, d.places, d.bases, d.facts, d.rivals, d.receives
        FROM (SELECT array_agg(s.person) AS persons
              FROM registry.state AS s
              WHERE audit.screening_holds(nonce)
                AND s.ctid >= registry.page_begins(first_page)
                AND s.ctid < registry.page_begins(end_page)
                AND NOT (SELECT registry.today()) BETWEEN s.derived_on AND s.good_until) AS o
        CROSS JOIN LATERAL registry.derived_state(o.persons, (SELECT registry.today())) AS d) AS h
    WHERE h.places <> '{}'
      AND (SELECT p.entered_at FROM registry.person AS p WHERE p.person = h.person)
          <= COALESCE((SELECT release.entered_until()), 'infinity')
$$;

-- The first eight bytes as a number, and the first four as one of 0 .. 2^32 - 1. Each argument stands once in the
-- body, here and below, so that the functions become part of the query: called, they took ten times as long.
CREATE OR REPLACE FUNCTION release.first_64(bytes bytea)
RETURNS bigint
LANGUAGE sql
IMMUTABLE
AS $$
    SELECT ('x' || encode(substr(bytes, 1, 8), 'hex'))::bit(64)::bigint
$$;

CREATE OR REPLACE FUNCTION release.first_32(bytes bytea)
RETURNS bigint
LANGUAGE sql
IMMUTABLE
AS $$
    SELECT ('x' || encode(substr(bytes, 1, 4), 'hex'))::bit(32)::bigint
$$;

-- Where each error of a law begins in 0 .. 2^32 - 1, from the lowest error on.
CREATE OR REPLACE FUNCTION release.law_cuts(law smallint)
RETURNS bigint[]
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT array_agg(c.before ORDER BY c.error)
    FROM (SELECT w.error, sum(w.weight) OVER (ORDER BY w.error)::bigint - w.weight AS before
          FROM release.law_weight AS w
          WHERE w.law = law_cuts.law) AS c
$$;

-- The noise of the persons with this cell key, counted in this way.
--   cuts    of the law: release.law_cuts
--   spread  of the law
CREATE OR REPLACE FUNCTION release.noise(
    secret bytea, cell_key bigint, domain smallint, detail smallint, cuts bigint[], spread smallint)
RETURNS integer
LANGUAGE sql
IMMUTABLE
AS $$
    SELECT width_bucket(release.first_32(sha256(secret || int8send(cell_key) || int2send(domain) || int2send(detail))),
                        cuts) - 1 - spread
$$;

-- What may be told of one count, by itself: NULL is hidden. For counts that stand in no release; inside a function of
-- the owner alone.
--   cell_key  the keys of what is counted, added up: the same for the same, and secret
CREATE OR REPLACE FUNCTION release.shown(persons integer, cell_key bigint, domain smallint, detail smallint, law smallint)
RETURNS integer
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN y.persons >= l.threshold THEN (y.persons + l.step / 2) / l.step * l.step END
    FROM release.law AS l
    CROSS JOIN release.secret AS x
    CROSS JOIN LATERAL (
        SELECT shown.persons + release.noise(x.noise, shown.cell_key, shown.domain, shown.detail, release.law_cuts(l.law),
                                             l.spread)) AS y (persons)
    WHERE l.law = shown.law
$$;

-- Which law protects a cell.
CREATE OR REPLACE FUNCTION release.law_of(release integer, measure smallint, programme integer, detail smallint)
RETURNS smallint
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN m.special
                  OR COALESCE((SELECT p.special
                               FROM release.programme AS p
                               WHERE p.release = law_of.release AND p.programme = law_of.programme), false)
                  OR CASE m.detail
                         WHEN 'group' THEN COALESCE((SELECT g.special
                                                     FROM release.person_group AS g
                                                     WHERE g.detail = law_of.detail), false)
                         WHEN 'fact' THEN COALESCE((SELECT f.special
                                                    FROM registry.fact AS f
                                                    WHERE f.fact = law_of.detail), false)
                         ELSE false
                     END
                THEN 2 ELSE 1 END::smallint
    FROM release.measure AS m
    WHERE m.measure = law_of.measure
$$;

-- What the exact counts of a release give when they are perturbed: its cells, once more.
CREATE OR REPLACE FUNCTION release.perturbed(release integer)
RETURNS TABLE (measure smallint, programme integer, detail smallint, place integer, value integer)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH law AS MATERIALIZED (
        SELECT l.law, l.spread, l.threshold, l.step, release.law_cuts(l.law) AS cuts FROM release.law AS l
    ), secret AS MATERIALIZED (
        SELECT x.noise FROM release.secret AS x
    )
    SELECT y.measure, y.programme, y.detail, y.place, (y.persons + y.step / 2) / y.step * y.step
    FROM (SELECT e.measure, e.programme, e.detail, e.place, l.threshold, l.step,
                 e.persons + release.noise(x.noise, e.cell_key, m.domain, e.detail, l.cuts, l.spread) AS persons
          FROM release.exact AS e
          JOIN release.measure AS m ON m.measure = e.measure
          JOIN law AS l ON l.law = e.law
          CROSS JOIN secret AS x
          WHERE e.release = perturbed.release
          OFFSET 0) AS y
    WHERE y.persons >= y.threshold
$$;

CREATE OR REPLACE FUNCTION release.law_digest()
RETURNS bytea
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT sha256(convert_to(string_agg(concat_ws(':', l.law, l.spread, l.variance, l.threshold, l.step, w.error, w.weight),
                                        ',' ORDER BY l.law, w.error), 'UTF8'))
    FROM release.law AS l
    JOIN release.law_weight AS w USING (law)
$$;

-- Over everything that stands under a number, and the digest of the number before.
CREATE OR REPLACE FUNCTION release.digest_of(release integer)
RETURNS bytea
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
SET datestyle = 'ISO'
AS $$
    SELECT sha256(
        COALESCE((SELECT b.digest FROM release.release AS b WHERE b.release = r.release - 1), ''::bytea)
        || convert_to(concat_ws('|', r.release, r.on_day, r.made_at, r.register_version, r.special_of, r.entered_until,
                                r.entry, r.note, encode(r.law_digest, 'hex')), 'UTF8')
        || sha256(convert_to(COALESCE((SELECT string_agg(p::text, E'\n' ORDER BY p.place)
                                       FROM release.place AS p WHERE p.release = r.release), ''), 'UTF8'))
        || sha256(convert_to(COALESCE((SELECT string_agg(p::text, E'\n' ORDER BY p.programme)
                                       FROM release.programme AS p WHERE p.release = r.release), ''), 'UTF8'))
        || sha256(convert_to(COALESCE((SELECT string_agg(f::text, E'\n' ORDER BY f.feed)
                                       FROM release.feed AS f WHERE f.release = r.release), ''), 'UTF8'))
        || sha256(COALESCE((SELECT string_agg(int2send(c.measure) || int4send(c.programme) || int2send(c.detail)
                                              || int4send(c.place) || int4send(c.value), ''::bytea
                                              ORDER BY c.measure, c.programme, c.detail, c.place)
                            FROM release.cell AS c WHERE c.release = r.release), ''::bytea)))
    FROM release.release AS r
    WHERE r.release = digest_of.release
$$;

-- Whether a release may be made now: 0; else 1 there is one of this month. Special categories follow once a quarter.
-- And the smallest count that any law could show, so that smaller ones need not be drafted.
DROP FUNCTION IF EXISTS release.may_make();
CREATE FUNCTION release.may_make()
RETURNS TABLE (status smallint, lowest integer)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN EXISTS (
        SELECT
        FROM release.release AS r
        WHERE date_trunc('month', r.made_at AT TIME ZONE 'Europe/Athens')
              >= date_trunc('month', release.clock() AT TIME ZONE 'Europe/Athens'))
    THEN 1 ELSE 0 END::smallint, (SELECT min(l.threshold - l.spread)::integer FROM release.law AS l)
$$;

-- Freezes what was drafted under a ticket, and gives the number of the release.
--   nonce        of the screening
--   on_day       whose law and places it is
--   version      register version that was counted by
--   note         a sentence that stands with the release
--   places       its municipalities; what they lie in is added
--   programmes   its programmes, side by side with whether their criteria ask something special
--   in_force     pairs of programme and place, of all levels, of those that are not in force everywhere
-- Raises P0001 too_soon where may_make() says so.
DROP FUNCTION IF EXISTS release.make(bytea, date, bigint, text, integer[], integer[], boolean[], integer[], integer[]);
CREATE FUNCTION release.make(
    nonce bytea, on_day date, version bigint, note text, places integer[], programmes integer[], special boolean[],
    in_force_programmes integer[], in_force_places integer[])
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    confirmed_within CONSTANT integer := 180;
    at CONSTANT timestamptz := release.clock();
    number integer;
    quarter integer;
    ticket record;
BEGIN
    PERFORM audit.screening_holds(nonce);
    LOCK TABLE release.release IN SHARE ROW EXCLUSIVE MODE;
    IF (SELECT y.status FROM release.may_make() AS y) <> 0 THEN
        RAISE EXCEPTION 'too_soon';
    END IF;
    SELECT e.entry, e.account, e.role, e.structure, e.session
    INTO ticket
    FROM audit.screening AS t
    JOIN audit.entry AS e ON e.entry = t.entry
    WHERE t.nonce = make.nonce;
    SELECT COALESCE(max(r.release), 0) + 1 INTO number FROM release.release AS r;
    SELECT max(r.release)
    INTO quarter
    FROM release.release AS r
    WHERE r.special_of = r.release
      AND date_trunc('quarter', r.made_at AT TIME ZONE 'Europe/Athens')
          >= date_trunc('quarter', at AT TIME ZONE 'Europe/Athens');

    PERFORM audit.append_one('export', ticket.account, ticket.role, ticket.structure, ticket.session, number);
    INSERT INTO release.release (release, on_day, made_at, register_version, special_of, entered_until, entry, note,
                                 law_digest, digest)
    VALUES (number, on_day, at, version, COALESCE(quarter, number), release.entered_until(), ticket.entry, note,
            release.law_digest(), ''::bytea);
    PERFORM release.freeze_places(number, places);
    INSERT INTO release.programme (release, programme, code, title, special, places, offers, confirmed)
    SELECT number, p.programme, p.code, t.title, u.special,
           (SELECT array_agg(f.place ORDER BY f.place)
            FROM unnest(in_force_programmes, in_force_places) AS f (programme, place)
            WHERE f.programme = p.programme),
           o.offers, o.confirmed
    FROM unnest(programmes, special) AS u (programme, special)
    JOIN registry.programme AS p ON p.programme = u.programme
    CROSS JOIN LATERAL (
        SELECT COALESCE(v.neutral_title, v.title) AS title
        FROM registry.programme_version AS v
        WHERE v.programme = p.programme AND v.until IS NULL AND v.valid_from <= on_day
        ORDER BY v.valid_from DESC
        LIMIT 1) AS t
    CROSS JOIN LATERAL (
        SELECT count(*), count(*) FILTER (WHERE v.confirmed_on >= on_day - confirmed_within)
        FROM registry.offer_version AS v
        WHERE v.programme = p.programme
          AND v.until IS NULL
          AND (v.valid_from IS NULL OR v.valid_from <= on_day)
          AND (v.valid_to IS NULL OR v.valid_to >= on_day)) AS o (offers, confirmed);
    INSERT INTO release.feed (release, feed, as_of, delivered_at)
    SELECT number, f.feed,
           (SELECT max(c.as_of) FROM registry.claim AS c WHERE c.feed = f.feed),
           (SELECT max(i.started_at) FROM registry.import AS i WHERE i.register = 'beneficiaries' AND i.feed = f.feed)
    FROM registry.feed AS f;

    INSERT INTO release.exact (release, measure, programme, detail, place, law, persons, cell_key)
    SELECT number, d.measure, d.programme, d.detail, d.place, s.law, d.persons, d.cell_key
    FROM (SELECT k.measure, k.programme, k.detail, release.law_of(number, k.measure, k.programme, k.detail) AS law
          FROM (SELECT DISTINCT d.measure, d.programme, d.detail
                FROM release.draft AS d
                WHERE d.nonce = make.nonce) AS k) AS s
    JOIN release.draft AS d
      ON d.nonce = make.nonce AND d.measure = s.measure AND d.programme = s.programme AND d.detail = s.detail
    WHERE s.law = 1 OR quarter IS NULL;
    DELETE FROM release.draft AS d WHERE d.nonce = make.nonce;
    INSERT INTO release.cell (release, measure, programme, detail, place, value)
    SELECT number, y.measure, y.programme, y.detail, y.place, y.value
    FROM release.perturbed(number) AS y;

    UPDATE release.release AS r SET digest = release.digest_of(number) WHERE r.release = number;
    PERFORM pg_notify('mitroa_release', number::text);
    RETURN number;
END
$$;

-- As in registry/place.h.
CREATE OR REPLACE FUNCTION release.level_number(level text)
RETURNS smallint
LANGUAGE sql
IMMUTABLE
AS $$
    SELECT array_position(ARRAY['municipality', 'regional_unit', 'prefecture', 'region'], level)::smallint
$$;

-- The places of a release: municipalities, and what they lie in. Raises where the trees are none.
CREATE OR REPLACE FUNCTION release.freeze_places(number integer, municipalities integer[])
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO release.place (release, place, level, code, name, regional_unit, prefecture, region, population)
    SELECT number, p.place, release.level_number(p.level), p.code, v.name, v.regional_unit, v.prefecture, v.region, v.population
    FROM registry.place AS p
    JOIN registry.place_version AS v ON v.place = p.place AND v.until IS NULL
    WHERE p.place = ANY (municipalities);
    INSERT INTO release.place (release, place, level, code, name, region, population)
    SELECT number, p.place, release.level_number(p.level), p.code, v.name, max(u.region),
           CASE WHEN bool_and(u.population IS NOT NULL) THEN sum(u.population) END
    FROM (SELECT m.regional_unit AS place, m.region, m.population FROM release.place AS m WHERE m.release = number
          UNION ALL
          SELECT m.prefecture, NULL, m.population FROM release.place AS m WHERE m.release = number
          UNION ALL
          SELECT m.region, NULL, m.population FROM release.place AS m WHERE m.release = number) AS u
    JOIN registry.place AS p ON p.place = u.place
    JOIN registry.place_version AS v ON v.place = p.place AND v.until IS NULL
    GROUP BY p.place, p.level, p.code, v.name;
    IF EXISTS (SELECT FROM release.place AS m
               WHERE m.release = number AND m.level = 1
               GROUP BY m.regional_unit
               HAVING count(DISTINCT m.region) > 1) THEN
        RAISE EXCEPTION 'a regional unit lies in two regions: its counts could be told apart by subtraction';
    END IF;
END
$$;

-- What is wrong with the releases, each named; no rows: each is as it was published, and follows from its counts.
--   release  integer
--   finding  text     digest: something under the number, or before it, was changed; law: the law of the noise was;
--                     cell: a cell does not follow from the count behind it, or has none, or is missing
--   cells    bigint   how many
DROP FUNCTION IF EXISTS release.verify();
CREATE FUNCTION release.verify()
RETURNS TABLE (release integer, finding text, cells bigint)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.release, 'digest', 0::bigint
    FROM release.release AS r
    WHERE r.digest IS DISTINCT FROM release.digest_of(r.release)
    UNION ALL
    SELECT r.release, 'law', 0::bigint
    FROM release.release AS r
    WHERE r.law_digest IS DISTINCT FROM release.law_digest()
    UNION ALL
    SELECT r.release, 'cell', d.cells
    FROM release.release AS r
    CROSS JOIN LATERAL (
        SELECT count(*)
        FROM (SELECT y.measure, y.programme, y.detail, y.place, y.value FROM release.perturbed(r.release) AS y) AS y
        FULL JOIN (SELECT c.measure, c.programme, c.detail, c.place, c.value
                   FROM release.cell AS c
                   WHERE c.release = r.release) AS c USING (measure, programme, detail, place)
        WHERE y.value IS DISTINCT FROM c.value) AS d (cells)
    WHERE d.cells > 0
    ORDER BY 1, 2
$$;

-- The releases, the newest first.
CREATE OR REPLACE FUNCTION release.list()
RETURNS TABLE (
    release integer, on_day date, made_at timestamptz, register_version bigint, special_of integer, cells bigint,
    digest bytea, note text)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.release, r.on_day, r.made_at, r.register_version, r.special_of,
           (SELECT count(*) FROM release.cell AS c WHERE c.release = r.release), r.digest, r.note
    FROM release.release AS r
    ORDER BY r.release DESC
$$;

-- One table of a release: every place of a level, shown or hidden.
--   release    NULL: the newest
--   value      NULL: hidden, unless in_force is false or is_made is
--   in_force   whether the programme is in force there at all
--   is_made    false: the programme is newer than the cells of special categories that stand
DROP FUNCTION IF EXISTS release.cells(smallint, smallint, integer, smallint, integer);
CREATE FUNCTION release.cells(
    level smallint, measure smallint, programme integer, detail smallint, release integer)
RETURNS TABLE (
    place integer, code text, name text, value integer, in_force boolean, is_made boolean, regional_unit integer,
    prefecture integer, region integer)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    WITH head AS MATERIALIZED (
        SELECT r.release, m.measure, m.unit, g.programme, g.places,
               CASE WHEN release.law_of(r.release, m.measure, cells.programme, cells.detail) = 2
                    THEN r.special_of ELSE r.release END AS source
        FROM release.release AS r
        JOIN release.measure AS m ON m.measure = cells.measure
        LEFT JOIN release.programme AS g ON g.release = r.release AND g.programme = cells.programme
        WHERE r.release = COALESCE(cells.release, (SELECT max(o.release) FROM release.release AS o))
    )
    SELECT p.place, p.code, p.name,
           CASE WHEN h.unit = 'public' THEN p.population::integer ELSE c.value END,
           h.programme IS NULL OR h.places IS NULL OR p.place = ANY (h.places),
           h.programme IS NULL OR h.source = h.release
               OR EXISTS (SELECT FROM release.programme AS o WHERE o.release = h.source AND o.programme = h.programme),
           p.regional_unit, p.prefecture, p.region
    FROM head AS h
    JOIN release.place AS p ON p.release = h.release AND p.level = cells.level
    LEFT JOIN release.cell AS c
      ON c.release = h.source AND c.measure = h.measure AND c.programme = cells.programme AND c.detail = cells.detail
     AND c.place = p.place
    ORDER BY p.code COLLATE "C"
$$;

-- Of what the verdicts of a programme lack, fact by fact, in one place of a release.
--   value     NULL: hidden
DROP FUNCTION IF EXISTS release.lacks(integer, integer, text);
CREATE FUNCTION release.lacks(release integer, programme integer, place_code text)
RETURNS TABLE (fact smallint, value integer)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    WITH lacking AS (
        SELECT DISTINCT c.detail, r.release,
               CASE WHEN release.law_of(r.release, m.measure, lacks.programme, c.detail) = 2
                    THEN r.special_of ELSE r.release END AS source, m.measure
        FROM release.release AS r
        JOIN release.measure AS m ON m.key = 'unknown_because'
        JOIN release.cell AS c
          ON c.release IN (r.release, r.special_of) AND c.measure = m.measure AND c.programme = lacks.programme
        WHERE r.release = lacks.release
    )
    SELECT l.detail, c.value
    FROM lacking AS l
    LEFT JOIN release.place AS p ON p.release = l.release AND p.code = lacks.place_code
    LEFT JOIN release.cell AS c
      ON c.release = l.source AND c.measure = l.measure AND c.programme = lacks.programme AND c.detail = l.detail
     AND c.place = p.place
    ORDER BY c.value DESC NULLS LAST, l.detail
$$;
