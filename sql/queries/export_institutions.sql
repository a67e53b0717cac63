-- The current institutions, in the columns of institutions.csv.
SELECT i.code, v.name, v.kind, l.code, v.measure, v.amount::text, v.as_of::text, v.valid_from::text, v.valid_to::text,
       CASE WHEN v.sample THEN 'yes' END, v.source
FROM registry.institution_version AS v
JOIN registry.institution AS i USING (institution)
JOIN registry.place AS l ON l.place = v.place
WHERE v.until IS NULL
ORDER BY i.code COLLATE "C"
