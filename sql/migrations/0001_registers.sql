-- SPDX-License-Identifier: EUPL-1.2
--
-- 0001_registers: the schemas, and how the public registers remember.
--
-- A row of a public register is never changed: a correction closes it (until) and opens another (since), so that
-- an answer can be replayed from the register version that it cites. A table X holds what never changes, its key
-- and its code; X_version holds what the register says about it. What is current has until IS NULL; what stood at
-- version v has since <= v AND (until IS NULL OR until > v).
--
-- The runner wraps each migration in one transaction and records its checksum. Once released it is never edited.

CREATE SCHEMA registry;
CREATE SCHEMA account;
CREATE SCHEMA audit;
CREATE SCHEMA staging;

COMMENT ON SCHEMA registry IS 'The registers: places, providers, programmes (public); persons (closed)';
COMMENT ON SCHEMA account IS 'Accounts, their roles, sessions';
COMMENT ON SCHEMA audit IS 'Who asked about whom, when and why: chained entries and short-lived tickets';
COMMENT ON SCHEMA staging IS 'Lines of a file on their way into a register';

-- What is not granted in sql/grants is nobody's.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

CREATE TABLE registry.import (
    import        bigint      GENERATED ALWAYS AS IDENTITY,
    register      text        NOT NULL,
    feed          smallint,
    started_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- SHA-256 over the file: says whether the same file came again. File names may name people and are not kept.
    digest        bytea,
    lines         bigint      NOT NULL DEFAULT 0,
    new           bigint      NOT NULL DEFAULT 0,
    changed       bigint      NOT NULL DEFAULT 0,
    same          bigint      NOT NULL DEFAULT 0,

    CONSTRAINT import_pkey
        PRIMARY KEY (import),
    CONSTRAINT import_register_known
        CHECK (register IN ('places', 'boundaries', 'providers', 'programmes', 'beneficiaries')),
    CONSTRAINT import_feed_known
        CHECK (feed BETWEEN 1 AND 5),
    CONSTRAINT import_feed_only_for_persons
        CHECK ((feed IS NOT NULL) = (register = 'beneficiaries')),
    CONSTRAINT import_counts_not_negative
        CHECK (lines >= 0 AND new >= 0 AND changed >= 0 AND same >= 0)
);

COMMENT ON TABLE registry.import IS
    'Εισαγωγές: μία γραμμή για κάθε αρχείο που μπήκε σε μητρώο';
COMMENT ON COLUMN registry.import.feed IS
    '1 tax, 2 insurance, 3 welfare, 4 institution, 5 centre';

CREATE TABLE registry.register_version (
    version  bigint      NOT NULL,
    register text        NOT NULL,
    made_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    import   bigint,

    CONSTRAINT register_version_pkey
        PRIMARY KEY (version),
    CONSTRAINT register_version_positive
        CHECK (version > 0),
    CONSTRAINT register_version_register_known
        CHECK (register IN ('places', 'boundaries', 'providers', 'programmes')),
    CONSTRAINT register_version_import_exists
        FOREIGN KEY (import) REFERENCES registry.import
);

COMMENT ON TABLE registry.register_version IS
    'Εκδόσεις μητρώου: one number for all public registers, rising in the order of commit';

-- Set as the BEFORE UPDATE OR DELETE trigger of every public table: the one change that a row may see is its end.
CREATE FUNCTION registry.close_only()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    closed record;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'rows of %.% are closed, not deleted', TG_TABLE_SCHEMA, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    closed := NEW;
    closed.until := NULL;
    IF OLD.until IS NOT NULL OR NEW.until IS NULL OR closed *<> OLD THEN
        RAISE EXCEPTION 'rows of %.% are closed and opened again, not changed', TG_TABLE_SCHEMA, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION registry.close_only() IS
    'Refuses every change of a public row but setting until once';
