-- Asks for a file.
-- $1 bytea     hash of the session
-- $2 integer   the programme
-- $3 smallint  the kind
SELECT status, file FROM audit.ask_outreach_file($1, $2, $3)
