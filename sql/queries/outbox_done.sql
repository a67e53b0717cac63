-- How the sending of a message went.
-- $1 bigint  message
-- $2 text    what went wrong; NULL: it was sent
SELECT publishing.outbox_done($1, $2)::text;
