-- One row a script that was applied: migrations for ever, functions and grants as they are now.
CREATE TABLE IF NOT EXISTS migration.script (
    kind       text        NOT NULL,
    name       text        NOT NULL,
    checksum   bytea       NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT script_pkey
        PRIMARY KEY (kind, name),
    CONSTRAINT script_kind_known
        CHECK (kind IN ('migration', 'function', 'grant')),
    -- Two migrations of one number would be applied in an order that nobody chose.
    CONSTRAINT script_migration_is_numbered
        CHECK (kind <> 'migration' OR name ~ '^[0-9]{4}_[a-z0-9_]+$'),
    CONSTRAINT script_checksum_is_sha256
        CHECK (length(checksum) = 32)
);
