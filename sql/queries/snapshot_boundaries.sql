-- Boundaries of municipalities, the one that decides first: an official one where there is one, the latest of several.
-- The first is drawn, and the second beside it.
-- $1 bigint  the version
SELECT b.place, p.code, b.source, b.quality = 'official' AS official, b.as_of, (r.made_at AT TIME ZONE 'Europe/Athens')::date AS imported_on,
       v.valid_from, v.valid_to,
       CASE WHEN row_number() OVER layers <= 2 THEN public.ST_AsBinary(b.geometry, 'NDR') END AS wkb
FROM registry.boundary AS b
JOIN registry.place AS p ON p.place = b.place AND p.level = 'municipality'
JOIN registry.place_version AS v
  ON v.place = b.place AND v.since <= $1 AND (v.until IS NULL OR v.until > $1)
JOIN registry.register_version AS r ON r.version = b.since
WHERE b.since <= $1 AND (b.until IS NULL OR b.until > $1)
WINDOW layers AS (PARTITION BY b.place ORDER BY b.quality = 'official' DESC, b.as_of DESC NULLS LAST, b.since DESC, b.source)
ORDER BY b.place, row_number() OVER layers
