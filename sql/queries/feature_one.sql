-- One feature as GeoJSON, or no row.
-- $1 text     the collection
-- $2 text     its id there
-- $3 integer  the reference system of what is given
-- $4 bool     latitude first
SELECT json_build_object('type', 'Feature', 'id', f.id,
           'geometry', public.ST_AsGeoJSON(
               CASE WHEN $4 THEN public.ST_FlipCoordinates(g.geometry) ELSE g.geometry END,
               CASE WHEN $3 = 4326 THEN 7 ELSE 2 END, 0)::json,
           'properties', f.properties)::text AS feature
FROM registry.public_feature AS f
CROSS JOIN LATERAL (
    SELECT public.ST_ForcePolygonCCW(
        CASE WHEN $3 = 4326 THEN f.geometry ELSE public.ST_Transform(f.geometry, $3) END) AS geometry) AS g
WHERE f.collection = $1
  AND f.id = $2
