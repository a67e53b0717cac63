-- Institutions, by municipality and code.
-- $1 bigint  the version
SELECT i.institution, i.code, v.name, v.kind, v.place, v.measure, v.amount, v.as_of, v.valid_from, v.valid_to, v.sample,
       v.source
FROM registry.institution_version AS v
JOIN registry.institution AS i USING (institution)
WHERE v.since <= $1 AND (v.until IS NULL OR v.until > $1)
ORDER BY v.place, i.code COLLATE "C"
