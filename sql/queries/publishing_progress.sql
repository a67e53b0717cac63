-- How far a work is.
-- $1 bytea     ticket
-- $2 smallint  of 100
-- $3 text      Greek
SELECT publishing.work_progress($1, $2, $3)::text;
