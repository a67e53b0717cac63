-- Structures with their bodies; a parent may stand after its child.
-- $1 bigint  the version
SELECT s.structure, s.code, v.name, v.neutral_name, v.kind, v.for_group, b.name AS body, v.parent, v.predecessor,
       v.supervisor, v.url, v.access_inside, v.access_outside, v.staff,
       v.place, v.lon, v.lat, v.address, v.hours, v.phone, v.email, v.valid_from, v.valid_to,
       v.sample, v.area_kind,
       CASE v.area_kind
           WHEN 'polygon' THEN ARRAY(
               SELECT DISTINCT b.place
               FROM registry.boundary AS b
               WHERE b.since <= $1 AND (b.until IS NULL OR b.until > $1)
                 AND public.ST_Intersects(b.geometry, v.area_polygon))
           ELSE v.area_places
       END AS area_places
FROM registry.structure AS s
JOIN registry.structure_version AS v
  ON v.structure = s.structure AND v.since <= $1 AND (v.until IS NULL OR v.until > $1)
LEFT JOIN registry.body_version AS b
  ON b.body = v.body AND b.since <= $1 AND (b.until IS NULL OR b.until > $1)
ORDER BY s.code COLLATE "C"
