-- Remembers that a script was applied in this wording.
-- $1 text   migration, function or grant
-- $2 text   name of the script
-- $3 bytea  SHA-256 of its text
INSERT INTO migration.script (kind, name, checksum)
VALUES ($1, $2, $3)
ON CONFLICT (kind, name) DO UPDATE
SET checksum = EXCLUDED.checksum,
    applied_at = clock_timestamp();
