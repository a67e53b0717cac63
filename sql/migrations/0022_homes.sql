-- SPDX-License-Identifier: EUPL-1.2
--
-- 0022_homes: where somebody lives stands beside what is known of him, so that whoever counts everybody reads one table
-- from its first page to its last. It is derived, as the rest of the state is: nobody writes it by hand.

ALTER TABLE registry.state
    ADD COLUMN places integer[]  NOT NULL DEFAULT '{}',
    ADD COLUMN bases  smallint[] NOT NULL DEFAULT '{}',
    ADD CONSTRAINT state_residences_together
        CHECK (cardinality(places) = cardinality(bases));

COMMENT ON COLUMN registry.state.places IS
    'Πού μένει: οι δήμοι των σχέσεων που στέκουν, με πρώτο τον δήμο του· κενό όταν δεν είναι γνωστό';
COMMENT ON COLUMN registry.state.bases IS
    'Δίπλα σε κάθε δήμο: 1 δημότης, 2 κάτοικος, 3 παρών';

WITH today (today) AS (
    SELECT (statement_timestamp() AT TIME ZONE 'Europe/Athens')::date
), home AS (
    SELECT r.person,
           array_agg(r.place ORDER BY (r.basis + 1) % 3, r.as_of DESC, r.place) FILTER (
               WHERE t.today BETWEEN r.valid_from AND COALESCE(r.valid_to, 'infinity')) AS places,
           array_agg(r.basis ORDER BY (r.basis + 1) % 3, r.as_of DESC, r.place) FILTER (
               WHERE t.today BETWEEN r.valid_from AND COALESCE(r.valid_to, 'infinity')) AS bases,
           min(CASE WHEN r.valid_from > t.today THEN r.valid_from - 1 WHEN r.valid_to >= t.today THEN r.valid_to END)
               AS good_until
    FROM registry.residence AS r
    CROSS JOIN today AS t
    WHERE r.stands
    GROUP BY r.person
)
UPDATE registry.state AS s
SET places = COALESCE(h.places, '{}'), bases = COALESCE(h.bases, '{}'), good_until = LEAST(s.good_until, h.good_until)
FROM home AS h
WHERE h.person = s.person;

-- Whose home is to be derived anew at the end of an import.
CREATE UNLOGGED TABLE staging.moved (
    person uuid NOT NULL
);

COMMENT ON TABLE staging.moved IS
    'Πρόσωπα των οποίων η κατοικία αλλάζει με την παράδοση';

-- A ticket has always been for everybody, but for tries on one municipality, and those are over.
ALTER TABLE audit.screening
    DROP COLUMN place;
