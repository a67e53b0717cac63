-- What has been applied, migrations in the order of their numbers.
SELECT script.kind, script.name, script.checksum
FROM migration.script
ORDER BY script.kind, script.name;
