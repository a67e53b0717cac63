-- What a merge has done that is not the municipality's to do.
-- $1 bytea   ticket
-- $2 bigint  register version before it
SELECT t.sheet, t.line, t.value, t.message
FROM publishing.work_trespasses($1, $2) AS t;
