-- SPDX-License-Identifier: EUPL-1.2
--
-- Entries of the audit: how they are written, chained and checked. The tickets that open a record are in
-- person_facts.sql.

-- The bytes that an entry's hash covers, UTF-8 text with | between the fields, empty where a field is not said. No field
-- can hold a |, so the text is read in one way only. The time is in microseconds since 1970.
CREATE OR REPLACE FUNCTION audit.canonical(
    chain smallint, number bigint, at timestamptz, action text, account integer, role smallint, structure integer,
    session bigint, subject uuid, purpose text, case_ref text, outcome text, object bigint, register_version bigint)
RETURNS bytea
LANGUAGE sql
STABLE
AS $$
    SELECT convert_to(
        format('1|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s', chain, number,
               (extract(epoch FROM at) * 1000000)::bigint, action, account, role, structure, session, subject,
               purpose, case_ref, outcome, object, register_version),
        'UTF8')
$$;

-- Appends entries to the caller's chain, in order, and gives their numbers. The chain is the setting mitroa.chain of the
-- connection, 0 if it has none; its head is locked until the caller's transaction ends.
CREATE OR REPLACE FUNCTION audit.append(
    action text[], account integer[], role smallint[], structure integer[], session bigint[], subject uuid[],
    purpose text[], case_ref text[], outcome text[], object bigint[])
RETURNS bigint[]
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
#variable_conflict use_variable
DECLARE
    mine CONSTANT smallint := COALESCE(NULLIF(current_setting('mitroa.chain', true), ''), '0')::smallint;
    at CONSTANT timestamptz := clock_timestamp();
    version CONSTANT bigint := (SELECT COALESCE(max(v.version), 0) FROM registry.register_version AS v);
    n bigint;
    hash bytea;
    bytes bytea[];
    hashes bytea[];
    entries bigint[];
BEGIN
    -- An entry that a crash could take back would let somebody read unseen.
    IF current_setting('synchronous_commit') IN ('off', 'local') THEN
        PERFORM set_config('synchronous_commit', 'on', true);
    END IF;
    SELECT c.entries, c.head INTO n, hash FROM audit.chain AS c WHERE c.chain = mine FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO audit.chain (chain, entries, head)
        VALUES (mine, 0, decode(repeat('00', 32), 'hex'))
        ON CONFLICT DO NOTHING;
        SELECT c.entries, c.head INTO n, hash FROM audit.chain AS c WHERE c.chain = mine FOR UPDATE;
    END IF;
    SELECT array_agg(audit.canonical(mine, n + u.i, at, u.action, u.account, u.role, u.structure, u.session,
                                     u.subject, u.purpose, u.case_ref, u.outcome, u.object, version) ORDER BY u.i)
    INTO bytes
    FROM unnest(action, account, role, structure, session, subject, purpose, case_ref, outcome, object)
         WITH ORDINALITY
         AS u (action, account, role, structure, session, subject, purpose, case_ref, outcome, object, i);
    FOR i IN 1 .. cardinality(bytes) LOOP
        hash := sha256(hash || bytes[i]);
        hashes[i] := hash;
    END LOOP;
    WITH written AS (
        INSERT INTO audit.entry AS e (
            chain, number, at, action, account, role, structure, session, subject, purpose, case_ref, outcome,
            object, register_version, canonical, hash)
        SELECT mine, n + u.i, at, u.action, u.account, u.role, u.structure, u.session, u.subject, u.purpose,
               u.case_ref, u.outcome, u.object, version, u.bytes, u.hash
        FROM unnest(action, account, role, structure, session, subject, purpose, case_ref, outcome, object, bytes,
                    hashes) WITH ORDINALITY
             AS u (action, account, role, structure, session, subject, purpose, case_ref, outcome, object, bytes,
                   hash, i)
        ORDER BY u.i
        RETURNING e.entry, e.number
    )
    SELECT array_agg(w.entry ORDER BY w.number) INTO entries FROM written AS w;
    UPDATE audit.chain AS c SET entries = n + cardinality(action), head = hash WHERE c.chain = mine;
    RETURN entries;
END
$$;

-- Appends one entry that is not about a person, with outcome done; gives its number.
CREATE OR REPLACE FUNCTION audit.append_one(
    action text, account integer, role smallint, structure integer, session bigint, object bigint)
RETURNS bigint
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (audit.append(ARRAY[action], ARRAY[account], ARRAY[role], ARRAY[structure], ARRAY[session],
                         ARRAY[NULL::uuid], ARRAY[NULL::text], ARRAY[NULL::text], ARRAY['done'], ARRAY[object]))[1]
$$;

-- Where the chains are, for the file outside the database.
--   chain    smallint
--   entries  bigint
--   head     bytea     hash of the last entry, 32 zero bytes before the first
CREATE OR REPLACE FUNCTION audit.heads()
RETURNS TABLE (chain smallint, entries bigint, head bytea)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT c.chain, c.entries, c.head FROM audit.chain AS c ORDER BY c.chain
$$;

-- The first bad entry of each chain that has one; no rows: all is as it was written.
--   chain   smallint
--   number  bigint    place in the chain, from 1
--   entry   bigint    NULL where the entry itself is gone
--   reason  text      missing: the entry with this number; columns: they no longer say what canonical says;
--                     hash: canonical or an earlier entry was changed; head: the chain ends elsewhere than its head
-- A chain that was cut together with its head shows only against the heads kept outside.
CREATE OR REPLACE FUNCTION audit.verify()
RETURNS TABLE (chain smallint, number bigint, entry bigint, reason text)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    WITH linked AS (
        SELECT e.*,
               lag(e.number, 1, 0::bigint) OVER w AS number_before,
               lag(e.hash, 1, decode(repeat('00', 32), 'hex')) OVER w AS hash_before
        FROM audit.entry AS e
        WINDOW w AS (PARTITION BY e.chain ORDER BY e.number)
    ), judged AS (
        SELECT l.chain, l.number, l.number_before, l.entry,
               CASE
                   WHEN l.number <> l.number_before + 1 THEN 'missing'
                   WHEN l.canonical <> audit.canonical(
                            l.chain, l.number, l.at, l.action, l.account, l.role, l.structure, l.session, l.subject,
                            l.purpose, l.case_ref, l.outcome, l.object, l.register_version) THEN 'columns'
                   WHEN l.hash <> sha256(l.hash_before || l.canonical) THEN 'hash'
               END AS reason
        FROM linked AS l
    ), bad AS (
        SELECT j.chain,
               CASE j.reason WHEN 'missing' THEN j.number_before + 1 ELSE j.number END AS number,
               CASE j.reason WHEN 'missing' THEN NULL ELSE j.entry END AS entry,
               j.reason
        FROM judged AS j
        WHERE j.reason IS NOT NULL
        UNION ALL
        SELECT c.chain, c.entries, t.entry, 'head'
        FROM audit.chain AS c
        LEFT JOIN LATERAL (
            SELECT e.entry, e.number, e.hash
            FROM audit.entry AS e
            WHERE e.chain = c.chain
            ORDER BY e.number DESC
            LIMIT 1) AS t ON true
        WHERE c.entries <> COALESCE(t.number, 0)
           OR (c.entries > 0 AND c.head <> t.hash)
        UNION ALL
        SELECT e.chain, min(e.number), min(e.entry), 'head'
        FROM audit.entry AS e
        WHERE NOT EXISTS (SELECT FROM audit.chain AS c WHERE c.chain = e.chain)
        GROUP BY e.chain
    )
    SELECT DISTINCT ON (b.chain) b.chain, b.number, b.entry, b.reason
    FROM bad AS b
    ORDER BY b.chain, b.number, b.reason DESC
$$;
