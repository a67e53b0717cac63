-- SPDX-License-Identifier: EUPL-1.2
--
-- Screening: the facts of all persons, municipality by municipality, to be counted. audit.open_screening commits an
-- entry that names the account; with the nonce that it took, and in a later transaction, rows can be read for some
-- hours, by several connections at once. A row says nothing of who it is: no key, no reference, no household.

-- Enters a screening and lays down its ticket.
--   session_hash  hash of the token of an account that is coordinator
--   nonce         16 random bytes, never used before
--   place         the one municipality to be screened; NULL: all
-- One row:
--   status        0 entered: read with the nonce; 2 no such session, or its account may not screen
--   entry         number of the audit entry; NULL if there was nobody to enter
-- Raises only for a malformed call.
DROP FUNCTION IF EXISTS audit.open_screening(bytea, bytea, integer);
CREATE FUNCTION audit.open_screening(session_hash bytea, nonce bytea, place integer)
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
        ARRAY[CASE WHEN is_allowed THEN 'allowed' ELSE 'role' END], ARRAY[open_screening.place::bigint]))[1];
    IF is_allowed THEN
        DELETE FROM audit.screening AS old WHERE old.opened_at < clock_timestamp() - interval '1 day';
        INSERT INTO audit.screening (nonce, entry, place, opened_at, opened_in)
        VALUES (open_screening.nonce, entered, open_screening.place, clock_timestamp(), pg_current_xact_id());
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
-- if the ticket was, by another transaction than this one. NULL asks for all places.
CREATE OR REPLACE FUNCTION audit.screening_holds(nonce bytea, place integer)
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
          AND t.opened_at > clock_timestamp() - interval '6 hours'
          AND (t.place IS NULL OR t.place = screening_holds.place)) THEN
        RAISE EXCEPTION 'no screening is open with this ticket' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN true;
END
$$;

-- How many persons are alive, and how many have some residence in each place today: for the order of the work
-- and the progress, not the numbers of those who live there. NULL is all who live.
--   place    integer
--   persons  bigint
DROP FUNCTION IF EXISTS registry.screening_places(bytea, integer);
CREATE FUNCTION registry.screening_places(nonce bytea, only_place integer)
RETURNS TABLE (place integer, persons bigint)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT NULL::integer, count(*)
    FROM registry.person AS p
    WHERE audit.screening_holds(nonce, only_place)
      AND p.died_on IS NULL
    UNION ALL
    SELECT r.place, count(*)
    FROM registry.residence AS r
    WHERE audit.screening_holds(nonce, only_place)
      AND r.stands
      AND r.valid_from <= (SELECT registry.today())
      AND (r.valid_to IS NULL OR r.valid_to >= (SELECT registry.today()))
      AND (only_place IS NULL OR r.place = only_place)
    GROUP BY r.place
$$;

-- The facts of today of everybody whose home is a place: where he is resident, else present, else registered. To be
-- called where it gives row by row (in a select list), so that nothing of them is written to a temporary file. The day is
-- asked for once, not row by row: that took longer than all the rest.
--   places    integer[]   residences of today, side by side with their basis
--   bases     smallint[]
--   facts     bigint[]    as in registry.derived_state, as are the rest
--   rivals    bigint[]
--   receives  integer[]
DROP FUNCTION IF EXISTS registry.screening_rows(bytea, integer);
CREATE FUNCTION registry.screening_rows(nonce bytea, home integer)
RETURNS TABLE (places integer[], bases smallint[], facts bigint[], rivals bigint[], receives integer[])
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    -- Within a CASE, so that it is derived for those alone whose state is no longer right; nearly all have been refreshed.
    SELECT h.places, h.bases,
           CASE WHEN s.person IS NOT NULL THEN s.facts
                ELSE (SELECT d.facts FROM registry.derived_state(ARRAY[h.person], (SELECT registry.today())) AS d) END,
           CASE WHEN s.person IS NOT NULL THEN s.rivals
                ELSE (SELECT d.rivals FROM registry.derived_state(ARRAY[h.person], (SELECT registry.today())) AS d) END,
           CASE WHEN s.person IS NOT NULL THEN s.receives
                ELSE (SELECT d.receives FROM registry.derived_state(ARRAY[h.person], (SELECT registry.today())) AS d) END
    FROM (
        SELECT v.person,
               array_agg(v.place ORDER BY (v.basis + 1) % 3, v.as_of DESC, v.place) AS places,
               array_agg(v.basis ORDER BY (v.basis + 1) % 3, v.as_of DESC, v.place) AS bases
        FROM registry.residence AS v
        WHERE audit.screening_holds(nonce, home)
          AND v.person IN (SELECT r.person
                           FROM registry.residence AS r
                           WHERE r.place = home AND r.stands)
          AND v.stands
          AND v.valid_from <= (SELECT registry.today())
          AND (v.valid_to IS NULL OR v.valid_to >= (SELECT registry.today()))
        GROUP BY v.person
        HAVING (array_agg(v.place ORDER BY (v.basis + 1) % 3, v.as_of DESC, v.place))[1] = home) AS h
    LEFT JOIN registry.state AS s
      ON s.person = h.person AND (SELECT registry.today()) BETWEEN s.derived_on AND s.good_until
$$;
