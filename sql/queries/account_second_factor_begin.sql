-- Keeps the sealed secret of a second factor that is to be set up.
-- $1 bytea     hash of the session's token
-- $2 bytea     proof of the password
-- $3 smallint  which key it is sealed with
-- $4 bytea     the sealed secret
SELECT account.second_factor_begin($1, $2, $3, $4) AS status;
