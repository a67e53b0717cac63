-- What the tickets open, one row a nonce, in order.
-- $1 bytea[]  the nonces of audit_open.sql
SELECT p.ordinal, p.status, p.entry, p.reference, p.home, p.residence_places, p.residence_basis, p.facts, p.feeds,
       p.as_of, p.rivals, p.rival_feeds, p.rival_as_of, p.receives, p.receives_feed, p.receives_as_of
FROM registry.person_facts($1) AS p
ORDER BY p.ordinal;
