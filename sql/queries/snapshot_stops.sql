-- Stops of mobile units, in local time.
-- $1 bigint  the version
SELECT structure,
       (starts_at AT TIME ZONE 'Europe/Athens')::date AS day,
       to_char(starts_at AT TIME ZONE 'Europe/Athens', 'HH24:MI') AS starts,
       to_char(ends_at AT TIME ZONE 'Europe/Athens', 'HH24:MI') AS ends,
       place, settlement, lon, lat, rule,
       (SELECT array_agg(e - DATE '1970-01-01') FROM unnest(except_on) AS e) AS except_on, services, serves
FROM registry.stop
WHERE since <= $1 AND (until IS NULL OR until > $1)
ORDER BY structure, starts_at
