-- In the transaction of the merge: it is live.
-- $1 bytea   ticket
-- $2 bigint  register version before it
-- $3 jsonb   report
SELECT publishing.work_publish($1, $2, $3)::text;
