-- The second factor of the account whose session this is, whole or waiting for it.
-- $1 bytea  hash of the session's token
SELECT f.pending, f.login, f.name, f.wait_s, f.is_confirmed, f.key_id, f.secret, f.last_step, f.is_required, f.codes
FROM account.own_factor($1) AS f;
