-- The current further fundings, in the columns of fundings.csv.
SELECT s.code, v.programme, v.axis, trim_scale(v.amount_cents / 100.0)::text, v.valid_from::text, v.valid_to::text,
       v.source
FROM registry.funding AS v
JOIN registry.structure AS s ON s.structure = v.structure
WHERE v.until IS NULL
ORDER BY s.code COLLATE "C", v.programme, v.valid_from
