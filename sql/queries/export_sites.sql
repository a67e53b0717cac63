-- The current sites, in the columns of sites.csv.
SELECT t.code, s.code, v.name, v.kind, l.code, v.lon::text, v.lat::text, NULL::text, NULL::text,
       v.geocoding, v.address, v.hours, v.phone, v.email,
       CASE v.access_inside WHEN true THEN 'yes' WHEN false THEN 'no' END,
       CASE v.access_outside WHEN true THEN 'yes' WHEN false THEN 'no' END,
       CASE WHEN v.secret THEN 'yes' END, v.valid_from::text, v.valid_to::text,
       CASE WHEN v.sample THEN 'yes' END, v.source
FROM registry.site_version AS v
JOIN registry.site AS t USING (site)
JOIN registry.structure AS s ON s.structure = v.structure
LEFT JOIN registry.place AS l ON l.place = v.place
WHERE v.until IS NULL
ORDER BY t.code COLLATE "C"
