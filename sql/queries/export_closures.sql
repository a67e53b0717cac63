-- The current temporary changes, in the columns of closures.csv.
SELECT s.code, t.code, o.code, v.valid_from::text, v.valid_to::text, v.mode, v.hours, v.phone, v.email, v.text,
       v.source
FROM registry.closure AS v
LEFT JOIN registry.structure AS s ON s.structure = v.structure
LEFT JOIN registry.site AS t ON t.site = v.site
LEFT JOIN registry.offer AS o ON o.offer = v.offer
WHERE v.until IS NULL
ORDER BY s.code COLLATE "C", t.code COLLATE "C", o.code COLLATE "C", v.valid_from
