-- SPDX-License-Identifier: EUPL-1.2
--
-- 0021_local_and_institutions: what a municipality adds to a programme that is not its own, the specialties of a
-- structure's staff, how certain the point of a site is, and institutions of which a group action chooses some.

-- A distance from or to a point is worth what the point is worth.
ALTER TABLE registry.site_version
    ADD COLUMN geocoding text NOT NULL DEFAULT 'unknown',
    ADD CONSTRAINT site_version_geocoding_known
        CHECK (geocoding IN ('exact', 'street', 'postcode', 'settlement', 'municipality', 'unknown'));

COMMENT ON COLUMN registry.site_version.geocoding IS
    'Of what the point is the point: of the address, the street, the postcode, the settlement, or the label of the municipality';

CREATE TABLE registry.addition (
    -- Given by whoever writes it: it has no other name.
    code       text    NOT NULL,
    programme  integer NOT NULL,
    place      integer NOT NULL,
    kind       text    NOT NULL,
    -- The sentence of a note, the name of a document, the question of an ask.
    text       text    NOT NULL,
    url        text,
    valid_from date,
    valid_to   date,
    sample     boolean NOT NULL DEFAULT false,
    source     text,
    file_line  integer,
    since      bigint  NOT NULL,
    until      bigint,

    CONSTRAINT addition_pkey
        PRIMARY KEY (code, since),
    CONSTRAINT addition_code_not_blank
        CHECK (code ~ '\S'),
    CONSTRAINT addition_programme_exists
        FOREIGN KEY (programme) REFERENCES registry.programme,
    CONSTRAINT addition_place_exists
        FOREIGN KEY (place) REFERENCES registry.place,
    CONSTRAINT addition_kind_known
        CHECK (kind IN ('note', 'document', 'ask')),
    CONSTRAINT addition_text_not_blank
        CHECK (text ~ '\S'),
    CONSTRAINT addition_dates_in_order
        CHECK (valid_to >= valid_from),
    CONSTRAINT addition_since_exists
        FOREIGN KEY (since) REFERENCES registry.register_version,
    CONSTRAINT addition_until_exists
        FOREIGN KEY (until) REFERENCES registry.register_version,
    CONSTRAINT addition_closed_after_opened
        CHECK (until > since)
);

COMMENT ON TABLE registry.addition IS
    'Τοπικές προσθήκες: σημείωση, δικαιολογητικό ή ερώτηση ενός δήμου σε ένα πρόγραμμα· δείχνεται στους κατοίκους του και δεν αλλάζει καμία κρίση';

CREATE UNIQUE INDEX addition_current
    ON registry.addition (code)
    WHERE until IS NULL;

CREATE TABLE registry.staff (
    structure   integer NOT NULL,
    specialty   text    NOT NULL,
    -- What the list of specialties does not have.
    title       text,
    people      smallint,
    -- The same people work there too: written once, by either of the two.
    shared_with integer,
    valid_from  date,
    valid_to    date,
    sample      boolean NOT NULL DEFAULT false,
    source      text,
    file_line   integer,
    since       bigint  NOT NULL,
    until       bigint,

    CONSTRAINT staff_once
        UNIQUE NULLS NOT DISTINCT (structure, specialty, title, shared_with, valid_from, since),
    CONSTRAINT staff_structure_exists
        FOREIGN KEY (structure) REFERENCES registry.structure,
    CONSTRAINT staff_shared_with_exists
        FOREIGN KEY (shared_with) REFERENCES registry.structure,
    CONSTRAINT staff_shared_with_another
        CHECK (shared_with <> structure),
    CONSTRAINT staff_specialty_is_a_word
        CHECK (specialty ~ '^[a-z][a-z0-9_]*$'),
    CONSTRAINT staff_people_bounded
        CHECK (people BETWEEN 1 AND 10000),
    CONSTRAINT staff_dates_in_order
        CHECK (valid_to >= valid_from),
    CONSTRAINT staff_since_exists
        FOREIGN KEY (since) REFERENCES registry.register_version,
    CONSTRAINT staff_until_exists
        FOREIGN KEY (until) REFERENCES registry.register_version,
    CONSTRAINT staff_closed_after_opened
        CHECK (until > since)
);

COMMENT ON TABLE registry.staff IS
    'Στελέχωση: πόσοι από κάθε ειδικότητα σε μια δομή και με ποια δομή είναι κοινοί· ποτέ πρόσωπα';

CREATE UNIQUE INDEX staff_current
    ON registry.staff (structure, specialty, title, shared_with, valid_from)
    NULLS NOT DISTINCT
    WHERE until IS NULL;

CREATE TABLE registry.institution (
    institution integer GENERATED ALWAYS AS IDENTITY,
    code        text    NOT NULL,

    CONSTRAINT institution_pkey
        PRIMARY KEY (institution),
    CONSTRAINT institution_code_once
        UNIQUE (code),
    CONSTRAINT institution_code_not_blank
        CHECK (code ~ '\S')
);

COMMENT ON TABLE registry.institution IS
    'Ιδρύματα που μπορεί να ωφελήσει μια ομαδική δράση: κλειδί και κωδικός';

CREATE TABLE registry.institution_version (
    institution integer NOT NULL,
    name        text    NOT NULL,
    kind        text    NOT NULL,
    place       integer NOT NULL,
    measure     text,
    -- NULL: nobody has counted, which is not 0.
    amount      integer,
    as_of       date,
    valid_from  date,
    valid_to    date,
    sample      boolean NOT NULL DEFAULT false,
    source      text,
    file_line   integer,
    since       bigint  NOT NULL,
    until       bigint,

    CONSTRAINT institution_version_pkey
        PRIMARY KEY (institution, since),
    CONSTRAINT institution_version_institution_exists
        FOREIGN KEY (institution) REFERENCES registry.institution,
    CONSTRAINT institution_version_place_exists
        FOREIGN KEY (place) REFERENCES registry.place,
    CONSTRAINT institution_version_name_not_blank
        CHECK (name ~ '\S'),
    CONSTRAINT institution_version_kind_is_a_word
        CHECK (kind ~ '^[a-z][a-z0-9_]*$'),
    CONSTRAINT institution_version_amount_of_a_measure
        CHECK (amount >= 0 AND (amount IS NULL OR measure IS NOT NULL)),
    CONSTRAINT institution_version_dates_in_order
        CHECK (valid_to >= valid_from),
    CONSTRAINT institution_version_since_exists
        FOREIGN KEY (since) REFERENCES registry.register_version,
    CONSTRAINT institution_version_until_exists
        FOREIGN KEY (until) REFERENCES registry.register_version,
    CONSTRAINT institution_version_closed_after_opened
        CHECK (until > since)
);

COMMENT ON TABLE registry.institution_version IS
    'Ιδρύματα ανά έκδοση μητρώου: σχολεία, νοσοκομεία, με τον δήμο τους και το μέγεθός τους σε μια ημέρα';

CREATE UNIQUE INDEX institution_version_current
    ON registry.institution_version (institution)
    WHERE until IS NULL;

CREATE TABLE registry.ranking (
    offer            integer  NOT NULL,
    institution_kind text     NOT NULL,
    measure          text     NOT NULL,
    first            text     NOT NULL DEFAULT 'largest',
    per_municipality smallint NOT NULL,
    -- The body without whose approval nothing happens.
    approver         integer,
    source           text,
    file_line        integer,
    since            bigint   NOT NULL,
    until            bigint,

    CONSTRAINT ranking_pkey
        PRIMARY KEY (offer, since),
    CONSTRAINT ranking_offer_exists
        FOREIGN KEY (offer) REFERENCES registry.offer,
    CONSTRAINT ranking_approver_exists
        FOREIGN KEY (approver) REFERENCES registry.body,
    CONSTRAINT ranking_first_known
        CHECK (first IN ('largest', 'smallest')),
    CONSTRAINT ranking_chooses_some
        CHECK (per_municipality BETWEEN 1 AND 100),
    CONSTRAINT ranking_since_exists
        FOREIGN KEY (since) REFERENCES registry.register_version,
    CONSTRAINT ranking_until_exists
        FOREIGN KEY (until) REFERENCES registry.register_version,
    CONSTRAINT ranking_closed_after_opened
        CHECK (until > since)
);

COMMENT ON TABLE registry.ranking IS
    'Κατατάξεις: ποια ιδρύματα κάθε δήμου ωφελεί μια ομαδική δράση, κατά ποιο μέγεθος και πόσα, και ποιος εγκρίνει';

CREATE UNIQUE INDEX ranking_current
    ON registry.ranking (offer)
    WHERE until IS NULL;

CREATE TABLE registry.approval (
    offer       integer NOT NULL,
    institution integer NOT NULL,
    body        integer NOT NULL,
    decision    text    NOT NULL,
    decided_on  date    NOT NULL,
    reference   text,
    sample      boolean NOT NULL DEFAULT false,
    source      text,
    file_line   integer,
    since       bigint  NOT NULL,
    until       bigint,

    CONSTRAINT approval_pkey
        PRIMARY KEY (offer, institution, body, decided_on, since),
    CONSTRAINT approval_offer_exists
        FOREIGN KEY (offer) REFERENCES registry.offer,
    CONSTRAINT approval_institution_exists
        FOREIGN KEY (institution) REFERENCES registry.institution,
    CONSTRAINT approval_body_exists
        FOREIGN KEY (body) REFERENCES registry.body,
    CONSTRAINT approval_decision_known
        CHECK (decision IN ('asked', 'approved', 'refused')),
    CONSTRAINT approval_since_exists
        FOREIGN KEY (since) REFERENCES registry.register_version,
    CONSTRAINT approval_until_exists
        FOREIGN KEY (until) REFERENCES registry.register_version,
    CONSTRAINT approval_closed_after_opened
        CHECK (until > since)
);

COMMENT ON TABLE registry.approval IS
    'Εγκρίσεις: τι απάντησε ένας φορέας για ένα ίδρυμα και μια ομαδική δράση, και πότε';

CREATE UNIQUE INDEX approval_current
    ON registry.approval (offer, institution, body, decided_on)
    WHERE until IS NULL;

CREATE TRIGGER addition_close_only
    BEFORE UPDATE OR DELETE ON registry.addition
    FOR EACH ROW EXECUTE FUNCTION registry.close_only();
CREATE TRIGGER staff_close_only
    BEFORE UPDATE OR DELETE ON registry.staff
    FOR EACH ROW EXECUTE FUNCTION registry.close_only();
CREATE TRIGGER institution_version_close_only
    BEFORE UPDATE OR DELETE ON registry.institution_version
    FOR EACH ROW EXECUTE FUNCTION registry.close_only();
CREATE TRIGGER ranking_close_only
    BEFORE UPDATE OR DELETE ON registry.ranking
    FOR EACH ROW EXECUTE FUNCTION registry.close_only();
CREATE TRIGGER approval_close_only
    BEFORE UPDATE OR DELETE ON registry.approval
    FOR EACH ROW EXECUTE FUNCTION registry.close_only();
