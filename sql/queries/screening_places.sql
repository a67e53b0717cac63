-- How much there is to read, place by place; NULL for all persons.
-- $1 bytea    nonce of the screening
-- $2 integer  the one municipality; NULL for all
SELECT p.place, p.persons
FROM registry.screening_places($1, $2) AS p;
