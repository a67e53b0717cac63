-- Gives up one's second factor.
-- $1 bytea  hash of the session's token
-- $2 bytea  proof of the password
SELECT account.second_factor_remove($1, $2) AS status;
