-- SPDX-License-Identifier: EUPL-1.2
--
-- 0010_screening: reading every person's facts at once, to count. No identifier and no reference comes with a row, but
-- a birth date and a municipality may be enough for somebody who knows one; so it has a role of its own, an account
-- that answers for it, and an entry in the audit before the first row.

ALTER TABLE audit.entry
    DROP CONSTRAINT entry_action_known,
    ADD CONSTRAINT entry_action_known
        CHECK (action IN ('question', 'login', 'logout', 'account', 'import', 'export', 'screening'));

COMMENT ON COLUMN audit.entry.outcome IS
    'question: allowed, outside (of the area), nobody (has this identifier), role (may not ask); screening: allowed, role; otherwise done';

-- One that is lost in a crash is only refused.
CREATE UNLOGGED TABLE audit.screening (
    nonce     bytea       NOT NULL,
    entry     bigint      NOT NULL,
    -- NULL: all of them.
    place     integer,
    opened_at timestamptz NOT NULL,
    opened_in xid8        NOT NULL,

    CONSTRAINT screening_pkey
        PRIMARY KEY (nonce),
    CONSTRAINT screening_nonce_has_16_bytes
        CHECK (length(nonce) = 16)
);

COMMENT ON TABLE audit.screening IS
    'Εισιτήρια μέτρησης όλου του μητρώου: με αυτά, και για λίγες ώρες, διαβάζονται στοιχεία χωρίς ταυτότητα για μέτρηση';

ALTER TABLE audit.screening ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
