-- SPDX-License-Identifier: EUPL-1.2
--
-- Accounts, sessions, roles. Passwords are checked outside; here stand the strings to check against.

-- Sessions that hold now, with the roles that the account has today in the session's structure, as bits 1 << role.
-- What day it is costs more than the rest of a row; in a subquery it is found once.
CREATE OR REPLACE VIEW account.live_session WITH (security_invoker = true) AS
SELECT s.token_hash, s.session, s.kind, s.account, s.structure, a.login, a.name,
       (SELECT COALESCE(bit_or(1 << r.role), 0)
        FROM account.role AS r
        WHERE r.account = s.account
          AND r.structure = s.structure
          AND r.valid_from <= (SELECT registry.today())
          AND (r.valid_to IS NULL OR r.valid_to >= (SELECT registry.today()))) AS roles,
       s.last_seen_at
FROM account.session AS s
JOIN account.account AS a ON a.account = s.account AND NOT a.disabled
WHERE s.closed_at IS NULL
  AND s.pending IS NULL
  AND s.expires_at > clock_timestamp()
  AND s.last_seen_at + s.idle_limit > clock_timestamp();

COMMENT ON VIEW account.live_session IS
    'Συνεδρίες που ισχύουν τώρα, με τους σημερινούς ρόλους';

-- Notes that these sessions are in use; writes at most once a minute for each.
CREATE OR REPLACE FUNCTION account.touch(token_hash bytea[])
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
    UPDATE account.session AS s
    SET last_seen_at = clock_timestamp()
    WHERE s.session IN (
        SELECT t.session
        FROM account.session AS t
        WHERE t.token_hash = ANY (touch.token_hash)
          AND t.last_seen_at < clock_timestamp() - interval '1 minute'
          AND t.last_seen_at + t.idle_limit > clock_timestamp()
          AND t.expires_at > clock_timestamp()
          AND t.closed_at IS NULL
        ORDER BY t.session
        FOR UPDATE SKIP LOCKED);
END
$$;

-- Whom these tokens belong to now. One row for each that holds, none for the others:
--   ordinal         integer    place in the array, from 1
--   session         bigint
--   login, name     text       name is to be shown
--   roles           integer    bits 1 << role, of today; 0: none is left
--   is_token        boolean    a program's bearer token, not a browser's session
--   structure       integer
--   structure_code  text
--   structure_name  text       NULL if the register no longer has it
--   municipalities  integer[]  places of the structure's own jurisdiction today, none inherited, ascending
DROP FUNCTION IF EXISTS account.session(bytea[]);
CREATE FUNCTION account.session(token_hash bytea[])
RETURNS TABLE (
    ordinal integer, session bigint, login text, name text, roles integer, is_token boolean, structure integer,
    structure_code text, structure_name text, municipalities integer[])
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
#variable_conflict use_column
BEGIN
    -- Looking whether there is anything to write costs a tenth of calling what writes.
    IF EXISTS (
           SELECT
           FROM account.session AS t
           WHERE t.token_hash = ANY (session.token_hash)
             AND t.last_seen_at < clock_timestamp() - interval '1 minute') THEN
        PERFORM account.touch(session.token_hash);
    END IF;
    RETURN QUERY
    SELECT q.ordinal::integer, s.session, s.login, s.name, s.roles, s.kind = 'bearer', s.structure, c.code, v.name,
           ARRAY(SELECT DISTINCT j.place
                 FROM registry.jurisdiction AS j
                 WHERE j.structure = s.structure
                   AND NOT j.inherited
                   AND (SELECT registry.today()) BETWEEN j.valid_from AND j.valid_to
                 ORDER BY j.place)
    FROM unnest(session.token_hash) WITH ORDINALITY AS q (token_hash, ordinal)
    -- One look-up a token, whatever the table held when the plan was made.
    CROSS JOIN LATERAL (
        SELECT l.* FROM account.live_session AS l WHERE l.token_hash = q.token_hash OFFSET 0) AS s
    JOIN registry.structure AS c ON c.structure = s.structure
    LEFT JOIN registry.structure_version AS v ON v.structure = s.structure AND v.until IS NULL
    ORDER BY q.ordinal;
END
$$;

-- Seconds that the next try of a name has to wait: none for three failures, then 1, 2, 4 … up to 15 minutes.
-- Forgotten after a day.
CREATE OR REPLACE FUNCTION account.wait_s(login text)
RETURNS integer
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT COALESCE((
        SELECT GREATEST(0, ceil(extract(epoch FROM
                   t.last_at + make_interval(secs => LEAST(900, 2 ^ (LEAST(t.failures, 20) - 4))) - clock_timestamp())))
        FROM account.attempt AS t
        WHERE t.login_hash = sha256(convert_to(lower(wait_s.login), 'UTF8'))
          AND t.failures > 3
          AND t.last_at > clock_timestamp() - interval '1 day'), 0)::integer
$$;

-- With which settings and salt a password is to be put through argon2id; always one row, the same for an unknown name
-- but for its NULL:
--   settings  text     an argon2id string without its hash; NULL: there is no such name, or it may not log in so
--   wait_s    integer  not before so many seconds; 0: now
DROP FUNCTION IF EXISTS account.credential(text);
CREATE FUNCTION account.credential(login text)
RETURNS TABLE (settings text, wait_s integer)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (SELECT a.password_settings
            FROM account.account AS a
            WHERE a.login = lower(credential.login) AND NOT a.disabled),
           account.wait_s(credential.login)
$$;

-- Counts a wrong password; gives how many seconds the next try has to wait.
CREATE OR REPLACE FUNCTION account.login_failed(login text)
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    DELETE FROM account.attempt AS old
    WHERE old.login_hash IN (
        SELECT t.login_hash
        FROM account.attempt AS t
        WHERE t.last_at < clock_timestamp() - interval '1 day'
        ORDER BY t.last_at
        LIMIT 100
        FOR UPDATE SKIP LOCKED);
    INSERT INTO account.attempt AS t (login_hash, failures, last_at)
    VALUES (sha256(convert_to(lower(login_failed.login), 'UTF8')), 1, clock_timestamp())
    ON CONFLICT ON CONSTRAINT attempt_pkey DO UPDATE
    SET failures = CASE WHEN t.last_at < clock_timestamp() - interval '1 day' THEN 1 ELSE LEAST(t.failures, 1000) + 1 END,
        last_at = clock_timestamp();
    RETURN account.wait_s(login_failed.login);
END
$$;

-- Opens a session for a program, as the operator of the machine says; people open theirs with account.log_in. Always one
-- row:
--   session     bigint       NULL: there is no such account, it is disabled, or it has no role today
--   expires_at  timestamptz
--   kind            cookie or bearer
--   structure_code  for which structure; NULL: the one of its oldest role
DROP FUNCTION IF EXISTS account.session_open(text, bytea, text, integer, integer, text);
CREATE FUNCTION account.session_open(
    login text, token_hash bytea, kind text, idle_s integer, absolute_s integer, structure_code text)
RETURNS TABLE (session bigint, expires_at timestamptz)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    whose integer;
    chosen integer;
    opened bigint;
    ends timestamptz;
BEGIN
    SELECT r.account, r.structure
    INTO whose, chosen
    FROM account.role AS r
    JOIN account.account AS a ON a.account = r.account AND a.login = lower(session_open.login) AND NOT a.disabled
    JOIN registry.structure AS s ON s.structure = r.structure
    WHERE r.valid_from <= registry.today()
      AND (r.valid_to IS NULL OR r.valid_to >= registry.today())
      AND (session_open.structure_code IS NULL OR s.code = session_open.structure_code)
    ORDER BY r.valid_from, r.structure
    LIMIT 1;
    IF whose IS NOT NULL THEN
        DELETE FROM account.session AS old
        WHERE old.session IN (
            SELECT t.session
            FROM account.session AS t
            WHERE t.expires_at < clock_timestamp() - interval '1 day'
            ORDER BY t.expires_at
            LIMIT 100
            FOR UPDATE SKIP LOCKED);
        DELETE FROM account.attempt WHERE login_hash = sha256(convert_to(lower(session_open.login), 'UTF8'));
        INSERT INTO account.session AS s (token_hash, kind, account, structure, idle_limit, expires_at)
        VALUES (session_open.token_hash, session_open.kind, whose, chosen,
                make_interval(secs => session_open.idle_s),
                clock_timestamp() + make_interval(secs => session_open.absolute_s))
        RETURNING s.session, s.expires_at INTO opened, ends;
        PERFORM audit.append_one('login', whose, NULL, chosen, opened, NULL);
    END IF;
    RETURN QUERY SELECT opened, ends;
END
$$;

-- Ends a session; false if it had ended or never was.
CREATE OR REPLACE FUNCTION account.session_close(token_hash bytea)
RETURNS boolean
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    ended record;
BEGIN
    UPDATE account.session AS s
    SET closed_at = clock_timestamp()
    WHERE s.token_hash = session_close.token_hash
      AND s.closed_at IS NULL
    RETURNING s.session, s.account, s.structure INTO ended;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM audit.append_one('logout', ended.account, NULL, ended.structure, ended.session, NULL);
    RETURN true;
END
$$;

-- Sets a password from the argon2id string that was made of it. Changing it ends the sessions of browsers, but for one
-- that goes on (NULL: none), takes back links that were not used, and lets the next try wait no longer.
CREATE OR REPLACE FUNCTION account.set_password(account integer, stored text, but_session bigint)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    hash CONSTANT text := substring(set_password.stored FROM '[^$]*$');
BEGIN
    UPDATE account.account AS a
    SET password_settings = regexp_replace(set_password.stored, '\$[^$]*$', ''),
        password_proof = sha256(decode(hash || repeat('=', (4 - length(hash) % 4) % 4), 'base64')),
        password_set_at = clock_timestamp()
    WHERE a.account = set_password.account;
    UPDATE account.session AS s
    SET closed_at = clock_timestamp()
    WHERE s.account = set_password.account
      AND s.kind = 'cookie'
      AND s.closed_at IS NULL
      AND s.session IS DISTINCT FROM set_password.but_session;
    UPDATE account.link AS l
    SET used_at = clock_timestamp()
    WHERE l.account = set_password.account AND l.used_at IS NULL;
    DELETE FROM account.attempt AS t
    USING account.account AS a
    WHERE a.account = set_password.account AND t.login_hash = sha256(convert_to(a.login, 'UTF8'));
END
$$;

-- Makes an account, or changes the name and password of the one so called (a NULL leaves what is there). Changing a
-- password ends its sessions. Gives its number.
CREATE OR REPLACE FUNCTION account.make(login text, name text, password_hash text)
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    made integer;
    is_new boolean;
BEGIN
    INSERT INTO account.account AS a (login, name)
    VALUES (lower(make.login), COALESCE(make.name, make.login))
    ON CONFLICT ON CONSTRAINT account_login_once DO UPDATE
    SET name = COALESCE(make.name, a.name)
    RETURNING a.account, xmax = 0 INTO made, is_new;
    IF make.password_hash IS NOT NULL THEN
        PERFORM account.set_password(made, make.password_hash, NULL);
    END IF;
    PERFORM audit.append_one(
        CASE WHEN is_new THEN 'account_made'
             WHEN make.password_hash IS NOT NULL THEN 'password_set'
             ELSE 'account_named' END, NULL, NULL, NULL, NULL, made);
    RETURN made;
END
$$;

-- Disables an account, which ends its sessions, or enables it again. False if there is none so called.
CREATE OR REPLACE FUNCTION account.disable(login text, disabled boolean)
RETURNS boolean
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    whose integer;
BEGIN
    UPDATE account.account AS a
    SET disabled = disable.disabled
    WHERE a.login = lower(disable.login)
    RETURNING a.account INTO whose;
    IF whose IS NULL THEN
        RETURN false;
    END IF;
    IF disable.disabled THEN
        UPDATE account.session AS s
        SET closed_at = clock_timestamp()
        WHERE s.account = whose AND s.closed_at IS NULL;
    END IF;
    PERFORM audit.append_one(
        CASE WHEN disable.disabled THEN 'account_disabled' ELSE 'account_enabled' END, NULL, NULL, NULL, NULL, whose);
    RETURN true;
END
$$;

-- Gives a role in a structure from a day to a day (NULL: open), or changes until when. False if there is no such account
-- or structure.
CREATE OR REPLACE FUNCTION account.role_give(
    login text, role smallint, structure_code text, valid_from date, valid_to date)
RETURNS boolean
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    given bigint;
    is_new boolean;
BEGIN
    INSERT INTO account.role AS r (account, role, structure, valid_from, valid_to)
    SELECT a.account, role_give.role, s.structure, role_give.valid_from, role_give.valid_to
    FROM account.account AS a
    CROSS JOIN registry.structure AS s
    WHERE a.login = lower(role_give.login) AND s.code = role_give.structure_code
    ON CONFLICT ON CONSTRAINT role_pkey DO UPDATE SET valid_to = EXCLUDED.valid_to
    RETURNING r.number, xmax = 0 INTO given, is_new;
    IF given IS NULL THEN
        RETURN false;
    END IF;
    PERFORM audit.append_one(
        CASE WHEN is_new THEN 'role_given' ELSE 'role_dated' END, NULL, NULL, NULL, NULL, given);
    RETURN true;
END
$$;

-- All accounts with their roles, one row a role, roles of the past included:
--   login, name     text
--   disabled        boolean
--   role            smallint  NULL, as are the next four: has none
--   structure_code  text
--   valid_from      date
--   valid_to        date
--   sessions        integer   that hold now
DROP FUNCTION IF EXISTS account.list();
CREATE FUNCTION account.list()
RETURNS TABLE (
    login text, name text, disabled boolean, role smallint, structure_code text, valid_from date, valid_to date,
    sessions integer)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT a.login, a.name, a.disabled, r.role, s.code, r.valid_from, r.valid_to,
           (SELECT count(*)::integer FROM account.live_session AS l WHERE l.account = a.account)
    FROM account.account AS a
    LEFT JOIN account.role AS r ON r.account = a.account
    LEFT JOIN registry.structure AS s ON s.structure = r.structure
    ORDER BY a.login, r.valid_from, r.role, s.code
$$;
