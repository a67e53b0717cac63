-- SPDX-License-Identifier: EUPL-1.2
--
-- 0008_staging: lines of a beneficiaries file after their checks in C, on their way into the register.
--
-- Unlogged and emptied by the import that filled it: nothing here is ever read by a question.

CREATE UNLOGGED TABLE staging.beneficiary (
    import  bigint   NOT NULL,
    line    integer  NOT NULL,
    -- Keyed indexes as in registry.identifier, never the numbers.
    amka    bytea,
    afm     bytea,
    key_id  smallint NOT NULL,
    as_of   date     NOT NULL,
    place   integer,
    basis   smallint,
    facts   bigint[],
    -- Sorted keys of registry.programme; NULL is "not said".
    receives integer[],
    -- Found or made by the merge.
    person  uuid,

    CONSTRAINT beneficiary_pkey
        PRIMARY KEY (import, line),
    CONSTRAINT beneficiary_has_an_identifier
        CHECK (amka IS NOT NULL OR afm IS NOT NULL),
    CONSTRAINT beneficiary_index_has_16_bytes
        CHECK (COALESCE(length(amka), 16) = 16 AND COALESCE(length(afm), 16) = 16)
);

COMMENT ON TABLE staging.beneficiary IS
    'Γραμμές αρχείου ωφελουμένων πριν από τη συγχώνευση';
