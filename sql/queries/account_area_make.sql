-- Makes an account of an administrator's area.
-- $1 bytea     hash of the session's token
-- $2 text      log-in name
-- $3 text      name to be shown
-- $4 smallint  role
-- $5 text      code of the structure
-- $6 date      from
-- $7 date      to, or NULL
-- $8 bytea     hash of the token of its one-time link
SELECT account.area_make($1, $2, $3, $4, $5, $6, $7, $8) AS status;
