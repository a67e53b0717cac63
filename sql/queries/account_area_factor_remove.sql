-- Takes away a second factor that was lost.
-- $1 bytea  hash of the session's token
-- $2 text   log-in name
SELECT account.area_factor_remove($1, $2) AS status;
