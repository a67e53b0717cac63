-- SPDX-License-Identifier: EUPL-1.2
--
-- 0024_hours_and_reminders: an appointment is wished for at an hour, a place is booked at one stop of a day that may have
-- several, and what has been reminded of is noted so that it is told once.

ALTER TABLE registry.referral
    -- On the clock of the wall in Athens.
    ADD COLUMN wished_at   time,
    -- When the booked stop begins; NULL on a booking from before stops were told apart: it counts for all of its day.
    ADD COLUMN booked_from time,
    -- The sending structure has been told that nobody answered.
    ADD COLUMN expiry_told boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT referral_hour_is_of_a_day
        CHECK (wished_at IS NULL OR wished_on IS NOT NULL),
    ADD CONSTRAINT referral_stop_is_booked
        CHECK (booked_from IS NULL OR is_booked);

-- What expired before anybody was told of expiries is old news.
UPDATE registry.referral SET expiry_told = true WHERE state = 'expired';

CREATE INDEX referral_by_untold_expiry
    ON registry.referral (from_structure)
    WHERE state = 'expired' AND NOT expiry_told;

CREATE TABLE publishing.reminded (
    structure   integer NOT NULL,
    kind        text    NOT NULL,
    code        text    NOT NULL,
    review_by   date    NOT NULL,
    days_before integer NOT NULL,
    made_on     date    NOT NULL,

    CONSTRAINT reminded_pkey
        PRIMARY KEY (structure, kind, code, review_by, days_before),
    CONSTRAINT reminded_structure_exists
        FOREIGN KEY (structure) REFERENCES registry.structure,
    CONSTRAINT reminded_days_bounded
        CHECK (days_before BETWEEN 1 AND 365)
);

COMMENT ON TABLE publishing.reminded IS
    'Υπενθυμίσεις πριν από μια επανεξέταση: για ποια παροχή ή πρόγραμμα, ποια ημέρα της και πόσες ημέρες πριν έχουν ήδη γίνει';
