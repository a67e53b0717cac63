-- The current programmes, in the columns of programmes.csv.
SELECT p.code, v.title, v.neutral_title, v.kind, v.level, v.authority, v.area_text,
       v.valid_from::text, v.valid_to::text,
       CASE WHEN v.universal THEN 'yes' END,
       v.law, v.channel, v.url, v.mitos, v.trust
FROM registry.programme_version AS v
JOIN registry.programme AS p USING (programme)
WHERE v.until IS NULL
ORDER BY p.code COLLATE "C", v.valid_from
