-- Ends an import of beneficiaries.
-- $1 bigint  import
-- $2 bigint  lines read
-- $3 bigint  new
-- $4 bigint  changed
-- $5 bigint  same
-- $6 bool    a large change was accepted
SELECT registry.import_beneficiaries_end($1, $2, $3, $4, $5, $6)
