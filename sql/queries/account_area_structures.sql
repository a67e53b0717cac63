-- The structures in which an administrator may give roles.
-- $1 bytea  hash of the session's token
SELECT s.code, s.name
FROM account.area_structures($1) AS s
ORDER BY s.name, s.code;
