-- SPDX-License-Identifier: EUPL-1.2
--
-- Screening: the facts of all persons, to be counted. audit.open_screening commits an entry that names the account; with
-- the nonce that it took, and in a later transaction, rows can be read for some hours, by several connections at once,
-- each a stretch of the one table where they stand. A row says nothing of who it is: no key, no reference, no household.

-- Enters a screening and lays down its ticket.
--   session_hash  hash of the token of an account that is coordinator
--   nonce         16 random bytes, never used before
-- One row:
--   status        0 entered: read with the nonce; 2 no such session, or its account may not screen
--   entry         number of the audit entry; NULL if there was nobody to enter
-- Raises only for a malformed call.
DROP FUNCTION IF EXISTS audit.open_screening(bytea, bytea, integer);
CREATE OR REPLACE FUNCTION audit.open_screening(session_hash bytea, nonce bytea)
RETURNS TABLE (status smallint, entry bigint)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    coordinator CONSTANT smallint := 2;
    who record;
    is_allowed boolean;
    entered bigint;
BEGIN
    IF length(session_hash) IS DISTINCT FROM 32 OR length(open_screening.nonce) IS DISTINCT FROM 16 THEN
        RAISE EXCEPTION 'malformed call of audit.open_screening' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM account.touch(ARRAY[session_hash]);
    SELECT s.session, s.account, s.structure, s.roles
    INTO who
    FROM account.live_session AS s
    WHERE s.token_hash = session_hash;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 2::smallint, NULL::bigint;
        RETURN;
    END IF;

    is_allowed := who.roles & (1 << coordinator) <> 0;
    entered := (audit.append(
        ARRAY['screening'], ARRAY[who.account], ARRAY[CASE WHEN is_allowed THEN coordinator END],
        ARRAY[who.structure], ARRAY[who.session], ARRAY[NULL::uuid], ARRAY[NULL::text], ARRAY[NULL::text],
        ARRAY[CASE WHEN is_allowed THEN 'allowed' ELSE 'role' END], ARRAY[NULL::bigint]))[1];
    IF is_allowed THEN
        DELETE FROM audit.screening AS old WHERE old.opened_at < clock_timestamp() - interval '1 day';
        INSERT INTO audit.screening (nonce, entry, opened_at, opened_in)
        VALUES (open_screening.nonce, entered, clock_timestamp(), pg_current_xact_id());
    END IF;
    RETURN QUERY SELECT CASE WHEN is_allowed THEN 0 ELSE 2 END::smallint, entered;
END
$$;

-- Ends a screening: nothing more can be read with its nonce.
CREATE OR REPLACE FUNCTION audit.close_screening(nonce bytea)
RETURNS boolean
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    DELETE FROM audit.screening AS t WHERE t.nonce = close_screening.nonce;
    RETURN FOUND;
END
$$;

-- True, or raises: no row may be missing from a count because a ticket has run out. The entry was committed if and only
-- if the ticket was, by another transaction than this one.
DROP FUNCTION IF EXISTS audit.screening_holds(bytea, integer);
CREATE OR REPLACE FUNCTION audit.screening_holds(nonce bytea)
RETURNS boolean
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (
        SELECT
        FROM audit.screening AS t
        WHERE t.nonce = screening_holds.nonce
          AND t.opened_in IS DISTINCT FROM pg_current_xact_id_if_assigned()
          AND t.opened_at > clock_timestamp() - interval '6 hours') THEN
        RAISE EXCEPTION 'no screening is open with this ticket' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN true;
END
$$;

-- How much there is to read.
--   persons  alive
--   pages    of the table in which they stand: the stretches of screening_rows lie in 0 .. pages
DROP FUNCTION IF EXISTS registry.screening_extent(bytea);
CREATE FUNCTION registry.screening_extent(nonce bytea)
RETURNS TABLE (persons bigint, pages integer)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT count(*), (pg_relation_size('registry.state') / current_setting('block_size')::bigint)::integer
    FROM registry.person AS p
    WHERE audit.screening_holds(nonce)
      AND p.died_on IS NULL
$$;

-- Where somebody has a residence that stands, for the order of a work that goes by places.
DROP FUNCTION IF EXISTS registry.screening_places(bytea, integer);
CREATE OR REPLACE FUNCTION registry.screening_places(nonce bytea)
RETURNS TABLE (place integer)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT p.place
    FROM registry.place AS p
    WHERE audit.screening_holds(nonce)
      AND EXISTS (SELECT FROM registry.residence AS r WHERE r.place = p.place AND r.stands)
$$;

-- The first row of a page of a table.
CREATE OR REPLACE FUNCTION registry.page_begins(page integer)
RETURNS tid
LANGUAGE sql
STABLE
AS $$
    SELECT format('(%s,0)', page)::tid
$$;

-- The facts of today of everybody whose home is known and whose state stands in these pages. To be called where it gives
-- row by row (in a select list), so that nothing of them is written to a temporary file. States that are no longer right
-- are derived; nearly all have been refreshed. The day is asked for once, not row by row: that took longer than the rest.
--   first_page, end_page  the stretch: one page after the last
--   places    integer[]   residences of today, the home first, side by side with their basis
--   bases     smallint[]
--   facts     bigint[]    as in registry.derived_state, as are the rest
--   rivals    bigint[]
--   receives  integer[]
DROP FUNCTION IF EXISTS registry.screening_rows(bytea, integer);
CREATE OR REPLACE FUNCTION registry.screening_rows(nonce bytea, first_page integer, end_page integer)
RETURNS TABLE (places integer[], bases smallint[], facts bigint[], rivals bigint[], receives integer[])
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.places, s.bases, s.facts, s.rivals, s.receives
    FROM registry.state AS s
    WHERE audit.screening_holds(nonce)
      AND s.ctid >= registry.page_begins(first_page)
      AND s.ctid < registry.page_begins(end_page)
      AND (SELECT registry.today()) BETWEEN s.derived_on AND s.good_until
      AND s.places <> '{}'
    UNION ALL
    SELECT d.places, d.bases, d.facts, d.rivals, d.receives
    FROM (SELECT array_agg(s.person) AS persons
          FROM registry.state AS s
          WHERE audit.screening_holds(nonce)
            AND s.ctid >= registry.page_begins(first_page)
            AND s.ctid < registry.page_begins(end_page)
            AND NOT (SELECT registry.today()) BETWEEN s.derived_on AND s.good_until) AS o
    CROSS JOIN LATERAL registry.derived_state(o.persons, (SELECT registry.today())) AS d
    WHERE d.places <> '{}'
$$;
