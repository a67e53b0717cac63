-- The end of a check.
-- $1 bytea      ticket
-- $2 jsonb      report
-- $3 integer[]  other municipalities that it concerns
SELECT publishing.work_checked($1, $2, $3)::text;
