-- Which place became which.
-- $1 bigint  the version
SELECT predecessor, successor, on_day, share
FROM registry.place_succession
WHERE since <= $1 AND (until IS NULL OR until > $1)
ORDER BY predecessor, successor
