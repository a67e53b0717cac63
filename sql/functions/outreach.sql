-- SPDX-License-Identifier: EUPL-1.2
--
-- Outreach: whom an adviser may seek out. `mitroa outreach find` reads everybody under the ticket of a screening and
-- leaves, by municipality, who is entitled and does not receive, or is one document short of it. An adviser is shown a
-- few of them a day: of each there is an entry in the audit before a row is read, and the row comes through
-- registry.person_facts like that of any question. A list as a file needs a second person.

-- How many persons a structure is shown in a day.
CREATE OR REPLACE FUNCTION registry.outreach_daily()
RETURNS integer
LANGUAGE sql
IMMUTABLE
AS $$
    SELECT 20
$$;

-- The facts of everybody whose home is a place, as registry.screening_rows gives them, with a name for each that means
-- nothing outside of this ticket.
DROP FUNCTION IF EXISTS registry.outreach_rows(bytea, integer);
CREATE FUNCTION registry.outreach_rows(nonce bytea, home integer)
RETURNS TABLE (places integer[], bases smallint[], facts bigint[], rivals bigint[], receives integer[], handle bytea)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    WITH near AS MATERIALIZED (
        SELECT DISTINCT r.person
        FROM registry.residence AS r
        JOIN registry.person AS p ON p.person = r.person AND p.died_on IS NULL
        WHERE audit.screening_holds(nonce)
          AND r.place = home
          AND r.stands
    )
    SELECT h.places, h.bases, h.facts, h.rivals, h.receives, sha256(nonce || uuid_send(h.person))
    FROM (
        SELECT s.person, s.places, s.bases, s.facts, s.rivals, s.receives
        FROM near AS n
        JOIN registry.state AS s ON s.person = n.person
        WHERE (SELECT registry.today()) BETWEEN s.derived_on AND s.good_until
        UNION ALL
        SELECT d.person, d.places, d.bases, d.facts, d.rivals, d.receives
        FROM (SELECT array_agg(n.person) AS persons
              FROM near AS n
              JOIN registry.state AS s ON s.person = n.person
              WHERE NOT (SELECT registry.today()) BETWEEN s.derived_on AND s.good_until) AS o
        CROSS JOIN LATERAL registry.derived_state(o.persons, (SELECT registry.today())) AS d) AS h
    WHERE h.places[1] = home
$$;

-- Replaces the candidates of a home by those named; arrays side by side. Gives how many there are.
CREATE OR REPLACE FUNCTION registry.outreach_keep(
    nonce bytea, home integer, programmes integer[], kinds smallint[], handles bytea[])
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    kept integer;
BEGIN
    IF (cardinality(kinds), cardinality(handles)) IS DISTINCT FROM (cardinality(programmes), cardinality(programmes)) THEN
        RAISE EXCEPTION 'malformed call of registry.outreach_keep' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM audit.screening_holds(nonce);
    DELETE FROM registry.outreach_candidate AS c WHERE c.home = outreach_keep.home;
    INSERT INTO registry.outreach_candidate (programme, kind, person, home, found_on)
    SELECT u.programme, u.kind, r.person, outreach_keep.home, registry.today()
    FROM unnest(programmes, kinds, handles) AS u (programme, kind, handle)
    JOIN (SELECT DISTINCT v.person, sha256(nonce || uuid_send(v.person)) AS handle
          FROM registry.residence AS v
          WHERE v.place = outreach_keep.home AND v.stands) AS r ON r.handle = u.handle
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS kept = ROW_COUNT;
    RETURN kept;
END
$$;

-- Enters persons in the audit and lays down their tickets, for purpose outreach; gives the numbers of the entries.
CREATE OR REPLACE FUNCTION audit.open_persons(
    account integer, structure integer, session bigint, persons uuid[], nonces bytea[])
RETURNS bigint[]
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    n CONSTANT integer := cardinality(persons);
    adviser CONSTANT smallint := 1;
    tokens CONSTANT uuid[] := ARRAY(
        SELECT p.audit_token
        FROM unnest(persons) WITH ORDINALITY AS u (person, i)
        JOIN registry.person AS p ON p.person = u.person
        ORDER BY u.i);
    entries bigint[];
BEGIN
    entries := audit.append(
        array_fill('question'::text, ARRAY[n]), array_fill(account, ARRAY[n]), array_fill(adviser, ARRAY[n]),
        array_fill(structure, ARRAY[n]), array_fill(session, ARRAY[n]), tokens, array_fill('outreach'::text, ARRAY[n]),
        array_fill(NULL::text, ARRAY[n]), array_fill('allowed'::text, ARRAY[n]), array_fill(NULL::bigint, ARRAY[n]));
    INSERT INTO registry.reference (structure, person)
    SELECT open_persons.structure, u.person
    FROM unnest(persons) AS u (person)
    ON CONFLICT ON CONSTRAINT reference_once DO NOTHING;
    INSERT INTO audit.ticket (nonce, entry, person, structure, purpose, allowed, opened_at, opened_in)
    SELECT u.nonce, u.entry, u.person, open_persons.structure, 'outreach', true, clock_timestamp(), pg_current_xact_id()
    FROM unnest(nonces[1:n], entries, persons) AS u (nonce, entry, person);
    RETURN entries;
END
$$;

-- Shows persons of the own area: enters each, and lays down a ticket for each, to be taken by registry.person_facts.
--   session_hash  of an adviser
--   nonces        16 random bytes each, as many as are wanted at most
--   programme, kind  1 entitled and not receiving, 2 one document short
-- One row:
--   status      0 entered; 2 no such session, or it may not ask
--   opened      how many: the first so many nonces
--   left_today  how many more the structure may be shown today
DROP FUNCTION IF EXISTS audit.open_outreach(bytea, bytea[], integer, smallint);
CREATE FUNCTION audit.open_outreach(session_hash bytea, nonces bytea[], programme integer, kind smallint)
RETURNS TABLE (status smallint, opened integer, left_today integer)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    today CONSTANT date := registry.today();
    who record;
    remaining integer;
    persons uuid[];
    entries bigint[];
BEGIN
    IF length(session_hash) IS DISTINCT FROM 32 OR COALESCE(cardinality(nonces), 0) NOT BETWEEN 1 AND 256
       OR EXISTS (SELECT FROM unnest(nonces) AS q (nonce) WHERE length(q.nonce) IS DISTINCT FROM 16) THEN
        RAISE EXCEPTION 'malformed call of audit.open_outreach' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM account.touch(ARRAY[session_hash]);
    SELECT s.session, s.account, s.structure, s.roles INTO who
    FROM account.live_session AS s WHERE s.token_hash = session_hash;
    IF NOT FOUND OR who.roles & 2 = 0 THEN
        RETURN QUERY SELECT 2::smallint, 0, 0;
        RETURN;
    END IF;

    -- Two who ask at the same time must not be shown the same, nor twice as many.
    PERFORM pg_advisory_xact_lock(hashtext('registry.outreach'), who.structure);
    remaining := registry.outreach_daily() - (
        SELECT count(*) FROM registry.outreach_shown AS s WHERE s.structure = who.structure AND s.shown_on = today);
    SELECT array_agg(f.person) INTO persons
    FROM (
        SELECT c.person
        FROM registry.outreach_candidate AS c
        CROSS JOIN LATERAL registry.may_read(c.person, who.structure, 'outreach', today) AS m
        WHERE c.programme = open_outreach.programme
          AND c.kind = open_outreach.kind
          AND c.found_on > today - 8
          AND c.home IN (SELECT j.place
                         FROM registry.jurisdiction AS j
                         WHERE j.structure = who.structure AND today BETWEEN j.valid_from AND j.valid_to)
          AND m.may_read
          AND NOT EXISTS (
              SELECT
              FROM registry.outreach_shown AS s
              WHERE s.structure = who.structure AND s.programme = c.programme AND s.kind = c.kind
                AND s.person = c.person AND s.shown_on > today - 90)
        -- Nobody is always first.
        ORDER BY sha256(uuid_send(c.person) || convert_to(today::text, 'UTF8'))
        LIMIT GREATEST(LEAST(cardinality(nonces), remaining), 0)) AS f;

    IF persons IS NOT NULL THEN
        entries := audit.open_persons(who.account, who.structure, who.session, persons, nonces);
        INSERT INTO registry.outreach_shown (structure, programme, kind, person, shown_on, entry)
        SELECT who.structure, open_outreach.programme, open_outreach.kind, u.person, today, u.entry
        FROM unnest(persons, entries) AS u (person, entry);
    END IF;
    RETURN QUERY SELECT 0::smallint, COALESCE(cardinality(persons), 0),
                        GREATEST(remaining - COALESCE(cardinality(persons), 0), 0);
END
$$;

-- ---- files -------------------------------------------------------------------------------------------------------

-- Asks for a file of those who were shown for a programme in the last 30 days. status 0 and its number; 2 may not.
DROP FUNCTION IF EXISTS audit.ask_outreach_file(bytea, integer, smallint);
CREATE FUNCTION audit.ask_outreach_file(session_hash bytea, programme integer, kind smallint)
RETURNS TABLE (status smallint, file integer)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    who record;
    made integer;
BEGIN
    SELECT s.session, s.account, s.structure, s.roles INTO who
    FROM account.live_session AS s WHERE s.token_hash = session_hash;
    IF NOT FOUND OR who.roles & 2 = 0 THEN
        RETURN QUERY SELECT 2::smallint, NULL::integer;
        RETURN;
    END IF;
    INSERT INTO registry.outreach_file AS f (structure, programme, kind, asked_by)
    VALUES (who.structure, ask_outreach_file.programme, ask_outreach_file.kind, who.account)
    RETURNING f.file INTO made;
    PERFORM audit.append_one('export', who.account, 1::smallint, who.structure, who.session, made);
    RETURN QUERY SELECT 0::smallint, made;
END
$$;

-- The files of the structure of the session, the newest first; for its advisers and approvers.
DROP FUNCTION IF EXISTS registry.outreach_files(bytea);
CREATE FUNCTION registry.outreach_files(session_hash bytea)
RETURNS TABLE (
    file integer, programme integer, kind smallint, asked_by text, asked_on date, approved_by text, approved_on date,
    given_on date, is_mine boolean)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT f.file, f.programme, f.kind, a.name, (f.asked_at AT TIME ZONE 'Europe/Athens')::date, b.name,
           (f.approved_at AT TIME ZONE 'Europe/Athens')::date, (f.given_at AT TIME ZONE 'Europe/Athens')::date,
           f.asked_by = s.account
    FROM account.live_session AS s
    JOIN registry.outreach_file AS f ON f.structure = s.structure
    JOIN account.account AS a ON a.account = f.asked_by
    LEFT JOIN account.account AS b ON b.account = f.approved_by
    WHERE s.token_hash = session_hash AND s.roles & (2 | 16) <> 0
    ORDER BY f.file DESC
    LIMIT 100
$$;

-- Approves a file of the own structure that somebody else asked for. 0 done; 1 there is none that can be; 2 may not.
CREATE OR REPLACE FUNCTION audit.approve_outreach_file(session_hash bytea, file integer)
RETURNS smallint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who record;
BEGIN
    SELECT s.session, s.account, s.structure, s.roles INTO who
    FROM account.live_session AS s WHERE s.token_hash = session_hash;
    IF NOT FOUND OR who.roles & 16 = 0 THEN
        RETURN 2;
    END IF;
    UPDATE registry.outreach_file AS f
    SET approved_by = who.account, approved_at = clock_timestamp()
    WHERE f.file = approve_outreach_file.file AND f.structure = who.structure AND f.asked_by <> who.account
      AND f.approved_at IS NULL;
    IF NOT FOUND THEN
        RETURN 1;
    END IF;
    PERFORM audit.append_one('export', who.account, 4::smallint, who.structure, who.session, file);
    RETURN 0;
END
$$;

-- Gives an approved file out, once, to who asked for it: enters each person anew and lays down the tickets.
-- status 0; 1 there is none that can be given; 2 may not. Then its programme and kind, and how many nonces stand for one.
DROP FUNCTION IF EXISTS audit.open_outreach_file(bytea, bytea[], integer);
CREATE FUNCTION audit.open_outreach_file(session_hash bytea, nonces bytea[], file integer)
RETURNS TABLE (status smallint, opened integer, programme integer, kind smallint)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    today CONSTANT date := registry.today();
    who record;
    what record;
    persons uuid[];
BEGIN
    IF length(session_hash) IS DISTINCT FROM 32 OR COALESCE(cardinality(nonces), 0) NOT BETWEEN 1 AND 256 THEN
        RAISE EXCEPTION 'malformed call of audit.open_outreach_file' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM account.touch(ARRAY[session_hash]);
    SELECT s.session, s.account, s.structure, s.roles INTO who
    FROM account.live_session AS s WHERE s.token_hash = session_hash;
    IF NOT FOUND OR who.roles & 2 = 0 THEN
        RETURN QUERY SELECT 2::smallint, 0, NULL::integer, NULL::smallint;
        RETURN;
    END IF;
    UPDATE registry.outreach_file AS f
    SET given_at = clock_timestamp()
    WHERE f.file = open_outreach_file.file AND f.structure = who.structure AND f.asked_by = who.account
      AND f.approved_at IS NOT NULL AND f.given_at IS NULL
    RETURNING f.programme, f.kind INTO what;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 1::smallint, 0, NULL::integer, NULL::smallint;
        RETURN;
    END IF;

    SELECT array_agg(f.person) INTO persons
    FROM (SELECT DISTINCT s.person
          FROM registry.outreach_shown AS s
          WHERE s.structure = who.structure AND s.programme = what.programme AND s.kind = what.kind
            AND s.shown_on > today - 30
          LIMIT cardinality(nonces)) AS f;
    PERFORM audit.append_one('export', who.account, 1::smallint, who.structure, who.session, open_outreach_file.file);
    IF persons IS NOT NULL THEN
        PERFORM audit.open_persons(who.account, who.structure, who.session, persons, nonces);
    END IF;
    RETURN QUERY SELECT 0::smallint, COALESCE(cardinality(persons), 0), what.programme, what.kind;
END
$$;
