-- Counts of questions that were answered.
-- $1 integer[]  places
-- $2 integer[]  programmes
-- $3 smallint[]  verdicts
-- $4 bool[]  undelivered
-- $5 integer[]  how often
SELECT registry.add_demand($1, $2, $3, $4, $5)
