-- Opens a session; NULL where the account has none to open.
-- $1 text     log-in name
-- $2 bytea    hash of its new token
-- $3 text     cookie or bearer
-- $4 integer  seconds it may be idle
-- $5 integer  seconds it may last
-- $6 text     code of the structure; NULL for that of the oldest role
SELECT o.session
FROM account.session_open($1, $2, $3, $4, $5, $6) AS o;
