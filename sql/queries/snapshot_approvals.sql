-- What bodies answered for institutions, by offer, institution and day.
-- $1 bigint  the version
SELECT o.code AS offer, v.institution, b.name AS body, v.decision, v.decided_on, v.reference, v.sample
FROM registry.approval AS v
JOIN registry.offer AS o ON o.offer = v.offer
LEFT JOIN registry.body_version AS b
  ON b.body = v.body AND b.since <= $1 AND (b.until IS NULL OR b.until > $1)
WHERE v.since <= $1 AND (v.until IS NULL OR v.until > $1)
ORDER BY o.code COLLATE "C", v.institution, v.decided_on
