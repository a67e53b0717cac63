-- The licence of open data; no row: none has been set.
-- $1 bigint  the version
SELECT name, url
FROM registry.licence
WHERE since <= $1 AND (until IS NULL OR until > $1)
