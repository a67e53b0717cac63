-- Whether this database has ever been migrated.
SELECT to_regclass('migration.script') IS NOT NULL AS has;
