-- SPDX-License-Identifier: EUPL-1.2
-- Second factor, recovery codes, one-time links, own sessions: each once, in time, and for its owner alone.
\i world.sql
SELECT account.make('anna', NULL, test.stored('anna')), account.make('vasilis', NULL, test.stored('vasilis')) \g /dev/null
CREATE FUNCTION test.now_step() RETURNS bigint LANGUAGE sql AS $$ SELECT floor(extract(epoch FROM clock_timestamp()) / 30)::bigint $$;
CREATE FUNCTION test.codes(beginning text) RETURNS bytea[] LANGUAGE sql
    AS $$ SELECT ARRAY[sha256(convert_to(beginning || '-1', 'UTF8')), sha256(convert_to(beginning || '-2', 'UTF8'))] $$;
SELECT format('ALTER DATABASE %I SET test.step = %L', current_database(), test.now_step()) \gexec
CREATE FUNCTION test.step(more integer) RETURNS bigint LANGUAGE sql AS $$ SELECT current_setting('test.step')::bigint + more $$;

\echo == a new second factor needs the password, and a session of the account
\connect - mitroa_service
SELECT status FROM account.log_in('anna', test.proof('anna'), test.token('a1'));
SELECT account.second_factor_begin(test.token('a1'), test.proof('wrong'), 1::smallint, decode(repeat('ab', 60), 'hex')) AS wrong,
       account.second_factor_begin(test.token('a1'), test.proof('anna'), 1::smallint, decode(repeat('ab', 60), 'hex')) AS begun,
       account.second_factor_begin(test.token('no'), test.proof('anna'), 1::smallint, decode(repeat('ab', 60), 'hex')) AS nobody;
SELECT pending, login, is_confirmed, length(secret) AS secret, is_required, codes FROM account.own_factor(test.token('a1'));

\echo == until its first code has come it is asked for nowhere
SELECT status FROM account.log_in('anna', test.proof('anna'), test.token('a2'));
SELECT account.second_factor_confirm(test.token('a1'), NULL, test.codes('anna')) AS no_code,
       account.second_factor_confirm(test.token('a1'), test.step(1000), test.codes('anna')) AS far_away,
       account.second_factor_confirm(test.token('a1'), test.step(0), test.codes('anna')) AS good,
       account.second_factor_confirm(test.token('a1'), test.step(1), test.codes('anna')) AS again;

\echo == then the password alone opens nothing
SELECT status FROM account.log_in('anna', test.proof('anna'), test.token('a3'));
SELECT count(*) FROM account.session(ARRAY[test.token('a3')]);
SELECT pending, login FROM account.own_factor(test.token('a3'));
SELECT account.password_change(test.token('a3'), test.proof('anna'), test.stored('other')) AS change,
       account.second_factor_remove(test.token('a3'), test.proof('anna')) AS remove,
       account.recovery_renew(test.token('a3'), test.proof('anna'), test.codes('mine')) AS renew,
       account.second_factor_begin(test.token('a3'), test.proof('anna'), 1::smallint, decode(repeat('cd', 60), 'hex')) AS begin,
       account.own_session_end(test.token('a3'), NULL) AS sessions;
SELECT count(*) FROM account.own(test.token('a3'));

\connect - postgres
DELETE FROM account.attempt;
\connect - mitroa_service
\echo == a code that was used is refused, one of tomorrow as well; a later one opens
SELECT account.second_factor_take(test.token('a3'), test.step(0)) AS used,
       account.second_factor_take(test.token('a3'), test.step(2880)) AS tomorrow,
       account.second_factor_take(test.token('a3'), test.step(1)) AS good;
SELECT login FROM account.session(ARRAY[test.token('a3')]);
\connect - postgres
DELETE FROM account.attempt;
\connect - mitroa_service
SELECT status FROM account.log_in('anna', test.proof('anna'), test.token('a4'));
SELECT account.second_factor_take(test.token('a4'), test.step(1)) AS replayed, account.second_factor_take(test.token('a3'), test.step(2)) AS is_in;

\echo == a recovery code opens once
SELECT account.recovery_take(test.token('a4'), 'anna-3') AS wrong, account.recovery_take(test.token('a4'), 'anna-1') AS good;
SELECT status FROM account.log_in('anna', test.proof('anna'), test.token('a5'));
SELECT account.recovery_take(test.token('a5'), 'anna-1') AS again;

\connect - postgres
DELETE FROM account.attempt;
\connect - mitroa_service
\echo == wrong codes slow down like wrong passwords
SELECT account.second_factor_take(test.token('a5'), NULL) FROM generate_series(1, 4);
SELECT account.second_factor_take(test.token('a5'), test.step(3)) AS right_but_early;
SELECT wait_s > 0 AS waits FROM account.own_factor(test.token('a5'));
\connect - postgres
DELETE FROM account.attempt;

\echo == what waits for its code waits ten minutes, and then for nothing
UPDATE account.session SET expires_at = clock_timestamp() WHERE token_hash = test.token('a5') AND expires_at < clock_timestamp() + interval '11 minutes' RETURNING pending;
\connect - mitroa_service
SELECT account.second_factor_take(test.token('a5'), test.step(2)) AS late;

\echo == a role that asks for it: nothing opens until one is set up
\connect - mitroa_importer
SELECT account.policy_set(1::smallint, true);
\connect - mitroa_service
SELECT status FROM account.log_in('vasilis', test.proof('vasilis'), test.token('v1'));
SELECT count(*) FROM account.session(ARRAY[test.token('v1')]);
SELECT account.second_factor_take(test.token('v1'), test.step(0)) AS not_this_way, account.password_change(test.token('v1'), test.proof('vasilis'), test.stored('x')) AS nor_this;
SELECT account.second_factor_begin(test.token('v1'), NULL, 1::smallint, decode(repeat('ef', 60), 'hex')) AS begun,
       account.second_factor_confirm(test.token('v1'), test.step(0), test.codes('vasilis')) AS confirmed;
SELECT login FROM account.session(ARRAY[test.token('v1')]);
SELECT account.second_factor_remove(test.token('v1'), test.proof('vasilis')) AS required;
\connect - mitroa_importer
SELECT account.policy_set(1::smallint, false);
\connect - mitroa_service
SELECT account.second_factor_remove(test.token('v1'), test.proof('vasilis')) AS removed;
SELECT status FROM account.log_in('vasilis', test.proof('vasilis'), test.token('v2'));

\echo == own sessions are listed and ended, and no others
SELECT login, cardinality(session) AS sessions, session_is_this FROM account.own(test.token('v2'));
\connect - postgres
SELECT session AS annas FROM account.session WHERE token_hash = test.token('a3') \gset
SELECT session AS mine FROM account.session WHERE token_hash = test.token('v1') \gset
\connect - mitroa_service
SELECT account.own_session_end(test.token('v2'), :annas) AS of_another, account.own_session_end(test.token('v2'), :mine) AS own,
       account.own_session_end(test.token('v2'), :mine) AS again, account.own_session_end(test.token('no'), NULL) AS nobody;
SELECT count(*) FROM account.session(ARRAY[test.token('v1'), test.token('a3')]);
SELECT account.own_session_end(test.token('v2'), NULL) AS others;
SELECT login FROM account.session(ARRAY[test.token('vasilis'), test.token('v2')]);

\echo == a new password ends the other sessions and not this one
SELECT account.password_change(test.token('a3'), test.proof('guess'), test.stored('new')) AS wrong,
       account.password_change(test.token('a3'), test.proof('anna'), test.stored('new')) AS changed;
SELECT login FROM account.session(ARRAY[test.token('a1'), test.token('a2'), test.token('a3')]);
SELECT status FROM account.log_in('anna', test.proof('anna'), test.token('a6'));
SELECT status FROM account.log_in('anna', test.proof('new'), test.token('a6'));

\echo == a one-time link sets a password once; a newer one takes it back
\connect - mitroa_importer
SELECT account.link_make('eleni', sha256('first'), 3600), account.link_make('eleni', sha256('second'), 3600), account.link_make('nobody', sha256('third'), 3600);
SELECT account.link_make('eleni', sha256('too long'), 700000);
\connect - mitroa_service
SELECT login FROM account.link_owner('first');
SELECT login FROM account.link_owner('second');
SELECT account.link_use('first', test.stored('eleni')) AS older, account.link_use('second', test.stored('eleni')) AS good, account.link_use('second', test.stored('mine')) AS again;
SELECT status FROM account.log_in('eleni', test.proof('eleni'), test.token('e1'));
\connect - mitroa_importer
SELECT account.link_make('eleni', sha256('third'), 3600);
\connect - postgres
UPDATE account.link SET made_at = made_at - interval '2 hours', expires_at = clock_timestamp() WHERE token_hash = sha256('third');
\connect - mitroa_service
SELECT account.link_use('third', test.stored('mine')) AS expired, account.link_use(NULL, test.stored('mine')) AS none;

\echo == another structure, where there is a role today
\connect - mitroa_importer
SELECT account.role_give('anna', 3::smallint, 'TRIKALA', '2020-01-01', NULL);
\connect - mitroa_service
SELECT account.session_switch(test.token('a3'), test.token('a7'), 'OICHALIA-SERVICE') AS none_there,
       account.session_switch(test.token('a3'), test.token('a7'), 'TRIKALA') AS switched,
       account.session_switch(test.token('a3'), test.token('a8'), 'TRIKALA') AS is_over;
SELECT login, roles, structure_code FROM account.session(ARRAY[test.token('a3'), test.token('a7')]);

\echo == a role is ended, never changed or removed
\connect - postgres
DELETE FROM account.role WHERE role = 3;
UPDATE account.role SET role = 6 WHERE role = 3;

\echo == all of it stands in the audit
SELECT action, count(*) FROM audit.entry WHERE action <> 'login' GROUP BY action ORDER BY action;
SELECT count(*) AS bad FROM audit.verify();
