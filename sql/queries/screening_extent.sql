-- How much there is to read.
-- $1 bytea    nonce of the screening
SELECT e.persons, e.pages
FROM registry.screening_extent($1) AS e;
