-- Opens a browser's session for whoever has proven the password.
-- $1 text   log-in name
-- $2 bytea  what argon2id gave
-- $3 bytea  hash of the session's new token
SELECT o.status, o.wait_s
FROM account.log_in($1, $2, $3) AS o;
