-- Whether a role comes in with its second factor only.
-- $1 smallint  role
-- $2 bool      yes
SELECT account.policy_set($1, $2) AS set;
