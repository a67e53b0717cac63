-- The boundaries that the register holds now.
SELECT b.place, b.source, b.quality = 'official' AS official, public.ST_AsBinary(b.geometry, 'NDR') AS wkb
FROM registry.boundary AS b
WHERE b.until IS NULL
ORDER BY b.place, b.quality, b.source
