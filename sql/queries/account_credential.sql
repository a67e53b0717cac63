-- How a password is to be proven, and how long its next try has to wait.
-- $1 text  log-in name
SELECT c.settings, c.wait_s
FROM account.credential($1) AS c;
