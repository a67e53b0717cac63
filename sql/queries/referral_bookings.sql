-- How many places of the stops of an offer are taken.
-- $1 bytea  hash of the session's token
-- $2 text   code of the offer
-- $3 date   from
-- $4 date   to
SELECT b.wished_on, b.booked_from, b.taken
FROM registry.bookings($1, $2, $3, $4) AS b
ORDER BY b.wished_on, b.booked_from;
