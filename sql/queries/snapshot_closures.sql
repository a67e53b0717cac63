-- Temporary changes of structures, sites and offers; the offer by its code.
-- $1 bigint  the version
SELECT c.structure, c.site, o.code AS offer, c.mode, c.hours, c.phone, c.email, c.text, c.valid_from, c.valid_to
FROM registry.closure AS c
LEFT JOIN registry.offer AS o ON o.offer = c.offer
WHERE c.since <= $1 AND (c.until IS NULL OR c.until > $1)
ORDER BY c.structure, c.site, o.code COLLATE "C", c.valid_from
