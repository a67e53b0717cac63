-- Enters the screening of a draft's effect in the audit and lays down its ticket.
-- $1 bytea  ticket of the work
-- $2 bytea  16 random bytes
SELECT o.status, o.entry
FROM publishing.open_effect($1, $2) AS o;
