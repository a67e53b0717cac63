-- Partners of structures: which municipality each brings, on which days, and what serves it.
-- $1 bigint  the version
SELECT v.structure, b.name AS body, v.role, v.place, v.unit, v.supervisor, v.agreed_on, v.agreed_to,
       v.valid_from, v.valid_to
FROM registry.partner AS v
LEFT JOIN registry.body_version AS b
  ON b.body = v.body AND b.since <= $1 AND (b.until IS NULL OR b.until > $1)
WHERE v.since <= $1 AND (v.until IS NULL OR v.until > $1)
ORDER BY v.structure, v.role DESC, v.body, v.valid_from
