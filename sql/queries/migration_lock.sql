-- One migration at a time; waits as long as lock_timeout allows. Given back with the connection.
SELECT pg_advisory_lock(hashtext('mitroa migrate'))::text;
