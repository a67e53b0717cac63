-- SPDX-License-Identifier: EUPL-1.2
--
-- 0002_places: municipalities, regional units, prefectures and regions through time, and their boundaries.
--
-- Codes are text and belong to an edition: 24 codes mean another municipality in the other edition. Therefore
-- everything else points to places by a key of our own.

CREATE TABLE registry.place (
    place integer GENERATED ALWAYS AS IDENTITY,
    level text    NOT NULL,
    -- As written in files and questions: bare for ELSTAT 2021, 'elstat2011:1402', 'ypes:9254' for others.
    code  text    NOT NULL,

    CONSTRAINT place_pkey
        PRIMARY KEY (place),
    CONSTRAINT place_level_known
        CHECK (level IN ('municipality', 'regional_unit', 'prefecture', 'region')),
    CONSTRAINT place_code_not_blank
        CHECK (code ~ '\S'),
    CONSTRAINT place_code_once
        UNIQUE (level, code),
    -- Lets other tables demand a level by foreign key.
    CONSTRAINT place_level_once
        UNIQUE (place, level)
);

COMMENT ON TABLE registry.place IS
    'Τόποι: κλειδί, βαθμίδα και κωδικός· ό,τι λέει το μητρώο για αυτούς στέκει στο place_version';

CREATE TABLE registry.place_version (
    place           integer NOT NULL,
    name            text    NOT NULL,
    name_latin      text,
    valid_from      date    NOT NULL,
    valid_to        date,
    regional_unit   integer,
    prefecture      integer,
    region          integer,
    seat            text,
    seat_lon        double precision,
    seat_lat        double precision,
    label_lon       double precision,
    label_lat       double precision,
    population      integer,
    population_year smallint,
    area_km2        double precision,
    -- NULL is unknown, which is not "no".
    mountain        boolean,
    disadvantaged   boolean,
    island          boolean,
    remote          boolean,
    source          text,
    since           bigint  NOT NULL,
    until           bigint,

    CONSTRAINT place_version_pkey
        PRIMARY KEY (place, since),
    CONSTRAINT place_version_place_exists
        FOREIGN KEY (place) REFERENCES registry.place,
    CONSTRAINT place_version_regional_unit_exists
        FOREIGN KEY (regional_unit) REFERENCES registry.place,
    CONSTRAINT place_version_prefecture_exists
        FOREIGN KEY (prefecture) REFERENCES registry.place,
    CONSTRAINT place_version_region_exists
        FOREIGN KEY (region) REFERENCES registry.place,
    CONSTRAINT place_version_since_exists
        FOREIGN KEY (since) REFERENCES registry.register_version,
    CONSTRAINT place_version_until_exists
        FOREIGN KEY (until) REFERENCES registry.register_version,
    CONSTRAINT place_version_closed_after_opened
        CHECK (until > since),
    CONSTRAINT place_version_dates_in_order
        CHECK (valid_to >= valid_from),
    CONSTRAINT place_version_name_not_blank
        CHECK (name ~ '\S'),
    -- Infinity and NaN crash what stands behind geometry; they fail these ranges.
    CONSTRAINT place_version_seat_in_greece
        CHECK ((seat_lon IS NULL) = (seat_lat IS NULL)
               AND seat_lon BETWEEN 19 AND 30 AND seat_lat BETWEEN 34 AND 42),
    CONSTRAINT place_version_label_in_greece
        CHECK ((label_lon IS NULL) = (label_lat IS NULL)
               AND label_lon BETWEEN 19 AND 30 AND label_lat BETWEEN 34 AND 42),
    CONSTRAINT place_version_population_not_negative
        CHECK (population >= 0),
    CONSTRAINT place_version_area_positive
        CHECK (area_km2 > 0 AND area_km2 < 1e6)
);

COMMENT ON TABLE registry.place_version IS
    'Τόποι ανά έκδοση μητρώου: όνομα, ισχύς, ανώτερες βαθμίδες, έδρα, πληθυσμός, ορεινός/μειονεκτικός/νησί/απομακρυσμένος';

CREATE UNIQUE INDEX place_version_current
    ON registry.place_version (place)
    WHERE until IS NULL;

CREATE TABLE registry.place_code (
    place   integer NOT NULL,
    level   text    NOT NULL,
    edition text    NOT NULL,
    code    text    NOT NULL,
    since   bigint  NOT NULL,
    until   bigint,

    CONSTRAINT place_code_pkey
        PRIMARY KEY (edition, level, code, since),
    CONSTRAINT place_code_place_exists
        FOREIGN KEY (place, level) REFERENCES registry.place (place, level),
    CONSTRAINT place_code_edition_known
        CHECK (edition IN ('elstat2021', 'elstat2011', 'ypes', 'iso', 'nuts')),
    CONSTRAINT place_code_since_exists
        FOREIGN KEY (since) REFERENCES registry.register_version,
    CONSTRAINT place_code_until_exists
        FOREIGN KEY (until) REFERENCES registry.register_version,
    CONSTRAINT place_code_closed_after_opened
        CHECK (until > since)
);

COMMENT ON TABLE registry.place_code IS
    'Κωδικοί τόπων ανά έκδοση κωδικολογίου (ΕΛΣΤΑΤ 2021, ΕΛΣΤΑΤ 2011, ΥΠΕΣ, ISO, NUTS)';

-- In one edition a code means one place of a level.
CREATE UNIQUE INDEX place_code_current
    ON registry.place_code (edition, level, code)
    WHERE until IS NULL;

CREATE INDEX place_code_by_place
    ON registry.place_code (place);

CREATE TABLE registry.place_name (
    place integer NOT NULL,
    name  text    NOT NULL,
    kind  text    NOT NULL,
    since bigint  NOT NULL,
    until bigint,

    CONSTRAINT place_name_pkey
        PRIMARY KEY (place, name, since),
    CONSTRAINT place_name_place_exists
        FOREIGN KEY (place) REFERENCES registry.place,
    CONSTRAINT place_name_not_blank
        CHECK (name ~ '\S'),
    CONSTRAINT place_name_kind_known
        CHECK (kind IN ('official', 'nominative', 'genitive', 'seat', 'latin', 'alias', 'former')),
    CONSTRAINT place_name_since_exists
        FOREIGN KEY (since) REFERENCES registry.register_version,
    CONSTRAINT place_name_until_exists
        FOREIGN KEY (until) REFERENCES registry.register_version,
    CONSTRAINT place_name_closed_after_opened
        CHECK (until > since)
);

COMMENT ON TABLE registry.place_name IS
    'Ονόματα τόπων: γενική και ονομαστική, έδρα, λατινικά, παλιά ονόματα και παραλλαγές, για την αναζήτηση';

CREATE UNIQUE INDEX place_name_current
    ON registry.place_name (place, name)
    WHERE until IS NULL;

CREATE TABLE registry.place_succession (
    predecessor integer          NOT NULL,
    successor   integer          NOT NULL,
    on_day      date             NOT NULL,
    -- Share of the predecessor's population that went to the successor.
    share       double precision NOT NULL,
    since       bigint           NOT NULL,
    until       bigint,

    CONSTRAINT place_succession_pkey
        PRIMARY KEY (predecessor, successor, since),
    CONSTRAINT place_succession_predecessor_exists
        FOREIGN KEY (predecessor) REFERENCES registry.place,
    CONSTRAINT place_succession_successor_exists
        FOREIGN KEY (successor) REFERENCES registry.place,
    CONSTRAINT place_succession_not_itself
        CHECK (predecessor <> successor),
    CONSTRAINT place_succession_share_is_a_part
        CHECK (share > 0 AND share <= 1),
    CONSTRAINT place_succession_since_exists
        FOREIGN KEY (since) REFERENCES registry.register_version,
    CONSTRAINT place_succession_until_exists
        FOREIGN KEY (until) REFERENCES registry.register_version,
    CONSTRAINT place_succession_closed_after_opened
        CHECK (until > since)
);

COMMENT ON TABLE registry.place_succession IS
    'Διαδοχή τόπων: ποιος δήμος έγινε ποιος, από ποια ημέρα και με ποιο μερίδιο πληθυσμού';

CREATE UNIQUE INDEX place_succession_current
    ON registry.place_succession (predecessor, successor)
    WHERE until IS NULL;

CREATE TABLE registry.boundary (
    place    integer NOT NULL,
    -- The same municipality differs between official layers, so the polygon keeps its source.
    source   text    NOT NULL,
    quality  text    NOT NULL,
    geometry public.geometry(MultiPolygon, 4326) NOT NULL,
    since    bigint  NOT NULL,
    until    bigint,

    CONSTRAINT boundary_pkey
        PRIMARY KEY (place, source, since),
    CONSTRAINT boundary_place_exists
        FOREIGN KEY (place) REFERENCES registry.place,
    CONSTRAINT boundary_quality_known
        CHECK (quality IN ('official', 'approximate')),
    CONSTRAINT boundary_source_not_blank
        CHECK (source ~ '\S'),
    CONSTRAINT boundary_since_exists
        FOREIGN KEY (since) REFERENCES registry.register_version,
    CONSTRAINT boundary_until_exists
        FOREIGN KEY (until) REFERENCES registry.register_version,
    CONSTRAINT boundary_closed_after_opened
        CHECK (until > since)
);

COMMENT ON TABLE registry.boundary IS
    'Όρια τόπων (EPSG:4326) με πηγή και ποιότητα: official επίσημα, approximate κατά προσέγγιση';

CREATE UNIQUE INDEX boundary_current
    ON registry.boundary (place, source)
    WHERE until IS NULL;

CREATE INDEX boundary_by_geometry
    ON registry.boundary USING gist (geometry)
    WHERE until IS NULL;

CREATE TRIGGER place_version_close_only
    BEFORE UPDATE OR DELETE ON registry.place_version
    FOR EACH ROW EXECUTE FUNCTION registry.close_only();
CREATE TRIGGER place_code_close_only
    BEFORE UPDATE OR DELETE ON registry.place_code
    FOR EACH ROW EXECUTE FUNCTION registry.close_only();
CREATE TRIGGER place_name_close_only
    BEFORE UPDATE OR DELETE ON registry.place_name
    FOR EACH ROW EXECUTE FUNCTION registry.close_only();
CREATE TRIGGER place_succession_close_only
    BEFORE UPDATE OR DELETE ON registry.place_succession
    FOR EACH ROW EXECUTE FUNCTION registry.close_only();
CREATE TRIGGER boundary_close_only
    BEFORE UPDATE OR DELETE ON registry.boundary
    FOR EACH ROW EXECUTE FUNCTION registry.close_only();
