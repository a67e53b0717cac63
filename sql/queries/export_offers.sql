-- The current offers, in the columns of offers.csv.
SELECT o.code, p.code, s.code, v.area_text, v.mode, t.code, v.hours, v.phone, v.email, v.capacity::text,
       v.valid_from::text, v.valid_to::text, v.confirmed_on::text, CASE WHEN v.sample THEN 'yes' END, v.source
FROM registry.offer_version AS v
JOIN registry.offer AS o USING (offer)
JOIN registry.programme AS p ON p.programme = v.programme
JOIN registry.structure AS s ON s.structure = v.structure
LEFT JOIN registry.site AS t ON t.site = v.site
WHERE v.until IS NULL
ORDER BY o.code COLLATE "C"
