-- What one may choose for a table of coverage, by kind.
-- $1 integer  release; NULL: the newest
SELECT c.kind, c.code, c.title, c.detail
FROM (
    SELECT 1 AS kind, m.key AS code, m.title, CASE WHEN m.has_programme THEN 'programme' END AS detail,
           lpad(m.measure::text, 5, '0') AS place
    FROM release.measure AS m
    UNION ALL
    SELECT 2, p.code, p.title, NULL, p.title
    FROM release.programme AS p
    WHERE p.release = COALESCE($1, (SELECT max(r.release) FROM release.release AS r))
    UNION ALL
    SELECT 3, g.key, g.title, NULL, lpad(g.detail::text, 5, '0')
    FROM release.person_group AS g
    UNION ALL
    SELECT 4, p.code, p.name, NULL, p.name
    FROM release.place AS p
    WHERE p.release = COALESCE($1, (SELECT max(r.release) FROM release.release AS r)) AND p.level = 4
    UNION ALL
    SELECT 5, r.release::text, to_char(r.on_day, 'DD/MM/YYYY'), NULL, lpad((100000 - r.release)::text, 6, '0')
    FROM release.release AS r) AS c
ORDER BY c.kind, c.place COLLATE "C"
