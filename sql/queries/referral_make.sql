-- Refers somebody to an offer.
-- $1 bytea  hash of the session's token
-- $2 uuid   the structure's reference to the person
-- $3 text   code of the offer
-- $4 text   case
-- $5 date   wished day, or NULL
-- $6 bool   the day is a stop: a place is taken
-- $7 bool   the person agrees
-- $8 bool   the person agrees that it tells of a special category
-- $9 bool   although there is one already
SELECT m.status, m.referral
FROM registry.referral_make($1, $2, $3, $4, $5, $6, $7, $8, $9) AS m;
