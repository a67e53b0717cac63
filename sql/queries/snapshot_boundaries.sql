-- The boundary that decides for each municipality: the official one where there is one.
-- $1 bigint  the version
SELECT DISTINCT ON (b.place)
       b.place, p.code, b.quality = 'official' AS official, v.valid_from, v.valid_to,
       public.ST_AsBinary(b.geometry, 'NDR') AS wkb
FROM registry.boundary AS b
JOIN registry.place AS p ON p.place = b.place AND p.level = 'municipality'
JOIN registry.place_version AS v
  ON v.place = b.place AND v.since <= $1 AND (v.until IS NULL OR v.until > $1)
WHERE b.since <= $1 AND (b.until IS NULL OR b.until > $1)
ORDER BY b.place, b.quality = 'official' DESC, b.since DESC, b.source
