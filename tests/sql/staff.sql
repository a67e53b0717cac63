-- SPDX-License-Identifier: EUPL-1.2
-- Accounts and sessions: roles by structure and day, limits, delays.
\i world.sql

\echo == whom tokens belong to; of unknown ones there is no row
\connect - mitroa_service
SELECT ordinal, login, name, roles, is_token, structure_code, structure_name, cardinality(municipalities) AS municipalities
FROM account.session(ARRAY[test.token('anna'), test.token('nobody'), test.token('chara'), test.token('nikos')]);

\echo == a role that ended today still holds, tomorrow it does not
SELECT login, roles FROM account.session(ARRAY[test.token('fotis')]);
\connect - postgres
UPDATE account.role SET valid_to = registry.today() - 1 WHERE account = (SELECT account FROM account.account WHERE login = 'fotis');
\connect - mitroa_service
SELECT login, roles FROM account.session(ARRAY[test.token('fotis')]);
SELECT * FROM test.open('fotis', ARRAY[1], 'information', 1);
\connect - mitroa_importer
SELECT session IS NULL AS refused FROM account.session_open('fotis', test.token('fotis again'), 'cookie', 900, 36000, NULL);

\echo == several roles in one structure are told together; those in another structure are not
\connect - mitroa_importer
SELECT account.role_give('anna', 3::smallint, 'KALAMATA', '2020-01-01', NULL), account.role_give('anna', 4::smallint, 'TRIKALA', '2020-01-01', NULL);
SELECT account.role_give('anna', 3::smallint, 'NO-SUCH', '2020-01-01', NULL), account.role_give('nobody', 3::smallint, 'TRIKALA', '2020-01-01', NULL);
SELECT account.role_give('anna', 9::smallint, 'KALAMATA', '2020-01-01', NULL);
\connect - mitroa_service
SELECT roles FROM account.session(ARRAY[test.token('anna')]);
\connect - mitroa_importer
SELECT session IS NOT NULL AS opened FROM account.session_open('anna', test.token('anna elsewhere'), 'bearer', 86400, 86400, 'TRIKALA');
\connect - mitroa_service
SELECT roles, is_token, structure_code FROM account.session(ARRAY[test.token('anna elsewhere')]);

\echo == idle too long, expired, and closed
\connect - postgres
UPDATE account.session SET last_seen_at = last_seen_at - interval '901 seconds' WHERE token_hash = test.token('vasilis');
UPDATE account.session SET opened_at = opened_at - interval '11 hours', expires_at = clock_timestamp() - interval '1 second' WHERE token_hash = test.token('dimos');
UPDATE account.session SET last_seen_at = last_seen_at - interval '800 seconds' WHERE token_hash = test.token('chara');
\connect - mitroa_service
SELECT login FROM account.session(ARRAY[test.token('vasilis'), test.token('dimos'), test.token('chara'), test.token('eleni')]);
SELECT account.session_close(test.token('eleni')), account.session_close(test.token('eleni')), account.session_close(test.token('nobody'));
SELECT login FROM account.session(ARRAY[test.token('vasilis'), test.token('dimos'), test.token('chara'), test.token('eleni')]);

\echo == being used keeps a session from idling
\connect - postgres
SELECT last_seen_at > clock_timestamp() - interval '1 minute' AS seen FROM account.session WHERE token_hash = test.token('chara');

\echo == an account that is disabled has no session, and gets none
\connect - mitroa_importer
SELECT account.disable('nikos', true), account.disable('nobody', true);
\connect - mitroa_service
SELECT login FROM account.session(ARRAY[test.token('nikos')]);
\connect - mitroa_importer
SELECT session IS NULL AS refused FROM account.session_open('nikos', test.token('nikos again'), 'cookie', 900, 36000, NULL);

\echo == a new password ends the sessions of browsers, not those of programs
\connect - mitroa_importer
SELECT account.make('anna', NULL, test.stored('anna')) IS NOT NULL AS made;
\connect - mitroa_service
SELECT login, is_token FROM account.session(ARRAY[test.token('anna'), test.token('anna elsewhere')]);

\echo == what a log-in is checked against: case does not matter, an unknown name looks like one without a password
SELECT * FROM account.credential('ANNA');
SELECT * FROM account.credential('vasilis');
SELECT * FROM account.credential('nobody');

\echo == wrong passwords: from the fourth on the next try waits longer, for unknown names too
SELECT status, wait_s FROM generate_series(1, 6) AS i CROSS JOIN LATERAL account.log_in('anna', test.proof('guess ' || i), test.token('guess'));
SELECT status, wait_s FROM generate_series(1, 5) AS i CROSS JOIN LATERAL account.log_in('nobody', test.proof('guess ' || i), test.token('guess'));
SELECT wait_s > 0 AS waits FROM account.credential('Anna');
\echo == while it waits the right one is not looked at; then it is, and forgets the others
SELECT status FROM account.log_in('anna', test.proof('anna'), test.token('anna again'));
\connect - postgres
UPDATE account.attempt SET last_at = last_at - interval '1 hour';
\connect - mitroa_service
SELECT status FROM account.log_in('Anna', test.proof('anna'), test.token('anna again'));
SELECT wait_s FROM account.credential('anna');
SELECT login, roles FROM account.session(ARRAY[test.token('anna again')]);
\echo == the service cannot open a session by its own word
SELECT * FROM account.session_open('anna', test.token('forged'), 'cookie', 900, 36000, NULL);
SELECT account.login_failed('anna');
SELECT status FROM account.log_in('anna', '\x00', test.token('forged'));
SELECT status FROM account.log_in('anna', NULL, test.token('forged'));

\echo == a token twice, a hash that is none, a session for ever
\connect - mitroa_importer
SELECT session FROM account.session_open('anna', test.token('anna again'), 'cookie', 900, 36000, NULL);
SELECT session FROM account.session_open('anna', '\x00', 'cookie', 900, 36000, NULL);
SELECT session FROM account.session_open('anna', test.token('anna for ever'), 'cookie', 900, 2000000000, NULL);

\echo == names of accounts
SELECT account.make('01013099997', 'ΑΜΚΑ', NULL);
SELECT account.make('plain', 'Χωρίς αποτύπωμα', 'secret');
SELECT login, name, disabled, role, structure_code, sessions FROM account.list() WHERE login IN ('anna', 'nikos');

\echo == what the audit has of it
\connect - postgres
SELECT action, count(*) FROM audit.entry GROUP BY action ORDER BY action;
