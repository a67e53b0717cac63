-- Merges checked providers into the register.
-- $1 jsonb   rows by table
-- $2 bigint  lines read
SELECT new, changed, same, ended
FROM registry.import_providers($1, $2)
