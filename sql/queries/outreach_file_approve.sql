-- Approves a file.
-- $1 bytea    hash of the session
-- $2 integer  the file
SELECT audit.approve_outreach_file($1, $2)
