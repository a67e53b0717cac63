-- Cells of tables, in the order of snapshot_parameters.
-- $1 bigint  the version
SELECT code, valid_from, adults, minors, children, value
FROM registry.parameter_cell
WHERE since <= $1 AND (until IS NULL OR until > $1)
ORDER BY code COLLATE "C", valid_from, ordinal
