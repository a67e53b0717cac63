-- The next messages that may be sent.
-- $1 integer  how many at most
SELECT m.message, m.recipient, m.subject, m.body
FROM publishing.outbox_next($1) AS m;
