-- Criteria as they are evaluated, in the order of snapshot_programmes.
-- $1 bigint  the version
SELECT c.programme, c.valid_from, c.block, c.kind, c.fact, c.operator, c.value, c.value_high,
       c.value_set, c.parameter, c.document, c.law, c.text
FROM registry.criterion AS c
JOIN registry.programme AS p ON p.programme = c.programme
WHERE c.since <= $1 AND (c.until IS NULL OR c.until > $1)
ORDER BY p.code COLLATE "C", c.valid_from, c.ordinal
