-- SPDX-License-Identifier: EUPL-1.2
--
-- 0019_referrals: what a centre does with people: it receives and records them (visits), directs and refers them. A
-- referral says case number, offer, wished day and nothing else of the person: there is no place in it for a fact or a
-- text. To whom the offer is for can be a special category by itself: then the person has agreed to that, too.

CREATE TABLE registry.visit (
    visit     bigint      GENERATED ALWAYS AS IDENTITY,
    structure integer     NOT NULL,
    person    uuid        NOT NULL,
    account   integer     NOT NULL,
    case_ref  text        NOT NULL,
    made_at   timestamptz NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT visit_pkey
        PRIMARY KEY (visit),
    CONSTRAINT visit_structure_exists
        FOREIGN KEY (structure) REFERENCES registry.structure,
    CONSTRAINT visit_person_exists
        FOREIGN KEY (person) REFERENCES registry.person ON DELETE CASCADE,
    CONSTRAINT visit_case_has_the_pattern
        CHECK (case_ref ~ '^[A-ZΑ-Ω]{2,4}-20[0-9]{2}-[0-9]{1,6}$')
);

COMMENT ON TABLE registry.visit IS
    'Επισκέψεις: ποιος υποδέχτηκε ποιον, με αριθμό υπόθεσης';

CREATE INDEX visit_by_person
    ON registry.visit (person);
CREATE INDEX visit_by_structure
    ON registry.visit (structure, made_at);

CREATE TABLE registry.referral (
    referral       bigint      GENERATED ALWAYS AS IDENTITY,
    from_structure integer     NOT NULL,
    to_structure   integer     NOT NULL,
    offer          integer     NOT NULL,
    person         uuid        NOT NULL,
    account        integer     NOT NULL,
    case_ref       text        NOT NULL,
    state          text        NOT NULL DEFAULT 'sent',
    -- Why it was declined, or what is asked back: a word of a closed list.
    reason         text,
    wished_on      date,
    -- The wished day is a stop of a mobile unit, and takes one of its places.
    is_booked      boolean     NOT NULL DEFAULT false,
    agreed_special boolean     NOT NULL,
    made_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    changed_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    due_on         date        NOT NULL,

    CONSTRAINT referral_pkey
        PRIMARY KEY (referral),
    CONSTRAINT referral_from_exists
        FOREIGN KEY (from_structure) REFERENCES registry.structure,
    CONSTRAINT referral_to_exists
        FOREIGN KEY (to_structure) REFERENCES registry.structure,
    CONSTRAINT referral_offer_exists
        FOREIGN KEY (offer) REFERENCES registry.offer,
    CONSTRAINT referral_person_exists
        FOREIGN KEY (person) REFERENCES registry.person ON DELETE CASCADE,
    CONSTRAINT referral_case_has_the_pattern
        CHECK (case_ref ~ '^[A-ZΑ-Ω]{2,4}-20[0-9]{2}-[0-9]{1,6}$'),
    CONSTRAINT referral_state_known
        CHECK (state IN ('sent', 'asked', 'answered', 'accepted', 'done', 'declined', 'withdrawn', 'expired')),
    CONSTRAINT referral_reason_known
        CHECK (reason IN ('full', 'not_entitled', 'outside_area', 'not_ours', 'no_contact',
                          'documents', 'telephone', 'other_day', 'consent')),
    CONSTRAINT referral_booking_has_a_day
        CHECK (NOT is_booked OR wished_on IS NOT NULL)
);

COMMENT ON TABLE registry.referral IS
    'Παραπομπές: αριθμός υπόθεσης, παροχή και ημέρα· κανένα στοιχείο του ανθρώπου';

CREATE INDEX referral_by_from
    ON registry.referral (from_structure, made_at);
CREATE INDEX referral_by_to
    ON registry.referral (to_structure, made_at);
CREATE INDEX referral_by_person
    ON registry.referral (person);
-- What is still open is looked through for what has become too old.
CREATE INDEX referral_by_due_on
    ON registry.referral (due_on)
    WHERE state IN ('sent', 'asked', 'answered');
-- Places of a stop.
CREATE INDEX referral_by_booking
    ON registry.referral (offer, wished_on)
    WHERE is_booked;

ALTER TABLE registry.visit    ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE registry.referral ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY visit_owner ON registry.visit TO mitroa_owner USING (true);
CREATE POLICY referral_owner ON registry.referral TO mitroa_owner USING (true);
