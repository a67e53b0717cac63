-- One account of an administrator's area.
-- $1 bytea  hash of the session's token
-- $2 text   log-in name
SELECT a.login, a.name, a.disabled, a.can_log_in, a.has_factor, a.is_own, a.is_whole, a.sessions, a.link_until,
       a.number, a.role, a.structure_code, a.structure_name, a.valid_from, a.valid_to
FROM account.area_account($1, $2) AS a;
