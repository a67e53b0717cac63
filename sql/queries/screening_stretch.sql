-- What the next COPY reads, which takes no parameters; until the end of the transaction.
-- $1 bytea    nonce of the screening
-- $2 integer  first page
-- $3 integer  one page after the last
SELECT set_config('mitroa.ticket', encode($1, 'hex'), true),
       set_config('mitroa.first_page', $2::text, true),
       set_config('mitroa.end_page', $3::text, true);
