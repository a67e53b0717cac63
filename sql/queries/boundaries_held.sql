-- The boundaries that the register holds now; of the official ones of a place the one that decides first.
SELECT b.place, b.source, b.quality = 'official' AS official, public.ST_AsBinary(b.geometry, 'NDR') AS wkb, b.as_of
FROM registry.boundary AS b
WHERE b.until IS NULL
ORDER BY b.place, b.quality, b.as_of DESC NULLS LAST, b.since DESC, b.source
