-- Offers: programmes as structures deliver them, by programme and code; first what is of no programme.
-- $1 bigint  the version
SELECT o.code, v.kind, v.programme, v.service, v.title, v.structure, v.mode, v.site, v.settlement, v.help,
       v.for_group, v.age_from, v.age_to, v.audience, v.approval, v.hours, v.phone, v.email, v.capacity,
       v.opens_on, v.closes_on, v.valid_from, v.valid_to, v.confirmed_on, v.area_kind,
       CASE v.area_kind
           WHEN 'polygon' THEN ARRAY(
               SELECT DISTINCT b.place
               FROM registry.boundary AS b
               WHERE b.since <= $1 AND (b.until IS NULL OR b.until > $1)
                 AND public.ST_Intersects(b.geometry, v.area_polygon))
           ELSE v.area_places
       END AS area_places
FROM registry.offer AS o
JOIN registry.offer_version AS v
  ON v.offer = o.offer AND v.since <= $1 AND (v.until IS NULL OR v.until > $1)
ORDER BY v.programme NULLS FIRST, o.code COLLATE "C"
