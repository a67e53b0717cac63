-- What municipalities add to programmes, by municipality, programme, kind and code.
-- $1 bigint  the version
SELECT v.code, v.programme, v.place, v.kind, v.text, v.url, v.valid_from, v.valid_to, v.source, v.sample
FROM registry.addition AS v
WHERE v.since <= $1 AND (v.until IS NULL OR v.until > $1)
ORDER BY v.place, v.programme, array_position('{note,document,ask}', v.kind), v.code COLLATE "C"
