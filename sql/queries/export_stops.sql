-- The current stops, in the columns of stops.csv.
SELECT s.code, l.code, v.settlement, v.lon::text, v.lat::text, NULL::text, NULL::text,
       to_char(v.starts_at AT TIME ZONE 'Europe/Athens', 'YYYY-MM-DD HH24:MI'),
       to_char(v.ends_at AT TIME ZONE 'Europe/Athens', 'YYYY-MM-DD HH24:MI'),
       v.rule, array_to_string(v.except_on, '|'), v.services,
       (SELECT string_agg(p.code, '|' ORDER BY k.turn)
        FROM unnest(v.serves) WITH ORDINALITY AS k (place, turn)
        JOIN registry.place AS p ON p.place = k.place),
       v.source
FROM registry.stop AS v
JOIN registry.structure AS s USING (structure)
JOIN registry.place AS l ON l.place = v.place
WHERE v.until IS NULL
ORDER BY s.code COLLATE "C", v.starts_at
