-- The sheets of a draft as CSV.
-- $1 bytea  ticket
SELECT s.key, s.csv
FROM publishing.work_sheets($1) AS s;
