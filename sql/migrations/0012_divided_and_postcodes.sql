-- SPDX-License-Identifier: EUPL-1.2
--
-- 0012_divided_and_postcodes: what was missing on the way to a municipality.

-- A residence that still stands on a municipality that was replaced or divided may lie in any of those that took over.
-- Nobody could read such a person; now the structures of all of them can, and the answer asks which one it is.
ALTER TABLE registry.jurisdiction
    ADD COLUMN inherited boolean NOT NULL DEFAULT false;

COMMENT ON COLUMN registry.jurisdiction.inherited IS
    'The municipality ended, and the structure is responsible for one that took over: its people may be read, nothing else follows';

-- A postcode leads to each municipality that it lies in.
ALTER TABLE registry.place_name
    DROP CONSTRAINT place_name_kind_known,
    ADD CONSTRAINT place_name_kind_known
        CHECK (kind IN ('official', 'nominative', 'genitive', 'seat', 'latin', 'alias', 'former', 'postcode')),
    ADD CONSTRAINT place_name_postcode_has_five_digits
        CHECK (kind <> 'postcode' OR name ~ '^[1-9][0-9]{4}$');

-- Layers of several days may stand side by side; the official one of the latest day decides.
ALTER TABLE registry.boundary
    ADD COLUMN as_of date;

COMMENT ON COLUMN registry.boundary.as_of IS
    'The day that the layer shows; NULL: its source does not say';
