-- Gives an approved file out: enters its persons and lays down their tickets.
-- $1 bytea    hash of the session
-- $2 bytea[]  nonces
-- $3 integer  the file
SELECT status, opened, programme, kind FROM audit.open_outreach_file($1, $2, $3)
