-- Enters a screening in the audit and lays down its ticket.
-- $1 bytea    hash of the session's token
-- $2 bytea    16 random bytes
SELECT o.status, o.entry
FROM audit.open_screening($1, $2) AS o;
