-- Programme versions in the order of code and validity. A polygon gives the municipalities that it meets.
-- $1 bigint  the version
SELECT p.programme, p.code, v.title, v.neutral_title, v.kind, v.level, v.authority,
       v.valid_from, v.valid_to, v.universal, v.law, v.channel, v.url, v.mitos, v.trust,
       v.area_kind, v.area_text,
       CASE v.area_kind
           WHEN 'polygon' THEN ARRAY(
               SELECT DISTINCT b.place
               FROM registry.boundary AS b
               WHERE b.since <= $1 AND (b.until IS NULL OR b.until > $1)
                 AND public.ST_Intersects(b.geometry, v.area_polygon))
           ELSE v.area_places
       END AS area_places
FROM registry.programme AS p
JOIN registry.programme_version AS v
  ON v.programme = p.programme AND v.since <= $1 AND (v.until IS NULL OR v.until > $1)
ORDER BY p.code COLLATE "C", v.valid_from
