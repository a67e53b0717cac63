-- What the verdicts of a programme lack, the most first, with who would know it.
-- $1 integer  release
-- $2 integer  programme
-- $3 text     code of the place whose numbers are told
SELECT f.key, f.name, f.feeds, f.good_for_days, l.value
FROM release.lacks($1, $2, $3) AS l
JOIN registry.fact AS f ON f.fact = l.fact
