-- Other municipalities that the programmes of a merge are for.
-- $1 bytea   ticket
-- $2 bigint  register version before it
SELECT publishing.work_others($1, $2);
