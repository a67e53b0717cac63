-- Who pays for structures: the funding in their own row and the further ones, by structure and day.
-- $1 bigint  the version
SELECT v.structure, v.funding_programme AS programme, v.funding_axis AS axis, v.funding_cents AS amount_cents,
       v.funding_from AS valid_from, v.funding_to AS valid_to
FROM registry.structure_version AS v
WHERE v.since <= $1 AND (v.until IS NULL OR v.until > $1)
  AND num_nonnulls(v.funding_programme, v.funding_axis, v.funding_cents, v.funding_from, v.funding_to) > 0
UNION ALL
SELECT f.structure, f.programme, f.axis, f.amount_cents, f.valid_from, f.valid_to
FROM registry.funding AS f
WHERE f.since <= $1 AND (f.until IS NULL OR f.until > $1)
ORDER BY structure, valid_from NULLS FIRST, programme
