-- The number of the newest migration applied: a service is ready only if it is the one it knows.
SELECT max(left(script.name, 4)::bigint) AS newest
FROM migration.script
WHERE script.kind = 'migration';
