-- Whom tokens belong to now; no row for a token that holds no longer.
-- $1 bytea[]  hashes of the tokens
SELECT s.ordinal, s.login, s.name, s.roles, s.is_token, s.structure_code, s.structure_name, s.municipalities
FROM account.session($1) AS s
ORDER BY s.ordinal;
