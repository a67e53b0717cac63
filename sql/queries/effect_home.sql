-- The municipality of the examples.
-- $1 bytea  ticket
SELECT publishing.work_home($1);
