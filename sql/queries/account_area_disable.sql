-- Closes an account of an administrator's area, or opens it again.
-- $1 bytea  hash of the session's token
-- $2 text   log-in name
-- $3 bool   closed
SELECT account.area_disable($1, $2, $3) AS status;
