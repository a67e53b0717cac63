-- Takes a recovery code for a session that waits for its second factor.
-- $1 bytea  hash of the session's token
-- $2 text   the code, as it is kept
SELECT account.recovery_take($1, $2) AS status;
