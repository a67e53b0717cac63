-- SPDX-License-Identifier: EUPL-1.2
--
-- 0004_providers: bodies, structures with partners and funding, sites, offers, stops, temporary changes - and for whom
-- a structure is responsible.
--
-- The legal area stands on the programme, the delivery area on the offer; the area of a structure is the
-- municipalities whose people it serves, and reading rights follow it.

CREATE TABLE registry.body (
    body integer GENERATED ALWAYS AS IDENTITY,
    code text    NOT NULL,

    CONSTRAINT body_pkey
        PRIMARY KEY (body),
    CONSTRAINT body_code_once
        UNIQUE (code),
    CONSTRAINT body_code_not_blank
        CHECK (code ~ '\S')
);

COMMENT ON TABLE registry.body IS
    'Φορείς: νομικά πρόσωπα· ό,τι λέει το μητρώο για αυτά στέκει στο body_version';

CREATE TABLE registry.body_version (
    body       integer NOT NULL,
    name       text    NOT NULL,
    kind       text    NOT NULL,
    place      integer,
    phone      text,
    email      text,
    url        text,
    valid_from date,
    valid_to   date,
    sample     boolean NOT NULL DEFAULT false,
    source     text,
    file_line  integer,
    since      bigint  NOT NULL,
    until      bigint,

    CONSTRAINT body_version_pkey
        PRIMARY KEY (body, since),
    CONSTRAINT body_version_body_exists
        FOREIGN KEY (body) REFERENCES registry.body,
    CONSTRAINT body_version_place_exists
        FOREIGN KEY (place) REFERENCES registry.place,
    CONSTRAINT body_version_name_not_blank
        CHECK (name ~ '\S'),
    CONSTRAINT body_version_dates_in_order
        CHECK (valid_to >= valid_from),
    CONSTRAINT body_version_since_exists
        FOREIGN KEY (since) REFERENCES registry.register_version,
    CONSTRAINT body_version_until_exists
        FOREIGN KEY (until) REFERENCES registry.register_version,
    CONSTRAINT body_version_closed_after_opened
        CHECK (until > since)
);

COMMENT ON TABLE registry.body_version IS
    'Φορείς ανά έκδοση μητρώου: όνομα, είδος, έδρα, επικοινωνία';

CREATE UNIQUE INDEX body_version_current
    ON registry.body_version (body)
    WHERE until IS NULL;

CREATE TABLE registry.structure (
    structure integer GENERATED ALWAYS AS IDENTITY,
    code      text    NOT NULL,

    CONSTRAINT structure_pkey
        PRIMARY KEY (structure),
    CONSTRAINT structure_code_once
        UNIQUE (code),
    CONSTRAINT structure_code_not_blank
        CHECK (code ~ '\S')
);

COMMENT ON TABLE registry.structure IS
    'Δομές: κλειδί και κωδικός· ό,τι λέει το μητρώο για αυτές στέκει στο structure_version';

CREATE TABLE registry.structure_version (
    structure         integer NOT NULL,
    name              text    NOT NULL,
    neutral_name      text,
    kind              text    NOT NULL,
    -- The group that a branch is for; decides the order of what is shown, never a right.
    for_group         text,
    body              integer,
    parent            integer,
    predecessor       integer,
    supervisor        text,
    place             integer,
    lon               double precision,
    lat               double precision,
    address           text,
    hours             text,
    phone             text,
    email             text,
    url               text,
    access_inside     boolean,
    access_outside    boolean,
    staff             smallint,
    funding_programme text,
    funding_axis      text,
    funding_cents     bigint,
    funding_from      date,
    funding_to        date,
    area_kind         text    NOT NULL,
    area_places       integer[],
    area_polygon      public.geometry(MultiPolygon, 4326),
    area_text         text    NOT NULL,
    valid_from        date,
    valid_to          date,
    sample            boolean NOT NULL DEFAULT false,
    source            text,
    file_line         integer,
    since             bigint  NOT NULL,
    until             bigint,

    CONSTRAINT structure_version_pkey
        PRIMARY KEY (structure, since),
    CONSTRAINT structure_version_structure_exists
        FOREIGN KEY (structure) REFERENCES registry.structure,
    CONSTRAINT structure_version_body_exists
        FOREIGN KEY (body) REFERENCES registry.body,
    CONSTRAINT structure_version_parent_exists
        FOREIGN KEY (parent) REFERENCES registry.structure,
    CONSTRAINT structure_version_parent_not_itself
        CHECK (parent <> structure),
    CONSTRAINT structure_version_predecessor_exists
        FOREIGN KEY (predecessor) REFERENCES registry.structure,
    CONSTRAINT structure_version_place_exists
        FOREIGN KEY (place) REFERENCES registry.place,
    CONSTRAINT structure_version_name_not_blank
        CHECK (name ~ '\S'),
    CONSTRAINT structure_version_kind_is_a_word
        CHECK (kind ~ '^[a-z][a-z0-9_]*$'),
    CONSTRAINT structure_version_point_in_greece
        CHECK ((lon IS NULL) = (lat IS NULL) AND lon BETWEEN 19 AND 30 AND lat BETWEEN 34 AND 42),
    CONSTRAINT structure_version_dates_in_order
        CHECK (valid_to >= valid_from),
    CONSTRAINT structure_version_funding_in_order
        CHECK (funding_to >= funding_from),
    CONSTRAINT structure_version_area_is_said
        CHECK (area_text ~ '\S'),
    CONSTRAINT structure_version_area_complete
        CHECK (CASE area_kind
                   WHEN 'nationwide' THEN area_places IS NULL AND area_polygon IS NULL
                   WHEN 'unknown' THEN area_places IS NULL AND area_polygon IS NULL
                   WHEN 'polygon' THEN area_places IS NULL AND area_polygon IS NOT NULL
                   WHEN 'regions' THEN COALESCE(cardinality(area_places), 0) > 0 AND area_polygon IS NULL
                   WHEN 'units' THEN COALESCE(cardinality(area_places), 0) > 0 AND area_polygon IS NULL
                   WHEN 'municipalities' THEN COALESCE(cardinality(area_places), 0) > 0 AND area_polygon IS NULL
                   ELSE false
               END),
    CONSTRAINT structure_version_since_exists
        FOREIGN KEY (since) REFERENCES registry.register_version,
    CONSTRAINT structure_version_until_exists
        FOREIGN KEY (until) REFERENCES registry.register_version,
    CONSTRAINT structure_version_closed_after_opened
        CHECK (until > since)
);

COMMENT ON TABLE registry.structure_version IS
    'Δομές ανά έκδοση μητρώου: όνομα, είδος, φορέας, προϊσταμένη δομή, σημείο, ώρες, χρηματοδότηση, περιοχή ευθύνης';
COMMENT ON COLUMN registry.structure_version.kind IS
    'community_centre, extended_centre, branch, mobile_unit, social_service, regional_structure, and other kinds as words; branch and mobile_unit are units of their parent';
COMMENT ON COLUMN registry.structure_version.area_places IS
    'Keys of registry.place of the level that area_kind names; reading rights of the structure''s advisers follow them';

CREATE UNIQUE INDEX structure_version_current
    ON registry.structure_version (structure)
    WHERE until IS NULL;

CREATE INDEX structure_version_by_parent
    ON registry.structure_version (parent)
    WHERE until IS NULL;

CREATE TABLE registry.partner (
    structure  integer NOT NULL,
    body       integer NOT NULL,
    role       text    NOT NULL,
    -- The municipality that this partner brings into the structure's area; NULL: none (a church, an association).
    place      integer,
    -- What serves it there: the structure's own seat (NULL) or its mobile unit.
    unit       integer,
    supervisor integer,
    agreed_on  date,
    -- Until when it was agreed. That it has passed is shown and warned about, and ends nothing.
    agreed_to  date,
    valid_from date    NOT NULL,
    valid_to   date,
    source     text,
    file_line  integer,
    since      bigint  NOT NULL,
    until      bigint,

    CONSTRAINT partner_pkey
        PRIMARY KEY (structure, body, valid_from, since),
    CONSTRAINT partner_structure_exists
        FOREIGN KEY (structure) REFERENCES registry.structure,
    CONSTRAINT partner_body_exists
        FOREIGN KEY (body) REFERENCES registry.body,
    CONSTRAINT partner_place_exists
        FOREIGN KEY (place) REFERENCES registry.place,
    CONSTRAINT partner_unit_exists
        FOREIGN KEY (unit) REFERENCES registry.structure,
    CONSTRAINT partner_supervisor_exists
        FOREIGN KEY (supervisor) REFERENCES registry.structure,
    CONSTRAINT partner_role_known
        CHECK (role IN ('seat', 'lead', 'partner')),
    CONSTRAINT partner_dates_in_order
        CHECK (valid_to >= valid_from),
    CONSTRAINT partner_since_exists
        FOREIGN KEY (since) REFERENCES registry.register_version,
    CONSTRAINT partner_until_exists
        FOREIGN KEY (until) REFERENCES registry.register_version,
    CONSTRAINT partner_closed_after_opened
        CHECK (until > since)
);

COMMENT ON TABLE registry.partner IS
    'Εταίροι: ποιοι φορείς συμπράττουν σε μια δομή, με ποιον δήμο, από πότε έως πότε και ποια μονάδα τον εξυπηρετεί';
COMMENT ON COLUMN registry.partner.place IS
    'Narrows the area of the structure and of the unit to the days of the partnership; a municipality without such a row is served as long as they are valid';

CREATE UNIQUE INDEX partner_current
    ON registry.partner (structure, body, valid_from)
    WHERE until IS NULL;

CREATE TABLE registry.funding (
    structure    integer NOT NULL,
    programme    text    NOT NULL,
    axis         text,
    amount_cents bigint,
    valid_from   date,
    valid_to     date,
    source       text,
    file_line    integer,
    since        bigint  NOT NULL,
    until        bigint,

    CONSTRAINT funding_once
        UNIQUE NULLS NOT DISTINCT (structure, programme, valid_from, since),
    CONSTRAINT funding_structure_exists
        FOREIGN KEY (structure) REFERENCES registry.structure,
    CONSTRAINT funding_programme_not_blank
        CHECK (programme ~ '\S'),
    CONSTRAINT funding_amount_not_negative
        CHECK (amount_cents >= 0),
    CONSTRAINT funding_dates_in_order
        CHECK (valid_to >= valid_from),
    CONSTRAINT funding_since_exists
        FOREIGN KEY (since) REFERENCES registry.register_version,
    CONSTRAINT funding_until_exists
        FOREIGN KEY (until) REFERENCES registry.register_version,
    CONSTRAINT funding_closed_after_opened
        CHECK (until > since)
);

COMMENT ON TABLE registry.funding IS
    'Χρηματοδοτήσεις: ποιος πληρώνει μια δομή, από ποιο πρόγραμμα και άξονα, πόσο, από πότε έως πότε· η λήξη δεν κλείνει τίποτα, προειδοποιεί';

CREATE UNIQUE INDEX funding_current
    ON registry.funding (structure, programme, valid_from)
    NULLS NOT DISTINCT
    WHERE until IS NULL;

CREATE TABLE registry.site (
    site integer GENERATED ALWAYS AS IDENTITY,
    code text    NOT NULL,

    CONSTRAINT site_pkey
        PRIMARY KEY (site),
    CONSTRAINT site_code_once
        UNIQUE (code),
    CONSTRAINT site_code_not_blank
        CHECK (code ~ '\S')
);

COMMENT ON TABLE registry.site IS
    'Σημεία: κλειδί και κωδικός· ό,τι λέει το μητρώο για αυτά στέκει στο site_version';

CREATE TABLE registry.site_version (
    site           integer NOT NULL,
    structure      integer NOT NULL,
    name           text    NOT NULL,
    kind           text,
    place          integer,
    lon            double precision,
    lat            double precision,
    address        text,
    hours          text,
    phone          text,
    email          text,
    access_inside  boolean,
    access_outside boolean,
    -- A shelter is known by its telephone only.
    secret         boolean NOT NULL DEFAULT false,
    valid_from     date,
    valid_to       date,
    sample         boolean NOT NULL DEFAULT false,
    source         text,
    file_line      integer,
    since          bigint  NOT NULL,
    until          bigint,

    CONSTRAINT site_version_pkey
        PRIMARY KEY (site, since),
    CONSTRAINT site_version_site_exists
        FOREIGN KEY (site) REFERENCES registry.site,
    CONSTRAINT site_version_structure_exists
        FOREIGN KEY (structure) REFERENCES registry.structure,
    CONSTRAINT site_version_place_exists
        FOREIGN KEY (place) REFERENCES registry.place,
    CONSTRAINT site_version_name_not_blank
        CHECK (name ~ '\S'),
    CONSTRAINT site_version_point_in_greece
        CHECK ((lon IS NULL) = (lat IS NULL) AND lon BETWEEN 19 AND 30 AND lat BETWEEN 34 AND 42),
    CONSTRAINT site_version_shelter_has_no_point
        CHECK (NOT secret OR (lon IS NULL AND address IS NULL)),
    CONSTRAINT site_version_dates_in_order
        CHECK (valid_to >= valid_from),
    CONSTRAINT site_version_since_exists
        FOREIGN KEY (since) REFERENCES registry.register_version,
    CONSTRAINT site_version_until_exists
        FOREIGN KEY (until) REFERENCES registry.register_version,
    CONSTRAINT site_version_closed_after_opened
        CHECK (until > since)
);

COMMENT ON TABLE registry.site_version IS
    'Σημεία εξυπηρέτησης ανά έκδοση μητρώου: όπου παρέχεται κάτι, όχι η έδρα';

CREATE UNIQUE INDEX site_version_current
    ON registry.site_version (site)
    WHERE until IS NULL;

CREATE TABLE registry.offer (
    offer integer GENERATED ALWAYS AS IDENTITY,
    code  text    NOT NULL,

    CONSTRAINT offer_pkey
        PRIMARY KEY (offer),
    CONSTRAINT offer_code_once
        UNIQUE (code),
    CONSTRAINT offer_code_not_blank
        CHECK (code ~ '\S')
);

COMMENT ON TABLE registry.offer IS
    'Παροχές: κλειδί και κωδικός· ό,τι λέει το μητρώο για αυτές στέκει στο offer_version';

CREATE TABLE registry.offer_version (
    offer        integer NOT NULL,
    -- A programme delivered, a service of the structure's own, or a group action: help that goes to a settlement or
    -- an institution and is nobody's entitlement.
    kind         text    NOT NULL DEFAULT 'programme',
    programme    integer,
    service      text,
    title        text,
    structure    integer NOT NULL,
    mode         text    NOT NULL,
    site         integer,
    settlement   text,
    help         text,
    for_group    text,
    age_from     smallint,
    age_to       smallint,
    audience     text,
    approval     text,
    area_kind    text    NOT NULL,
    area_places  integer[],
    area_polygon public.geometry(MultiPolygon, 4326),
    area_text    text    NOT NULL,
    hours        text,
    phone        text,
    email        text,
    capacity     integer,
    -- The days on which one may apply, where there is a call.
    opens_on     date,
    closes_on    date,
    valid_from   date,
    valid_to     date,
    confirmed_on date,
    sample       boolean NOT NULL DEFAULT false,
    source       text,
    file_line    integer,
    since        bigint  NOT NULL,
    until        bigint,

    CONSTRAINT offer_version_pkey
        PRIMARY KEY (offer, since),
    CONSTRAINT offer_version_offer_exists
        FOREIGN KEY (offer) REFERENCES registry.offer,
    CONSTRAINT offer_version_programme_exists
        FOREIGN KEY (programme) REFERENCES registry.programme,
    CONSTRAINT offer_version_structure_exists
        FOREIGN KEY (structure) REFERENCES registry.structure,
    CONSTRAINT offer_version_site_exists
        FOREIGN KEY (site) REFERENCES registry.site,
    CONSTRAINT offer_version_kind_complete
        CHECK (CASE kind
                   WHEN 'programme' THEN programme IS NOT NULL AND service IS NULL
                   WHEN 'service' THEN programme IS NULL AND service IS NOT NULL
                   WHEN 'group_action' THEN programme IS NULL AND title ~ '\S'
                   ELSE false
               END),
    CONSTRAINT offer_version_service_is_a_word
        CHECK (service ~ '^[a-z][a-z0-9_]*$'),
    CONSTRAINT offer_version_help_known
        CHECK (help IN ('protection', 'assistance')),
    CONSTRAINT offer_version_ages_in_order
        CHECK (age_from BETWEEN 0 AND 150 AND age_to BETWEEN 0 AND 150 AND age_to >= age_from),
    CONSTRAINT offer_version_call_in_order
        CHECK (closes_on >= opens_on),
    CONSTRAINT offer_version_mode_known
        CHECK (mode IN ('site', 'stop', 'home', 'telephone', 'online', 'application')),
    CONSTRAINT offer_version_site_has_a_site
        CHECK (mode <> 'site' OR site IS NOT NULL OR kind = 'group_action'),
    CONSTRAINT offer_version_capacity_not_negative
        CHECK (capacity >= 0),
    CONSTRAINT offer_version_dates_in_order
        CHECK (valid_to >= valid_from),
    CONSTRAINT offer_version_area_is_said
        CHECK (area_text ~ '\S'),
    CONSTRAINT offer_version_area_complete
        CHECK (CASE area_kind
                   WHEN 'nationwide' THEN area_places IS NULL AND area_polygon IS NULL
                   WHEN 'unknown' THEN area_places IS NULL AND area_polygon IS NULL
                   WHEN 'polygon' THEN area_places IS NULL AND area_polygon IS NOT NULL
                   WHEN 'regions' THEN COALESCE(cardinality(area_places), 0) > 0 AND area_polygon IS NULL
                   WHEN 'units' THEN COALESCE(cardinality(area_places), 0) > 0 AND area_polygon IS NULL
                   WHEN 'municipalities' THEN COALESCE(cardinality(area_places), 0) > 0 AND area_polygon IS NULL
                   ELSE false
               END),
    CONSTRAINT offer_version_since_exists
        FOREIGN KEY (since) REFERENCES registry.register_version,
    CONSTRAINT offer_version_until_exists
        FOREIGN KEY (until) REFERENCES registry.register_version,
    CONSTRAINT offer_version_closed_after_opened
        CHECK (until > since)
);

COMMENT ON TABLE registry.offer_version IS
    'Παροχές ανά έκδοση μητρώου: ένα πρόγραμμα όπως το δίνει μια δομή, με τη δική του περιοχή· ή υπηρεσία της ίδιας της δομής, ή ομαδική δράση';

CREATE UNIQUE INDEX offer_version_current
    ON registry.offer_version (offer)
    WHERE until IS NULL;

CREATE TABLE registry.stop (
    -- The mobile unit.
    structure integer     NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at   timestamptz NOT NULL,
    place     integer     NOT NULL,
    settlement text,
    lon       double precision,
    lat       double precision,
    -- RFC 5545, weekly or monthly, of which starts_at is the first day; the hours are those of Athens, summer and
    -- winter. NULL: this one day.
    rule      text,
    except_on date[],
    services  text,
    -- Municipalities that may come to this stop; NULL: those of the unit's area.
    serves    integer[],
    source    text,
    file_line integer,
    since     bigint      NOT NULL,
    until     bigint,

    CONSTRAINT stop_pkey
        PRIMARY KEY (structure, starts_at, since),
    CONSTRAINT stop_structure_exists
        FOREIGN KEY (structure) REFERENCES registry.structure,
    CONSTRAINT stop_place_exists
        FOREIGN KEY (place) REFERENCES registry.place,
    CONSTRAINT stop_times_in_order
        CHECK (ends_at > starts_at),
    CONSTRAINT stop_rule_is_said
        CHECK (rule ~ '\S'),
    CONSTRAINT stop_exceptions_are_of_a_rule
        CHECK (except_on IS NULL OR rule IS NOT NULL),
    CONSTRAINT stop_point_in_greece
        CHECK ((lon IS NULL) = (lat IS NULL) AND lon BETWEEN 19 AND 30 AND lat BETWEEN 34 AND 42),
    CONSTRAINT stop_since_exists
        FOREIGN KEY (since) REFERENCES registry.register_version,
    CONSTRAINT stop_until_exists
        FOREIGN KEY (until) REFERENCES registry.register_version,
    CONSTRAINT stop_closed_after_opened
        CHECK (until > since)
);

COMMENT ON TABLE registry.stop IS
    'Στάσεις: πού στέκει μια κινητή μονάδα, από πότε έως πότε, τι κάνει εκεί';

-- A unit stands in one place at a time: two stops do not begin at the same moment.
CREATE UNIQUE INDEX stop_current
    ON registry.stop (structure, starts_at)
    WHERE until IS NULL;

CREATE TABLE registry.closure (
    structure  integer,
    site       integer,
    offer      integer,
    valid_from date   NOT NULL,
    valid_to   date,
    -- How it is given meanwhile; NULL: not at all.
    mode       text,
    hours      text,
    phone      text,
    email      text,
    text       text,
    source     text,
    file_line  integer,
    since      bigint NOT NULL,
    until      bigint,

    CONSTRAINT closure_once
        UNIQUE NULLS NOT DISTINCT (structure, site, offer, valid_from, since),
    CONSTRAINT closure_structure_exists
        FOREIGN KEY (structure) REFERENCES registry.structure,
    CONSTRAINT closure_site_exists
        FOREIGN KEY (site) REFERENCES registry.site,
    CONSTRAINT closure_offer_exists
        FOREIGN KEY (offer) REFERENCES registry.offer,
    CONSTRAINT closure_of_one_thing
        CHECK (num_nonnulls(structure, site, offer) = 1),
    CONSTRAINT closure_mode_known
        CHECK (mode IN ('site', 'stop', 'home', 'telephone', 'online', 'application')),
    CONSTRAINT closure_dates_in_order
        CHECK (valid_to >= valid_from),
    CONSTRAINT closure_since_exists
        FOREIGN KEY (since) REFERENCES registry.register_version,
    CONSTRAINT closure_until_exists
        FOREIGN KEY (until) REFERENCES registry.register_version,
    CONSTRAINT closure_closed_after_opened
        CHECK (until > since)
);

COMMENT ON TABLE registry.closure IS
    'Διακοπές και προσωρινές αλλαγές μιας δομής, ενός σημείου ή μιας παροχής, από πότε έως πότε, χωρίς να αλλάζει η εγγραφή τους';

CREATE UNIQUE INDEX closure_current
    ON registry.closure (structure, site, offer, valid_from)
    NULLS NOT DISTINCT
    WHERE until IS NULL;

CREATE TABLE registry.jurisdiction (
    structure  integer NOT NULL,
    place      integer NOT NULL,
    valid_from date    NOT NULL,
    valid_to   date    NOT NULL,

    CONSTRAINT jurisdiction_pkey
        PRIMARY KEY (structure, place, valid_from, valid_to),
    CONSTRAINT jurisdiction_structure_exists
        FOREIGN KEY (structure) REFERENCES registry.structure,
    CONSTRAINT jurisdiction_place_exists
        FOREIGN KEY (place) REFERENCES registry.place,
    CONSTRAINT jurisdiction_dates_in_order
        CHECK (valid_to >= valid_from)
);

COMMENT ON TABLE registry.jurisdiction IS
    'Αρμοδιότητα: derived from structure_version and place_version at the commit of each register version; the municipalities whose people a structure''s advisers may read, from-to';

CREATE TRIGGER body_version_close_only
    BEFORE UPDATE OR DELETE ON registry.body_version
    FOR EACH ROW EXECUTE FUNCTION registry.close_only();
CREATE TRIGGER structure_version_close_only
    BEFORE UPDATE OR DELETE ON registry.structure_version
    FOR EACH ROW EXECUTE FUNCTION registry.close_only();
CREATE TRIGGER site_version_close_only
    BEFORE UPDATE OR DELETE ON registry.site_version
    FOR EACH ROW EXECUTE FUNCTION registry.close_only();
CREATE TRIGGER offer_version_close_only
    BEFORE UPDATE OR DELETE ON registry.offer_version
    FOR EACH ROW EXECUTE FUNCTION registry.close_only();
CREATE TRIGGER stop_close_only
    BEFORE UPDATE OR DELETE ON registry.stop
    FOR EACH ROW EXECUTE FUNCTION registry.close_only();
CREATE TRIGGER partner_close_only
    BEFORE UPDATE OR DELETE ON registry.partner
    FOR EACH ROW EXECUTE FUNCTION registry.close_only();
CREATE TRIGGER funding_close_only
    BEFORE UPDATE OR DELETE ON registry.funding
    FOR EACH ROW EXECUTE FUNCTION registry.close_only();
CREATE TRIGGER closure_close_only
    BEFORE UPDATE OR DELETE ON registry.closure
    FOR EACH ROW EXECUTE FUNCTION registry.close_only();
