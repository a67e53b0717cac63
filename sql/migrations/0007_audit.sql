-- SPDX-License-Identifier: EUPL-1.2
--
-- 0007_audit: entries that cannot be changed unnoticed, and the tickets that open a person's record.
--
-- Each writer has a chain of its own, so that writers do not wait for each other. An entry's hash is
-- SHA-256(hash of the entry before it in its chain || canonical); the first follows 32 zero bytes.
-- No personal data: the subject is the person's audit token, and cases have a fixed pattern.

CREATE TABLE audit.chain (
    chain   smallint NOT NULL,
    entries bigint   NOT NULL,
    head    bytea    NOT NULL,

    CONSTRAINT chain_pkey
        PRIMARY KEY (chain),
    -- A caller names its chain; the bound keeps it from naming millions.
    CONSTRAINT chain_number_bounded
        CHECK (chain BETWEEN 0 AND 255),
    CONSTRAINT chain_entries_not_negative
        CHECK (entries >= 0),
    CONSTRAINT chain_head_has_32_bytes
        CHECK (length(head) = 32)
);

COMMENT ON TABLE audit.chain IS
    'Κεφαλές των αλυσίδων καταγραφής: μία αλυσίδα για κάθε συγγραφέα';

CREATE TABLE audit.entry (
    entry            bigint      GENERATED ALWAYS AS IDENTITY,
    chain            smallint    NOT NULL,
    number           bigint      NOT NULL,
    at               timestamptz NOT NULL,
    action           text        NOT NULL,
    -- NULL where a command of the operator wrote it and not a person's session.
    account          integer,
    role             smallint,
    structure        integer,
    session          bigint,
    subject          uuid,
    purpose          text,
    case_ref         text,
    outcome          text        NOT NULL,
    -- What an action other than a question is about: the import, the session.
    object           bigint,
    register_version bigint      NOT NULL,
    canonical        bytea       NOT NULL,
    hash             bytea       NOT NULL,

    CONSTRAINT entry_pkey
        PRIMARY KEY (entry),
    CONSTRAINT entry_place_in_chain_once
        UNIQUE (chain, number),
    CONSTRAINT entry_action_known
        CHECK (action IN ('question', 'login', 'logout', 'account', 'import', 'export')),
    CONSTRAINT entry_purpose_known
        CHECK (purpose IN ('information', 'application', 'referral', 'outreach', 'presence', 'correction')),
    -- Free text would enter a chain that cannot be erased; ten digits of which two are 20 cannot hold an AMKA.
    CONSTRAINT entry_case_has_the_pattern
        CHECK (case_ref ~ '^[A-ZΑ-Ω]{2,4}-20[0-9]{2}-[0-9]{1,6}$'),
    CONSTRAINT entry_outcome_known
        CHECK (outcome IN ('allowed', 'outside', 'nobody', 'role', 'done')),
    CONSTRAINT entry_hash_has_32_bytes
        CHECK (length(hash) = 32)
);

COMMENT ON TABLE audit.entry IS
    'Καταγραφή: ποιος ρώτησε για ποιον, πότε, γιατί και με ποιο αποτέλεσμα· αλυσίδα SHA-256';
COMMENT ON COLUMN audit.entry.outcome IS
    'question: allowed, outside (of the area), nobody (has this identifier), role (may not ask); otherwise done';

-- "Who looked at me?"
CREATE INDEX entry_by_subject
    ON audit.entry (subject)
    WHERE subject IS NOT NULL;

-- A ticket lives seconds, and one that is lost in a crash is only refused.
CREATE UNLOGGED TABLE audit.ticket (
    nonce     bytea       NOT NULL,
    entry     bigint      NOT NULL,
    person    uuid,
    structure integer     NOT NULL,
    purpose   text        NOT NULL,
    allowed   boolean     NOT NULL,
    opened_at timestamptz NOT NULL,
    opened_in xid8        NOT NULL,

    CONSTRAINT ticket_pkey
        PRIMARY KEY (nonce),
    CONSTRAINT ticket_nonce_has_16_bytes
        CHECK (length(nonce) = 16)
);

COMMENT ON TABLE audit.ticket IS
    'Εισιτήρια: με αυτά, και μόνο για λίγα δευτερόλεπτα, διαβάζεται η καρτέλα ενός ανθρώπου';

-- Each ticket is laid down and taken: what is dead has to go before the table grows.
ALTER TABLE audit.ticket SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

CREATE FUNCTION audit.keep()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'entries of the audit are kept as they were written'
        USING ERRCODE = 'restrict_violation';
END
$$;

COMMENT ON FUNCTION audit.keep() IS
    'Refuses every change of a written entry';

CREATE TRIGGER entry_keep
    BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit.keep();

ALTER TABLE audit.ticket ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE audit.entry  ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
