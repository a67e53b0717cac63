-- The lines of one collection for a file of values: those that are valid on a day, by id; a cell that would be read as
-- a formula is text.
-- $1 text  the collection
-- $2 date  the day
SELECT c.line || CASE WHEN public.GeometryType(f.geometry) = 'POINT'
               THEN format(';%s;%s', round(public.ST_X(f.geometry)::numeric, 6), round(public.ST_Y(f.geometry)::numeric, 6))
               ELSE ''
           END AS line
FROM registry.public_feature AS f
CROSS JOIN LATERAL (
    SELECT string_agg(CASE
                   WHEN e.value ~ '[;"\r\n]' THEN '"' || replace(t.text, '"', '""') || '"'
                   ELSE COALESCE(t.text, '')
               END, ';' ORDER BY e.ordinality) AS line
    FROM json_each_text(f.properties) WITH ORDINALITY AS e (name, value, ordinality)
    CROSS JOIN LATERAL (
        SELECT CASE WHEN e.value ~ '^[-=+@\t\r]' AND e.value !~ '^-?[0-9.]+$' THEN '''' || e.value ELSE e.value END AS text
    ) AS t) AS c
WHERE f.collection = $1
  AND COALESCE(f.valid_from, '-infinity') <= $2
  AND COALESCE(f.valid_to, 'infinity') >= $2
ORDER BY f.id COLLATE "C"
