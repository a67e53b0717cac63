-- Whose password a one-time link sets.
-- $1 text  the link's token
SELECT o.login, o.name
FROM account.link_owner($1) AS o;
