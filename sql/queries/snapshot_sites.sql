-- Sites: where something is delivered. A secret one has no point and no address.
-- $1 bigint  the version
SELECT s.site, s.code, v.structure, v.name, v.kind, v.place, v.lon, v.lat, v.geocoding, v.address, v.hours, v.phone, v.email,
       v.access_inside, v.access_outside, v.valid_from, v.valid_to
FROM registry.site AS s
JOIN registry.site_version AS v
  ON v.site = s.site AND v.since <= $1 AND (v.until IS NULL OR v.until > $1)
ORDER BY v.structure, s.code COLLATE "C"
