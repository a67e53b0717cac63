-- Takes away a second factor that was lost, as the operator.
-- $1 text  log-in name
SELECT account.second_factor_forget($1) AS found;
