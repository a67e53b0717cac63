-- Makes an account or changes one; NULL leaves what is there.
-- $1 text  log-in name
-- $2 text  name to be shown
-- $3 text  argon2id string
SELECT account.make($1, $2, $3) AS account;
