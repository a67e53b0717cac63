-- The current parameters, in the columns of parameters.csv; a table has one row a cell.
SELECT p.code, NULLIF(p.valid_from, '-infinity')::text, p.valid_to::text, p.review_by::text,
       trim_scale(p.base / 100.0)::text,
       trim_scale(NULLIF(p.per_adult, 0) / 100.0)::text,
       trim_scale(NULLIF(p.per_minor, 0) / 100.0)::text,
       trim_scale(NULLIF(p.per_member, 0) / 100.0)::text,
       trim_scale(NULLIF(p.per_child, 0) / 100.0)::text,
       trim_scale(p.per_unprotected / 100.0)::text,
       CASE p.one_parent_first_minor WHEN 1 THEN 'adult' WHEN 2 THEN 'unprotected' END,
       trim_scale(p.cap / 100.0)::text,
       CASE p.per WHEN 0 THEN 'once' WHEN 1 THEN 'month' WHEN 2 THEN '6 months' WHEN 3 THEN 'year' END,
       l.key, m.key, p.law, p.trust,
       c.adults::text, c.minors::text, c.children::text, trim_scale(c.value / 100.0)::text
FROM registry.parameter AS p
LEFT JOIN registry.fact AS l ON l.fact = p.less
LEFT JOIN registry.fact AS m ON m.fact = p.at_most
LEFT JOIN registry.parameter_cell AS c ON c.code = p.code AND c.valid_from = p.valid_from AND c.until IS NULL
WHERE p.until IS NULL
ORDER BY p.code COLLATE "C", p.valid_from, c.ordinal
