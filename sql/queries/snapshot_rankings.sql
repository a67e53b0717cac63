-- How group actions choose institutions.
-- $1 bigint  the version
SELECT o.code AS offer, v.institution_kind, v.measure, v.first, v.per_municipality, b.name AS approver
FROM registry.ranking AS v
JOIN registry.offer AS o ON o.offer = v.offer
LEFT JOIN registry.body_version AS b
  ON b.body = v.approver AND b.since <= $1 AND (b.until IS NULL OR b.until > $1)
WHERE v.since <= $1 AND (v.until IS NULL OR v.until > $1)
ORDER BY o.code COLLATE "C"
