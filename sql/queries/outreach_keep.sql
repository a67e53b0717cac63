-- Replaces the candidates of a home.
-- $1 bytea       nonce of the screening
-- $2 integer     the home
-- $3 integer[]   programmes
-- $4 smallint[]  kinds
-- $5 bytea[]     handles of outreach_declare.sql
SELECT registry.outreach_keep($1, $2, $3, $4, $5)
