-- The next rows.
FETCH 1024 FROM outreach;
