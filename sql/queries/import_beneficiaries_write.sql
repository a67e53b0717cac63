-- Writes one part of what the delivery says that the register does not.
-- $1 bigint    import
-- $2 smallint  feed
-- $3 date      today
-- $4 smallint  part, 1 to 5
SELECT registry.import_beneficiaries_write($1, $2, $3, $4)
