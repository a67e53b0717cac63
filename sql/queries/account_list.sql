-- All accounts, one row a role.
SELECT l.login, l.name, l.disabled, l.role, l.structure_code, l.valid_from, l.valid_to, l.sessions
FROM account.list() AS l
ORDER BY l.login, l.valid_from, l.role;
