-- The current local additions, in the columns of additions.csv.
SELECT v.code, p.code, l.code, v.kind, v.text, v.url, v.valid_from::text, v.valid_to::text,
       CASE WHEN v.sample THEN 'yes' END, v.source
FROM registry.addition AS v
JOIN registry.programme AS p ON p.programme = v.programme
JOIN registry.place AS l ON l.place = v.place
WHERE v.until IS NULL
ORDER BY v.code COLLATE "C"
