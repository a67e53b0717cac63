-- Writes the closed list of facts as this binary has it, arrays side by side; gives how many rows differed.
-- $1 smallint[]  numbers
-- $2 text[]      keys
-- $3 text[]      Greek names
-- $4 text[]      feeds of each, best first, as an array literal: {1,3}
-- $5 integer[]   days a claim is fresh; 0 = for ever
-- $6 bool[]      special category
SELECT registry.set_facts($1, $2, $3, $4, $5, $6) AS written;
