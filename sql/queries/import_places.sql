-- Merges checked places into the register.
-- $1 jsonb   one object a place
-- $2 bigint  lines read
SELECT new, changed, same, ended
FROM registry.import_places($1, $2)
