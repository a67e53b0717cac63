-- Features of one collection as GeoJSON, a page of them: those with a geometry first, by id. Programs take what a layer is
-- from its first page, and one that began without a point was to QGIS no layer of points.
-- $1 text                the collection
-- $2 double precision[]  boxes one after the other: west, south, east, north; NULL: anywhere
-- $3 integer             the reference system of the boxes: 4326 (longitude first), 2100, 3857
-- $4 date                valid on or after; NULL: whenever
-- $5 date                valid on or before
-- $6 text                code, and what follows likewise; NULL: any
-- $7 text                municipality
-- $8 text                kind
-- $9 text                programme
-- $10 integer            the reference system of what is given
-- $11 bool               latitude first
-- $12 integer            how many at most
-- $13 integer            how many to pass over
WITH box AS MATERIALIZED (
    SELECT public.ST_Collect(CASE WHEN $3 = 4326 THEN e.box
               ELSE public.ST_Transform(public.ST_Segmentize(e.box, public.ST_Perimeter(e.box) / 200), 4326) END) AS box
    FROM generate_series(1, cardinality($2), 4) AS i
    CROSS JOIN LATERAL (SELECT public.ST_MakeEnvelope(($2)[i], ($2)[i + 1], ($2)[i + 2], ($2)[i + 3], $3) AS box) AS e
), page AS MATERIALIZED (
    SELECT f.id, f.geometry, f.properties
    FROM registry.public_feature AS f
    CROSS JOIN box
    WHERE f.collection = $1
      AND (box.box IS NULL OR f.geometry IS NULL OR public.ST_Intersects(f.geometry, box.box))
      AND ($4 IS NULL OR f.valid_to IS NULL OR f.valid_to >= $4)
      AND ($5 IS NULL OR f.valid_from IS NULL OR f.valid_from <= $5)
      AND ($6 IS NULL OR f.code = $6)
      AND ($7 IS NULL OR f.municipality = $7)
      AND ($8 IS NULL OR f.kind = $8)
      AND ($9 IS NULL OR f.programme = $9)
    ORDER BY f.geometry IS NULL, f.id COLLATE "C"
    LIMIT $12 OFFSET $13
)
SELECT json_build_object('type', 'Feature', 'id', p.id,
           'geometry', public.ST_AsGeoJSON(
               CASE WHEN $11 THEN public.ST_FlipCoordinates(g.geometry) ELSE g.geometry END,
               CASE WHEN $10 = 4326 THEN 7 ELSE 2 END, 0)::json,
           'properties', p.properties)::text AS feature
FROM page AS p
CROSS JOIN LATERAL (
    SELECT public.ST_ForcePolygonCCW(
        CASE WHEN $10 = 4326 THEN p.geometry ELSE public.ST_Transform(p.geometry, $10) END) AS geometry) AS g
ORDER BY p.geometry IS NULL, p.id COLLATE "C"
