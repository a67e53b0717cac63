-- Ends a session.
-- $1 bytea  hash of its token
SELECT account.session_close($1) AS closed;
