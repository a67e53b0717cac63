-- SPDX-License-Identifier: EUPL-1.2
--
-- 0003_programmes: facts, programmes with their legal versions, criteria, parameters, documents.
--
-- A programme's legal versions are its rows by valid_from; corrections of one version are its rows by since.
-- Criteria and documents hang on (programme, valid_from) and are replaced as a whole.
--
-- Canonical columns (numbers) are what is evaluated, the *_text columns are what the officer wrote: an export gives
-- back the sheet, and an explanation quotes it.

CREATE TABLE registry.fact (
    fact          smallint NOT NULL,
    key           text     NOT NULL,
    name          text     NOT NULL,
    -- Feeds that may say it, the most trusted first; empty for a derived or a place fact.
    feeds         smallint[] NOT NULL,
    -- Days after which a claim says nothing any more; NULL is for ever.
    good_for_days integer,
    special       boolean  NOT NULL,

    CONSTRAINT fact_pkey
        PRIMARY KEY (fact),
    CONSTRAINT fact_number_positive
        CHECK (fact BETWEEN 1 AND 1000),
    CONSTRAINT fact_key_once
        UNIQUE (key),
    CONSTRAINT fact_key_is_a_word
        CHECK (key ~ '^[a-z][a-z0-9_]*$'),
    CONSTRAINT fact_feeds_known
        CHECK (feeds <@ ARRAY[1, 2, 3, 4, 5]::smallint[] AND array_position(feeds, NULL) IS NULL),
    CONSTRAINT fact_good_for_positive
        CHECK (good_for_days > 0)
);

COMMENT ON TABLE registry.fact IS
    'Στοιχεία: αντίγραφο του κλειστού πίνακα στοιχείων του προγράμματος (registry/rules), γραμμένο από το mitroa migrate';
COMMENT ON COLUMN registry.fact.fact IS
    'Position in every facts bigint[]; once given it never changes';

CREATE TABLE registry.programme (
    programme integer GENERATED ALWAYS AS IDENTITY,
    code      text    NOT NULL,

    CONSTRAINT programme_pkey
        PRIMARY KEY (programme),
    CONSTRAINT programme_code_once
        UNIQUE (code),
    CONSTRAINT programme_code_not_blank
        CHECK (code ~ '\S')
);

COMMENT ON TABLE registry.programme IS
    'Προγράμματα: κλειδί και κωδικός· ό,τι λέει το μητρώο για αυτά στέκει στο programme_version';

CREATE TABLE registry.programme_version (
    programme     integer NOT NULL,
    valid_from    date    NOT NULL,
    valid_to      date,
    title         text    NOT NULL,
    neutral_title text,
    kind          text    NOT NULL,
    level         text    NOT NULL,
    authority     text,
    area_kind     text    NOT NULL,
    area_places   integer[],
    area_polygon  public.geometry(MultiPolygon, 4326),
    area_text     text    NOT NULL,
    universal     boolean NOT NULL DEFAULT false,
    law           text,
    channel       text,
    url           text,
    mitos         text,
    trust         text,
    file_line     integer,
    since         bigint  NOT NULL,
    until         bigint,

    CONSTRAINT programme_version_pkey
        PRIMARY KEY (programme, valid_from, since),
    CONSTRAINT programme_version_programme_exists
        FOREIGN KEY (programme) REFERENCES registry.programme,
    CONSTRAINT programme_version_dates_in_order
        CHECK (valid_to >= valid_from),
    CONSTRAINT programme_version_title_not_blank
        CHECK (title ~ '\S'),
    -- A blank area would be taken for everywhere.
    CONSTRAINT programme_version_area_is_said
        CHECK (area_text ~ '\S'),
    CONSTRAINT programme_version_area_complete
        CHECK (CASE area_kind
                   WHEN 'nationwide' THEN area_places IS NULL AND area_polygon IS NULL
                   WHEN 'unknown' THEN area_places IS NULL AND area_polygon IS NULL
                   WHEN 'polygon' THEN area_places IS NULL AND area_polygon IS NOT NULL
                   WHEN 'regions' THEN COALESCE(cardinality(area_places), 0) > 0 AND area_polygon IS NULL
                   WHEN 'units' THEN COALESCE(cardinality(area_places), 0) > 0 AND area_polygon IS NULL
                   WHEN 'municipalities' THEN COALESCE(cardinality(area_places), 0) > 0 AND area_polygon IS NULL
                   ELSE false
               END),
    CONSTRAINT programme_version_since_exists
        FOREIGN KEY (since) REFERENCES registry.register_version,
    CONSTRAINT programme_version_until_exists
        FOREIGN KEY (until) REFERENCES registry.register_version,
    CONSTRAINT programme_version_closed_after_opened
        CHECK (until > since)
);

COMMENT ON TABLE registry.programme_version IS
    'Εκδόσεις προγραμμάτων: τίτλος, φορέας, περιοχή που ορίζει ο νόμος, ισχύς από-έως, νόμος, τρόπος αίτησης';
COMMENT ON COLUMN registry.programme_version.area_places IS
    'Keys of registry.place of the level that area_kind names; NULL for nationwide, polygon, unknown';
COMMENT ON COLUMN registry.programme_version.neutral_title IS
    'What is printed where the title would tell a special category';

CREATE UNIQUE INDEX programme_version_current
    ON registry.programme_version (programme, valid_from)
    WHERE until IS NULL;

CREATE TABLE registry.criterion (
    programme      integer  NOT NULL,
    valid_from     date     NOT NULL,
    ordinal        smallint NOT NULL,
    block          smallint NOT NULL,
    kind           smallint NOT NULL,
    fact           smallint,
    operator       smallint,
    value          bigint,
    value_high     bigint,
    -- Ascending: values, keys of places or keys of programmes, as the fact has it.
    value_set      bigint[],
    parameter      text,
    document       text,
    law            text,
    text           text,
    block_text     text,
    fact_text      text,
    operator_text  text,
    value_text     text,
    set_text       text,
    file_line      integer,
    since          bigint   NOT NULL,
    until          bigint,

    CONSTRAINT criterion_pkey
        PRIMARY KEY (programme, valid_from, ordinal, since),
    CONSTRAINT criterion_programme_exists
        FOREIGN KEY (programme) REFERENCES registry.programme,
    CONSTRAINT criterion_fact_exists
        FOREIGN KEY (fact) REFERENCES registry.fact,
    CONSTRAINT criterion_kind_known
        CHECK (kind BETWEEN 1 AND 4),
    CONSTRAINT criterion_operator_known
        CHECK (operator BETWEEN 1 AND 10),
    CONSTRAINT criterion_ordinal_positive
        CHECK (ordinal > 0),
    CONSTRAINT criterion_block_not_negative
        CHECK (block >= 0),
    -- An empty row compiled to "matches all" is the mistake that gives away benefits.
    CONSTRAINT criterion_says_something
        CHECK (CASE
                   WHEN kind = 4 THEN fact IS NOT NULL OR COALESCE(text, '') ~ '\S'
                   ELSE fact IS NOT NULL AND operator IS NOT NULL
               END),
    CONSTRAINT criterion_known_only_where_it_cannot_decide
        CHECK (operator <> 10 OR kind IN (3, 4)),
    CONSTRAINT criterion_since_exists
        FOREIGN KEY (since) REFERENCES registry.register_version,
    CONSTRAINT criterion_until_exists
        FOREIGN KEY (until) REFERENCES registry.register_version,
    CONSTRAINT criterion_closed_after_opened
        CHECK (until > since)
);

COMMENT ON TABLE registry.criterion IS
    'Κριτήρια: μία γραμμή του φύλλου· γραμμές ενός μπλοκ ΚΑΙ, μπλοκ μεταξύ τους Ή';
COMMENT ON COLUMN registry.criterion.kind IS
    '1 condition, 2 exclusion, 3 priority, 4 ask';
COMMENT ON COLUMN registry.criterion.operator IS
    '1 =, 2 ≠, 3 <, 4 ≤, 5 >, 6 ≥, 7 between, 8 in, 9 not in, 10 is known';

CREATE UNIQUE INDEX criterion_current
    ON registry.criterion (programme, valid_from, ordinal)
    WHERE until IS NULL;

CREATE TABLE registry.parameter (
    code                   text NOT NULL,
    -- -infinity: has always been so.
    valid_from             date NOT NULL,
    valid_to               date,
    review_by              date,
    base                   bigint,
    per_adult              bigint,
    per_minor              bigint,
    per_member             bigint,
    per_child              bigint,
    -- NULL: as any minor.
    per_unprotected        bigint,
    one_parent_first_minor smallint NOT NULL,
    cap                    bigint,
    per                    smallint NOT NULL,
    -- The fact that is deducted from the amount, and the fact that the amount never exceeds.
    less                   smallint,
    at_most                smallint,
    law                    text,
    trust                  text,
    file_line              integer,
    since                  bigint NOT NULL,
    until                  bigint,

    CONSTRAINT parameter_pkey
        PRIMARY KEY (code, valid_from, since),
    CONSTRAINT parameter_code_not_blank
        CHECK (code ~ '\S'),
    CONSTRAINT parameter_dates_in_order
        CHECK (valid_to >= valid_from),
    CONSTRAINT parameter_one_parent_known
        CHECK (one_parent_first_minor BETWEEN 0 AND 2),
    CONSTRAINT parameter_per_known
        CHECK (per BETWEEN 0 AND 4),
    CONSTRAINT parameter_less_exists
        FOREIGN KEY (less) REFERENCES registry.fact,
    CONSTRAINT parameter_at_most_exists
        FOREIGN KEY (at_most) REFERENCES registry.fact,
    CONSTRAINT parameter_since_exists
        FOREIGN KEY (since) REFERENCES registry.register_version,
    CONSTRAINT parameter_until_exists
        FOREIGN KEY (until) REFERENCES registry.register_version,
    CONSTRAINT parameter_closed_after_opened
        CHECK (until > since)
);

COMMENT ON TABLE registry.parameter IS
    'Παράμετροι: ποσά και κλίμακες με ισχύ από-έως και ημερομηνία επανεξέτασης';
COMMENT ON COLUMN registry.parameter.base IS
    'This and the other figures are hundredths: cents, 6700 for 67 %, 25 for a weight of 1/4; NULL where cells hold the value';
COMMENT ON COLUMN registry.parameter.one_parent_first_minor IS
    '0 as a minor, 1 as an adult, 2 as an unprotected child';
COMMENT ON COLUMN registry.parameter.per IS
    '0 once, 1 month, 2 six months, 3 year, 4 as the fact it is held against';

CREATE UNIQUE INDEX parameter_current
    ON registry.parameter (code, valid_from)
    WHERE until IS NULL;

CREATE TABLE registry.parameter_cell (
    code       text     NOT NULL,
    valid_from date     NOT NULL,
    -- The first cell that fits counts, so the order of the file is kept.
    ordinal    smallint NOT NULL,
    adults     smallint,
    minors     smallint,
    children   smallint,
    value      bigint   NOT NULL,
    file_line  integer,
    since      bigint   NOT NULL,
    until      bigint,

    CONSTRAINT parameter_cell_pkey
        PRIMARY KEY (code, valid_from, ordinal, since),
    CONSTRAINT parameter_cell_ordinal_positive
        CHECK (ordinal > 0),
    CONSTRAINT parameter_cell_household_not_negative
        CHECK (adults >= 0 AND minors >= 0 AND children >= 0),
    CONSTRAINT parameter_cell_since_exists
        FOREIGN KEY (since) REFERENCES registry.register_version,
    CONSTRAINT parameter_cell_until_exists
        FOREIGN KEY (until) REFERENCES registry.register_version,
    CONSTRAINT parameter_cell_closed_after_opened
        CHECK (until > since)
);

COMMENT ON TABLE registry.parameter_cell IS
    'Πίνακες παραμέτρων: τιμή ανά ενηλίκους, ανηλίκους, τέκνα· κενό ταιριάζει σε όλους';

CREATE UNIQUE INDEX parameter_cell_current
    ON registry.parameter_cell (code, valid_from, ordinal)
    WHERE until IS NULL;

CREATE TABLE registry.document (
    programme   integer  NOT NULL,
    valid_from  date     NOT NULL,
    ordinal     smallint NOT NULL,
    document    text     NOT NULL,
    proves      smallint,
    proves_text text,
    text        text,
    file_line   integer,
    since       bigint   NOT NULL,
    until       bigint,

    CONSTRAINT document_pkey
        PRIMARY KEY (programme, valid_from, ordinal, since),
    CONSTRAINT document_programme_exists
        FOREIGN KEY (programme) REFERENCES registry.programme,
    CONSTRAINT document_proves_exists
        FOREIGN KEY (proves) REFERENCES registry.fact,
    CONSTRAINT document_not_blank
        CHECK (document ~ '\S'),
    CONSTRAINT document_since_exists
        FOREIGN KEY (since) REFERENCES registry.register_version,
    CONSTRAINT document_until_exists
        FOREIGN KEY (until) REFERENCES registry.register_version,
    CONSTRAINT document_closed_after_opened
        CHECK (until > since)
);

COMMENT ON TABLE registry.document IS
    'Δικαιολογητικά: τι χρειάζεται κάθε πρόγραμμα και ποιο στοιχείο αποδεικνύει';

CREATE UNIQUE INDEX document_current
    ON registry.document (programme, valid_from, ordinal)
    WHERE until IS NULL;

CREATE TRIGGER programme_version_close_only
    BEFORE UPDATE OR DELETE ON registry.programme_version
    FOR EACH ROW EXECUTE FUNCTION registry.close_only();
CREATE TRIGGER criterion_close_only
    BEFORE UPDATE OR DELETE ON registry.criterion
    FOR EACH ROW EXECUTE FUNCTION registry.close_only();
CREATE TRIGGER parameter_close_only
    BEFORE UPDATE OR DELETE ON registry.parameter
    FOR EACH ROW EXECUTE FUNCTION registry.close_only();
CREATE TRIGGER parameter_cell_close_only
    BEFORE UPDATE OR DELETE ON registry.parameter_cell
    FOR EACH ROW EXECUTE FUNCTION registry.close_only();
CREATE TRIGGER document_close_only
    BEFORE UPDATE OR DELETE ON registry.document
    FOR EACH ROW EXECUTE FUNCTION registry.close_only();
