-- The accounts of an administrator's area.
-- $1 bytea  hash of the session's token
-- $2 text   part of a name; NULL: all
SELECT a.login, a.name, a.disabled, a.roles, a.structures, a.sessions, a.can_log_in, a.has_factor, a.total
FROM account.area_accounts($1, $2) AS a
ORDER BY a.name, a.login;
