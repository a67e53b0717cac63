-- How recent each feed was when the release was made.
-- $1 integer  release
SELECT f.feed, f.as_of, (f.delivered_at AT TIME ZONE 'Europe/Athens')::date AS delivered_on
FROM release.feed AS f
WHERE f.release = $1
ORDER BY f.feed
