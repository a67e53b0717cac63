-- The current offers, in the columns of offers.csv.
SELECT o.code, v.kind, p.code, v.service, v.title, s.code, v.area_text, v.mode, t.code, v.settlement, v.help,
       v.for_group, v.age_from::text, v.age_to::text, v.audience, v.approval,
       v.hours, v.phone, v.email, v.capacity::text, v.opens_on::text, v.closes_on::text, v.valid_from::text, v.valid_to::text, v.confirmed_on::text, CASE WHEN v.sample THEN 'yes' END, v.source
FROM registry.offer_version AS v
JOIN registry.offer AS o USING (offer)
LEFT JOIN registry.programme AS p ON p.programme = v.programme
JOIN registry.structure AS s ON s.structure = v.structure
LEFT JOIN registry.site AS t ON t.site = v.site
WHERE v.until IS NULL
ORDER BY o.code COLLATE "C"
