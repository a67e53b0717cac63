-- The current rankings, in the columns of rankings.csv.
SELECT o.code, v.institution_kind, v.measure, v.first, v.per_municipality::text, b.code, v.source
FROM registry.ranking AS v
JOIN registry.offer AS o ON o.offer = v.offer
LEFT JOIN registry.body AS b ON b.body = v.approver
WHERE v.until IS NULL
ORDER BY o.code COLLATE "C"
