-- SPDX-License-Identifier: EUPL-1.2
--
-- 0006_accounts: who may log in, in which role, for which structure, and the sessions that came of it.
--
-- Passwords are argon2id strings made outside; tokens are 32 random bytes of which only a hash is stored. People and
-- programs (bearer tokens) have sessions of the same table.

CREATE TABLE account.account (
    account       integer     GENERATED ALWAYS AS IDENTITY,
    login         text        NOT NULL,
    name          text        NOT NULL,
    -- NULL: cannot log in with a password.
    password_hash text,
    disabled      boolean     NOT NULL DEFAULT false,
    made_at       timestamptz NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT account_pkey
        PRIMARY KEY (account),
    CONSTRAINT account_login_once
        UNIQUE (login),
    -- An AMKA or ΑΦΜ cannot become a log-in name: it begins with a letter.
    CONSTRAINT account_login_is_a_name
        CHECK (login ~ '^[a-z][a-z0-9._-]{1,62}$'),
    CONSTRAINT account_name_not_blank
        CHECK (name ~ '\S' AND length(name) <= 200),
    CONSTRAINT account_password_is_argon2id
        CHECK (password_hash LIKE '$argon2id$%' AND length(password_hash) <= 256)
);

COMMENT ON TABLE account.account IS
    'Λογαριασμοί χρηστών της υπηρεσίας (προσωπικό, όχι ωφελούμενοι)';

CREATE TABLE account.role (
    account    integer  NOT NULL,
    role       smallint NOT NULL,
    structure  integer  NOT NULL,
    valid_from date     NOT NULL,
    valid_to   date,

    CONSTRAINT role_pkey
        PRIMARY KEY (account, role, structure, valid_from),
    CONSTRAINT role_account_exists
        FOREIGN KEY (account) REFERENCES account.account ON DELETE CASCADE,
    CONSTRAINT role_structure_exists
        FOREIGN KEY (structure) REFERENCES registry.structure,
    CONSTRAINT role_known
        CHECK (role BETWEEN 1 AND 6),
    CONSTRAINT role_dates_in_order
        CHECK (valid_to >= valid_from)
);

COMMENT ON TABLE account.role IS
    'Ρόλοι: σε ποια δομή, από πότε έως πότε';
COMMENT ON COLUMN account.role.role IS
    '1 adviser, 2 coordinator, 3 publisher, 4 approver, 5 auditor, 6 administrator; several are told as bits 1 << role';

CREATE TABLE account.session (
    session      bigint      GENERATED ALWAYS AS IDENTITY,
    token_hash   bytea       NOT NULL,
    kind         text        NOT NULL,
    account      integer     NOT NULL,
    -- One structure a session; the roles are those that the account has there today.
    structure    integer     NOT NULL,
    opened_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    idle_limit   interval    NOT NULL,
    expires_at   timestamptz NOT NULL,
    closed_at    timestamptz,

    CONSTRAINT session_pkey
        PRIMARY KEY (session),
    CONSTRAINT session_token_once
        UNIQUE (token_hash),
    CONSTRAINT session_token_hash_has_32_bytes
        CHECK (length(token_hash) = 32),
    CONSTRAINT session_kind_known
        CHECK (kind IN ('cookie', 'bearer')),
    CONSTRAINT session_account_exists
        FOREIGN KEY (account) REFERENCES account.account ON DELETE CASCADE,
    CONSTRAINT session_structure_exists
        FOREIGN KEY (structure) REFERENCES registry.structure,
    CONSTRAINT session_limits_bounded
        CHECK (idle_limit BETWEEN interval '1 second' AND interval '366 days'
               AND expires_at <= opened_at + interval '366 days')
);

COMMENT ON TABLE account.session IS
    'Συνεδρίες και κλειδιά προγραμμάτων: μόνο το αποτύπωμα του διακριτικού';

CREATE INDEX session_by_account
    ON account.session (account);

-- What is over is removed by its end.
CREATE INDEX session_by_expires_at
    ON account.session (expires_at);

CREATE TABLE account.attempt (
    -- SHA-256 of the name as typed: an unknown name is slowed down like a known one, and is not kept.
    login_hash bytea       NOT NULL,
    failures   integer     NOT NULL,
    last_at    timestamptz NOT NULL,

    CONSTRAINT attempt_pkey
        PRIMARY KEY (login_hash),
    CONSTRAINT attempt_login_hash_has_32_bytes
        CHECK (length(login_hash) = 32)
);

COMMENT ON TABLE account.attempt IS
    'Αποτυχημένες συνδέσεις: καθυστερούν την επόμενη, δεν κλειδώνουν';

CREATE INDEX attempt_by_last_at
    ON account.attempt (last_at);
