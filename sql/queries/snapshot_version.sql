-- The newest version of the public registers; 0 where nothing was ever imported.
SELECT COALESCE(max(version), 0) AS version
FROM registry.register_version
