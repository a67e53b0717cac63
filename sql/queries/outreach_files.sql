-- The files of the structure of a session.
-- $1 bytea  hash of the session
SELECT file, programme, kind, asked_by, asked_on, approved_by, approved_on, given_on, is_mine
FROM registry.outreach_files($1)
