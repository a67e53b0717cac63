-- Counts a wrong password.
-- $1 text  log-in name
SELECT account.login_failed($1) AS wait_s;
