-- SPDX-License-Identifier: EUPL-1.2
--
-- No audit, no rows: audit.open commits an entry for each question and lays down a ticket; registry.person_facts, in a
-- later transaction, takes the ticket and gives the record. Both go out in one flush of a pipeline, with a sync
-- between them. Who asks, for which structure, is taken from the session and never from the caller.

-- Whether an adviser of a structure may read a person on a day: somebody with a residence of any basis in its
-- jurisdiction that day, which no better or newer word contradicts; or somebody alive without any residence, for the
-- purpose of presence. One row. A set, and without
-- SET, because only so does it become part of the query that calls it.
DROP FUNCTION IF EXISTS registry.may_read(uuid, integer, text, date);
CREATE FUNCTION registry.may_read(person uuid, structure integer, purpose text, today date)
RETURNS TABLE (may_read boolean)
LANGUAGE sql
STABLE
AS $$
    SELECT EXISTS (
               SELECT
               FROM registry.residence AS r
               JOIN registry.jurisdiction AS j
                 ON j.structure = may_read.structure AND j.place = r.place
                AND may_read.today BETWEEN j.valid_from AND j.valid_to
               WHERE r.person = may_read.person
                 AND r.stands
                 AND r.valid_from <= may_read.today
                 AND (r.valid_to IS NULL OR r.valid_to >= may_read.today))
           OR (may_read.purpose = 'presence'
               AND EXISTS (
                   SELECT FROM registry.person AS p WHERE p.person = may_read.person AND p.died_on IS NULL)
               AND NOT EXISTS (
                   SELECT
                   FROM registry.residence AS r
                   WHERE r.person = may_read.person
                     AND r.valid_from <= may_read.today
                     AND (r.valid_to IS NULL OR r.valid_to >= may_read.today)))
$$;

-- Enters questions about persons and lays down a ticket for each. Arrays side by side, at most 256:
--   session_hash   bytea[]     hash of the session's token, 32 bytes
--   nonce          bytea[]     16 random bytes, never used before
--   subject_kind   smallint[]  1 AMKA, 2 ΑΦΜ (keyed indexes), 3 the asking structure's own reference
--   subject_index  bytea[]     16 bytes
--   purpose        text[]      information, application, referral, outreach, presence, correction
--   case_ref       text[]      the fixed pattern, or NULL
-- One row for each question, in order:
--   ordinal        integer     from 1
--   status         smallint    0 entered: ask registry.person_facts with the nonce (whether or not there is such a
--                              person and whether or not it may be read); 2 no such session, or its account may not
--                              ask; 4 purpose or case is not acceptable
--   entry          bigint      number of the audit entry; NULL if there was nobody to enter (status 2 without a session,
--                              and 4)
-- Raises only for a malformed call.
DROP FUNCTION IF EXISTS audit.open(bytea[], bytea[], smallint[], bytea[], text[], text[]);
CREATE FUNCTION audit.open(
    session_hash bytea[], nonce bytea[], subject_kind smallint[], subject_index bytea[], purpose text[],
    case_ref text[])
RETURNS TABLE (ordinal integer, status smallint, entry bigint)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    n CONSTANT integer := cardinality(session_hash);
    today CONSTANT date := registry.today();
    -- Of the questions that are entered, in order.
    ordinals integer[];
    accounts integer[];
    roles smallint[];
    structures integer[];
    sessions bigint[];
    persons uuid[];
    tokens uuid[];
    purposes text[];
    cases text[];
    outcomes text[];
    nonces bytea[];
    entries bigint[];
    is_stale boolean;
    -- Of all questions.
    statuses smallint[];
BEGIN
    IF n IS NULL OR n NOT BETWEEN 1 AND 256
       OR (cardinality(nonce), cardinality(subject_kind), cardinality(subject_index), cardinality(purpose),
           cardinality(case_ref)) IS DISTINCT FROM (n, n, n, n, n)
       OR EXISTS (
           SELECT
           FROM unnest(session_hash, nonce, subject_kind, subject_index) AS q (hash, nonce, kind, index)
           WHERE length(q.hash) IS DISTINCT FROM 32 OR length(q.nonce) IS DISTINCT FROM 16
              OR length(q.index) IS DISTINCT FROM 16 OR COALESCE(q.kind, 0) NOT BETWEEN 1 AND 3) THEN
        RAISE EXCEPTION 'malformed call of audit.open' USING ERRCODE = 'invalid_parameter_value';
    END IF;

    WITH question AS (
        SELECT q.ordinal::integer AS ordinal, q.nonce, q.purpose, q.case_ref, s.session, s.account, s.structure,
               s.roles & 2 <> 0 AS is_adviser,
               s.last_seen_at < clock_timestamp() - interval '1 minute' AS is_stale,
               q.purpose IN ('information', 'application', 'referral', 'outreach', 'presence', 'correction')
               AND COALESCE(q.case_ref ~ '^[A-ZΑ-Ω]{2,4}-20[0-9]{2}-[0-9]{1,6}$', true) AS is_acceptable,
               p.person, p.audit_token
        FROM unnest(session_hash, nonce, subject_kind, subject_index, purpose, case_ref) WITH ORDINALITY
             AS q (hash, nonce, kind, index, purpose, case_ref, ordinal)
        -- One look-up a question (OFFSET 0), whatever the tables held when the plan was made: it stays.
        LEFT JOIN LATERAL (
            SELECT l.* FROM account.live_session AS l WHERE l.token_hash = q.hash OFFSET 0) AS s ON true
        LEFT JOIN registry.identifier AS i ON i.kind = q.kind AND i.index = q.index
        LEFT JOIN LATERAL (
            SELECT f.person, f.structure
            FROM registry.reference AS f
            WHERE f.reference = CASE q.kind WHEN 3 THEN encode(q.index, 'hex')::uuid END
            OFFSET 0) AS r ON r.structure = s.structure
        LEFT JOIN registry.person AS p ON p.person = COALESCE(i.person, r.person)
    ), judged AS (
        SELECT q.*,
               CASE
                   WHEN q.session IS NULL OR NOT q.is_adviser THEN 2
                   WHEN q.is_acceptable IS NOT TRUE THEN 4
                   ELSE 0
               END::smallint AS status,
               q.session IS NOT NULL AND (q.is_acceptable IS TRUE) AS is_entered,
               CASE
                   WHEN NOT q.is_adviser THEN 'role'
                   WHEN q.person IS NULL THEN 'nobody'
                   WHEN m.may_read THEN 'allowed'
                   ELSE 'outside'
               END AS outcome
        FROM question AS q
        CROSS JOIN LATERAL registry.may_read(q.person, q.structure, q.purpose, today) AS m
    )
    SELECT bool_or(j.is_stale), array_agg(j.status),
           array_agg(j.ordinal) FILTER (WHERE j.is_entered),
           array_agg(j.account) FILTER (WHERE j.is_entered),
           array_agg(CASE WHEN j.is_adviser THEN 1 END::smallint) FILTER (WHERE j.is_entered),
           array_agg(j.structure) FILTER (WHERE j.is_entered),
           array_agg(j.session) FILTER (WHERE j.is_entered),
           array_agg(j.person) FILTER (WHERE j.is_entered),
           array_agg(j.audit_token) FILTER (WHERE j.is_entered),
           array_agg(j.purpose) FILTER (WHERE j.is_entered),
           array_agg(j.case_ref) FILTER (WHERE j.is_entered),
           array_agg(j.outcome) FILTER (WHERE j.is_entered),
           array_agg(j.nonce) FILTER (WHERE j.is_entered)
    INTO is_stale, statuses, ordinals, accounts, roles, structures, sessions, persons, tokens, purposes, cases, outcomes, nonces
    FROM (SELECT * FROM judged ORDER BY ordinal) AS j;

    IF is_stale THEN
        PERFORM account.touch(session_hash);
    END IF;
    IF ordinals IS NOT NULL THEN
        entries := audit.append(
            array_fill('question'::text, ARRAY[cardinality(ordinals)]), accounts, roles, structures, sessions, tokens,
            purposes, cases, outcomes, array_fill(NULL::bigint, ARRAY[cardinality(ordinals)]));

        INSERT INTO registry.reference (structure, person)
        SELECT DISTINCT t.structure, t.person
        FROM unnest(structures, persons, outcomes) AS t (structure, person, outcome)
        WHERE t.outcome = 'allowed'
          AND NOT EXISTS (
              SELECT FROM registry.reference AS r WHERE r.person = t.person AND r.structure = t.structure OFFSET 0)
        ORDER BY t.person, t.structure
        ON CONFLICT ON CONSTRAINT reference_once DO NOTHING;

        -- What nobody came for. The table is small, so that looking through it now and then is cheaper than an index.
        IF entries[1] / 512 <> entries[cardinality(entries)] / 512 OR entries[1] % 512 = 0 THEN
            DELETE FROM audit.ticket AS old
            WHERE old.nonce IN (
                SELECT t.nonce
                FROM audit.ticket AS t
                WHERE t.opened_at < clock_timestamp() - interval '1 minute'
                FOR UPDATE SKIP LOCKED);
        END IF;

        INSERT INTO audit.ticket (nonce, entry, person, structure, purpose, allowed, opened_at, opened_in)
        SELECT t.nonce, t.entry, t.person, t.structure, t.purpose, t.outcome = 'allowed', clock_timestamp(),
               pg_current_xact_id()
        FROM unnest(nonces, entries, persons, structures, purposes, outcomes)
             AS t (nonce, entry, person, structure, purpose, outcome)
        WHERE t.outcome <> 'role';
    END IF;

    RETURN QUERY
    SELECT s.ordinal::integer, s.status, e.entry
    FROM unnest(statuses) WITH ORDINALITY AS s (status, ordinal)
    LEFT JOIN unnest(ordinals, entries) AS e (ordinal, entry) ON e.ordinal = s.ordinal
    ORDER BY s.ordinal;
END
$$;

-- Gives the records that the tickets open. A ticket opens once, within 5 seconds, and not in the transaction that laid
-- it down. Rights are looked up again. At most 256 nonces; one row for each, in order:
--   ordinal           integer     from 1
--   status            smallint    0 allowed, everything below is filled; 1 there is no such person or it may not be read,
--                                 one and the same; 3 no such ticket, or too old, or of this transaction
--   entry             bigint      number of the audit entry; NULL with status 3. All below is NULL unless status is 0
--   reference         uuid        how this structure names the person
--   home              integer     place where the person lives: resident, else present, else registered; NULL: nowhere
--   residence_places  integer[]   residences of today, side by side with their basis; empty if none
--   residence_basis   smallint[]  1 registered, 2 resident, 3 present
--   facts             bigint[]    as in registry.derived_state, as are the rest; arrays may be shorter than the fact list
--   feeds             smallint[]
--   as_of             date[]
--   rivals            bigint[]    NULL as a whole if there are none, as are the next two
--   rival_feeds       smallint[]
--   rival_as_of       date[]
--   receives          integer[]   NULL: not said, or stale where there is a feed
--   receives_feed     smallint
--   receives_as_of    date
-- Raises only for a malformed call.
DROP FUNCTION IF EXISTS registry.person_facts(bytea[]);
CREATE FUNCTION registry.person_facts(nonce bytea[])
RETURNS TABLE (
    ordinal integer, status smallint, entry bigint, reference uuid, home integer,
    residence_places integer[], residence_basis smallint[],
    facts bigint[], feeds smallint[], as_of date[], rivals bigint[], rival_feeds smallint[], rival_as_of date[],
    receives integer[], receives_feed smallint, receives_as_of date)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    today CONSTANT date := registry.today();
BEGIN
    IF COALESCE(cardinality(nonce), 0) NOT BETWEEN 1 AND 256
       OR EXISTS (SELECT FROM unnest(nonce) AS q (nonce) WHERE length(q.nonce) IS DISTINCT FROM 16) THEN
        RAISE EXCEPTION 'malformed call of registry.person_facts' USING ERRCODE = 'invalid_parameter_value';
    END IF;

    -- One statement, because starting one costs as much as several rows.
    RETURN QUERY
    WITH taken AS (
        DELETE FROM audit.ticket AS t
        WHERE t.nonce = ANY (person_facts.nonce)
          AND t.opened_in <> pg_current_xact_id()
        RETURNING t.*
    ), judged AS (
        SELECT t.nonce, t.entry, t.person, t.structure,
               CASE
                   -- A clock that was set back a little is no reason to refuse.
                   WHEN clock_timestamp() - t.opened_at NOT BETWEEN interval '-1 second' AND interval '5 seconds' THEN 3
                   WHEN t.allowed AND m.may_read THEN 0
                   ELSE 1
               END::smallint AS status
        FROM taken AS t
        CROSS JOIN LATERAL registry.may_read(t.person, t.structure, t.purpose, today) AS m
    ), ticket AS MATERIALIZED (
        SELECT j.nonce, j.status, j.structure,
               CASE WHEN j.status <> 3 THEN j.entry END AS entry,
               CASE WHEN j.status = 0 THEN j.person END AS person,
               s.facts, s.feeds, s.as_of, s.rivals, s.rival_feeds, s.rival_as_of, s.receives, s.receives_feed,
               s.receives_as_of,
               j.status = 0 AND (s.person IS NULL OR today NOT BETWEEN s.derived_on AND s.good_until) AS is_outdated
        FROM judged AS j
        LEFT JOIN registry.state AS s ON s.person = j.person AND j.status = 0
    ), outdated AS (
        SELECT array_agg(t.person) AS persons FROM ticket AS t WHERE t.is_outdated HAVING count(*) > 0
    ), fresh AS MATERIALIZED (
        SELECT d.* FROM outdated AS o CROSS JOIN LATERAL registry.derived_state(o.persons, today) AS d
    )
    SELECT q.ordinal::integer, COALESCE(t.status, 3::smallint), t.entry, r.reference, h.home,
           CASE WHEN t.status = 0 THEN COALESCE(h.places, '{}') END,
           CASE WHEN t.status = 0 THEN COALESCE(h.basis, '{}') END,
           COALESCE(f.facts, t.facts), COALESCE(f.feeds, t.feeds), COALESCE(f.as_of, t.as_of),
           CASE WHEN f.person IS NULL THEN t.rivals ELSE f.rivals END,
           CASE WHEN f.person IS NULL THEN t.rival_feeds ELSE f.rival_feeds END,
           CASE WHEN f.person IS NULL THEN t.rival_as_of ELSE f.rival_as_of END,
           CASE WHEN f.person IS NULL THEN t.receives ELSE f.receives END,
           CASE WHEN f.person IS NULL THEN t.receives_feed ELSE f.receives_feed END,
           CASE WHEN f.person IS NULL THEN t.receives_as_of ELSE f.receives_as_of END
    FROM unnest(person_facts.nonce) WITH ORDINALITY AS q (nonce, ordinal)
    LEFT JOIN ticket AS t ON t.nonce = q.nonce
    LEFT JOIN LATERAL (
        SELECT v.reference
        FROM registry.reference AS v
        WHERE v.person = t.person AND v.structure = t.structure
        OFFSET 0) AS r ON true
    LEFT JOIN fresh AS f ON f.person = t.person
    LEFT JOIN LATERAL (
        SELECT (array_agg(l.place ORDER BY (l.basis + 1) % 3, l.as_of DESC, l.place))[1] AS home,
               array_agg(l.place) AS places,
               array_agg(l.basis) AS basis
        FROM (SELECT v.place, v.basis, max(v.as_of) AS as_of
              FROM registry.residence AS v
              WHERE v.person = t.person
                AND v.stands
                AND v.valid_from <= today
                AND (v.valid_to IS NULL OR v.valid_to >= today)
              GROUP BY v.place, v.basis
              ORDER BY v.place, v.basis) AS l) AS h ON true
    ORDER BY q.ordinal;
END
$$;
