-- Goes on for another structure.
-- $1 bytea  hash of the session's token
-- $2 bytea  hash of the new session's token
-- $3 text   code of the structure
SELECT account.session_switch($1, $2, $3) AS status;
