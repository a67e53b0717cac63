-- A work did not come to its end.
-- $1 bytea  ticket
-- $2 text   Greek sentence
SELECT publishing.work_failed($1, $2)::text;
