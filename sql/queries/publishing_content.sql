-- What a file said.
-- $1 bytea  ticket
-- $2 jsonb  sheets
SELECT publishing.work_content($1, $2)::text;
