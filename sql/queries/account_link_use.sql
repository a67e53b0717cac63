-- Sets the password by a one-time link.
-- $1 text  the link's token
-- $2 text  argon2id string
SELECT account.link_use($1, $2) AS status;
