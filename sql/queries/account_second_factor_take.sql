-- Takes a code of the second factor for a session that waits for it.
-- $1 bytea   hash of the session's token
-- $2 bigint  time step of the code; NULL: it is of none
SELECT account.second_factor_take($1, $2) AS status;
