-- SPDX-License-Identifier: EUPL-1.2
--
-- 0017_second_factor: accounts in full. A session opens only for whoever proves the password to the database itself;
-- one-time links, the second factor (RFC 6238), its recovery codes, and which roles have to have one.

-- The service computes argon2id with the settings and the salt that it is given, and shows the result: here stands a
-- hash of that result. So neither who reads this table nor who holds the service's connection can open a session.
ALTER TABLE account.account
    ADD COLUMN password_settings text,
    ADD COLUMN password_proof    bytea,
    ADD COLUMN password_set_at   timestamptz;

UPDATE account.account AS a
SET password_settings = regexp_replace(a.password_hash, '\$[^$]*$', ''),
    password_proof = sha256(decode(
        substring(a.password_hash FROM '[^$]*$')
            || repeat('=', (4 - length(substring(a.password_hash FROM '[^$]*$')) % 4) % 4), 'base64')),
    password_set_at = a.made_at
WHERE a.password_hash IS NOT NULL;

ALTER TABLE account.account
    DROP COLUMN password_hash,
    ADD CONSTRAINT account_password_is_argon2id
        CHECK (password_settings ~ '^\$argon2id\$v=19\$m=[0-9]{1,7},t=[0-9]{1,3},p=1\$[A-Za-z0-9+/]{1,64}$'),
    ADD CONSTRAINT account_proof_has_32_bytes
        CHECK (length(password_proof) = 32),
    ADD CONSTRAINT account_password_is_whole
        CHECK ((password_settings IS NULL) = (password_proof IS NULL));

COMMENT ON COLUMN account.account.password_proof IS
    'SHA-256 of what argon2id gives for the password with these settings; NULL: cannot log in with a password';

-- What an entry of the audit is about when a right is given or taken back.
ALTER TABLE account.role
    ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY,
    ADD CONSTRAINT role_number_once UNIQUE (number);

-- A role ends by its date: who had which right on which day stays to be seen.
CREATE FUNCTION account.keep_role()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.account, NEW.role, NEW.structure, NEW.valid_from, NEW.number)
                            = (OLD.account, OLD.role, OLD.structure, OLD.valid_from, OLD.number) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a role is ended, not changed or removed' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER role_keep
    BEFORE UPDATE OR DELETE ON account.role
    FOR EACH ROW EXECUTE FUNCTION account.keep_role();

CREATE TABLE account.role_policy (
    role          smallint NOT NULL,
    second_factor boolean  NOT NULL,

    CONSTRAINT role_policy_pkey
        PRIMARY KEY (role),
    CONSTRAINT role_policy_role_known
        CHECK (role BETWEEN 1 AND 6)
);

COMMENT ON TABLE account.role_policy IS
    'Ποιοι ρόλοι μπαίνουν μόνο με δεύτερο παράγοντα';

-- Whoever gives rights, and whoever looks through what everybody did.
INSERT INTO account.role_policy (role, second_factor)
VALUES (1, false), (2, false), (3, false), (4, false), (5, true), (6, true);

CREATE TABLE account.second_factor (
    account      integer     NOT NULL,
    -- XChaCha20-Poly1305 under a key that follows from the key file, bound to the log-in name.
    key_id       smallint    NOT NULL,
    secret       bytea       NOT NULL,
    made_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- NULL: shown, and not yet proven to have arrived in anybody's telephone.
    confirmed_at timestamptz,
    -- The last time step of which a code was taken: none is taken twice.
    last_step    bigint      NOT NULL DEFAULT 0,

    CONSTRAINT second_factor_pkey
        PRIMARY KEY (account),
    CONSTRAINT second_factor_account_exists
        FOREIGN KEY (account) REFERENCES account.account ON DELETE CASCADE,
    CONSTRAINT second_factor_secret_is_sealed
        CHECK (length(secret) BETWEEN 57 AND 128)
);

COMMENT ON TABLE account.second_factor IS
    'Δεύτερος παράγοντας (TOTP): το μυστικό κρυπτογραφημένο με κλειδί έξω από τη βάση';

CREATE TABLE account.recovery_code (
    account   integer NOT NULL,
    -- SHA-256 of a code of 80 random bits; a used one is removed.
    code_hash bytea   NOT NULL,

    CONSTRAINT recovery_code_pkey
        PRIMARY KEY (account, code_hash),
    CONSTRAINT recovery_code_account_exists
        FOREIGN KEY (account) REFERENCES account.account ON DELETE CASCADE,
    CONSTRAINT recovery_code_hash_has_32_bytes
        CHECK (length(code_hash) = 32)
);

COMMENT ON TABLE account.recovery_code IS
    'Κωδικοί ανάκτησης, αν χαθεί το τηλέφωνο: μόνο τα αποτυπώματά τους';

CREATE TABLE account.link (
    link       bigint      GENERATED ALWAYS AS IDENTITY,
    account    integer     NOT NULL,
    token_hash bytea       NOT NULL,
    -- NULL: the operator of the machine.
    made_by    integer,
    made_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,

    CONSTRAINT link_pkey
        PRIMARY KEY (link),
    CONSTRAINT link_token_once
        UNIQUE (token_hash),
    CONSTRAINT link_token_hash_has_32_bytes
        CHECK (length(token_hash) = 32),
    CONSTRAINT link_account_exists
        FOREIGN KEY (account) REFERENCES account.account ON DELETE CASCADE,
    CONSTRAINT link_made_by_exists
        FOREIGN KEY (made_by) REFERENCES account.account,
    CONSTRAINT link_lasts_a_week_at_most
        CHECK (expires_at > made_at AND expires_at <= made_at + interval '7 days')
);

COMMENT ON TABLE account.link IS
    'Σύνδεσμοι μίας χρήσης, για τον πρώτο ή για νέο κωδικό: μόνο το αποτύπωμά τους';

CREATE INDEX link_by_account
    ON account.link (account);

CREATE INDEX link_by_made_by
    ON account.link (made_by);

-- A session that waits for its second factor is in no view of those that hold.
ALTER TABLE account.session
    ADD COLUMN pending text,
    ADD CONSTRAINT session_pending_known
        CHECK (pending IN ('code', 'enrol'));

COMMENT ON COLUMN account.session.pending IS
    'NULL: it holds; code: the second factor is still to be shown; enrol: one has to be set up first';

-- What an account, a role, a link was: said by the action, because an entry has no free text. New actions come with
-- each part of the register, so that what is kept out is anything but words of small letters.
ALTER TABLE audit.entry
    DROP CONSTRAINT entry_action_known,
    ADD CONSTRAINT entry_action_known
        CHECK (action ~ '^[a-z]+(_[a-z]+)*$' AND length(action) <= 32);

ALTER TABLE account.role_policy   ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE account.second_factor ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE account.recovery_code ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE account.link          ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY role_policy_owner ON account.role_policy TO mitroa_owner USING (true);
CREATE POLICY second_factor_owner ON account.second_factor TO mitroa_owner USING (true);
CREATE POLICY recovery_code_owner ON account.recovery_code TO mitroa_owner USING (true);
CREATE POLICY link_owner ON account.link TO mitroa_owner USING (true);
