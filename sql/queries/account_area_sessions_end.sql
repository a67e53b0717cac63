-- Ends all sessions of an account.
-- $1 bytea  hash of the session's token
-- $2 text   log-in name
SELECT account.area_sessions_end($1, $2) AS status;
