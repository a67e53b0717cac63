-- Merges postcodes into the register of places.
-- $1 jsonb   one object a postcode
-- $2 bigint  lines read
SELECT new, changed, same, ended
FROM registry.import_postcodes($1, $2)
