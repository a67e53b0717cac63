-- Moves a referral on.
-- $1 bytea   hash of the session's token
-- $2 bigint  which
-- $3 text    accept, decline, ask, finish, answer, withdraw
-- $4 text    reason, or NULL
SELECT registry.referral_step($1, $2, $3, $4) AS status;
