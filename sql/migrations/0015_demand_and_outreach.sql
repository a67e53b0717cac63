-- SPDX-License-Identifier: EUPL-1.2
--
-- 0015_demand_and_outreach: what was asked and could not be given, counted without anybody; and the lists of whom an
-- adviser may seek out, which are few a day and of which every name is one entry of the audit.

-- Of every question one count for each programme, and nothing else: not who asked, not about whom, not the hour.
CREATE TABLE registry.demand (
    month       date     NOT NULL,
    place       integer  NOT NULL,
    -- 0: the question as a whole.
    programme   integer  NOT NULL,
    -- 0 not eligible, 1 unknown, 2 eligible; of the question as a whole 0.
    verdict     smallint NOT NULL,
    -- Nothing that is known delivers the programme to the municipality.
    undelivered boolean  NOT NULL,
    asked       bigint   NOT NULL,

    CONSTRAINT demand_pkey
        PRIMARY KEY (month, place, programme, verdict, undelivered),
    -- A day would tell of the one question of that day.
    CONSTRAINT demand_by_month
        CHECK (month = date_trunc('month', month)),
    CONSTRAINT demand_verdict_known
        CHECK (verdict BETWEEN 0 AND 2),
    CONSTRAINT demand_positive
        CHECK (asked > 0)
);

COMMENT ON TABLE registry.demand IS
    'Ζήτηση: πόσες φορές ρωτήθηκε κάθε πρόγραμμα σε κάθε δήμο και με ποια απάντηση, χωρίς πρόσωπα';

ALTER TABLE registry.demand ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- Who may be sought out. Made anew by `mitroa outreach find`, and worth nothing after a week.
CREATE TABLE registry.outreach_candidate (
    programme integer  NOT NULL,
    -- 1 eligible and known not to receive it; 2 unknown, and one document would settle it.
    kind      smallint NOT NULL,
    person    uuid     NOT NULL,
    home      integer  NOT NULL,
    found_on  date     NOT NULL,

    CONSTRAINT outreach_candidate_pkey
        PRIMARY KEY (home, programme, kind, person),
    CONSTRAINT outreach_candidate_kind_known
        CHECK (kind IN (1, 2)),
    CONSTRAINT outreach_candidate_person_exists
        FOREIGN KEY (person) REFERENCES registry.person ON DELETE CASCADE
);

COMMENT ON TABLE registry.outreach_candidate IS
    'Υποψήφιοι για προσέγγιση: ποιους αξίζει να αναζητήσει το κέντρο τους· ξαναγράφεται ολόκληρος';

CREATE INDEX outreach_candidate_by_person
    ON registry.outreach_candidate (person);

ALTER TABLE registry.outreach_candidate ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- Whom a structure has been shown, so that nobody is shown twice and no more than so many a day.
CREATE TABLE registry.outreach_shown (
    structure integer  NOT NULL,
    programme integer  NOT NULL,
    kind      smallint NOT NULL,
    person    uuid     NOT NULL,
    shown_on  date     NOT NULL,
    entry     bigint   NOT NULL,

    CONSTRAINT outreach_shown_pkey
        PRIMARY KEY (structure, programme, kind, person, shown_on),
    CONSTRAINT outreach_shown_structure_exists
        FOREIGN KEY (structure) REFERENCES registry.structure,
    CONSTRAINT outreach_shown_person_exists
        FOREIGN KEY (person) REFERENCES registry.person ON DELETE CASCADE
);

COMMENT ON TABLE registry.outreach_shown IS
    'Ποιοι έχουν δοθεί για προσέγγιση σε κάθε δομή';

CREATE INDEX outreach_shown_by_day
    ON registry.outreach_shown (structure, shown_on);
CREATE INDEX outreach_shown_by_person
    ON registry.outreach_shown (person);

ALTER TABLE registry.outreach_shown ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- A list as a file: asked for by one, approved by another of the same structure, given out once.
CREATE TABLE registry.outreach_file (
    file         integer     GENERATED ALWAYS AS IDENTITY,
    structure    integer     NOT NULL,
    programme    integer     NOT NULL,
    kind         smallint    NOT NULL,
    asked_by     integer     NOT NULL,
    asked_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    approved_by  integer,
    approved_at  timestamptz,
    given_at     timestamptz,

    CONSTRAINT outreach_file_pkey
        PRIMARY KEY (file),
    CONSTRAINT outreach_file_structure_exists
        FOREIGN KEY (structure) REFERENCES registry.structure,
    CONSTRAINT outreach_file_kind_known
        CHECK (kind IN (1, 2)),
    CONSTRAINT outreach_file_approved_by_another
        CHECK (approved_by <> asked_by),
    CONSTRAINT outreach_file_given_when_approved
        CHECK ((approved_by IS NULL) = (approved_at IS NULL) AND (given_at IS NULL OR approved_at IS NOT NULL))
);

COMMENT ON TABLE registry.outreach_file IS
    'Αρχεία προσέγγισης: ένας τα ζητά, άλλος της ίδιας δομής τα εγκρίνει, δίνονται μία φορά';

CREATE INDEX outreach_file_by_structure
    ON registry.outreach_file (structure, asked_at);
