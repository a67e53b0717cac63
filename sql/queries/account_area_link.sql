-- Lays down a one-time link.
-- $1 bytea  hash of the session's token
-- $2 text   log-in name
-- $3 bytea  hash of the link's token
SELECT account.area_link($1, $2, $3) AS status;
