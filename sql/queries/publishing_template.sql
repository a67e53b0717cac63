-- What a municipality's workbook is filled with.
-- $1 text  code of the structure
SELECT t.kind, t.code
FROM publishing.template($1) AS t;
