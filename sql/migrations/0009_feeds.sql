-- SPDX-License-Identifier: EUPL-1.2
--
-- 0009_feeds: what feeds say beside facts - a death, a move, another household, that a claim is taken back - and how
-- much of the register one delivery may change.

CREATE TABLE registry.feed (
    feed                 smallint NOT NULL,
    key                  text     NOT NULL,
    -- A delivery that changes more than this share of the persons the feed has spoken of stops and asks.
    change_limit_percent integer  NOT NULL DEFAULT 20,
    -- Of fewer persons any share may change.
    change_limit_from    integer  NOT NULL DEFAULT 100,
    -- Whom to believe on whether somebody lives, and on who lives with whom; 1 the most.
    trust                smallint NOT NULL,

    CONSTRAINT feed_pkey
        PRIMARY KEY (feed),
    CONSTRAINT feed_key_once
        UNIQUE (key),
    CONSTRAINT feed_trust_once
        UNIQUE (trust),
    CONSTRAINT feed_change_limit_is_a_share
        CHECK (change_limit_percent BETWEEN 0 AND 100)
);

COMMENT ON TABLE registry.feed IS
    'Ροές στοιχείων: πόσο μέρος των προσώπων της μπορεί να αλλάξει μία παράδοση χωρίς ρητή αποδοχή';

INSERT INTO registry.feed (feed, key, trust) VALUES
    (1, 'tax', 2), (2, 'insurance', 1), (3, 'welfare', 3), (4, 'institution', 4), (5, 'centre', 5);

ALTER TABLE registry.import
    ADD COLUMN large_change_accepted boolean NOT NULL DEFAULT false;

-- A household stands on the person as the newest delivery groups it; of one day, the feed that is trusted more.
ALTER TABLE registry.person
    ADD COLUMN household_feed  smallint,
    ADD COLUMN household_as_of date,
    -- Chosen from registry.death; NULL lives, as far as anybody knows.
    ADD COLUMN died_on         date;

CREATE TABLE registry.death (
    person  uuid     NOT NULL,
    feed    smallint NOT NULL,
    as_of   date     NOT NULL,
    import  bigint,
    -- NULL: the feed takes back that the person has died.
    died_on date,

    CONSTRAINT death_pkey
        PRIMARY KEY (person, feed, as_of),
    CONSTRAINT death_person_exists
        FOREIGN KEY (person) REFERENCES registry.person ON DELETE CASCADE,
    CONSTRAINT death_feed_exists
        FOREIGN KEY (feed) REFERENCES registry.feed,
    CONSTRAINT death_import_exists
        FOREIGN KEY (import) REFERENCES registry.import,
    CONSTRAINT death_is_not_foretold
        CHECK (died_on <= as_of)
);

COMMENT ON TABLE registry.death IS
    'Θάνατοι κατά ροή και ημερομηνία αναφοράς· χωρίς ημέρα, η ροή ανακαλεί';

ALTER TABLE registry.death ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- Whether a residence gives its municipality a right. False where a better or newer feed says another place for the
-- same basis, and for the dead; registry.import_standing decides.
ALTER TABLE registry.residence
    ADD COLUMN stands boolean NOT NULL DEFAULT true;

-- NULL: the feed takes back what it said before.
ALTER TABLE registry.receives
    ALTER COLUMN programmes DROP NOT NULL;

DROP TABLE staging.beneficiary;

CREATE UNLOGGED TABLE staging.beneficiary (
    -- Number of the file and the line in it, in one: file << 40 | line.
    line             bigint   NOT NULL,
    -- Keyed indexes as in registry.identifier, never the numbers; at least one of them.
    amka             bytea,
    afm              bytea,
    key_id           smallint NOT NULL,
    as_of            date     NOT NULL,
    place            integer,
    -- In which ways the person belongs there: 1 registered, 2 resident, 4 present, added up.
    bases            smallint,
    -- Where the person is registered (δημότης), if that is said beside where he lives.
    registered_place integer,
    -- By fact number up to the last that is said; what is taken back is registry.withdrawn().
    facts            bigint[] NOT NULL,
    -- Bit i: fact i + 1 is said. NULL where nothing is, or something is taken back.
    said             bigint,
    -- Sorted keys of registry.programme; NULL is "not said", an array that holds only NULL takes back.
    receives         integer[],
    -- The same for all lines of one household of this run; means nothing outside of it.
    household        uuid,
    -- 'infinity' takes back that the person has died.
    died_on          date,
    -- The feed takes back all that it has said of the person.
    withdrawn        boolean  NOT NULL,
    -- Drawn for a person whom nobody knows yet; the merge puts the known one in its place.
    person           uuid     NOT NULL
);

COMMENT ON TABLE staging.beneficiary IS
    'Γραμμές αρχείου ωφελουμένων πριν από τη συγχώνευση';

-- The same lines with the persons that they are about.
CREATE UNLOGGED TABLE staging.matched (
    LIKE staging.beneficiary,
    -- Whom the register has under each identifier.
    by_amka  uuid,
    by_afm   uuid,
    is_known boolean NOT NULL,
    -- The first line about somebody whom nobody knows yet, and the first with each identifier.
    brings_person boolean NOT NULL,
    brings_amka   boolean NOT NULL,
    brings_afm    boolean NOT NULL,
    -- No other line is about this person; no other line about him is newer.
    is_alone  boolean NOT NULL,
    is_newest boolean NOT NULL
);

COMMENT ON TABLE staging.matched IS
    'Γραμμές αρχείου ωφελουμένων με το πρόσωπο της καθεμιάς';

-- What lines about known persons do to the residences that their feed says.
CREATE UNLOGGED TABLE staging.residence (
    line   bigint   NOT NULL,
    person uuid     NOT NULL,
    as_of  date     NOT NULL,
    basis  smallint NOT NULL,
    -- NULL: it ends and none follows.
    place  integer,
    -- The feed repeats what it said before, on a newer day.
    is_confirmed boolean NOT NULL
);

COMMENT ON TABLE staging.residence IS
    'Αλλαγές κατοικίας από μια παράδοση';

-- The households that a delivery names.
CREATE UNLOGGED TABLE staging.grouping (
    line      bigint  NOT NULL,
    person    uuid    NOT NULL,
    household uuid    NOT NULL,
    -- It stands there already, or the delivery may not change it.
    stays     boolean NOT NULL
);

COMMENT ON TABLE staging.grouping IS
    'Νοικοκυριά όπως τα ομαδοποιεί μια παράδοση';

-- What follows from which facts a line says and when: lines have few such shapes.
CREATE UNLOGGED TABLE staging.shape (
    said       bigint     NOT NULL,
    as_of      date       NOT NULL,
    feeds      smallint[] NOT NULL,
    days       date[]     NOT NULL,
    good_until date       NOT NULL
);

COMMENT ON TABLE staging.shape IS
    'Ροές και ημερομηνίες ανά στοιχείο για γραμμές που λένε τα ίδια στοιχεία την ίδια ημέρα';

-- What lines about known persons say that the register does not.
CREATE UNLOGGED TABLE staging.compared (
    line      bigint  NOT NULL,
    person    uuid    NOT NULL,
    -- The feed has spoken of the person before.
    is_spoken boolean NOT NULL,
    -- There is no such claim of this feed and day; so with what is received.
    says      boolean NOT NULL,
    receives  boolean NOT NULL,
    moves     boolean NOT NULL,
    dies      boolean NOT NULL,
    regroups  boolean NOT NULL,
    -- It says something else than the feed said last, not only the same of a newer day.
    differs   boolean NOT NULL
);

COMMENT ON TABLE staging.compared IS
    'Τι αλλάζει κάθε γραμμή για πρόσωπα που υπάρχουν ήδη';
