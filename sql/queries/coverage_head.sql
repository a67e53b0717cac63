-- What a table of coverage is about: release, measure, programme and group; no row: no such release.
-- $1 integer  the release; NULL: the newest
-- $2 date     the newest whose day is not after this one; NULL: of any day
-- $3 text     measure
-- $4 text     programme; NULL: none
-- $5 text     group, or fact where the measure is by fact; NULL: everybody
SELECT r.release, r.on_day, (r.made_at AT TIME ZONE 'Europe/Athens')::date AS made_on, r.register_version, r.note, s.release AS special_of, (s.made_at AT TIME ZONE 'Europe/Athens')::date AS special_made_on,
       m.measure, m.title, m.note AS measure_note, m.unit, m.has_programme, m.detail AS detail_kind, m.whole, m.without,
       p.programme, p.title AS programme_title, COALESCE(p.special, false) AS special,
       COALESCE(p.offers, t.offers) AS offers, COALESCE(p.confirmed, t.confirmed) AS confirmed,
       d.detail, d.title AS detail_title
FROM (SELECT o.*
      FROM release.release AS o
      WHERE ($1 IS NULL OR o.release = $1) AND ($2 IS NULL OR o.on_day <= $2)
      ORDER BY o.release DESC
      LIMIT 1) AS r
JOIN release.release AS s ON s.release = r.special_of
LEFT JOIN release.measure AS m ON m.key = $3
LEFT JOIN release.programme AS p ON p.release = r.release AND p.code = $4
CROSS JOIN LATERAL (
    SELECT sum(o.offers) AS offers, sum(o.confirmed) AS confirmed
    FROM release.programme AS o
    WHERE o.release = r.release) AS t
LEFT JOIN LATERAL (
    SELECT g.detail, g.title
    FROM release.person_group AS g
    WHERE m.detail = 'group' AND g.key = $5
    UNION ALL
    SELECT f.fact, f.name
    FROM registry.fact AS f
    WHERE m.detail = 'fact' AND f.key = $5) AS d ON true
