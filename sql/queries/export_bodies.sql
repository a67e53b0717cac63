-- The current bodies, in the columns of bodies.csv.
SELECT b.code, v.name, v.kind, l.code, v.phone, v.email, v.url, v.valid_from::text, v.valid_to::text,
       CASE WHEN v.sample THEN 'yes' END, v.source
FROM registry.body_version AS v
JOIN registry.body AS b USING (body)
LEFT JOIN registry.place AS l ON l.place = v.place
WHERE v.until IS NULL
ORDER BY b.code COLLATE "C"
