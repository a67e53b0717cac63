-- Ends a role after a day.
-- $1 bytea   hash of the session's token
-- $2 text    log-in name
-- $3 bigint  number of the role
-- $4 date    its last day
SELECT account.area_role_end($1, $2, $3, $4) AS status;
