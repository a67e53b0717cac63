-- SPDX-License-Identifier: EUPL-1.2
--
-- What an administrator may do: give and end roles in the structures of the own area, and look after accounts that have
-- roles nowhere else. Statuses are those of staff_log_in.sql. Whoever is no administrator, and whatever lies outside of
-- the area, gets the same 1.

-- Whether the administrator of a structure looks after another: the same one, one of the same body, one below it, or
-- one whose whole jurisdiction of today lies in its own.
CREATE OR REPLACE FUNCTION account.administers(administrator integer, structure integer)
RETURNS boolean
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT administers.administrator = administers.structure
        OR EXISTS (
            SELECT
            FROM registry.structure_version AS mine
            JOIN registry.structure_version AS other ON other.structure = administers.structure AND other.until IS NULL
            WHERE mine.structure = administers.administrator
              AND mine.until IS NULL
              AND (other.body = mine.body OR other.parent = mine.structure))
        OR (EXISTS (
                SELECT FROM registry.jurisdiction AS j
                WHERE j.structure = administers.structure AND registry.today() BETWEEN j.valid_from AND j.valid_to)
            AND NOT EXISTS (
                SELECT
                FROM registry.jurisdiction AS j
                WHERE j.structure = administers.structure
                  AND registry.today() BETWEEN j.valid_from AND j.valid_to
                  AND NOT EXISTS (
                      SELECT
                      FROM registry.jurisdiction AS m
                      WHERE m.structure = administers.administrator
                        AND m.place = j.place
                        AND registry.today() BETWEEN m.valid_from AND m.valid_to)))
$$;

-- The administrator whose session this is; no row for anybody else.
CREATE OR REPLACE FUNCTION account.administrator(token_hash bytea)
RETURNS TABLE (account integer, structure integer, session bigint)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.account, s.structure, s.session
    FROM account.live_session AS s
    WHERE s.token_hash = administrator.token_hash AND s.roles & (1 << 6) <> 0
$$;

-- The structures of the administrator's area: where roles may be given.
--   code, name  text
DROP FUNCTION IF EXISTS account.area_structures(bytea);
CREATE FUNCTION account.area_structures(token_hash bytea)
RETURNS TABLE (code text, name text)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT c.code, v.name
    FROM account.administrator(area_structures.token_hash) AS m
    CROSS JOIN registry.structure AS c
    JOIN registry.structure_version AS v ON v.structure = c.structure AND v.until IS NULL
    WHERE account.administers(m.structure, c.structure)
    ORDER BY v.name, c.code
    LIMIT 1000
$$;

-- Accounts with a role, of whatever day, in the area. One row an account, by name, at most 500:
--   login, name  text
--   disabled     boolean
--   roles        smallint[]  of today in the area
--   structures   text[]      names, side by side with roles
--   sessions     integer     that hold now
--   can_log_in   boolean     has a password
--   has_factor   boolean
--   total        integer     of all that were found
-- wanted  part of login or name; NULL: all
DROP FUNCTION IF EXISTS account.area_accounts(bytea, text);
CREATE FUNCTION account.area_accounts(token_hash bytea, wanted text)
RETURNS TABLE (
    login text, name text, disabled boolean, roles smallint[], structures text[], sessions integer, can_log_in boolean,
    has_factor boolean, total integer)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    WITH area AS MATERIALIZED (
        SELECT s.structure
        FROM account.administrator(area_accounts.token_hash) AS m
        CROSS JOIN (SELECT DISTINCT r.structure FROM account.role AS r) AS s
        WHERE account.administers(m.structure, s.structure)
    ), held AS (
        SELECT r.account,
               array_agg(r.role ORDER BY r.number) FILTER (WHERE h.today) AS roles,
               array_agg(COALESCE(v.name, c.code) ORDER BY r.number) FILTER (WHERE h.today) AS structures
        FROM account.role AS r
        JOIN area AS m ON m.structure = r.structure
        JOIN registry.structure AS c ON c.structure = r.structure
        LEFT JOIN registry.structure_version AS v ON v.structure = r.structure AND v.until IS NULL
        CROSS JOIN LATERAL (
            SELECT r.valid_from <= registry.today() AND (r.valid_to IS NULL OR r.valid_to >= registry.today()) AS today) AS h
        GROUP BY r.account
    )
    SELECT a.login, a.name, a.disabled, COALESCE(h.roles, '{}'), COALESCE(h.structures, '{}'),
           (SELECT count(*)::integer FROM account.live_session AS l WHERE l.account = a.account),
           a.password_proof IS NOT NULL,
           EXISTS (SELECT FROM account.second_factor AS f WHERE f.account = a.account AND f.confirmed_at IS NOT NULL),
           (count(*) OVER ())::integer
    FROM held AS h
    JOIN account.account AS a ON a.account = h.account
    WHERE area_accounts.wanted IS NULL
       OR position(lower(area_accounts.wanted) IN lower(a.login || ' ' || a.name)) > 0
    ORDER BY a.name, a.login
    LIMIT 500
$$;

-- How far an administrator may go with an account:
--   account   integer   NULL: there is none with a role in the area
--   is_own    boolean   it is the administrator's: somebody else has to change it
--   is_whole  boolean   it has no role, of today or later, outside of the area
--   actor, structure, session  who acts
CREATE OR REPLACE FUNCTION account.reach(token_hash bytea, login text)
RETURNS TABLE (account integer, is_own boolean, is_whole boolean, actor integer, structure integer, session bigint)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT a.account, a.account = m.account,
           NOT EXISTS (
               SELECT
               FROM account.role AS r
               WHERE r.account = a.account
                 AND (r.valid_to IS NULL OR r.valid_to >= registry.today())
                 AND NOT account.administers(m.structure, r.structure)),
           m.account, m.structure, m.session
    FROM account.administrator(reach.token_hash) AS m
    JOIN account.account AS a ON a.login = lower(reach.login)
    WHERE EXISTS (
        SELECT FROM account.role AS r WHERE r.account = a.account AND account.administers(m.structure, r.structure))
$$;

-- One account of the area; no row if it is none. Arrays side by side, roles in the area only:
--   login, name  text
--   disabled, can_log_in, has_factor, is_own, is_whole  boolean
--   sessions     integer
--   link_until   bigint      seconds since 1970 until which a one-time link holds, or NULL
--   number, role, structure_code, structure_name, valid_from, valid_to   one element a role, of whatever day
DROP FUNCTION IF EXISTS account.area_account(bytea, text);
CREATE FUNCTION account.area_account(token_hash bytea, login text)
RETURNS TABLE (
    login text, name text, disabled boolean, can_log_in boolean, has_factor boolean, is_own boolean, is_whole boolean,
    sessions integer, link_until bigint, number bigint[], role smallint[], structure_code text[], structure_name text[],
    valid_from date[], valid_to date[])
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT a.login, a.name, a.disabled, a.password_proof IS NOT NULL,
           EXISTS (SELECT FROM account.second_factor AS f WHERE f.account = a.account AND f.confirmed_at IS NOT NULL),
           m.is_own, m.is_whole,
           (SELECT count(*)::integer FROM account.live_session AS l WHERE l.account = a.account),
           (SELECT floor(extract(epoch FROM max(l.expires_at)))::bigint
            FROM account.link AS l
            WHERE l.account = a.account AND l.used_at IS NULL AND l.expires_at > clock_timestamp()),
           r.number, r.role, r.code, r.name, r.valid_from, r.valid_to
    FROM account.reach(area_account.token_hash, area_account.login) AS m
    JOIN account.account AS a ON a.account = m.account
    CROSS JOIN LATERAL (
        SELECT array_agg(r.number ORDER BY r.number DESC) AS number, array_agg(r.role ORDER BY r.number DESC) AS role,
               array_agg(c.code ORDER BY r.number DESC) AS code,
               array_agg(COALESCE(v.name, c.code) ORDER BY r.number DESC) AS name,
               array_agg(r.valid_from ORDER BY r.number DESC) AS valid_from,
               array_agg(r.valid_to ORDER BY r.number DESC) AS valid_to
        FROM account.role AS r
        JOIN registry.structure AS c ON c.structure = r.structure
        LEFT JOIN registry.structure_version AS v ON v.structure = r.structure AND v.until IS NULL
        WHERE r.account = a.account AND account.administers(m.structure, r.structure)) AS r
$$;

-- Enters what an administrator has done.
CREATE OR REPLACE FUNCTION account.administered(action text, actor integer, structure integer, session bigint, object bigint)
RETURNS void
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT audit.append_one(action, actor, 6::smallint, structure, session, object)
$$;

-- Makes an account with its first role and a one-time link. Gives 0; 1 (also: there is no such structure in the area);
-- 3 the name is taken; 4 the dates are in the wrong order or the role is none.
CREATE OR REPLACE FUNCTION account.area_make(
    token_hash bytea, login text, name text, role smallint, structure_code text, valid_from date, valid_to date,
    link_hash bytea)
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    me record;
    target CONSTANT integer := (SELECT s.structure FROM registry.structure AS s WHERE s.code = area_make.structure_code);
    made integer;
    given bigint;
BEGIN
    SELECT * INTO me FROM account.administrator(area_make.token_hash);
    IF NOT FOUND OR target IS NULL OR NOT account.administers(me.structure, target) THEN
        RETURN 1;
    ELSIF area_make.role NOT BETWEEN 1 AND 6 OR area_make.valid_to < area_make.valid_from THEN
        RETURN 4;
    END IF;
    INSERT INTO account.account AS a (login, name)
    VALUES (lower(area_make.login), area_make.name)
    ON CONFLICT ON CONSTRAINT account_login_once DO NOTHING
    RETURNING a.account INTO made;
    IF made IS NULL THEN
        RETURN 3;
    END IF;
    INSERT INTO account.role AS r (account, role, structure, valid_from, valid_to)
    VALUES (made, area_make.role, target, area_make.valid_from, area_make.valid_to)
    RETURNING r.number INTO given;
    PERFORM account.administered('account_made', me.account, me.structure, me.session, made);
    PERFORM account.administered('role_given', me.account, me.structure, me.session, given);
    PERFORM account.administered('link_made', me.account, me.structure, me.session,
                                 account.lay_link(made, area_make.link_hash, me.account, interval '3 days'));
    RETURN 0;
END
$$;

-- Gives an account of the area a role there. Gives 0, 1, 3 if it has that role from that day already, or 4: one's own
-- account, a wrong order of dates.
CREATE OR REPLACE FUNCTION account.area_role_give(
    token_hash bytea, login text, role smallint, structure_code text, valid_from date, valid_to date)
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    me record;
    target CONSTANT integer := (SELECT s.structure FROM registry.structure AS s WHERE s.code = area_role_give.structure_code);
    given bigint;
BEGIN
    SELECT * INTO me FROM account.reach(area_role_give.token_hash, area_role_give.login);
    IF NOT FOUND OR target IS NULL OR NOT account.administers(me.structure, target) THEN
        RETURN 1;
    ELSIF me.is_own OR area_role_give.role NOT BETWEEN 1 AND 6 OR area_role_give.valid_to < area_role_give.valid_from THEN
        RETURN 4;
    END IF;
    INSERT INTO account.role AS r (account, role, structure, valid_from, valid_to)
    VALUES (me.account, area_role_give.role, target, area_role_give.valid_from, area_role_give.valid_to)
    ON CONFLICT ON CONSTRAINT role_pkey DO NOTHING
    RETURNING r.number INTO given;
    IF given IS NULL THEN
        RETURN 3;
    END IF;
    PERFORM account.administered('role_given', me.actor, me.structure, me.session, given);
    RETURN 0;
END
$$;

-- Ends a role in the area after a day, or lets it last until then. Gives 0, 1, or 4: one's own role, a day before the
-- role began.
CREATE OR REPLACE FUNCTION account.area_role_end(token_hash bytea, login text, number bigint, last_day date)
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    me record;
    dated record;
BEGIN
    SELECT * INTO me FROM account.reach(area_role_end.token_hash, area_role_end.login);
    IF NOT FOUND THEN
        RETURN 1;
    END IF;
    SELECT r.valid_from INTO dated
    FROM account.role AS r
    WHERE r.account = me.account
      AND r.number = area_role_end.number
      AND account.administers(me.structure, r.structure);
    IF NOT FOUND THEN
        RETURN 1;
    ELSIF me.is_own OR area_role_end.last_day < dated.valid_from THEN
        RETURN 4;
    END IF;
    UPDATE account.role AS r SET valid_to = area_role_end.last_day WHERE r.number = area_role_end.number;
    PERFORM account.administered('role_dated', me.actor, me.structure, me.session, area_role_end.number);
    RETURN 0;
END
$$;

-- Closes an account or opens it again. Gives 0, 1, or 4: one's own, or others answer for it, too.
CREATE OR REPLACE FUNCTION account.area_disable(token_hash bytea, login text, disabled boolean)
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    me record;
BEGIN
    SELECT * INTO me FROM account.reach(area_disable.token_hash, area_disable.login);
    IF NOT FOUND THEN
        RETURN 1;
    ELSIF me.is_own OR NOT me.is_whole THEN
        RETURN 4;
    END IF;
    UPDATE account.account AS a SET disabled = area_disable.disabled WHERE a.account = me.account;
    IF area_disable.disabled THEN
        UPDATE account.session AS s SET closed_at = clock_timestamp() WHERE s.account = me.account AND s.closed_at IS NULL;
    END IF;
    PERFORM account.administered(CASE WHEN area_disable.disabled THEN 'account_disabled' ELSE 'account_enabled' END,
                                 me.actor, me.structure, me.session, me.account);
    RETURN 0;
END
$$;

-- Lays down a one-time link for a new password. Gives 0, 1, or 4 as above.
CREATE OR REPLACE FUNCTION account.area_link(token_hash bytea, login text, link_hash bytea)
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    me record;
BEGIN
    SELECT * INTO me FROM account.reach(area_link.token_hash, area_link.login);
    IF NOT FOUND THEN
        RETURN 1;
    ELSIF me.is_own OR NOT me.is_whole THEN
        RETURN 4;
    END IF;
    PERFORM account.administered('link_made', me.actor, me.structure, me.session,
                                 account.lay_link(me.account, area_link.link_hash, me.actor, interval '3 days'));
    RETURN 0;
END
$$;

-- Takes away the second factor of somebody who has lost it; sessions end. Gives 0, 1, or 4 as above.
CREATE OR REPLACE FUNCTION account.area_factor_remove(token_hash bytea, login text)
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    me record;
BEGIN
    SELECT * INTO me FROM account.reach(area_factor_remove.token_hash, area_factor_remove.login);
    IF NOT FOUND THEN
        RETURN 1;
    ELSIF me.is_own OR NOT me.is_whole THEN
        RETURN 4;
    END IF;
    DELETE FROM account.recovery_code AS c WHERE c.account = me.account;
    DELETE FROM account.second_factor AS f WHERE f.account = me.account;
    UPDATE account.session AS s SET closed_at = clock_timestamp() WHERE s.account = me.account AND s.closed_at IS NULL;
    PERFORM account.administered('second_factor_removed', me.actor, me.structure, me.session, me.account);
    RETURN 0;
END
$$;

-- Ends all sessions and tokens of an account. Gives 0, 1, or 4 as above.
CREATE OR REPLACE FUNCTION account.area_sessions_end(token_hash bytea, login text)
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    me record;
BEGIN
    SELECT * INTO me FROM account.reach(area_sessions_end.token_hash, area_sessions_end.login);
    IF NOT FOUND THEN
        RETURN 1;
    ELSIF me.is_own OR NOT me.is_whole THEN
        RETURN 4;
    END IF;
    UPDATE account.session AS s SET closed_at = clock_timestamp() WHERE s.account = me.account AND s.closed_at IS NULL;
    PERFORM account.administered('sessions_ended', me.actor, me.structure, me.session, me.account);
    RETURN 0;
END
$$;

-- What the accounts of an auditor's area have done on a day, newest first, at most 500. No row to anybody who is no
-- auditor. Whom it was about is told as the audit's own token, which nothing else knows.
--   entry, at       bigint    at in seconds since 1970
--   action, outcome, purpose, case_ref, subject, login, structure_name, object   text
--   total           integer
DROP FUNCTION IF EXISTS audit.area_entries(bytea, date);
CREATE FUNCTION audit.area_entries(token_hash bytea, wanted date)
RETURNS TABLE (
    entry bigint, at bigint, action text, outcome text, purpose text, case_ref text, subject text, login text,
    structure_name text, object text, total integer)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    WITH area AS MATERIALIZED (
        SELECT c.structure, COALESCE(v.name, c.code) AS name
        FROM account.live_session AS s
        CROSS JOIN registry.structure AS c
        LEFT JOIN registry.structure_version AS v ON v.structure = c.structure AND v.until IS NULL
        WHERE s.token_hash = area_entries.token_hash
          AND s.roles & (1 << 5) <> 0
          AND EXISTS (SELECT FROM account.role AS r WHERE r.structure = c.structure)
          AND account.administers(s.structure, c.structure)
    )
    SELECT e.entry, floor(extract(epoch FROM e.at))::bigint, e.action, e.outcome, e.purpose, e.case_ref, e.subject::text,
           a.login, m.name, e.object::text, (count(*) OVER ())::integer
    FROM audit.entry AS e
    JOIN area AS m ON m.structure = e.structure
    LEFT JOIN account.account AS a ON a.account = e.account
    WHERE e.at >= area_entries.wanted::timestamp AT TIME ZONE 'Europe/Athens'
      AND e.at < (area_entries.wanted + 1)::timestamp AT TIME ZONE 'Europe/Athens'
    ORDER BY e.entry DESC
    LIMIT 500
$$;
