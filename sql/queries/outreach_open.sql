-- Enters persons to be shown and lays down their tickets.
-- $1 bytea     hash of the session
-- $2 bytea[]   nonces
-- $3 integer   the programme
-- $4 smallint  the kind
SELECT status, opened, left_today FROM audit.open_outreach($1, $2, $3, $4)
