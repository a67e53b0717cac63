-- Other ways to say a place.
-- $1 bigint  the version
SELECT place, name
FROM registry.place_name
WHERE since <= $1 AND (until IS NULL OR until > $1)
ORDER BY place, name
