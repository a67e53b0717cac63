-- Ends one of one's own sessions.
-- $1 bytea   hash of the session's token
-- $2 bigint  which; NULL: all other ones of browsers
SELECT account.own_session_end($1, $2) AS status;
