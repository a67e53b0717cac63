-- SPDX-License-Identifier: EUPL-1.2
--
-- 0008_staging: lines of a beneficiaries file after their checks in C, on their way into the register.
--
-- Unlogged, without an index, and emptied by the import that filled it: nothing here is ever read by a question.

CREATE UNLOGGED TABLE staging.beneficiary (
    -- Number of the file and the line in it, in one: file << 40 | line.
    line             bigint   NOT NULL,
    -- Keyed indexes as in registry.identifier, never the numbers.
    amka             bytea,
    afm              bytea,
    key_id           smallint NOT NULL,
    as_of            date     NOT NULL,
    place            integer,
    -- In which ways the person belongs there: 1 registered, 2 resident, 4 present, added up.
    bases            smallint,
    -- Where the person is registered (δημότης), if that is said beside where he lives.
    registered_place integer,
    facts            bigint[] NOT NULL,
    -- Sorted keys of registry.programme; NULL is "not said".
    receives         integer[],
    -- The same for all lines of one household of this run; means nothing outside of it.
    household        uuid,
    -- Drawn for a person whom nobody knows yet; the merge puts the known one in its place.
    person           uuid     NOT NULL,
    is_new           boolean  NOT NULL,

    CONSTRAINT beneficiary_has_an_identifier
        CHECK (amka IS NOT NULL OR afm IS NOT NULL),
    CONSTRAINT beneficiary_index_has_16_bytes
        CHECK (COALESCE(length(amka), 16) = 16 AND COALESCE(length(afm), 16) = 16)
);

COMMENT ON TABLE staging.beneficiary IS
    'Γραμμές αρχείου ωφελουμένων πριν από τη συγχώνευση';
