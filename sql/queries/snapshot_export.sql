-- What other connections need to see the same as this transaction does.
SELECT pg_export_snapshot();
