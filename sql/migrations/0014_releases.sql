-- SPDX-License-Identifier: EUPL-1.2
--
-- 0014_releases: how counts of persons leave the register. Screening counts exactly; what is told outside is a release:
-- a frozen, numbered table of perturbed counts, made once and never asked twice.
--
-- Places are the municipalities, and what they lie in by two trees: municipality < regional unit < region, and
-- municipality < prefecture. Each level is perturbed on its own, so a sum of municipalities is not their region.
--
-- A person has a record key, 64 bits under a secret that never leaves the database, the same for life. The keys of
-- those whom a count counts, added up, are its cell key; the noise follows from a keyed hash of the cell key, of the
-- measure and of the group, so the same persons counted the same way get the same noise, however often and wherever
-- they are counted. That two different measures count the very same persons (nobody who is entitled is served) must
-- not show, so those draw apart.

CREATE SCHEMA release;

COMMENT ON SCHEMA release IS 'Δημοσιεύσεις: προστατευμένοι αριθμοί προσώπων ανά τόπο· τα ακριβή δεν τα διαβάζει κανένας ρόλος';

-- When a person came into the register: somebody who has just been put in must not be seen by comparing two releases.
ALTER TABLE registry.person
    ADD COLUMN entered_at timestamptz NOT NULL DEFAULT now();

-- The law of the noise is data. weight is of 2^32; the most even law of this spread and variance.
CREATE TABLE release.law (
    law       smallint NOT NULL,
    key       text     NOT NULL,
    spread    smallint NOT NULL,
    variance  smallint NOT NULL,
    threshold smallint NOT NULL,
    step      smallint NOT NULL,

    CONSTRAINT law_pkey
        PRIMARY KEY (law),
    CONSTRAINT law_key_once
        UNIQUE (key),
    -- Else nobody at all could be shown as somebody.
    CONSTRAINT law_hides_none
        CHECK (threshold > spread AND spread >= 0 AND step >= 1)
);

COMMENT ON TABLE release.law IS 'Νόμοι θορύβου: το πολύ ±spread, με διασπορά variance· κάτω από threshold κρύβεται, αλλιώς στρογγυλεύεται ανά step';

CREATE TABLE release.law_weight (
    law    smallint NOT NULL,
    error  smallint NOT NULL,
    weight bigint   NOT NULL,

    CONSTRAINT law_weight_pkey
        PRIMARY KEY (law, error),
    CONSTRAINT law_weight_law_exists
        FOREIGN KEY (law) REFERENCES release.law,
    CONSTRAINT law_weight_positive
        CHECK (weight > 0)
);

COMMENT ON TABLE release.law_weight IS 'Πόσο πιθανό είναι κάθε σφάλμα, από 2^32';

INSERT INTO release.law (law, key, spread, variance, threshold, step) VALUES
    (1, 'ordinary', 5, 4, 10, 5),
    (2, 'special', 8, 9, 10, 5);

INSERT INTO release.law_weight (law, error, weight)
SELECT 1, i - 6, w
FROM unnest(ARRAY[44160075, 127360749, 290280520, 522849468, 744238163, 837189346,
                  744238163, 522849468, 290280520, 127360749, 44160075]) WITH ORDINALITY AS u (w, i)
UNION ALL
SELECT 2, i - 9, w
FROM unnest(ARRAY[18956027, 41924806, 83412595, 149289425, 240360605, 348124323, 453567869, 531602518, 560490960,
                  531602518, 453567869, 348124323, 240360605, 149289425, 83412595, 41924806, 18956027])
     WITH ORDINALITY AS u (w, i);

-- What is counted. A further measure is a further row, by a later migration, and cells that somebody drafts.
CREATE TABLE release.measure (
    measure       smallint NOT NULL,
    key           text     NOT NULL,
    title         text     NOT NULL,
    note          text     NOT NULL,
    -- persons: perturbed cells; public: from the register of places; share: bands, from two others.
    unit          text     NOT NULL,
    has_programme boolean  NOT NULL,
    -- What the number `detail` of a cell is: 0 for everybody, else of release.person_group or registry.fact.
    detail        text     NOT NULL,
    -- It tells something of a special category by itself, whatever the programme.
    special       boolean  NOT NULL,
    -- Measures of one domain draw the same noise for the same persons. Give a measure whose sets are publicly known to
    -- be those of another the domain of that one.
    domain        smallint NOT NULL,
    -- Of a share: of what it is, and what is left out.
    whole         smallint,
    without       smallint,

    CONSTRAINT measure_pkey
        PRIMARY KEY (measure),
    CONSTRAINT measure_key_once
        UNIQUE (key),
    CONSTRAINT measure_unit_known
        CHECK (unit IN ('persons', 'public', 'share')),
    CONSTRAINT measure_detail_known
        CHECK (detail IN ('none', 'group', 'fact')),
    CONSTRAINT measure_whole_exists
        FOREIGN KEY (whole) REFERENCES release.measure,
    CONSTRAINT measure_without_exists
        FOREIGN KEY (without) REFERENCES release.measure,
    CONSTRAINT measure_share_is_of_something
        CHECK ((unit = 'share') = (whole IS NOT NULL AND without IS NOT NULL))
);

COMMENT ON TABLE release.measure IS 'Μεγέθη: τι μετρά κάθε αριθμός δημοσίευσης';

-- Groups of persons, by `detail`.
CREATE TABLE release.person_group (
    detail  smallint NOT NULL,
    key     text     NOT NULL,
    title   text     NOT NULL,
    special boolean  NOT NULL,

    CONSTRAINT person_group_pkey
        PRIMARY KEY (detail),
    CONSTRAINT person_group_key_once
        UNIQUE (key),
    CONSTRAINT person_group_numbered
        CHECK (detail >= 1)
);

COMMENT ON TABLE release.person_group IS 'Ομάδες: οι έξι του μητρώου ωφελουμένων και όσες ονομάζουν δίπλα τους τα έγγραφα';

INSERT INTO release.person_group (detail, key, title, special) VALUES
    (1, 'child', 'Παιδιά', false),
    (2, 'elderly', 'Ηλικιωμένοι', false),
    (3, 'disabled', 'Άτομα με αναπηρία', true),
    (4, 'homeless', 'Άστεγοι', true),
    (5, 'destitute', 'Άποροι', false),
    (6, 'roma', 'Ρομά', true),
    (7, 'migrants', 'Μετανάστες', true),
    (8, 'unemployed', 'Άνεργοι', false),
    (9, 'eee_recipients', 'Δικαιούχοι ΚΕΑ/ΕΕΕ', true);

INSERT INTO release.measure (measure, key, title, note, unit, has_programme, detail, special, domain, whole, without) VALUES
    (1, 'population', 'Πληθυσμός', 'Μόνιμος πληθυσμός της απογραφής, από το μητρώο τόπων· δεν είναι πρόσωπα του μητρώου.',
     'public', false, 'none', false, 1, NULL, NULL),
    (2, 'registered', 'Εγγεγραμμένοι', 'Πρόσωπα του μητρώου που κατοικούν εκεί· ανά ομάδα, όσοι ανήκουν βέβαια σε αυτήν.',
     'persons', false, 'group', false, 2, NULL, NULL),
    (3, 'group_unknown', 'Άγνωστο αν ανήκουν στην ομάδα', 'Πρόσωπα για τα οποία λείπει το στοιχείο που θα το έδειχνε.',
     'persons', false, 'group', false, 3, NULL, NULL),
    (4, 'eligible', 'Δικαιούνται', 'Πληρούν τα κριτήρια του προγράμματος με όσα είναι γνωστά.',
     'persons', true, 'group', false, 4, NULL, NULL),
    (5, 'receiving', 'Λαμβάνουν', 'Κάποια ροή λέει ότι το λαμβάνουν, είτε το δικαιούνται είτε όχι.',
     'persons', true, 'group', true, 5, NULL, NULL),
    (6, 'unserved', 'Δικαιούνται και δεν λαμβάνουν', 'Πληρούν τα κριτήρια και είναι γνωστό ότι δεν το λαμβάνουν.',
     'persons', true, 'group', true, 6, NULL, NULL),
    (7, 'unknown', 'Άγνωστο αν δικαιούνται', 'Λείπει, έληξε ή αμφισβητείται κάποιο στοιχείο που κρίνει.',
     'persons', true, 'group', false, 7, NULL, NULL),
    (8, 'unknown_because', 'Άγνωστο, ανά στοιχείο που λείπει',
     'Όσων το δικαίωμα είναι άγνωστο και το στοιχείο αυτό μένει ανοιχτό· ένα πρόσωπο μετρά σε κάθε στοιχείο που του λείπει.',
     'persons', true, 'fact', false, 8, NULL, NULL),
    (9, 'take_up', 'Ποσοστό που εξυπηρετείται', 'Από όσους δικαιούνται, όσοι δεν είναι γνωστό ότι μένουν χωρίς· μόνο από '
     'τους προστατευμένους αριθμούς, σε ζώνες, και μόνο όπου δικαιούνται τουλάχιστον 30.', 'share', true, 'group', true, 9, 4, 6);

CREATE TABLE release.release (
    release          integer     NOT NULL,
    on_day           date        NOT NULL,
    made_at          timestamptz NOT NULL,
    register_version bigint      NOT NULL,
    -- The release whose cells of special categories stand in this one: they are made anew once a quarter.
    special_of       integer     NOT NULL,
    -- Persons who came later are not counted; NULL: everybody was.
    entered_until    timestamptz,
    -- Entry of the audit that names who counted.
    entry            bigint      NOT NULL,
    note             text        NOT NULL,
    law_digest       bytea       NOT NULL,
    -- SHA-256 over all that is published under this number, and over the digest of the release before.
    digest           bytea       NOT NULL,

    CONSTRAINT release_pkey
        PRIMARY KEY (release),
    CONSTRAINT release_numbered
        CHECK (release >= 1 AND special_of BETWEEN 1 AND release)
);

COMMENT ON TABLE release.release IS 'Δημοσιεύσεις: παγωμένες, αριθμημένες, δεν αλλάζουν';

CREATE TABLE release.place (
    release       integer  NOT NULL,
    place         integer  NOT NULL,
    level         smallint NOT NULL,
    code          text     NOT NULL,
    name          text     NOT NULL,
    regional_unit integer,
    prefecture    integer,
    region        integer,
    population    bigint,

    CONSTRAINT place_pkey
        PRIMARY KEY (release, place),
    CONSTRAINT place_code_once
        UNIQUE (release, level, code),
    CONSTRAINT place_release_exists
        FOREIGN KEY (release) REFERENCES release.release
);

COMMENT ON TABLE release.place IS 'Οι τόποι μιας δημοσίευσης, όπως ήταν την ημέρα της';

CREATE TABLE release.programme (
    release    integer   NOT NULL,
    programme  integer   NOT NULL,
    code       text      NOT NULL,
    title      text      NOT NULL,
    -- Its criteria ask something of a special category.
    special    boolean   NOT NULL,
    -- Where it is in force, of all levels; NULL: everywhere.
    places     integer[],
    -- How many offers of it there are, and how many somebody confirmed lately.
    offers     integer   NOT NULL,
    confirmed  integer   NOT NULL,

    CONSTRAINT programme_pkey
        PRIMARY KEY (release, programme),
    CONSTRAINT programme_release_exists
        FOREIGN KEY (release) REFERENCES release.release
);

COMMENT ON TABLE release.programme IS 'Τα προγράμματα μιας δημοσίευσης';

CREATE TABLE release.feed (
    release      integer  NOT NULL,
    feed         smallint NOT NULL,
    -- The day of the newest claims, and when the last delivery came; NULL: never.
    as_of        date,
    delivered_at timestamptz,

    CONSTRAINT feed_pkey
        PRIMARY KEY (release, feed),
    CONSTRAINT feed_release_exists
        FOREIGN KEY (release) REFERENCES release.release
);

COMMENT ON TABLE release.feed IS 'Πόσο πρόσφατη ήταν κάθε ροή στη δημοσίευση';

-- What is not here and could be is below the threshold, zero included.
CREATE TABLE release.cell (
    release   integer  NOT NULL,
    measure   smallint NOT NULL,
    -- 0: of no programme, or of any.
    programme integer  NOT NULL,
    detail    smallint NOT NULL,
    place     integer  NOT NULL,
    value     integer  NOT NULL,

    -- release.make alone writes here; a look at the release for each of a million cells would take most of its time.
    CONSTRAINT cell_pkey
        PRIMARY KEY (release, measure, programme, detail, place)
);

COMMENT ON TABLE release.cell IS 'Οι αριθμοί που δημοσιεύονται';

-- What the cells were made from: for `mitroa release verify`, inside the database.
CREATE TABLE release.exact (
    release   integer  NOT NULL,
    measure   smallint NOT NULL,
    programme integer  NOT NULL,
    detail    smallint NOT NULL,
    place     integer  NOT NULL,
    law       smallint NOT NULL,
    persons   integer  NOT NULL,
    cell_key  bigint   NOT NULL,

    CONSTRAINT exact_pkey
        PRIMARY KEY (release, measure, programme, detail, place)
);

COMMENT ON TABLE release.exact IS 'Ακριβείς αριθμοί πριν από τον θόρυβο: κανένας ρόλος δεν τους διαβάζει';

-- Two secrets: of the keys of persons, and of the noise.
CREATE TABLE release.secret (
    is_one boolean NOT NULL DEFAULT true,
    record bytea   NOT NULL,
    noise  bytea   NOT NULL,

    CONSTRAINT secret_pkey
        PRIMARY KEY (is_one),
    CONSTRAINT secret_is_one
        CHECK (is_one),
    CONSTRAINT secret_has_32_bytes
        CHECK (length(record) = 32 AND length(noise) = 32)
);

COMMENT ON TABLE release.secret IS 'Μυστικά των δημοσιεύσεων: δεν αλλάζουν ποτέ, αλλιώς δύο δημοσιεύσεις θα μπορούσαν να συγκριθούν';

INSERT INTO release.secret (record, noise)
SELECT sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())),
       sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

-- Counts on their way from a screening. One that is lost in a crash is counted again.
CREATE UNLOGGED TABLE release.draft (
    nonce     bytea    NOT NULL,
    measure   smallint NOT NULL,
    programme integer  NOT NULL,
    detail    smallint NOT NULL,
    place     integer  NOT NULL,
    persons   integer  NOT NULL,
    cell_key  bigint   NOT NULL
);

COMMENT ON TABLE release.draft IS 'Αριθμοί που έρχονται από μια μέτρηση';

-- Secrets and exact counts are seen by the owner of the functions alone, whatever somebody grants by mistake.
ALTER TABLE release.exact ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE release.secret ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- What has been published stays as it was published. The digest of a release is put in its place once, by the
-- transaction that makes it.
CREATE FUNCTION release.frozen()
RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_LEVEL = 'ROW' THEN
        IF length(OLD.digest) = 0 AND length(NEW.digest) = 32 THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a release does not change' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER release_sealed_once
    BEFORE UPDATE ON release.release
    FOR EACH ROW EXECUTE FUNCTION release.frozen();
CREATE TRIGGER release_frozen
    BEFORE DELETE OR TRUNCATE ON release.release
    FOR EACH STATEMENT EXECUTE FUNCTION release.frozen();
CREATE TRIGGER place_frozen
    BEFORE UPDATE OR DELETE OR TRUNCATE ON release.place
    FOR EACH STATEMENT EXECUTE FUNCTION release.frozen();
CREATE TRIGGER programme_frozen
    BEFORE UPDATE OR DELETE OR TRUNCATE ON release.programme
    FOR EACH STATEMENT EXECUTE FUNCTION release.frozen();
CREATE TRIGGER feed_frozen
    BEFORE UPDATE OR DELETE OR TRUNCATE ON release.feed
    FOR EACH STATEMENT EXECUTE FUNCTION release.frozen();
CREATE TRIGGER cell_frozen
    BEFORE UPDATE OR DELETE OR TRUNCATE ON release.cell
    FOR EACH STATEMENT EXECUTE FUNCTION release.frozen();
CREATE TRIGGER exact_frozen
    BEFORE UPDATE OR DELETE OR TRUNCATE ON release.exact
    FOR EACH STATEMENT EXECUTE FUNCTION release.frozen();
