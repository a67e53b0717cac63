-- Protected counts of a release by programme and municipality; only of what it counted. A hidden one is NULL.
-- $1 smallint  the measure, as in release.measure
-- $2 integer   the programme; NULL: all
-- $3 integer   the release; NULL: the newest
SELECT r.release, r.on_day, (r.made_at AT TIME ZONE 'Europe/Athens')::date AS made_on, p.programme, c.place, c.value, 0 AS detail
FROM release.release AS r
JOIN release.programme AS p ON p.release = r.release
CROSS JOIN LATERAL release.cells(1::smallint, $1, p.programme, 0::smallint, r.release) AS c
WHERE r.release = COALESCE($3, (SELECT max(n.release) FROM release.release AS n))
  AND ($2 IS NULL OR p.programme = $2)
  AND c.in_force AND c.is_made
ORDER BY p.programme, c.place
