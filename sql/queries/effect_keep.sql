-- Protects the counts of an effect and keeps what may be told; arrays side by side.
-- $1 bytea       ticket
-- $2 text[]      programmes
-- $3 text[]      the other programmes of overlaps
-- $4 integer[]   municipalities; 0: all
-- $5 smallint[]  kinds
-- $6 integer[]   persons
-- $7 bigint[]    cell keys
-- $8 jsonb       what the rules say
SELECT publishing.work_effect($1, $2, $3, $4, $5, $6, $7, $8)::text;
