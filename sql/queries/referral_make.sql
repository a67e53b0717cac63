-- Refers somebody to an offer.
-- $1 bytea  hash of the session's token
-- $2 uuid   the structure's reference to the person
-- $3 text   code of the offer
-- $4 text   case
-- $5 date   wished day, or NULL
-- $6 text   wished hour of it, 09:30, or NULL
-- $7 text   when the stop begins whose place is taken, or NULL
-- $8 bool   the person agrees
-- $9 bool   the person agrees that it tells of a special category
-- $10 bool  although there is one already
SELECT m.status, m.referral
FROM registry.referral_make($1, $2, $3, $4, $5, $6::text::time, $7::text::time, $8, $9, $10) AS m;
