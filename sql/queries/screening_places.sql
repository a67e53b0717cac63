-- Where persons live, to go by places.
-- $1 bytea    nonce of the screening
SELECT p.place
FROM registry.screening_places($1) AS p;
