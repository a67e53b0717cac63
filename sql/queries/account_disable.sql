-- Disables an account, which ends its sessions, or enables it again.
-- $1 text  log-in name
-- $2 bool  disabled
SELECT account.disable($1, $2) AS found;
