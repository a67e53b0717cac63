-- New recovery codes instead of those that are left.
-- $1 bytea    hash of the session's token
-- $2 bytea    proof of the password
-- $3 bytea[]  hashes of the codes
SELECT account.recovery_renew($1, $2, $3) AS status;
