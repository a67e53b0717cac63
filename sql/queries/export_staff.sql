-- The current staff, in the columns of staff.csv.
SELECT s.code, v.specialty, v.title, v.people::text, w.code, v.valid_from::text, v.valid_to::text,
       CASE WHEN v.sample THEN 'yes' END, v.source
FROM registry.staff AS v
JOIN registry.structure AS s ON s.structure = v.structure
LEFT JOIN registry.structure AS w ON w.structure = v.shared_with
WHERE v.until IS NULL
ORDER BY s.code COLLATE "C", v.specialty COLLATE "C", v.title COLLATE "C", w.code COLLATE "C", v.valid_from
