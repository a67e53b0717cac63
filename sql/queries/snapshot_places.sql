-- Places as they stood at a version of the registers.
-- $1 bigint  the version
SELECT p.place, p.level, p.code, v.name, v.name_latin, v.valid_from, v.valid_to,
       v.regional_unit, v.prefecture, v.region, v.label_lon, v.label_lat,
       v.seat, v.source, v.population, v.population_year, v.area_km2, v.mountain, v.disadvantaged, v.island, v.remote,
       e11.code AS code_2011, ypes.code AS code_ypes
FROM registry.place AS p
JOIN registry.place_version AS v
  ON v.place = p.place AND v.since <= $1 AND (v.until IS NULL OR v.until > $1)
LEFT JOIN LATERAL (
    SELECT c.code
    FROM registry.place_code AS c
    WHERE c.place = p.place AND c.edition = 'elstat2011'
      AND c.since <= $1 AND (c.until IS NULL OR c.until > $1)
    ORDER BY c.code
    LIMIT 1) AS e11 ON true
LEFT JOIN LATERAL (
    SELECT c.code
    FROM registry.place_code AS c
    WHERE c.place = p.place AND c.edition = 'ypes'
      AND c.since <= $1 AND (c.until IS NULL OR c.until > $1)
    ORDER BY c.code
    LIMIT 1) AS ypes ON true
ORDER BY p.place
