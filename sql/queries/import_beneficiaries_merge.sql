-- Merges the staged lines into the register and derives the state of whom they change.
-- $1 bigint    import
-- $2 smallint  feed
-- $3 date      today
-- $4 bigint    lines read
SELECT new, changed, same
FROM registry.import_beneficiaries_merge($1, $2, $3, $4)
