-- Documents of programme versions, in the order of snapshot_programmes.
-- $1 bigint  the version
SELECT d.programme, d.valid_from, d.document, d.proves, d.text
FROM registry.document AS d
JOIN registry.programme AS p ON p.programme = d.programme
WHERE d.since <= $1 AND (d.until IS NULL OR d.until > $1)
ORDER BY p.code COLLATE "C", d.valid_from, d.ordinal
