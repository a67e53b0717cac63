-- Functions and grants are replaced whole: what was applied before no longer counts.
DELETE FROM migration.script
WHERE script.kind <> 'migration';
