-- SPDX-License-Identifier: EUPL-1.2
--
-- 0005_persons: the register of beneficiaries. No names, no plain identifiers, no addresses.
--
-- A person is a random key; what leads to it, the keyed index of an AMKA or ΑΦΜ, stands in a table of its own.
-- Claims are kept as each feed made them; state is derived from the fresh ones by registry.derive_state.
-- facts bigint[] is by fact number (registry.fact), NULL is "not said". An array may be shorter than the fact list.
--
-- Row security is forced on every table here, so that a grant made by mistake still shows no row.

CREATE TABLE registry.household (
    household uuid NOT NULL DEFAULT gen_random_uuid(),

    CONSTRAINT household_pkey
        PRIMARY KEY (household)
);

COMMENT ON TABLE registry.household IS
    'Νοικοκυριά: όσοι ζουν και εξετάζονται μαζί';

CREATE TABLE registry.person (
    person      uuid NOT NULL DEFAULT gen_random_uuid(),
    household   uuid,
    -- Stands for the person in the audit. Deleting the person cuts the link without touching the chain.
    audit_token uuid NOT NULL DEFAULT gen_random_uuid(),

    CONSTRAINT person_pkey
        PRIMARY KEY (person),
    CONSTRAINT person_household_exists
        FOREIGN KEY (household) REFERENCES registry.household
);

COMMENT ON TABLE registry.person IS
    'Ωφελούμενοι: τυχαίο κλειδί χωρίς όνομα';

CREATE INDEX person_by_household
    ON registry.person (household);

CREATE TABLE registry.identifier (
    kind   smallint NOT NULL,
    -- BLAKE2b-128 under a key that is not in the database.
    index  bytea    NOT NULL,
    key_id smallint NOT NULL,
    person uuid     NOT NULL,

    CONSTRAINT identifier_pkey
        PRIMARY KEY (kind, index),
    CONSTRAINT identifier_kind_known
        CHECK (kind IN (1, 2)),
    CONSTRAINT identifier_index_has_16_bytes
        CHECK (length(index) = 16),
    CONSTRAINT identifier_person_exists
        FOREIGN KEY (person) REFERENCES registry.person ON DELETE CASCADE
);

COMMENT ON TABLE registry.identifier IS
    'Αναγνωριστικά: μόνο κλειδωμένο αποτύπωμα (1 ΑΜΚΑ, 2 ΑΦΜ), ποτέ ο αριθμός';

CREATE INDEX identifier_by_person
    ON registry.identifier (person);

CREATE TABLE registry.reference (
    reference uuid    NOT NULL DEFAULT gen_random_uuid(),
    structure integer NOT NULL,
    person    uuid    NOT NULL,

    CONSTRAINT reference_pkey
        PRIMARY KEY (reference),
    -- Two structures cannot find out by their references that they know the same person.
    CONSTRAINT reference_once
        UNIQUE (person, structure),
    CONSTRAINT reference_structure_exists
        FOREIGN KEY (structure) REFERENCES registry.structure,
    CONSTRAINT reference_person_exists
        FOREIGN KEY (person) REFERENCES registry.person ON DELETE CASCADE
);

COMMENT ON TABLE registry.reference IS
    'Αναφορές: πώς ονομάζει μια δομή έναν ωφελούμενο προς τα έξω';

CREATE TABLE registry.residence (
    person     uuid     NOT NULL,
    place      integer  NOT NULL,
    basis      smallint NOT NULL,
    valid_from date     NOT NULL,
    valid_to   date,
    feed       smallint NOT NULL,
    as_of      date     NOT NULL,
    import     bigint,

    CONSTRAINT residence_pkey
        PRIMARY KEY (person, place, basis, feed, valid_from),
    CONSTRAINT residence_person_exists
        FOREIGN KEY (person) REFERENCES registry.person ON DELETE CASCADE,
    CONSTRAINT residence_place_exists
        FOREIGN KEY (place) REFERENCES registry.place,
    CONSTRAINT residence_basis_known
        CHECK (basis BETWEEN 1 AND 3),
    CONSTRAINT residence_feed_known
        CHECK (feed BETWEEN 1 AND 5),
    CONSTRAINT residence_dates_in_order
        CHECK (valid_to >= valid_from),
    CONSTRAINT residence_import_exists
        FOREIGN KEY (import) REFERENCES registry.import
);

COMMENT ON TABLE registry.residence IS
    'Σχέση με δήμο: 1 δημότης, 2 κάτοικος, 3 παρών, από-έως, με τη ροή που το λέει· πολλές ανά άτομο';

CREATE INDEX residence_by_place
    ON registry.residence (place);

CREATE TABLE registry.claim (
    person uuid     NOT NULL,
    feed   smallint NOT NULL,
    as_of  date     NOT NULL,
    import bigint,
    facts  bigint[] NOT NULL,

    CONSTRAINT claim_pkey
        PRIMARY KEY (person, feed, as_of),
    CONSTRAINT claim_person_exists
        FOREIGN KEY (person) REFERENCES registry.person ON DELETE CASCADE,
    CONSTRAINT claim_feed_known
        CHECK (feed BETWEEN 1 AND 5),
    CONSTRAINT claim_facts_start_at_1
        CHECK (array_ndims(facts) = 1 AND array_lower(facts, 1) = 1),
    CONSTRAINT claim_import_exists
        FOREIGN KEY (import) REFERENCES registry.import
);

COMMENT ON TABLE registry.claim IS
    'Δηλώσεις: τι είπε μια ροή για έναν άνθρωπο με ημερομηνία αναφοράς· δεν σβήνονται από νεότερες';

CREATE TABLE registry.receives (
    person     uuid     NOT NULL,
    feed       smallint NOT NULL,
    as_of      date     NOT NULL,
    import     bigint,
    -- Sorted keys of registry.programme; an empty array says "receives nothing", no row says nothing.
    programmes integer[] NOT NULL,

    CONSTRAINT receives_pkey
        PRIMARY KEY (person, feed, as_of),
    CONSTRAINT receives_person_exists
        FOREIGN KEY (person) REFERENCES registry.person ON DELETE CASCADE,
    CONSTRAINT receives_feed_known
        CHECK (feed BETWEEN 1 AND 5),
    CONSTRAINT receives_no_null
        CHECK (array_position(programmes, NULL) IS NULL),
    CONSTRAINT receives_import_exists
        FOREIGN KEY (import) REFERENCES registry.import
);

COMMENT ON TABLE registry.receives IS
    'Τι λαμβάνει κάποιος κατά μια ροή με ημερομηνία αναφοράς: σύνολο προγραμμάτων';

CREATE TABLE registry.state (
    person         uuid       NOT NULL,
    facts          bigint[]   NOT NULL,
    feeds          smallint[] NOT NULL,
    as_of          date[]     NOT NULL,
    -- NULL as a whole where no fresh claim contradicts another, which is nearly always.
    rivals         bigint[],
    rival_feeds    smallint[],
    rival_as_of    date[],
    receives       integer[],
    receives_feed  smallint,
    receives_as_of date,
    derived_on     date       NOT NULL,
    good_until     date       NOT NULL,

    CONSTRAINT state_pkey
        PRIMARY KEY (person),
    CONSTRAINT state_person_exists
        FOREIGN KEY (person) REFERENCES registry.person ON DELETE CASCADE,
    CONSTRAINT state_rivals_together
        CHECK ((rivals IS NULL) = (rival_feeds IS NULL) AND (rivals IS NULL) = (rival_as_of IS NULL))
);

COMMENT ON TABLE registry.state IS
    'Κατάσταση: ανά στοιχείο η φρέσκια δήλωση με προτεραιότητα, και η αντίπαλη αν υπάρχει';
COMMENT ON COLUMN registry.state.good_until IS
    'Last day on which these arrays are right; after it something is stale or a dated claim begins';

-- The next ones to be derived again.
CREATE INDEX state_by_good_until
    ON registry.state (good_until);

ALTER TABLE registry.household  ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE registry.person     ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE registry.identifier ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE registry.reference  ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE registry.residence  ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE registry.claim      ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE registry.receives   ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE registry.state      ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
