-- Sets the licence of open data; both NULL: there is none.
-- $1 text  its name
-- $2 text  its address
SELECT registry.set_licence($1, $2) AS version
