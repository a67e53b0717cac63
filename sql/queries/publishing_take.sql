-- Takes a work; no row if the ticket holds no longer.
-- $1 bytea  ticket
SELECT w.kind, w.draft
FROM publishing.work_take($1) AS w;
