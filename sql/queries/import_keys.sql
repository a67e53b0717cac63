-- Codes with their keys; those not there yet are given one.
-- $1 text    programme, body, structure, site or offer
-- $2 text[]  codes that must have a key
SELECT code, key
FROM registry.import_keys($1, $2)
