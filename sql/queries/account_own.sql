-- All that the page of one's own account shows; no row for a token that holds no longer.
-- $1 bytea  hash of the session's token
SELECT o.login, o.name, o.password_set, o.role, o.role_structure, o.role_structure_name, o.role_from, o.role_to,
       o.session, o.session_kind, o.session_opened, o.session_seen, o.session_is_this
FROM account.own($1) AS o;
