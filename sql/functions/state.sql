-- SPDX-License-Identifier: EUPL-1.2
--
-- State from claims.
--
-- Of each feed counts the newest claim, not after today, that says the fact. A claim is fresh for good_for_days. The
-- fresh claim of the most trusted feed gives the value; where another feed's fresh claim differs, that is the rival. Where
-- a third one differs from both there is no value and no rival, for two of three could decide what the third denies; the
-- feeds and days of the two most trusted stand. If nothing is fresh the fact is stale: no value, but the feed and day of the newest claim.
-- A feed that may not say a fact (registry.fact.feeds) is not heard. A feed that takes a fact back (registry.withdrawn)
-- says nothing of it, and what it said before is not heard either.

-- Stands in facts bigint[] where the feed takes back what it said. Without SET, so that it becomes part of the query.
CREATE OR REPLACE FUNCTION registry.withdrawn()
RETURNS bigint
LANGUAGE sql
IMMUTABLE
AS $$
    SELECT -9223372036854775807
$$;

-- The six arrays of these persons on a day, up to the last fact that anybody says, and the last day on which they are
-- right; no row for whom no feed has said anything. A loop and not a query: over the same arrays windows and aggregates took three and a half times as
-- long.
CREATE OR REPLACE FUNCTION registry.derived_facts(persons uuid[], today date)
RETURNS TABLE (
    person uuid, facts bigint[], feeds smallint[], as_of date[],
    rivals bigint[], rival_feeds smallint[], rival_as_of date[], good_until date)
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    for_ever CONSTANT integer := 1000000;
    withdrawn CONSTANT bigint := registry.withdrawn();
    n integer;
    -- By (feed - 1) * n + fact: how much the feed is trusted, 1 the most; NULL: it may not say the fact.
    ranks smallint[];
    good_for integer[];
    no_values bigint[];
    no_feeds smallint[];
    no_days date[];
    -- By fact, of the person at hand: rank of the fresh value, and the feed that spoke last.
    best smallint[];
    spoke smallint[];
    last smallint;
    days_left integer;
    -- Facts of which three fresh claims say three things.
    lost integer[];
    said record;
    value bigint;
    i integer;
    before integer;
    age integer;
    rank smallint;
BEGIN
    SELECT max(f.fact) INTO n FROM registry.fact AS f;
    SELECT array_agg(array_position(f.feeds, feed::smallint)::smallint ORDER BY feed, number)
    INTO ranks
    FROM generate_series(1, 5) AS feed
    CROSS JOIN generate_series(1, n) AS number
    LEFT JOIN registry.fact AS f ON f.fact = number;
    SELECT array_agg(COALESCE(f.good_for_days, for_ever) ORDER BY number)
    INTO good_for
    FROM generate_series(1, n) AS number
    LEFT JOIN registry.fact AS f ON f.fact = number;
    no_values := array_fill(NULL::bigint, ARRAY[n]);
    no_feeds := array_fill(NULL::smallint, ARRAY[n]);
    no_days := array_fill(NULL::date, ARRAY[n]);

    -- One feed after the other, the newest claim first: what a feed says again is older and does not count.
    FOR said IN
        SELECT c.person AS of, c.feed, c.as_of, c.facts
        FROM registry.claim AS c
        WHERE c.person = ANY (persons)
        ORDER BY c.person, c.feed, c.as_of DESC
    LOOP
        IF said.of IS DISTINCT FROM person THEN
            IF person IS NOT NULL THEN
                good_until := CASE WHEN days_left = for_ever THEN 'infinity' ELSE today + days_left END;
                FOREACH i IN ARRAY lost LOOP
                    facts[i] := NULL;
                    rivals[i] := NULL;
                END LOOP;
                facts := facts[1:last];
                feeds := feeds[1:last];
                as_of := as_of[1:last];
                rivals := rivals[1:last];
                rival_feeds := rival_feeds[1:last];
                rival_as_of := rival_as_of[1:last];
                RETURN NEXT;
            END IF;
            person := said.of;
            facts := no_values;
            feeds := no_feeds;
            as_of := no_days;
            rivals := NULL;
            rival_feeds := NULL;
            rival_as_of := NULL;
            best := no_feeds;
            spoke := no_feeds;
            last := 0;
            days_left := for_ever;
            lost := '{}';
        END IF;
        age := today - said.as_of;
        IF age < 0 THEN
            days_left := LEAST(days_left, -age - 1);
            CONTINUE;
        END IF;
        before := (said.feed - 1) * n;
        i := 0;
        FOREACH value IN ARRAY said.facts LOOP
            i := i + 1;
            CONTINUE WHEN value IS NULL;
            rank := ranks[before + i];
            CONTINUE WHEN rank IS NULL OR i > n OR spoke[i] = said.feed;
            spoke[i] := said.feed;
            CONTINUE WHEN value = withdrawn;
            IF i > last THEN
                last := i;
            END IF;
            IF age > good_for[i] THEN
                IF feeds[i] IS NULL OR (best[i] IS NULL AND as_of[i] < said.as_of) THEN
                    feeds[i] := said.feed;
                    as_of[i] := said.as_of;
                END IF;
                CONTINUE;
            END IF;
            IF good_for[i] < for_ever AND good_for[i] - age < days_left THEN
                days_left := good_for[i] - age;
            END IF;
            IF best[i] IS NULL OR (value = facts[i] AND rank < best[i]) THEN
                facts[i] := value;
                feeds[i] := said.feed;
                as_of[i] := said.as_of;
                best[i] := rank;
            ELSIF value <> facts[i] THEN
                IF rivals IS NULL THEN
                    rivals := no_values;
                    rival_feeds := no_feeds;
                    rival_as_of := no_days;
                END IF;
                IF rivals[i] <> value THEN
                    lost := lost || i;
                END IF;
                IF rank < best[i] THEN
                    rivals[i] := facts[i];
                    rival_feeds[i] := feeds[i];
                    rival_as_of[i] := as_of[i];
                    facts[i] := value;
                    feeds[i] := said.feed;
                    as_of[i] := said.as_of;
                    best[i] := rank;
                ELSIF rivals[i] IS NULL OR rank < ranks[(rival_feeds[i] - 1) * n + i] THEN
                    rivals[i] := value;
                    rival_feeds[i] := said.feed;
                    rival_as_of[i] := said.as_of;
                END IF;
            END IF;
        END LOOP;
    END LOOP;
    IF person IS NOT NULL THEN
        good_until := CASE WHEN days_left = for_ever THEN 'infinity' ELSE today + days_left END;
        FOREACH i IN ARRAY lost LOOP
            facts[i] := NULL;
            rivals[i] := NULL;
        END LOOP;
        facts := facts[1:last];
        feeds := feeds[1:last];
        as_of := as_of[1:last];
        rivals := rivals[1:last];
        rival_feeds := rival_feeds[1:last];
        rival_as_of := rival_as_of[1:last];
        RETURN NEXT;
    END IF;
END
$$;

-- Where these persons live on a day, as far as it stands: first where somebody is resident, then present, then
-- registered, and of one kind what was said last; and the last day on which that is right. No row for whom nothing
-- stands.
CREATE OR REPLACE FUNCTION registry.derived_homes(persons uuid[], today date)
RETURNS TABLE (person uuid, places integer[], bases smallint[], good_until date)
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.person,
           array_agg(r.place ORDER BY (r.basis + 1) % 3, r.as_of DESC, r.place) FILTER (
               WHERE today BETWEEN r.valid_from AND COALESCE(r.valid_to, 'infinity')),
           array_agg(r.basis ORDER BY (r.basis + 1) % 3, r.as_of DESC, r.place) FILTER (
               WHERE today BETWEEN r.valid_from AND COALESCE(r.valid_to, 'infinity')),
           min(CASE WHEN r.valid_from > today THEN r.valid_from - 1 WHEN r.valid_to >= today THEN r.valid_to END)
    FROM registry.residence AS r
    WHERE r.person = ANY (persons) AND r.stands
    GROUP BY r.person
$$;

-- What the state of these persons is on a day; one row each, in no order, arrays empty for whom nobody knows.
--   person          uuid
--   facts           bigint[]    by fact number; NULL is missing, or stale where feeds says who said it, or three things at
--                               once where rival_feeds does, too
--   feeds           smallint[]  who said it
--   as_of           date[]      when
--   rivals          bigint[]    NULL as a whole if there are none, as are the next two
--   rival_feeds     smallint[]
--   rival_as_of     date[]
--   receives        integer[]   keys of programmes, ascending; NULL is "not said" or, with a feed, stale
--   receives_feed   smallint
--   receives_as_of  date
--   good_until      date        last day on which this is right
--   places          integer[]   of residences of the day, the home first; empty if it is not known
--   bases           smallint[]  side by side
DROP FUNCTION IF EXISTS registry.derived_state(uuid[], date);
CREATE FUNCTION registry.derived_state(persons uuid[], today date)
RETURNS TABLE (
    person uuid, facts bigint[], feeds smallint[], as_of date[],
    rivals bigint[], rival_feeds smallint[], rival_as_of date[],
    receives integer[], receives_feed smallint, receives_as_of date, good_until date,
    places integer[], bases smallint[])
LANGUAGE sql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH asked AS (
        SELECT DISTINCT a.person FROM unnest(persons) AS a (person)
    ), told AS (
        SELECT r.person, r.programmes, r.feed, r.as_of,
               array_position(f.feeds, r.feed) AS rank,
               COALESCE(r.as_of + f.good_for_days, 'infinity') AS fresh_to
        FROM registry.receives AS r
        JOIN registry.fact AS f ON f.key = 'receives' AND r.feed = ANY (f.feeds)
        WHERE r.person = ANY (persons)
    ), newest AS (
        SELECT DISTINCT ON (t.person, t.feed) t.*
        FROM told AS t
        WHERE t.as_of <= today
        ORDER BY t.person, t.feed, t.as_of DESC
    ), said AS (
        SELECT t.* FROM newest AS t WHERE t.programmes IS NOT NULL
        UNION ALL
        SELECT t.* FROM told AS t WHERE t.as_of > today
    ), received AS (
        SELECT DISTINCT ON (s.person) s.person, s.feed, s.as_of,
               CASE WHEN s.fresh_to >= today THEN s.programmes END AS programmes
        FROM said AS s
        WHERE s.as_of <= today
        ORDER BY s.person, s.fresh_to < today,
                 CASE WHEN s.fresh_to >= today THEN s.rank END, s.as_of DESC, s.rank
    ), limited AS (
        SELECT s.person,
               min(CASE WHEN s.as_of > today THEN s.as_of - 1 WHEN s.fresh_to >= today THEN s.fresh_to END) AS good_until
        FROM said AS s
        GROUP BY s.person
    )
    SELECT a.person, COALESCE(d.facts, '{}'), COALESCE(d.feeds, '{}'), COALESCE(d.as_of, '{}'),
           d.rivals, d.rival_feeds, d.rival_as_of, r.programmes, r.feed, r.as_of,
           LEAST(d.good_until, l.good_until, h.good_until, 'infinity'),
           COALESCE(h.places, '{}'), COALESCE(h.bases, '{}')
    FROM asked AS a
    LEFT JOIN registry.derived_facts(persons, today) AS d ON d.person = a.person
    LEFT JOIN received AS r ON r.person = a.person
    LEFT JOIN limited AS l ON l.person = a.person
    LEFT JOIN registry.derived_homes(persons, today) AS h ON h.person = a.person
$$;

-- Writes the state of these persons; gives how many are new or differ. Meant for arrays of some ten thousand.
CREATE OR REPLACE FUNCTION registry.derive_state(persons uuid[], today date)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    written bigint;
BEGIN
    INSERT INTO registry.state AS s (
        person, facts, feeds, as_of, rivals, rival_feeds, rival_as_of, receives, receives_feed, receives_as_of,
        derived_on, good_until, places, bases)
    SELECT d.person, d.facts, d.feeds, d.as_of, d.rivals, d.rival_feeds, d.rival_as_of,
           d.receives, d.receives_feed, d.receives_as_of, derive_state.today, d.good_until, d.places, d.bases
    FROM registry.derived_state(derive_state.persons, derive_state.today) AS d
    ON CONFLICT ON CONSTRAINT state_pkey DO UPDATE
    SET facts = EXCLUDED.facts, feeds = EXCLUDED.feeds, as_of = EXCLUDED.as_of,
        rivals = EXCLUDED.rivals, rival_feeds = EXCLUDED.rival_feeds, rival_as_of = EXCLUDED.rival_as_of,
        receives = EXCLUDED.receives, receives_feed = EXCLUDED.receives_feed, receives_as_of = EXCLUDED.receives_as_of,
        derived_on = EXCLUDED.derived_on, good_until = EXCLUDED.good_until,
        places = EXCLUDED.places, bases = EXCLUDED.bases
    WHERE (s.facts, s.feeds, s.as_of, s.rivals, s.rival_feeds, s.rival_as_of, s.receives, s.receives_feed,
           s.receives_as_of, s.good_until, s.places, s.bases)
          IS DISTINCT FROM
          (EXCLUDED.facts, EXCLUDED.feeds, EXCLUDED.as_of, EXCLUDED.rivals, EXCLUDED.rival_feeds,
           EXCLUDED.rival_as_of, EXCLUDED.receives, EXCLUDED.receives_feed, EXCLUDED.receives_as_of,
           EXCLUDED.good_until, EXCLUDED.places, EXCLUDED.bases);
    GET DIAGNOSTICS written = ROW_COUNT;
    RETURN written;
END
$$;

-- Writes anew where these persons live, and the whole state of those who have none.
CREATE OR REPLACE FUNCTION registry.derive_homes(persons uuid[], today date)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    UPDATE registry.state AS s
    SET places = COALESCE(h.places, '{}'), bases = COALESCE(h.bases, '{}'), good_until = LEAST(s.good_until, h.good_until)
    FROM (SELECT DISTINCT u.person FROM unnest(derive_homes.persons) AS u (person)) AS a
    LEFT JOIN registry.derived_homes(derive_homes.persons, derive_homes.today) AS h ON h.person = a.person
    WHERE s.person = a.person
      AND ((s.places, s.bases) IS DISTINCT FROM (COALESCE(h.places, '{}'), COALESCE(h.bases, '{}'))
           OR h.good_until < s.good_until);
    PERFORM registry.derive_state(array_agg(p.person), derive_homes.today)
    FROM registry.person AS p
    WHERE p.person = ANY (derive_homes.persons)
      AND NOT EXISTS (SELECT FROM registry.state AS s WHERE s.person = p.person)
    HAVING count(*) > 0;
END
$$;

-- Whoever else changes a residence changes the state with it. Imports, which fire no triggers, do so by themselves.
CREATE OR REPLACE FUNCTION registry.residence_changed()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM registry.derive_homes(array_agg(DISTINCT c.person), registry.today())
    FROM changed AS c
    HAVING count(*) > 0;
    RETURN NULL;
END
$$;

DROP TRIGGER IF EXISTS residence_inserted ON registry.residence;
CREATE TRIGGER residence_inserted
    AFTER INSERT ON registry.residence
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION registry.residence_changed();
DROP TRIGGER IF EXISTS residence_updated ON registry.residence;
CREATE TRIGGER residence_updated
    AFTER UPDATE ON registry.residence
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION registry.residence_changed();
DROP TRIGGER IF EXISTS residence_deleted ON registry.residence;
CREATE TRIGGER residence_deleted
    AFTER DELETE ON registry.residence
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION registry.residence_changed();

-- Writes the state of at most `most` persons whose arrays are no longer right; gives how many. Reading does not wait
-- for it: registry.person_facts derives what has gone stale as it answers. Called until it gives 0.
CREATE OR REPLACE FUNCTION registry.refresh_state(today date, most integer)
RETURNS bigint
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT registry.derive_state(array_agg(o.person), today)
    FROM (SELECT s.person
          FROM registry.state AS s
          WHERE s.good_until < today
          ORDER BY s.good_until
          LIMIT most
          FOR UPDATE SKIP LOCKED) AS o
$$;
