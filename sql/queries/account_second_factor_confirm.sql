-- The second factor holds from now on.
-- $1 bytea    hash of the session's token
-- $2 bigint   time step of its first code; NULL: it is of none
-- $3 bytea[]  hashes of the recovery codes
SELECT account.second_factor_confirm($1, $2, $3) AS status;
