-- The places of a level with one measure, and what it is to be seen beside; ordered by code.
-- $1 integer   release
-- $2 smallint  level
-- $3 smallint  measure
-- $4 integer   programme; 0: none
-- $5 smallint  detail; 0: everybody
-- $6 smallint  of a share, of what it is; else NULL
-- $7 smallint  and what is left out
-- $8 text      code of a place: only what lies in it, or holds a part of it; NULL: all
SELECT c.code, c.name, c.value, c.in_force, c.is_made, whole.value AS whole, without.value AS without,
       unknown.value AS unknown, registered.value AS registered
FROM release.cells($2, $3, $4, $5, $1) AS c
LEFT JOIN release.cells($2, $6, $4, $5, $1) AS whole ON whole.place = c.place
LEFT JOIN release.cells($2, $7, $4, $5, $1) AS without ON without.place = c.place
LEFT JOIN release.cells($2, (SELECT m.measure FROM release.measure AS m WHERE m.key = 'unknown'), $4, 0::smallint, $1)
    AS unknown ON unknown.place = c.place
LEFT JOIN release.cells($2, (SELECT m.measure FROM release.measure AS m WHERE m.key = 'registered'), 0, 0::smallint, $1)
    AS registered ON registered.place = c.place
WHERE $8 IS NULL
   OR EXISTS (
       SELECT
       FROM release.place AS w
       JOIN release.place AS m ON m.release = w.release AND m.level = 1
       WHERE w.release = $1
         AND w.code = $8
         AND w.place IN (m.place, m.regional_unit, m.prefecture, m.region)
         AND c.place IN (m.place, m.regional_unit, m.prefecture, m.region))
ORDER BY c.code COLLATE "C"
