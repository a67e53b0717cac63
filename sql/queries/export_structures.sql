-- The current structures, in the columns of structures.csv.
SELECT s.code, v.name, v.neutral_name, v.kind, v.for_group, b.code, u.code, f.code, v.supervisor, l.code,
       v.lon::text, v.lat::text, NULL::text, NULL::text, v.address, v.hours, v.phone, v.email, v.url,
       CASE v.access_inside WHEN true THEN 'yes' WHEN false THEN 'no' END,
       CASE v.access_outside WHEN true THEN 'yes' WHEN false THEN 'no' END,
       v.staff::text, v.funding_programme, v.funding_axis, trim_scale(v.funding_cents / 100.0)::text,
       v.funding_from::text, v.funding_to::text, v.area_text, v.valid_from::text, v.valid_to::text,
       CASE WHEN v.sample THEN 'yes' END, v.source
FROM registry.structure_version AS v
JOIN registry.structure AS s USING (structure)
LEFT JOIN registry.body AS b ON b.body = v.body
LEFT JOIN registry.structure AS u ON u.structure = v.parent
LEFT JOIN registry.structure AS f ON f.structure = v.predecessor
LEFT JOIN registry.place AS l ON l.place = v.place
WHERE v.until IS NULL
ORDER BY s.code COLLATE "C"
