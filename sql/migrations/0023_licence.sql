-- SPDX-License-Identifier: EUPL-1.2
--
-- 0023_licence: under which licence the public registers are given away. Whoever runs the register decides it; until
-- then there is no row, and nothing says that there is one.

ALTER TABLE registry.register_version DROP CONSTRAINT register_version_register_known;
ALTER TABLE registry.register_version ADD CONSTRAINT register_version_register_known
    CHECK (register IN ('places', 'boundaries', 'providers', 'programmes', 'licence'));

CREATE TABLE registry.licence (
    name  text   NOT NULL,
    url   text   NOT NULL,
    since bigint NOT NULL,
    until bigint,

    CONSTRAINT licence_pkey
        PRIMARY KEY (since),
    CONSTRAINT licence_name_is_a_line
        CHECK (name ~ '\S' AND name !~ '[[:cntrl:]]' AND length(name) <= 200),
    -- It becomes a header and a link.
    CONSTRAINT licence_url_is_an_address
        CHECK (url ~ '^https?://[!-~]+$' AND url !~ '[<>"]' AND length(url) <= 500),
    CONSTRAINT licence_since_exists
        FOREIGN KEY (since) REFERENCES registry.register_version,
    CONSTRAINT licence_until_exists
        FOREIGN KEY (until) REFERENCES registry.register_version,
    CONSTRAINT licence_closed_after_opened
        CHECK (until > since)
);

COMMENT ON TABLE registry.licence IS
    'Άδεια των ανοικτών δεδομένων: όνομα και διεύθυνση, όπως την όρισε όποιος τηρεί το μητρώο· χωρίς γραμμή δεν έχει οριστεί';

CREATE UNIQUE INDEX licence_current
    ON registry.licence ((true))
    WHERE until IS NULL;

CREATE TRIGGER licence_close_only
    BEFORE UPDATE OR DELETE ON registry.licence
    FOR EACH ROW EXECUTE FUNCTION registry.close_only();
