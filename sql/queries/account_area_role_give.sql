-- Gives an account of an administrator's area a role.
-- $1 bytea     hash of the session's token
-- $2 text      log-in name
-- $3 smallint  role
-- $4 text      code of the structure
-- $5 date      from
-- $6 date      to, or NULL
SELECT account.area_role_give($1, $2, $3, $4, $5, $6) AS status;
