-- Takes a publication back; NULL, or why not.
-- $1 bytea  ticket
SELECT publishing.work_roll_back($1);
