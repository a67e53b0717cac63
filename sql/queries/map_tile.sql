-- One vector tile of one layer; no byte where nothing is drawn.
-- $1 text      the layer
-- $2 integer   zoom
-- $3 integer   column
-- $4 integer   row
-- $5 date      the day
WITH box AS (
    SELECT public.ST_TileEnvelope($2, $3, $4) AS exact,
           public.ST_TileEnvelope($2, $3, $4, margin => 64.0 / 4096) AS wide
), drawn AS MATERIALIZED (
    -- Otherwise the condition below would draw each shape a second time.
    SELECT f.feature, f.properties, public.ST_AsMVTGeom(f.geometry, box.exact, 4096, 64, true) AS geometry
    FROM box
    CROSS JOIN registry.map_feature AS f
    WHERE f.layer = $1
      AND $2 BETWEEN f.zoom_from AND f.zoom_to
      AND $5 BETWEEN f.valid_from AND f.valid_to
      -- Last: where all of them are looked at, each has to be unpacked for this.
      AND f.geometry OPERATOR(public.&&) box.wide
    ORDER BY f.feature
)
SELECT public.ST_AsMVT(d, $1, 4096, 'geometry', 'feature') AS tile
FROM drawn AS d
WHERE d.geometry IS NOT NULL
