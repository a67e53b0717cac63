-- The current partners, in the columns of partners.csv.
SELECT s.code, b.code, v.role, l.code, u.code, w.code, v.agreed_on::text, v.agreed_to::text,
       v.valid_from::text, v.valid_to::text, v.source
FROM registry.partner AS v
JOIN registry.structure AS s ON s.structure = v.structure
JOIN registry.body AS b ON b.body = v.body
LEFT JOIN registry.place AS l ON l.place = v.place
LEFT JOIN registry.structure AS u ON u.structure = v.unit
LEFT JOIN registry.structure AS w ON w.structure = v.supervisor
WHERE v.until IS NULL
ORDER BY s.code COLLATE "C", b.code COLLATE "C", v.valid_from
