-- What is needed to check a password, and how long its next try has to wait.
-- $1 text  log-in name
SELECT c.password_hash, c.wait_s
FROM account.credential($1) AS c;
