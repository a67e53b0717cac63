-- Programmes that a merge has touched.
-- $1 bytea   ticket
-- $2 bigint  register version before it
SELECT t.code
FROM publishing.work_touched($1, $2) AS t;
