-- SPDX-License-Identifier: EUPL-1.2
-- The schema as a whole: names, comments, definers, row security, nothing for everybody.

\echo == tables and views without a comment
SELECT c.oid::regclass FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname IN ('registry', 'account', 'audit', 'staging') AND c.relkind IN ('r', 'p', 'v', 'm')
  AND obj_description(c.oid, 'pg_class') IS NULL ORDER BY 1;

\echo == constraints and indexes with a name that nobody gave, or without their table in it
SELECT c.conrelid::regclass, c.conname FROM pg_constraint AS c
JOIN pg_class AS t ON t.oid = c.conrelid JOIN pg_namespace AS n ON n.oid = t.relnamespace
WHERE n.nspname IN ('registry', 'account', 'audit', 'staging')
  AND (c.conname ~ '_(fkey|check|key|excl)\d*$' OR NOT starts_with(c.conname, t.relname || '_'))
ORDER BY 1, 2;
SELECT i.indexrelid::regclass FROM pg_index AS i
JOIN pg_class AS x ON x.oid = i.indexrelid JOIN pg_class AS t ON t.oid = i.indrelid JOIN pg_namespace AS n ON n.oid = t.relnamespace
WHERE n.nspname IN ('registry', 'account', 'audit', 'staging')
  AND (x.relname ~ '_(idx|key)\d*$' OR NOT starts_with(x.relname, t.relname || '_'))
ORDER BY 1;

\echo == foreign keys of big tables whose column has no index to find the rows by, but for those that nobody deletes
SELECT c.conrelid::regclass, c.conname FROM pg_constraint AS c
WHERE c.contype = 'f' AND c.confrelid IN ('registry.person'::regclass, 'registry.household'::regclass, 'account.account'::regclass)
  AND NOT EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = c.conrelid AND i.indkey[0] = c.conkey[1])
ORDER BY 1, 2;

\echo == tables of persons and of the audit without forced row security
SELECT c.oid::regclass FROM pg_class AS c
WHERE c.oid IN ('registry.household'::regclass, 'registry.person'::regclass, 'registry.identifier'::regclass, 'registry.reference'::regclass,
                'registry.residence'::regclass, 'registry.claim'::regclass, 'registry.receives'::regclass, 'registry.death'::regclass, 'registry.state'::regclass,
                'audit.entry'::regclass, 'audit.ticket'::regclass)
  AND NOT (c.relrowsecurity AND c.relforcerowsecurity);

\echo == tables that point to a person and are not among them
SELECT DISTINCT c.conrelid::regclass FROM pg_constraint AS c JOIN pg_class AS t ON t.oid = c.conrelid
WHERE c.contype = 'f' AND c.confrelid = 'registry.person'::regclass AND NOT t.relforcerowsecurity;

\echo == public tables that can be changed otherwise than by closing
SELECT a.attrelid::regclass FROM pg_attribute AS a JOIN pg_class AS t ON t.oid = a.attrelid AND t.relkind = 'r'
WHERE a.attname = 'until'
  AND NOT EXISTS (SELECT FROM pg_trigger AS g JOIN pg_proc AS p ON p.oid = g.tgfoid WHERE g.tgrelid = a.attrelid AND p.proname = 'close_only' AND g.tgenabled = 'O');

\echo == functions that run as their owner without a fixed search path
SELECT p.oid::regprocedure FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname IN ('registry', 'account', 'audit', 'staging') AND p.prosecdef
  AND NOT EXISTS (SELECT FROM unnest(p.proconfig) AS c WHERE c LIKE 'search_path=pg_catalog%');

\echo == what everybody may do
SELECT p.oid::regprocedure FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname IN ('registry', 'account', 'audit', 'staging')
  AND (p.proacl IS NULL OR EXISTS (SELECT FROM aclexplode(p.proacl) AS a WHERE a.grantee = 0));
SELECT c.oid::regclass FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname IN ('registry', 'account', 'audit', 'staging', 'migration')
  AND EXISTS (SELECT FROM aclexplode(c.relacl) AS a WHERE a.grantee = 0);
SELECT has_database_privilege('public', current_database(), 'CONNECT') AS connect, has_database_privilege('public', current_database(), 'TEMP') AS temp, has_schema_privilege('public', 'public', 'CREATE') AS create;

\echo == roles with more power than they need, and things that belong to somebody else
SELECT rolname FROM pg_roles WHERE rolname LIKE 'mitroa\_%' AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication);
SELECT m.roleid::regrole, m.member::regrole FROM pg_auth_members AS m WHERE m.member::regrole::text LIKE 'mitroa\_%';
SELECT c.oid::regclass FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname IN ('registry', 'account', 'audit', 'staging') AND c.relowner <> 'mitroa_owner'::regrole;

\echo == triggers on registers and audit that are switched off
SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'O';
