-- Gives a role in a structure.
-- $1 text      log-in name
-- $2 smallint  1 adviser, 2 coordinator, 3 publisher, 4 approver, 5 auditor, 6 administrator
-- $3 text      code of the structure
-- $4 date      from
-- $5 date      to, or NULL
SELECT account.role_give($1, $2, $3, $4, $5) AS given;
