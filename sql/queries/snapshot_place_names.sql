-- Other ways to say a place, and its postcodes.
-- $1 bigint  the version
SELECT place, name, kind = 'postcode' AS is_postcode
FROM registry.place_name
WHERE since <= $1 AND (until IS NULL OR until > $1)
ORDER BY place, name
