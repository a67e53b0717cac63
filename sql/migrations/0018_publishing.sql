-- SPDX-License-Identifier: EUPL-1.2
--
-- 0018_publishing: how a municipality brings its programmes: draft, checked, submitted, approved by a second person,
-- live, archived. A draft is the cells of a workbook as they were typed; what it makes of the registers is decided by
-- the same import as ever, when it is published.

CREATE SCHEMA publishing;

COMMENT ON SCHEMA publishing IS 'Drafts of programmes and offers, who did what with them, what is to be confirmed, what is to be sent';

CREATE TABLE publishing.draft (
    draft            bigint      GENERATED ALWAYS AS IDENTITY,
    structure        integer     NOT NULL,
    title            text        NOT NULL,
    state            text        NOT NULL DEFAULT 'draft',
    -- Rises with every change: what an editor has seen is named by it.
    revision         bigint      NOT NULL DEFAULT 1,
    -- {"sheets": [{"key", "name", "rows": [[line, [cells]]]}]}, the header among the rows. NULL: nothing could be read.
    content          jsonb,
    report           jsonb,
    checked_revision bigint,
    -- Municipalities beside the structure's own whose people a programme of the draft is for.
    others           integer[]   NOT NULL DEFAULT '{}',
    effect           jsonb,
    effect_revision  bigint,
    live_from        date,
    made_by          integer     NOT NULL,
    made_at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    changed_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- Everybody who has put a hand to it: none of them may approve.
    editors          integer[]   NOT NULL,
    approved_by      integer,
    approved_at      timestamptz,
    -- Register versions that the publication opened.
    versions         bigint[],
    published_at     timestamptz,
    rolled_back_at   timestamptz,

    CONSTRAINT draft_pkey
        PRIMARY KEY (draft),
    CONSTRAINT draft_structure_exists
        FOREIGN KEY (structure) REFERENCES registry.structure,
    CONSTRAINT draft_title_bounded
        CHECK (title ~ '\S' AND length(title) <= 200),
    CONSTRAINT draft_state_known
        CHECK (state IN ('draft', 'checked', 'submitted', 'approved', 'live', 'archived')),
    CONSTRAINT draft_content_bounded
        CHECK (octet_length(content::text) <= 8 * 1024 * 1024),
    CONSTRAINT draft_approved_by_a_second_person
        CHECK (approved_by <> ALL (editors)),
    CONSTRAINT draft_live_was_approved
        CHECK (state <> 'live' OR (approved_by IS NOT NULL AND published_at IS NOT NULL))
);

COMMENT ON TABLE publishing.draft IS
    'Πρόχειρα: ό,τι έγραψε ένας δήμος στο βιβλίο του, η κατάστασή του και ποιος το ενέκρινε';

CREATE INDEX draft_by_structure
    ON publishing.draft (structure, draft DESC);

CREATE TABLE publishing.step (
    draft    bigint      NOT NULL,
    step     integer     NOT NULL,
    at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    account  integer     NOT NULL,
    action   text        NOT NULL,
    revision bigint      NOT NULL,
    note     text,

    CONSTRAINT step_pkey
        PRIMARY KEY (draft, step),
    CONSTRAINT step_draft_exists
        FOREIGN KEY (draft) REFERENCES publishing.draft,
    CONSTRAINT step_note_bounded
        CHECK (length(note) <= 1000)
);

COMMENT ON TABLE publishing.step IS
    'Βήματα ενός πρόχειρου: ποιος, πότε, τι· τα ίδια γράφονται και στην αλυσίδα της καταγραφής';

CREATE TABLE publishing.part (
    draft        bigint      NOT NULL,
    place        integer     NOT NULL,
    revision     bigint      NOT NULL,
    confirmed_by integer     NOT NULL,
    confirmed_at timestamptz NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT part_pkey
        PRIMARY KEY (draft, place),
    CONSTRAINT part_draft_exists
        FOREIGN KEY (draft) REFERENCES publishing.draft,
    CONSTRAINT part_place_exists
        FOREIGN KEY (place) REFERENCES registry.place
);

COMMENT ON TABLE publishing.part IS
    'Κοινά προγράμματα: ποιος δήμος επιβεβαίωσε το δικό του μέρος, για ποια αναθεώρηση';

CREATE TABLE publishing.work (
    ticket     bytea       NOT NULL,
    draft      bigint      NOT NULL,
    kind       text        NOT NULL,
    revision   bigint      NOT NULL,
    account    integer     NOT NULL,
    session    bigint,
    structure  integer     NOT NULL,
    ordered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    taken_at   timestamptz,
    ended_at   timestamptz,
    done       smallint    NOT NULL DEFAULT 0,
    saying     text,

    CONSTRAINT work_pkey
        PRIMARY KEY (ticket),
    CONSTRAINT work_ticket_has_16_bytes
        CHECK (length(ticket) = 16),
    CONSTRAINT work_draft_exists
        FOREIGN KEY (draft) REFERENCES publishing.draft,
    CONSTRAINT work_kind_known
        CHECK (kind IN ('read', 'check', 'publish', 'roll_back', 'effect')),
    CONSTRAINT work_done_is_a_share
        CHECK (done BETWEEN 0 AND 100)
);

COMMENT ON TABLE publishing.work IS
    'Εργασίες που τρέχουν έξω από την υπηρεσία για ένα πρόχειρο: ανάγνωση, έλεγχος, δημοσίευση, επαναφορά, αποτέλεσμα';

CREATE INDEX work_by_draft
    ON publishing.work (draft, ordered_at DESC);

-- Codes of parameters that a municipality has brought are its own.
CREATE TABLE publishing.parameter_owner (
    code      text    NOT NULL,
    structure integer NOT NULL,

    CONSTRAINT parameter_owner_pkey
        PRIMARY KEY (code),
    CONSTRAINT parameter_owner_structure_exists
        FOREIGN KEY (structure) REFERENCES registry.structure
);

COMMENT ON TABLE publishing.parameter_owner IS
    'Ποιος έφερε μια παράμετρο: μόνο αυτός την αλλάζει';

-- Who asks, with the municipalities of the structure today.
CREATE TYPE publishing.caller AS (
    account      integer,
    session      bigint,
    structure    integer,
    is_publisher boolean,
    is_approver  boolean,
    places       integer[]
);

-- Each step is an action of the audit by itself; what other migrations have added to the list stays.
DO $$
DECLARE
    known text[];
BEGIN
    SELECT array_agg(DISTINCT m.words[1])
    INTO known
    FROM pg_constraint AS c
    CROSS JOIN LATERAL regexp_matches(pg_get_constraintdef(c.oid), '''([a-z_]+)''', 'g') AS m (words)
    WHERE c.conname = 'entry_action_known' AND c.conrelid = 'audit.entry'::regclass;
    -- Where the list has become a pattern there is nothing to add to.
    IF known IS NULL THEN
        RETURN;
    END IF;
    known := known || ARRAY['publish_upload', 'publish_edit', 'publish_check', 'publish_submit', 'publish_return',
                            'publish_approve', 'publish_part', 'publish_live', 'publish_roll_back', 'publish_archive',
                            'publish_confirm', 'publish_effect'];
    ALTER TABLE audit.entry DROP CONSTRAINT entry_action_known;
    EXECUTE format('ALTER TABLE audit.entry ADD CONSTRAINT entry_action_known CHECK (action IN (%s))',
                   (SELECT string_agg(quote_literal(k), ', ' ORDER BY k) FROM unnest(known) AS k));
END
$$;
