-- Ends a screening.
-- $1 bytea  its nonce
SELECT audit.close_screening($1);
