-- One import at a time; the lock goes with the transaction.
SELECT pg_catalog.pg_advisory_xact_lock(5463, 1)
