-- A new password for one's own account.
-- $1 bytea  hash of the session's token
-- $2 bytea  proof of the old password
-- $3 text   argon2id string of the new one
SELECT account.password_change($1, $2, $3) AS status;
