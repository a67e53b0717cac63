-- The register of places as its file: a text for each column, in the order of the file.
SELECT p.level, p.code,
       (SELECT string_agg(c.edition || ':' || c.code, '|' ORDER BY c.edition DESC, c.code)
        FROM registry.place_code AS c
        WHERE c.place = p.place AND c.until IS NULL) AS codes,
       v.name, v.name_latin,
       (SELECT string_agg(n.name, '|' ORDER BY n.name)
        FROM registry.place_name AS n
        WHERE n.place = p.place AND n.kind = 'alias' AND n.until IS NULL) AS aliases,
       v.seat,
       CASE WHEN isfinite(v.valid_from) THEN v.valid_from::text END AS valid_from,
       v.valid_to::text AS valid_to,
       unit.code AS regional_unit, prefecture.code AS prefecture, region.code AS region,
       v.label_lon::text AS label_lon, v.label_lat::text AS label_lat,
       v.population::text AS population, v.population_year::text AS population_year,
       v.area_km2::text AS area_km2,
       CASE WHEN v.mountain THEN 'ναι' WHEN NOT v.mountain THEN 'όχι' END AS mountain,
       CASE WHEN v.disadvantaged THEN 'ναι' WHEN NOT v.disadvantaged THEN 'όχι' END AS disadvantaged,
       CASE WHEN v.island THEN 'ναι' WHEN NOT v.island THEN 'όχι' END AS island,
       CASE WHEN v.remote THEN 'ναι' WHEN NOT v.remote THEN 'όχι' END AS remote,
       (SELECT string_agg(h.code || '=' || s.share::text, '|' ORDER BY h.code)
        FROM registry.place_succession AS s
        JOIN registry.place AS h ON h.place = s.successor
        WHERE s.predecessor = p.place AND s.until IS NULL) AS successors,
       v.source
FROM registry.place AS p
JOIN registry.place_version AS v ON v.place = p.place AND v.until IS NULL
LEFT JOIN registry.place AS unit ON unit.place = v.regional_unit
LEFT JOIN registry.place AS prefecture ON prefecture.place = v.prefecture
LEFT JOIN registry.place AS region ON region.place = v.region
ORDER BY array_position(ARRAY['region', 'prefecture', 'regional_unit', 'municipality'], p.level), p.code
