-- Holds the matched lines against the register.
-- $1 smallint  feed
SELECT new, changed, same, spoken, differing, limit_percent, is_large
FROM registry.import_beneficiaries_compare($1)
