-- Postcodes as their file: a line for each municipality that one lies in.
SELECT n.name AS postcode, p.code AS municipality
FROM registry.place_name AS n
JOIN registry.place AS p ON p.place = n.place
WHERE n.kind = 'postcode' AND n.until IS NULL
ORDER BY n.name, p.code
