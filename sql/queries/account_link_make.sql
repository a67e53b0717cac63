-- Lays down a one-time link, as the operator.
-- $1 text     log-in name
-- $2 bytea    hash of the link's token
-- $3 integer  seconds that it lasts
SELECT account.link_make($1, $2, $3) AS made;
