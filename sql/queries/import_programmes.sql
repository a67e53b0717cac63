-- Merges checked programmes into the register.
-- $1 jsonb   rows by table
-- $2 bigint  lines read
SELECT new, changed, same, ended
FROM registry.import_programmes($1, $2)
