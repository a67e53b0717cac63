-- SPDX-License-Identifier: EUPL-1.2
-- Administration: accounts and roles of the own area, never one's own, never those that others answer for.
\i world.sql
SELECT account.make('admin', 'Διαχειρίστρια', NULL), account.make('wide', 'Με δύο περιοχές', NULL), account.make('kostas', 'Κώστας', NULL) \g /dev/null
SELECT account.role_give('admin', 6::smallint, 'KALAMATA', '2020-01-01', NULL), account.role_give('kostas', 1::smallint, 'KALAMATA', '2020-01-01', NULL),
       account.role_give('wide', 1::smallint, 'KALAMATA', '2020-01-01', NULL), account.role_give('wide', 1::smallint, 'TRIKALA', '2020-01-01', NULL) \g /dev/null
SELECT session FROM unnest(ARRAY['admin', 'kostas', 'wide']) AS login
CROSS JOIN LATERAL account.session_open(login, test.token(login), 'bearer', 900, 36000, 'KALAMATA') \g /dev/null

\echo == the area: its own structure, those below it, those whose whole area it has
\connect - mitroa_service
SELECT code FROM account.area_structures(test.token('admin')) ORDER BY code;
SELECT login, roles, sessions FROM account.area_accounts(test.token('admin'), NULL) ORDER BY login;
SELECT login FROM account.area_accounts(test.token('admin'), 'κώστ');
SELECT login, is_own, is_whole, role, structure_code FROM account.area_account(test.token('admin'), 'wide');

\echo == nobody else is an administrator
SELECT count(*) FROM account.area_structures(test.token('anna'));
SELECT count(*) FROM account.area_accounts(test.token('anna'), NULL);
SELECT count(*) FROM account.area_account(test.token('anna'), 'kostas');
SELECT account.area_make(test.token('anna'), 'eve', 'Eve', 1::smallint, 'KALAMATA', '2026-01-01', NULL, test.token('l1')) AS make,
       account.area_role_give(test.token('anna'), 'kostas', 6::smallint, 'KALAMATA', '2026-01-01', NULL) AS give,
       account.area_disable(test.token('anna'), 'kostas', true) AS disable,
       account.area_link(test.token('anna'), 'kostas', test.token('l1')) AS link,
       account.area_factor_remove(test.token('anna'), 'kostas') AS factor,
       account.area_sessions_end(test.token('anna'), 'kostas') AS sessions,
       account.area_role_end(test.token('anna'), 'kostas', 1, '2026-01-01') AS ended,
       account.area_link(test.token('nobody'), 'kostas', test.token('l1')) AS nobody;

\echo == another area looks like nothing
SELECT account.area_make(test.token('admin'), 'eve', 'Eve', 1::smallint, 'TRIKALA', '2026-01-01', NULL, test.token('l1')) AS elsewhere,
       account.area_make(test.token('admin'), 'eve', 'Eve', 1::smallint, 'NO-SUCH', '2026-01-01', NULL, test.token('l1')) AS no_structure,
       account.area_role_give(test.token('admin'), 'kostas', 1::smallint, 'TRIKALA', '2026-01-01', NULL) AS role_elsewhere,
       account.area_role_give(test.token('admin'), 'vasilis', 1::smallint, 'KALAMATA', '2026-01-01', NULL) AS person_elsewhere,
       account.area_link(test.token('admin'), 'vasilis', test.token('l1')) AS link, account.area_disable(test.token('admin'), 'vasilis', true) AS disable,
       account.area_link(test.token('admin'), 'nobody', test.token('l1')) AS nobody;

\echo == the own account, and one that has roles elsewhere, are for others to change
SELECT account.area_role_give(test.token('admin'), 'admin', 1::smallint, 'KALAMATA', '2026-01-01', NULL) AS own_role,
       account.area_link(test.token('admin'), 'admin', test.token('l1')) AS own_link,
       account.area_link(test.token('admin'), 'wide', test.token('l1')) AS wide_link,
       account.area_disable(test.token('admin'), 'wide', true) AS wide_disable,
       account.area_factor_remove(test.token('admin'), 'wide') AS wide_factor,
       account.area_sessions_end(test.token('admin'), 'wide') AS wide_sessions;

\echo == a new account comes in by its link
SELECT account.area_make(test.token('admin'), 'kostas', 'Άλλος', 1::smallint, 'KALAMATA', '2026-01-01', NULL, sha256('link')) AS taken,
       account.area_make(test.token('admin'), 'maria', 'Μαρία', 1::smallint, 'KALAMATA', '2026-01-01', '2025-01-01', sha256('link')) AS dates,
       account.area_make(test.token('admin'), 'maria', 'Μαρία', 1::smallint, 'KALAMATA', '2026-01-01', NULL, sha256('link')) AS made;
SELECT login, name FROM account.link_owner('link');
SELECT account.link_use('link', test.stored('maria')) AS used;
SELECT status FROM account.log_in('maria', test.proof('maria'), test.token('maria'));
SELECT login, roles, structure_code FROM account.session(ARRAY[test.token('maria')]);

\echo == roles are given and ended by days
SELECT account.area_role_give(test.token('admin'), 'maria', 3::smallint, 'KALAMATA', registry.today(), NULL) AS given,
       account.area_role_give(test.token('admin'), 'maria', 3::smallint, 'KALAMATA', registry.today(), NULL) AS again;
SELECT roles FROM account.session(ARRAY[test.token('maria')]);
SELECT number[1] AS publisher, role[1] AS role FROM account.area_account(test.token('admin'), 'maria') \gset
SELECT account.area_role_end(test.token('admin'), 'kostas', :publisher, registry.today()) AS of_another,
       account.area_role_end(test.token('admin'), 'maria', :publisher, registry.today() - 1) AS before_it_began,
       account.area_role_end(test.token('admin'), 'maria', 999999, registry.today()) AS missing,
       account.area_role_end(test.token('admin'), 'maria', :publisher, registry.today()) AS ended;
SELECT valid_to[1] = registry.today() AS until_today FROM account.area_account(test.token('admin'), 'maria');

\echo == closing an account ends its sessions at once
SELECT account.area_disable(test.token('admin'), 'maria', true) AS closed;
SELECT count(*) FROM account.session(ARRAY[test.token('maria')]);
SELECT status FROM account.log_in('maria', test.proof('maria'), test.token('maria 2'));
SELECT account.area_disable(test.token('admin'), 'maria', false) AS opened;
SELECT status FROM account.log_in('maria', test.proof('maria'), test.token('maria 3'));
SELECT account.area_sessions_end(test.token('admin'), 'maria') AS ended;
SELECT count(*) FROM account.session(ARRAY[test.token('maria 3')]);

\echo == an auditor sees what was done in the area, and nobody else does
\connect - mitroa_importer
SELECT account.make('elena', 'Ελεγκτής', NULL) > 0 AS made, account.role_give('elena', 5::smallint, 'KALAMATA', '2020-01-01', NULL) AS given;
SELECT session IS NOT NULL AS opened FROM account.session_open('elena', test.token('elena'), 'bearer', 900, 36000, NULL);
\connect - mitroa_service
SELECT count(*) FROM audit.area_entries(test.token('admin'), registry.today());
SELECT DISTINCT action, login FROM audit.area_entries(test.token('elena'), registry.today()) WHERE action NOT IN ('login', 'logout') ORDER BY action;
SELECT count(*) FROM audit.area_entries(test.token('elena'), registry.today() - 1);
SELECT count(*) FROM audit.area_entries(test.token('elena'), registry.today()) WHERE login IN ('vasilis', 'dimos');
