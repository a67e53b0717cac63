-- SPDX-License-Identifier: EUPL-1.2
--
-- Logging in, and one's own account: password, second factor, one-time links, sessions. The service has only EXECUTE:
-- what it can do for somebody it can do with that person's proof of the password, token of a session, or link.
--
-- Functions that give a status say the same by the same number:
--   0  done
--   1  there is no such thing, or it is not for whoever asks: one and the same
--   2  not yet: so many tries were wrong that the next has to wait
--   3  what was typed is wrong: the password, the code
--   4  that the role allows it is not enough: one's own rights, a rule, an account that others answer for, too

-- How long a browser's session may be idle and may last; how long one waits for its second factor.
CREATE OR REPLACE FUNCTION account.limits(OUT idle interval, OUT lasts interval, OUT waits interval)
LANGUAGE sql
IMMUTABLE
AS $$
    SELECT interval '15 minutes', interval '10 hours', interval '10 minutes'
$$;

-- The session of this token, whole or waiting for its second factor; no row if it holds no longer.
CREATE OR REPLACE FUNCTION account.own_session(token_hash bytea)
RETURNS TABLE (session bigint, account integer, structure integer, pending text, login text)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.session, s.account, s.structure, s.pending, a.login
    FROM account.session AS s
    JOIN account.account AS a ON a.account = s.account AND NOT a.disabled
    WHERE s.token_hash = own_session.token_hash
      AND s.closed_at IS NULL
      AND s.expires_at > clock_timestamp()
      AND s.last_seen_at + s.idle_limit > clock_timestamp()
$$;

-- Whether somebody may come in without a second factor: no role of today, anywhere, asks for one.
CREATE OR REPLACE FUNCTION account.needs_second_factor(account integer)
RETURNS boolean
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT
        FROM account.role AS r
        JOIN account.role_policy AS p ON p.role = r.role AND p.second_factor
        WHERE r.account = needs_second_factor.account
          AND r.valid_from <= registry.today()
          AND (r.valid_to IS NULL OR r.valid_to >= registry.today()))
$$;

-- Lets a session hold from now on.
CREATE OR REPLACE FUNCTION account.let_in(session bigint)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    who record;
BEGIN
    UPDATE account.session AS s
    SET pending = NULL,
        last_seen_at = clock_timestamp(),
        expires_at = clock_timestamp() + (account.limits()).lasts
    FROM account.account AS a
    WHERE s.session = let_in.session AND a.account = s.account
    RETURNING s.account, s.structure, a.login INTO who;
    DELETE FROM account.attempt WHERE login_hash = sha256(convert_to(who.login, 'UTF8'));
    PERFORM audit.append_one('login', who.account, NULL, who.structure, let_in.session, NULL);
END
$$;

-- Whether this is the account's password.
CREATE OR REPLACE FUNCTION account.is_proof(account integer, proof bytea)
RETURNS boolean
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT COALESCE((
        SELECT a.password_proof = sha256(is_proof.proof)
        FROM account.account AS a
        WHERE a.account = is_proof.account AND length(is_proof.proof) = 32), false)
$$;

-- Opens a browser's session for whoever has proven the password. Always one row:
--   status  integer  0 it holds; 2 wait; 3 wrong, or there is no such account; 5 a code of the second factor is wanted;
--                    6 a second factor has to be set up; 7 the account has no role today
--   wait_s  integer
-- proof       what argon2id gave, 32 bytes
-- token_hash  hash of the token that is to be the session's
DROP FUNCTION IF EXISTS account.log_in(text, bytea, bytea);
CREATE FUNCTION account.log_in(login text, proof bytea, token_hash bytea)
RETURNS TABLE (status integer, wait_s integer)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    waits CONSTANT integer := account.wait_s(log_in.login);
    whose integer;
    chosen integer;
    step text;
    opened bigint;
BEGIN
    IF waits > 0 THEN
        RETURN QUERY SELECT 2, waits;
        RETURN;
    END IF;
    SELECT a.account INTO whose
    FROM account.account AS a
    WHERE a.login = lower(log_in.login) AND NOT a.disabled AND account.is_proof(a.account, log_in.proof);
    IF whose IS NULL THEN
        RETURN QUERY SELECT 3, account.login_failed(log_in.login);
        RETURN;
    END IF;

    SELECT r.structure INTO chosen
    FROM account.role AS r
    WHERE r.account = whose
      AND r.valid_from <= registry.today()
      AND (r.valid_to IS NULL OR r.valid_to >= registry.today())
    ORDER BY r.valid_from, r.structure
    LIMIT 1;
    IF chosen IS NULL THEN
        RETURN QUERY SELECT 7, 0;
        RETURN;
    END IF;
    step := CASE
        WHEN EXISTS (SELECT FROM account.second_factor AS f WHERE f.account = whose AND f.confirmed_at IS NOT NULL)
            THEN 'code'
        WHEN account.needs_second_factor(whose) THEN 'enrol'
    END;
    DELETE FROM account.session AS old
    WHERE old.session IN (
        SELECT t.session
        FROM account.session AS t
        WHERE t.expires_at < clock_timestamp() - interval '1 day'
        ORDER BY t.expires_at
        LIMIT 100
        FOR UPDATE SKIP LOCKED);
    INSERT INTO account.session AS s (token_hash, kind, account, structure, idle_limit, expires_at, pending)
    SELECT log_in.token_hash, 'cookie', whose, chosen, l.idle, clock_timestamp() + l.waits, COALESCE(step, 'code')
    FROM account.limits() AS l
    RETURNING s.session INTO opened;
    IF step IS NULL THEN
        PERFORM account.let_in(opened);
    ELSIF step = 'enrol' THEN
        UPDATE account.session AS s SET pending = 'enrol' WHERE s.session = opened;
    END IF;
    RETURN QUERY SELECT CASE step WHEN 'code' THEN 5 WHEN 'enrol' THEN 6 ELSE 0 END, 0;
END
$$;

-- The second factor of the account whose session this is. No row if the session holds no longer; else one:
--   pending       text     what the session waits for, or NULL
--   login, name   text
--   wait_s        integer  not before so many seconds may a code be tried
--   is_confirmed  boolean  NULL: there is none, and the next three are NULL
--   key_id        smallint
--   secret        bytea    sealed
--   last_step     bigint
--   is_required   boolean  by a role of today
--   codes         integer  of recovery that are left
DROP FUNCTION IF EXISTS account.own_factor(bytea);
CREATE FUNCTION account.own_factor(token_hash bytea)
RETURNS TABLE (
    pending text, login text, name text, wait_s integer, is_confirmed boolean, key_id smallint, secret bytea,
    last_step bigint, is_required boolean, codes integer)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.pending, s.login, a.name, account.wait_s(s.login), f.confirmed_at IS NOT NULL, f.key_id, f.secret, f.last_step,
           account.needs_second_factor(s.account),
           (SELECT count(*)::integer FROM account.recovery_code AS c WHERE c.account = s.account)
    FROM account.own_session(own_factor.token_hash) AS s
    JOIN account.account AS a ON a.account = s.account
    LEFT JOIN account.second_factor AS f ON f.account = s.account
$$;

-- Whether a time step can be that of a code typed now, by our own clock: nobody can use up those of tomorrow.
CREATE OR REPLACE FUNCTION account.is_step_of_now(step bigint)
RETURNS boolean
LANGUAGE sql
STABLE
AS $$
    SELECT abs(is_step_of_now.step - floor(extract(epoch FROM clock_timestamp()) / 30)) <= 3
$$;

-- Takes a code of the second factor for a session that waits for it. The service has opened the secret and found to
-- which time step the code belongs: NULL, to none. A step is taken once. Gives 0, 1, 2 or 3.
CREATE OR REPLACE FUNCTION account.second_factor_take(token_hash bytea, step bigint)
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    mine record;
BEGIN
    SELECT * INTO mine FROM account.own_session(second_factor_take.token_hash) AS s WHERE s.pending = 'code';
    IF NOT FOUND THEN
        RETURN 1;
    ELSIF account.wait_s(mine.login) > 0 THEN
        RETURN 2;
    END IF;
    UPDATE account.second_factor AS f
    SET last_step = second_factor_take.step
    WHERE f.account = mine.account
      AND f.confirmed_at IS NOT NULL
      AND f.last_step < second_factor_take.step
      AND account.is_step_of_now(second_factor_take.step);
    IF NOT FOUND THEN
        PERFORM account.login_failed(mine.login);
        RETURN 3;
    END IF;
    PERFORM account.let_in(mine.session);
    RETURN 0;
END
$$;

-- The same with a recovery code, which is gone then. Gives 0, 1, 2 or 3.
CREATE OR REPLACE FUNCTION account.recovery_take(token_hash bytea, code text)
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    mine record;
BEGIN
    SELECT * INTO mine FROM account.own_session(recovery_take.token_hash) AS s WHERE s.pending = 'code';
    IF NOT FOUND THEN
        RETURN 1;
    ELSIF account.wait_s(mine.login) > 0 THEN
        RETURN 2;
    END IF;
    DELETE FROM account.recovery_code AS c
    WHERE c.account = mine.account AND c.code_hash = sha256(convert_to(recovery_take.code, 'UTF8'));
    IF NOT FOUND THEN
        PERFORM account.login_failed(mine.login);
        RETURN 3;
    END IF;
    PERFORM account.let_in(mine.session);
    PERFORM audit.append_one('recovery_code_used', mine.account, NULL, mine.structure, mine.session, mine.account);
    RETURN 0;
END
$$;

-- Whether the holder of a session may change how its account logs in: with the password, unless the session has just
-- been opened with it and waits for a second factor. Gives 0, 1, 2 or 3.
CREATE OR REPLACE FUNCTION account.own_proof(token_hash bytea, proof bytea)
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    mine record;
BEGIN
    SELECT * INTO mine FROM account.own_session(own_proof.token_hash);
    IF NOT FOUND OR mine.pending = 'code' THEN
        RETURN 1;
    ELSIF mine.pending = 'enrol' THEN
        RETURN 0;
    ELSIF account.wait_s(mine.login) > 0 THEN
        RETURN 2;
    ELSIF NOT account.is_proof(mine.account, own_proof.proof) THEN
        PERFORM account.login_failed(mine.login);
        RETURN 3;
    END IF;
    RETURN 0;
END
$$;

-- Keeps the secret of a second factor that is to be set up. Gives 0 to 3, or 4 if there is one already.
CREATE OR REPLACE FUNCTION account.second_factor_begin(token_hash bytea, proof bytea, key_id smallint, secret bytea)
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    proven CONSTANT integer := account.own_proof(second_factor_begin.token_hash, second_factor_begin.proof);
BEGIN
    IF proven <> 0 THEN
        RETURN proven;
    END IF;
    INSERT INTO account.second_factor AS f (account, key_id, secret)
    SELECT s.account, second_factor_begin.key_id, second_factor_begin.secret
    FROM account.own_session(second_factor_begin.token_hash) AS s
    ON CONFLICT ON CONSTRAINT second_factor_pkey DO UPDATE
    SET key_id = EXCLUDED.key_id, secret = EXCLUDED.secret, made_at = clock_timestamp(), last_step = 0
    WHERE f.confirmed_at IS NULL;
    RETURN CASE WHEN FOUND THEN 0 ELSE 4 END;
END
$$;

-- Replaces the recovery codes of an account.
CREATE OR REPLACE FUNCTION account.set_recovery_codes(account integer, code_hashes bytea[])
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    IF COALESCE(cardinality(code_hashes), 0) NOT BETWEEN 1 AND 20 THEN
        RAISE EXCEPTION 'malformed list of recovery codes' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    DELETE FROM account.recovery_code AS c WHERE c.account = set_recovery_codes.account;
    INSERT INTO account.recovery_code (account, code_hash)
    SELECT DISTINCT set_recovery_codes.account, h.hash FROM unnest(code_hashes) AS h (hash);
END
$$;

-- The first code has arrived: the second factor holds from now on, with these recovery codes. Gives 0 to 3.
CREATE OR REPLACE FUNCTION account.second_factor_confirm(token_hash bytea, step bigint, code_hashes bytea[])
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    mine record;
BEGIN
    SELECT * INTO mine
    FROM account.own_session(second_factor_confirm.token_hash) AS s
    WHERE s.pending IS DISTINCT FROM 'code';
    IF NOT FOUND THEN
        RETURN 1;
    ELSIF account.wait_s(mine.login) > 0 THEN
        RETURN 2;
    END IF;
    UPDATE account.second_factor AS f
    SET confirmed_at = clock_timestamp(), last_step = second_factor_confirm.step
    WHERE f.account = mine.account
      AND f.confirmed_at IS NULL
      AND f.last_step < second_factor_confirm.step
      AND account.is_step_of_now(second_factor_confirm.step);
    IF NOT FOUND THEN
        PERFORM account.login_failed(mine.login);
        RETURN 3;
    END IF;
    PERFORM account.set_recovery_codes(mine.account, second_factor_confirm.code_hashes);
    PERFORM audit.append_one('second_factor_set', mine.account, NULL, mine.structure, mine.session, mine.account);
    IF mine.pending = 'enrol' THEN
        PERFORM account.let_in(mine.session);
    END IF;
    RETURN 0;
END
$$;

-- Gives up one's second factor. Gives 0 to 3, or 4 if a role asks for it.
CREATE OR REPLACE FUNCTION account.second_factor_remove(token_hash bytea, proof bytea)
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    proven CONSTANT integer := account.own_proof(second_factor_remove.token_hash, second_factor_remove.proof);
    mine record;
BEGIN
    IF proven <> 0 THEN
        RETURN proven;
    END IF;
    SELECT * INTO mine FROM account.own_session(second_factor_remove.token_hash);
    IF account.needs_second_factor(mine.account) THEN
        RETURN 4;
    END IF;
    DELETE FROM account.recovery_code AS c WHERE c.account = mine.account;
    DELETE FROM account.second_factor AS f WHERE f.account = mine.account;
    IF FOUND THEN
        PERFORM audit.append_one('second_factor_removed', mine.account, NULL, mine.structure, mine.session, mine.account);
    END IF;
    RETURN 0;
END
$$;

-- New recovery codes instead of those that are left. Gives 0 to 3, or 4 if there is no second factor.
CREATE OR REPLACE FUNCTION account.recovery_renew(token_hash bytea, proof bytea, code_hashes bytea[])
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    proven CONSTANT integer := account.own_proof(recovery_renew.token_hash, recovery_renew.proof);
    mine record;
BEGIN
    IF proven <> 0 THEN
        RETURN proven;
    END IF;
    SELECT * INTO mine FROM account.own_session(recovery_renew.token_hash);
    IF NOT EXISTS (
        SELECT FROM account.second_factor AS f WHERE f.account = mine.account AND f.confirmed_at IS NOT NULL) THEN
        RETURN 4;
    END IF;
    PERFORM account.set_recovery_codes(mine.account, recovery_renew.code_hashes);
    PERFORM audit.append_one('recovery_codes_made', mine.account, NULL, mine.structure, mine.session, mine.account);
    RETURN 0;
END
$$;

-- A new password for one's own account; other browsers' sessions end. Gives 0 to 3.
CREATE OR REPLACE FUNCTION account.password_change(token_hash bytea, proof bytea, stored text)
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    mine record;
    proven integer;
BEGIN
    SELECT * INTO mine FROM account.own_session(password_change.token_hash) AS s WHERE s.pending IS NULL;
    IF NOT FOUND THEN
        RETURN 1;
    END IF;
    proven := account.own_proof(password_change.token_hash, password_change.proof);
    IF proven = 0 THEN
        PERFORM account.set_password(mine.account, password_change.stored, mine.session);
        PERFORM audit.append_one('password_set', mine.account, NULL, mine.structure, mine.session, mine.account);
    END IF;
    RETURN proven;
END
$$;

-- All that the page of one's own account shows. No row if the session holds no longer; else one, its arrays side by side:
--   role, role_structure, role_structure_name, role_from, role_to   of today and later, one element a role
--   session, session_kind, session_opened, session_seen             that hold; times in seconds since 1970
--   session_is_this                                                 1 for the session that asks
DROP FUNCTION IF EXISTS account.own(bytea);
CREATE FUNCTION account.own(token_hash bytea)
RETURNS TABLE (
    login text, name text, password_set bigint, role smallint[], role_structure text[], role_structure_name text[],
    role_from date[], role_to date[], session bigint[], session_kind text[], session_opened bigint[],
    session_seen bigint[], session_is_this smallint[])
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT a.login, a.name, floor(extract(epoch FROM a.password_set_at))::bigint,
           COALESCE(r.role, '{}'), COALESCE(r.code, '{}'), COALESCE(r.name, '{}'), COALESCE(r.valid_from, '{}'),
           COALESCE(r.valid_to, '{}'), l.session, l.kind, l.opened, l.seen, l.is_this
    FROM account.live_session AS s
    JOIN account.account AS a ON a.account = s.account
    CROSS JOIN LATERAL (
        SELECT array_agg(r.role ORDER BY r.number) AS role, array_agg(c.code ORDER BY r.number) AS code,
               array_agg(COALESCE(v.name, c.code) ORDER BY r.number) AS name,
               array_agg(r.valid_from ORDER BY r.number) AS valid_from,
               array_agg(r.valid_to ORDER BY r.number) AS valid_to
        FROM account.role AS r
        JOIN registry.structure AS c ON c.structure = r.structure
        LEFT JOIN registry.structure_version AS v ON v.structure = r.structure AND v.until IS NULL
        WHERE r.account = s.account AND (r.valid_to IS NULL OR r.valid_to >= registry.today())) AS r
    CROSS JOIN LATERAL (
        SELECT array_agg(o.session ORDER BY o.session DESC) AS session,
               array_agg(o.kind ORDER BY o.session DESC) AS kind,
               array_agg(floor(extract(epoch FROM o.opened_at))::bigint ORDER BY o.session DESC) AS opened,
               array_agg(floor(extract(epoch FROM o.last_seen_at))::bigint ORDER BY o.session DESC) AS seen,
               array_agg((o.session = s.session)::integer::smallint ORDER BY o.session DESC) AS is_this
        FROM account.session AS o
        JOIN account.live_session AS h ON h.session = o.session
        WHERE o.account = s.account) AS l
    WHERE s.token_hash = own.token_hash
$$;

-- Ends one of one's own sessions (NULL: all but this one). Gives 0, or 1 if it is not one's own or has ended.
CREATE OR REPLACE FUNCTION account.own_session_end(token_hash bytea, session bigint)
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    mine record;
    ended bigint;
BEGIN
    SELECT * INTO mine FROM account.live_session AS s WHERE s.token_hash = own_session_end.token_hash;
    IF NOT FOUND THEN
        RETURN 1;
    END IF;
    FOR ended IN
        UPDATE account.session AS s
        SET closed_at = clock_timestamp()
        WHERE s.account = mine.account
          AND s.closed_at IS NULL
          AND CASE WHEN own_session_end.session IS NULL THEN s.session <> mine.session AND s.kind = 'cookie'
                   ELSE s.session = own_session_end.session END
        RETURNING s.session
    LOOP
        PERFORM audit.append_one('session_ended', mine.account, NULL, mine.structure, mine.session, ended);
    END LOOP;
    RETURN CASE WHEN ended IS NULL AND own_session_end.session IS NOT NULL THEN 1 ELSE 0 END;
END
$$;

-- Goes on for another structure in which the account has a role today: the session ends and another opens, without a
-- later end. Gives 0 or 1.
CREATE OR REPLACE FUNCTION account.session_switch(token_hash bytea, new_hash bytea, structure_code text)
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    mine record;
    chosen integer;
    opened bigint;
BEGIN
    SELECT s.* INTO mine
    FROM account.session AS s
    JOIN account.live_session AS l ON l.session = s.session
    WHERE s.token_hash = session_switch.token_hash AND s.kind = 'cookie';
    SELECT r.structure INTO chosen
    FROM account.role AS r
    JOIN registry.structure AS c ON c.structure = r.structure AND c.code = session_switch.structure_code
    WHERE r.account = mine.account
      AND r.valid_from <= registry.today()
      AND (r.valid_to IS NULL OR r.valid_to >= registry.today())
    LIMIT 1;
    IF chosen IS NULL THEN
        RETURN 1;
    END IF;
    UPDATE account.session AS s SET closed_at = clock_timestamp() WHERE s.session = mine.session;
    INSERT INTO account.session AS s (token_hash, kind, account, structure, idle_limit, expires_at)
    VALUES (session_switch.new_hash, 'cookie', mine.account, chosen, mine.idle_limit, mine.expires_at)
    RETURNING s.session INTO opened;
    PERFORM audit.append_one('logout', mine.account, NULL, mine.structure, mine.session, NULL);
    PERFORM audit.append_one('login', mine.account, NULL, chosen, opened, NULL);
    RETURN 0;
END
$$;

-- Whose password a one-time link sets; no row if it was used, has expired or never was. The link itself is shown, and
-- not its hash: who can read the table cannot use what stands in it.
CREATE OR REPLACE FUNCTION account.link_owner(token text)
RETURNS TABLE (login text, name text)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT a.login, a.name
    FROM account.link AS l
    JOIN account.account AS a ON a.account = l.account AND NOT a.disabled
    WHERE l.token_hash = sha256(convert_to(link_owner.token, 'UTF8'))
      AND l.used_at IS NULL
      AND l.expires_at > clock_timestamp()
$$;

-- Sets the password by a one-time link. Gives 0, or 1 if it was used, has expired or never was.
CREATE OR REPLACE FUNCTION account.link_use(token text, stored text)
RETURNS integer
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    taken record;
BEGIN
    UPDATE account.link AS l
    SET used_at = clock_timestamp()
    FROM account.account AS a
    WHERE a.account = l.account
      AND NOT a.disabled
      AND l.token_hash = sha256(convert_to(link_use.token, 'UTF8'))
      AND l.used_at IS NULL
      AND l.expires_at > clock_timestamp()
    RETURNING l.link, l.account INTO taken;
    IF NOT FOUND THEN
        RETURN 1;
    END IF;
    PERFORM account.set_password(taken.account, link_use.stored, NULL);
    PERFORM audit.append_one('link_used', taken.account, NULL, NULL, NULL, taken.link);
    RETURN 0;
END
$$;

-- Lays down a one-time link; those of the account that were not used hold no longer. Gives its number.
CREATE OR REPLACE FUNCTION account.lay_link(account integer, token_hash bytea, made_by integer, lasts interval)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    made bigint;
BEGIN
    UPDATE account.link AS l
    SET used_at = clock_timestamp()
    WHERE l.account = lay_link.account AND l.used_at IS NULL;
    INSERT INTO account.link AS l (account, token_hash, made_by, expires_at)
    VALUES (lay_link.account, lay_link.token_hash, lay_link.made_by, clock_timestamp() + lay_link.lasts)
    RETURNING l.link INTO made;
    RETURN made;
END
$$;

-- For the operator of the machine, as are the next two: a one-time link. False if there is no such account.
CREATE OR REPLACE FUNCTION account.link_make(login text, token_hash bytea, lasts_s integer)
RETURNS boolean
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    whose CONSTANT integer := (SELECT a.account FROM account.account AS a WHERE a.login = lower(link_make.login));
BEGIN
    IF whose IS NULL THEN
        RETURN false;
    END IF;
    PERFORM audit.append_one(
        'link_made', NULL, NULL, NULL, NULL,
        account.lay_link(whose, link_make.token_hash, NULL, make_interval(secs => link_make.lasts_s)));
    RETURN true;
END
$$;

-- Takes the second factor of an account away, for somebody who has lost telephone and recovery codes.
CREATE OR REPLACE FUNCTION account.second_factor_forget(login text)
RETURNS boolean
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    whose CONSTANT integer := (SELECT a.account FROM account.account AS a WHERE a.login = lower(second_factor_forget.login));
BEGIN
    IF whose IS NULL THEN
        RETURN false;
    END IF;
    DELETE FROM account.recovery_code AS c WHERE c.account = whose;
    DELETE FROM account.second_factor AS f WHERE f.account = whose;
    PERFORM audit.append_one('second_factor_removed', NULL, NULL, NULL, NULL, whose);
    RETURN true;
END
$$;

-- Whether a role comes in with its second factor only.
CREATE OR REPLACE FUNCTION account.policy_set(role smallint, second_factor boolean)
RETURNS boolean
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    UPDATE account.role_policy AS p
    SET second_factor = policy_set.second_factor
    WHERE p.role = policy_set.role;
    PERFORM audit.append_one(
        CASE WHEN policy_set.second_factor THEN 'policy_tightened' ELSE 'policy_loosened' END, NULL, NULL, NULL, NULL,
        policy_set.role);
    RETURN true;
END
$$;
