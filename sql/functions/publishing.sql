-- SPDX-License-Identifier: EUPL-1.2
--
-- Publishing, as the service asks for it. publishing.answer takes an action of a session and gives a status of HTTP and
-- an object: what is to be shown, or {"detail": a Greek sentence}. Whoever may not see a draft is told that there is
-- none. What takes longer than a moment is ordered (publishing.order) and done by a process of its own, with the
-- functions of publishing_work.sql.

-- Who asks, with the municipalities of the structure today; no row: nobody, or neither publisher nor approver.
CREATE OR REPLACE FUNCTION publishing.who(session_hash bytea)
RETURNS SETOF publishing.caller
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.account, s.session, s.structure, s.roles & (1 << 3) <> 0, s.roles & (1 << 4) <> 0,
           publishing.places_of(s.structure)
    FROM account.live_session AS s
    WHERE s.token_hash = session_hash
      AND s.roles & ((1 << 3) | (1 << 4)) <> 0
$$;

CREATE OR REPLACE FUNCTION publishing.places_of(structure integer)
RETURNS integer[]
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT ARRAY(
        SELECT DISTINCT j.place
        FROM registry.jurisdiction AS j
        WHERE j.structure = places_of.structure
          AND registry.today() BETWEEN j.valid_from AND j.valid_to
        ORDER BY j.place)
$$;

-- A step of a draft, in its own history and in the chain of the audit.
CREATE OR REPLACE FUNCTION publishing.note_step(
    draft bigint, account integer, session bigint, structure integer, role smallint, action text, note text)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO publishing.step (draft, step, account, action, revision, note)
    SELECT note_step.draft,
           (SELECT count(*) + 1 FROM publishing.step AS s WHERE s.draft = note_step.draft),
           note_step.account, note_step.action, d.revision, note_step.note
    FROM publishing.draft AS d
    WHERE d.draft = note_step.draft;
    PERFORM audit.append_one('publish_' || note_step.action, note_step.account, note_step.role, note_step.structure,
                             note_step.session, note_step.draft);
END
$$;

-- The work of a draft that is under way; one that its process has let fall is over after some minutes.
CREATE OR REPLACE FUNCTION publishing.work_of(draft bigint)
RETURNS SETOF publishing.work
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT w.*
    FROM publishing.work AS w
    WHERE w.draft = work_of.draft
      AND w.ended_at IS NULL
      AND w.ordered_at > clock_timestamp() - interval '3 minutes'
    ORDER BY w.ordered_at DESC
    LIMIT 1
$$;

CREATE OR REPLACE FUNCTION publishing.place_names(places integer[])
RETURNS jsonb
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT COALESCE(jsonb_agg(jsonb_build_object('place', v.place, 'name', v.name, 'code', (
               SELECT c.code FROM registry.place_code AS c
               WHERE c.place = v.place AND c.until IS NULL AND c.edition = 'elstat2021')) ORDER BY v.name), '[]')
    FROM registry.place_version AS v
    WHERE v.until IS NULL AND v.place = ANY (places)
      AND v.valid_from <= registry.today() AND (v.valid_to IS NULL OR v.valid_to >= registry.today())
$$;

-- One draft as an object for a list.
CREATE OR REPLACE FUNCTION publishing.head_of(d publishing.draft)
RETURNS jsonb
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT jsonb_build_object(
        'draft', d.draft, 'title', d.title, 'state', d.state, 'revision', d.revision,
        'structure', (SELECT v.name FROM registry.structure_version AS v
                      WHERE v.structure = d.structure AND v.until IS NULL),
        'errors', (d.report ->> 'rejected')::integer,
        'is_checked', d.checked_revision IS NOT DISTINCT FROM d.revision,
        'live_from', d.live_from,
        'made_by', (SELECT a.name FROM account.account AS a WHERE a.account = d.made_by),
        'approved_by', (SELECT a.name FROM account.account AS a WHERE a.account = d.approved_by),
        'changed_at', to_char(d.changed_at AT TIME ZONE 'Europe/Athens', 'YYYY-MM-DD HH24:MI'),
        'published_at', to_char(d.published_at AT TIME ZONE 'Europe/Athens', 'YYYY-MM-DD HH24:MI'),
        'rolled_back_at', to_char(d.rolled_back_at AT TIME ZONE 'Europe/Athens', 'YYYY-MM-DD HH24:MI'),
        'work', (SELECT jsonb_build_object('kind', w.kind, 'done', w.done, 'saying', w.saying)
                 FROM publishing.work_of(d.draft) AS w))
$$;

-- May the one who asks see it? Its structure, and the municipalities that a joint programme is for.
CREATE OR REPLACE FUNCTION publishing.sees(d publishing.draft, structure integer, places integer[])
RETURNS boolean
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT d.structure = sees.structure
        OR (d.state IN ('submitted', 'approved', 'live') AND d.others && sees.places)
$$;

CREATE OR REPLACE FUNCTION publishing.show(d publishing.draft, account integer, structure integer, places integer[])
RETURNS jsonb
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT publishing.head_of(d) || jsonb_build_object(
        'is_own', d.structure = show.structure,
        'is_editor', show.account = ANY (d.editors),
        'sheets', (SELECT jsonb_agg(jsonb_build_object('key', s.sheet -> 'key', 'name', s.sheet -> 'name', 'rows', (
                              SELECT jsonb_agg(jsonb_build_array(r.row -> 0) || (r.row -> 1) ORDER BY r.i)
                              FROM jsonb_array_elements(s.sheet -> 'rows') WITH ORDINALITY AS r (row, i))) ORDER BY s.i)
                   FROM jsonb_array_elements(d.content -> 'sheets') WITH ORDINALITY AS s (sheet, i)),
        'report', d.report,
        'effect', d.effect, 'effect_is_current', d.effect_revision IS NOT DISTINCT FROM d.revision,
        'others', publishing.place_names(d.others),
        'confirmed', publishing.place_names(ARRAY(
            SELECT p.place FROM publishing.part AS p WHERE p.draft = d.draft AND p.revision = d.revision)),
        'mine_to_confirm', publishing.place_names(ARRAY(
            SELECT o FROM unnest(d.others) AS o
            WHERE o = ANY (show.places) AND d.structure <> show.structure
              AND NOT EXISTS (SELECT FROM publishing.part AS p
                              WHERE p.draft = d.draft AND p.revision = d.revision AND p.place = o))),
        'can_roll_back', d.state = 'live' AND d.versions IS NOT NULL,
        'steps', (SELECT COALESCE(jsonb_agg(jsonb_build_object(
                             'at', to_char(s.at AT TIME ZONE 'Europe/Athens', 'YYYY-MM-DD HH24:MI'), 'action', s.action,
                             'by', a.name, 'revision', s.revision, 'note', s.note) ORDER BY s.step), '[]')
                  FROM publishing.step AS s
                  JOIN account.account AS a ON a.account = s.account
                  WHERE s.draft = d.draft))
$$;

CREATE OR REPLACE FUNCTION publishing.list(structure integer, places integer[])
RETURNS jsonb
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT jsonb_build_object(
        'structure', (SELECT s.code FROM registry.structure AS s WHERE s.structure = list.structure),
        'municipalities', publishing.place_names(list.places),
        'drafts', COALESCE((
            SELECT jsonb_agg(publishing.head_of(d.row) ORDER BY (d.row).draft DESC)
            FROM (SELECT r AS row
                  FROM publishing.draft AS r
                  WHERE publishing.sees(r, list.structure, list.places)
                  ORDER BY r.draft DESC
                  LIMIT 200) AS d), '[]'))
$$;

-- Orders a work and gives its ticket; NULL if another is under way.
CREATE OR REPLACE FUNCTION publishing.order_work(
    draft bigint, kind text, account integer, session bigint, structure integer)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    drawn bytea := uuid_send(gen_random_uuid());
BEGIN
    IF EXISTS (SELECT FROM publishing.work_of(order_work.draft)) THEN
        RETURN NULL;
    END IF;
    DELETE FROM publishing.work AS w WHERE w.draft = order_work.draft AND w.ordered_at < clock_timestamp() - interval '1 day';
    INSERT INTO publishing.work (ticket, draft, kind, revision, account, session, structure)
    SELECT drawn, d.draft, order_work.kind, d.revision, order_work.account, order_work.session, order_work.structure
    FROM publishing.draft AS d
    WHERE d.draft = order_work.draft;
    RETURN encode(drawn, 'hex');
END
$$;

CREATE OR REPLACE FUNCTION publishing.refusal(status integer, detail text)
RETURNS TABLE (status smallint, answer jsonb)
LANGUAGE sql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT refusal.status::smallint, jsonb_build_object('detail', refusal.detail)
$$;

CREATE OR REPLACE FUNCTION publishing.too_many()
RETURNS TABLE (status smallint, answer jsonb)
LANGUAGE sql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT * FROM publishing.refusal(409,
        'Υπάρχουν ήδη 50 ανοιχτά πρόχειρα. Αρχειοθετήστε όσα δεν χρειάζονται και δοκιμάστε ξανά.')
$$;

-- A new draft with what is in it, if anything yet; NULL: the structure has too many open ones.
CREATE OR REPLACE FUNCTION publishing.new_draft(w publishing.caller, title text, content jsonb)
RETURNS bigint
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO publishing.draft (structure, title, made_by, editors, content)
    SELECT w.structure, COALESCE(NULLIF(btrim(left(new_draft.title, 200)), ''), 'Πρόχειρο'), w.account, ARRAY[w.account],
           new_draft.content
    WHERE (SELECT count(*) FROM publishing.draft AS d
           WHERE d.structure = w.structure AND d.state IN ('draft', 'checked', 'submitted', 'approved')) < 50
    RETURNING draft
$$;

-- A draft of one local addition, as the form brings it: {"programme", "municipality", "kind", "text", "url",
-- "valid_from", "valid_to"}. Its code follows from what it is about; whatever else is wrong, the check says at its cell.
CREATE OR REPLACE FUNCTION publishing.add(w publishing.caller, argument jsonb)
RETURNS TABLE (status smallint, answer jsonb)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    stem text := concat_ws('-', argument ->> 'municipality', argument ->> 'programme');
    own bigint;
    ticket text;
BEGIN
    IF length(argument::text) > 8000 THEN
        RETURN QUERY SELECT * FROM publishing.refusal(400, 'Το κείμενο είναι πολύ μεγάλο· γράψτε το πιο σύντομα.');
        RETURN;
    END IF;
    own := publishing.new_draft(w, 'Προσθήκη: ' || (argument ->> 'programme'), jsonb_build_object('sheets',
        jsonb_build_array(jsonb_build_object('key', 'additions', 'name', 'Τοπικές προσθήκες', 'rows', jsonb_build_array(
            jsonb_build_array(1, jsonb_build_array('κωδικός', 'πρόγραμμα', 'δήμος', 'είδος', 'κείμενο', 'ιστοσελίδα',
                                                   'ισχύει από', 'ισχύει έως')),
            jsonb_build_array(2, jsonb_build_array(
                stem || '-' || (SELECT count(DISTINCT a.code) + 1 FROM registry.addition AS a WHERE starts_with(a.code, stem)),
                COALESCE(argument ->> 'programme', ''), COALESCE(argument ->> 'municipality', ''),
                COALESCE(argument ->> 'kind', ''), COALESCE(argument ->> 'text', ''), COALESCE(argument ->> 'url', ''),
                COALESCE(argument ->> 'valid_from', ''), COALESCE(argument ->> 'valid_to', ''))))))));
    IF own IS NULL THEN
        RETURN QUERY SELECT * FROM publishing.too_many();
        RETURN;
    END IF;
    ticket := publishing.order_work(own, 'check', w.account, w.session, w.structure);
    PERFORM publishing.note_step(own, w.account, w.session, w.structure, 3::smallint, 'edit', 'νέα τοπική προσθήκη');
    RETURN QUERY SELECT 200::smallint, jsonb_build_object('draft', own, 'ticket', ticket);
END
$$;

-- A new draft, or what a file brings into one that is still being written.
CREATE OR REPLACE FUNCTION publishing.upload(w publishing.caller, draft bigint, title text)
RETURNS TABLE (status smallint, answer jsonb)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    own bigint := draft;
    ticket text;
BEGIN
    IF own IS NULL THEN
        own := publishing.new_draft(w, title, NULL);
        IF own IS NULL THEN
            RETURN QUERY SELECT * FROM publishing.too_many();
            RETURN;
        END IF;
    ELSE
        UPDATE publishing.draft AS d
        SET revision = d.revision + 1, state = 'draft', changed_at = clock_timestamp(), live_from = NULL,
            approved_by = NULL, approved_at = NULL, report = NULL, effect = NULL,
            editors = CASE WHEN w.account = ANY (d.editors) THEN d.editors ELSE d.editors || w.account END
        WHERE d.draft = own;
    END IF;
    ticket := publishing.order_work(own, 'read', w.account, w.session, w.structure);
    IF ticket IS NULL THEN
        RAISE EXCEPTION 'a work is under way' USING ERRCODE = 'object_in_use';
    END IF;
    PERFORM publishing.note_step(own, w.account, w.session, w.structure, 3::smallint, 'upload', NULL);
    RETURN QUERY SELECT 200::smallint, jsonb_build_object('draft', own, 'ticket', ticket);
END
$$;

-- The cells of one row, as they are to be from now on; an empty array takes the row out.
CREATE OR REPLACE FUNCTION publishing.edit(w publishing.caller, d publishing.draft, argument jsonb)
RETURNS TABLE (status smallint, answer jsonb)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    sheet integer;
    place integer;
    ticket text;
    changed jsonb;
BEGIN
    SELECT s.i - 1, r.i - 1
    INTO sheet, place
    FROM jsonb_array_elements(d.content -> 'sheets') WITH ORDINALITY AS s (sheet, i)
    CROSS JOIN LATERAL jsonb_array_elements(s.sheet -> 'rows') WITH ORDINALITY AS r (row, i)
    WHERE s.sheet ->> 'key' = argument ->> 'sheet' AND r.row -> 0 = argument -> 'line';
    IF NOT FOUND OR jsonb_typeof(argument -> 'cells') IS DISTINCT FROM 'array'
       OR jsonb_array_length(argument -> 'cells') > 80 OR length(argument ->> 'cells') > 100000 THEN
        RETURN QUERY SELECT 400::smallint, jsonb_build_object('detail', 'Δεν υπάρχει τέτοια γραμμή στο πρόχειρο.');
        RETURN;
    END IF;
    IF jsonb_array_length(argument -> 'cells') = 0 THEN
        changed := d.content #- ARRAY['sheets', sheet::text, 'rows', place::text];
    ELSE
        changed := jsonb_set(d.content, ARRAY['sheets', sheet::text, 'rows', place::text, '1'], argument -> 'cells');
    END IF;
    UPDATE publishing.draft AS c
    SET content = changed, revision = c.revision + 1, state = 'draft', changed_at = clock_timestamp(), effect = NULL,
        editors = CASE WHEN w.account = ANY (c.editors) THEN c.editors ELSE c.editors || w.account END
    WHERE c.draft = d.draft;
    ticket := publishing.order_work(d.draft, 'check', w.account, w.session, w.structure);
    PERFORM publishing.note_step(d.draft, w.account, w.session, w.structure, 3::smallint, 'edit',
                                 format('%s, γραμμή %s', argument ->> 'sheet', argument ->> 'line'));
    RETURN QUERY SELECT 200::smallint, jsonb_build_object('draft', d.draft, 'ticket', ticket);
END
$$;

-- Sends to the approver, with the day from which it is to be live; it stays as it was checked.
CREATE OR REPLACE FUNCTION publishing.submit(w publishing.caller, d publishing.draft, argument jsonb)
RETURNS TABLE (status smallint, answer jsonb)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    from_day date := COALESCE((argument ->> 'live_from')::date, registry.today());
BEGIN
    IF from_day < registry.today() OR from_day > registry.today() + 730 THEN
        RETURN QUERY SELECT 400::smallint, jsonb_build_object('detail',
            'Η ημέρα δημοσίευσης είναι από σήμερα έως δύο χρόνια μπροστά.');
        RETURN;
    END IF;
    UPDATE publishing.draft AS c
    SET state = 'submitted', live_from = from_day, changed_at = clock_timestamp()
    WHERE c.draft = d.draft;
    PERFORM publishing.note_step(d.draft, w.account, w.session, w.structure, 3::smallint, 'submit',
                                 'από ' || to_char(from_day, 'DD/MM/YYYY'));
    RETURN QUERY SELECT 200::smallint, jsonb_build_object('draft', d.draft);
END
$$;

-- The second person says yes. What is to be live today is published at once, by a work of its own.
CREATE OR REPLACE FUNCTION publishing.approve(w publishing.caller, d publishing.draft)
RETURNS TABLE (status smallint, answer jsonb)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ticket text;
BEGIN
    IF w.account = ANY (d.editors) THEN
        RETURN QUERY SELECT 403::smallint, jsonb_build_object('detail',
            'Όποιος έγραψε ή διόρθωσε ένα πρόχειρο δεν το εγκρίνει: το εγκρίνει δεύτερο πρόσωπο.');
        RETURN;
    END IF;
    UPDATE publishing.draft AS c
    SET state = 'approved', approved_by = w.account, approved_at = clock_timestamp(), changed_at = clock_timestamp()
    WHERE c.draft = d.draft;
    PERFORM publishing.note_step(d.draft, w.account, w.session, w.structure, 4::smallint, 'approve', NULL);
    IF d.live_from <= registry.today() AND publishing.all_confirmed(d) THEN
        ticket := publishing.order_work(d.draft, 'publish', w.account, w.session, w.structure);
    END IF;
    RETURN QUERY SELECT 200::smallint, jsonb_build_object('draft', d.draft, 'ticket', ticket);
END
$$;

CREATE OR REPLACE FUNCTION publishing.all_confirmed(d publishing.draft)
RETURNS boolean
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT NOT EXISTS (
        SELECT FROM unnest(d.others) AS o
        WHERE NOT EXISTS (SELECT FROM publishing.part AS p
                          WHERE p.draft = d.draft AND p.place = o AND p.revision = d.revision))
$$;

-- A municipality that a joint programme is for confirms its part; the last one opens the way to publication.
CREATE OR REPLACE FUNCTION publishing.confirm_part(w publishing.caller, d publishing.draft)
RETURNS TABLE (status smallint, answer jsonb)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ticket text;
BEGIN
    INSERT INTO publishing.part AS p (draft, place, revision, confirmed_by)
    SELECT d.draft, o, d.revision, w.account
    FROM unnest(d.others) AS o
    WHERE o = ANY (w.places)
    ON CONFLICT ON CONSTRAINT part_pkey DO UPDATE
    SET revision = EXCLUDED.revision, confirmed_by = EXCLUDED.confirmed_by, confirmed_at = clock_timestamp();
    PERFORM publishing.note_step(d.draft, w.account, w.session, w.structure, 4::smallint, 'part', NULL);
    IF d.state = 'approved' AND d.live_from <= registry.today() AND publishing.all_confirmed(d) THEN
        ticket := publishing.order_work(d.draft, 'publish', d.approved_by, NULL, d.structure);
    END IF;
    RETURN QUERY SELECT 200::smallint, jsonb_build_object('draft', d.draft, 'ticket', ticket);
END
$$;

-- Steps that only change the state.
CREATE OR REPLACE FUNCTION publishing.move(
    w publishing.caller, d publishing.draft, role smallint, action text, next_state text, note text)
RETURNS TABLE (status smallint, answer jsonb)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE publishing.draft AS c
    SET state = next_state, changed_at = clock_timestamp(), approved_by = NULL, approved_at = NULL
    WHERE c.draft = d.draft;
    PERFORM publishing.note_step(d.draft, w.account, w.session, w.structure, role, action, left(note, 1000));
    RETURN QUERY SELECT 200::smallint, jsonb_build_object('draft', d.draft);
END
$$;

CREATE OR REPLACE FUNCTION publishing.order_for(w publishing.caller, d publishing.draft, kind text, role smallint, action text)
RETURNS TABLE (status smallint, answer jsonb)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ticket text := publishing.order_work(d.draft, kind, w.account, w.session, w.structure);
BEGIN
    IF ticket IS NULL THEN
        RETURN QUERY SELECT 409::smallint, jsonb_build_object('detail',
            'Για το πρόχειρο τρέχει ήδη μια εργασία. Περιμένετε να τελειώσει.');
        RETURN;
    END IF;
    PERFORM publishing.note_step(d.draft, w.account, w.session, w.structure, role, action, NULL);
    RETURN QUERY SELECT 200::smallint, jsonb_build_object('draft', d.draft, 'ticket', ticket);
END
$$;

-- In which states, by whom, and whether only of the draft's own structure, an action may be.
CREATE OR REPLACE FUNCTION publishing.rule_of(action text)
RETURNS TABLE (states text[], by_publisher boolean, by_approver boolean, own_only boolean, needs_revision boolean)
LANGUAGE sql
IMMUTABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.states, r.by_publisher, r.by_approver, r.own_only, r.needs_revision
    FROM (VALUES
        ('show',      ARRAY['draft', 'checked', 'submitted', 'approved', 'live', 'archived'], true, true, false, false),
        ('upload',    ARRAY['draft', 'checked'],                            true,  false, true,  true),
        ('edit',      ARRAY['draft', 'checked'],                            true,  false, true,  true),
        ('check',     ARRAY['draft', 'checked'],                            true,  false, true,  true),
        ('effect',    ARRAY['checked', 'submitted', 'approved'],            true,  true,  true,  true),
        ('submit',    ARRAY['checked'],                                     true,  false, true,  true),
        ('return',    ARRAY['submitted', 'approved'],                       false, true,  true,  true),
        ('withdraw',  ARRAY['submitted'],                                   true,  false, true,  true),
        ('approve',   ARRAY['submitted'],                                   false, true,  true,  true),
        ('publish',   ARRAY['approved'],                                    false, true,  true,  true),
        ('part',      ARRAY['submitted', 'approved'],                       false, true,  false, true),
        ('archive',   ARRAY['draft', 'checked'],                            true,  false, true,  true),
        ('roll_back', ARRAY['live'],                                        false, true,  true,  true))
        AS r (action, states, by_publisher, by_approver, own_only, needs_revision)
    WHERE r.action = rule_of.action
$$;

-- What becomes of an action on a draft that is there, seen, in the right state and as the editor saw it.
CREATE OR REPLACE FUNCTION publishing.act(w publishing.caller, d publishing.draft, action text, argument jsonb)
RETURNS TABLE (status smallint, answer jsonb)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    CASE action
    WHEN 'show' THEN
        RETURN QUERY SELECT 200::smallint, publishing.show(d, w.account, w.structure, w.places);
    WHEN 'upload' THEN
        RETURN QUERY SELECT * FROM publishing.upload(w, d.draft, NULL);
    WHEN 'edit' THEN
        RETURN QUERY SELECT * FROM publishing.edit(w, d, argument);
    WHEN 'check' THEN
        RETURN QUERY SELECT * FROM publishing.order_for(w, d, 'check', 3::smallint, 'check');
    WHEN 'effect' THEN
        RETURN QUERY SELECT * FROM publishing.order_for(w, d, 'effect', NULL, 'effect');
    WHEN 'submit' THEN
        RETURN QUERY SELECT * FROM publishing.submit(w, d, argument);
    WHEN 'return' THEN
        RETURN QUERY SELECT * FROM publishing.move(w, d, 4::smallint, 'return', 'draft', argument ->> 'note');
    WHEN 'withdraw' THEN
        RETURN QUERY SELECT * FROM publishing.move(w, d, 3::smallint, 'return', 'draft', NULL);
    WHEN 'approve' THEN
        RETURN QUERY SELECT * FROM publishing.approve(w, d);
    WHEN 'publish' THEN
        RETURN QUERY SELECT * FROM publishing.order_for(w, d, 'publish', 4::smallint, 'approve');
    WHEN 'part' THEN
        RETURN QUERY SELECT * FROM publishing.confirm_part(w, d);
    WHEN 'archive' THEN
        RETURN QUERY SELECT * FROM publishing.move(w, d, 3::smallint, 'archive', 'archived', NULL);
    WHEN 'roll_back' THEN
        RETURN QUERY SELECT * FROM publishing.order_for(w, d, 'roll_back', 4::smallint, 'roll_back');
    END CASE;
END
$$;

-- The one door: an action of the session on a draft (NULL: list, or a new one).
--   revision  what the editor saw; NULL only where nothing is changed
--   status    of HTTP
--   answer    with 200 what is asked for, otherwise {"detail"}
DROP FUNCTION IF EXISTS publishing.answer(bytea, text, bigint, bigint, jsonb);
CREATE FUNCTION publishing.answer(session_hash bytea, action text, draft bigint, revision bigint, argument jsonb)
RETURNS TABLE (status smallint, answer jsonb)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    w publishing.caller;
    d publishing.draft;
    rule record;
    none CONSTANT text := 'Δεν υπάρχει τέτοιο πρόχειρο, ή δεν έχετε δικαίωμα να το δείτε.';
BEGIN
    SELECT * INTO w FROM publishing.who(session_hash);
    IF NOT FOUND THEN
        RETURN QUERY SELECT * FROM publishing.refusal(404, none);
        RETURN;
    END IF;
    IF action = 'list' THEN
        RETURN QUERY SELECT 200::smallint, publishing.list(w.structure, w.places);
        RETURN;
    END IF;
    IF action = 'to_confirm' THEN
        RETURN QUERY SELECT 200::smallint, publishing.to_confirm(w.structure);
        RETURN;
    END IF;
    IF action = 'confirm' THEN
        RETURN QUERY SELECT * FROM publishing.confirm(w, argument);
        RETURN;
    END IF;
    SELECT * INTO rule FROM publishing.rule_of(action);
    IF draft IS NULL AND action = 'upload' AND w.is_publisher THEN
        RETURN QUERY SELECT * FROM publishing.upload(w, NULL, argument ->> 'title');
        RETURN;
    END IF;
    IF action = 'add' AND w.is_publisher THEN
        RETURN QUERY SELECT * FROM publishing.add(w, argument);
        RETURN;
    END IF;
    -- Who only looks waits for nobody.
    IF action = 'show' THEN
        SELECT * INTO d FROM publishing.draft AS c WHERE c.draft = answer.draft;
    ELSE
        SELECT * INTO d FROM publishing.draft AS c WHERE c.draft = answer.draft FOR UPDATE;
    END IF;
    IF d.draft IS NULL OR rule.states IS NULL OR NOT publishing.sees(d, w.structure, w.places)
       OR (rule.own_only AND d.structure <> w.structure) THEN
        RETURN QUERY SELECT * FROM publishing.refusal(404, none);
    ELSIF NOT (rule.by_publisher AND w.is_publisher OR rule.by_approver AND w.is_approver) THEN
        RETURN QUERY SELECT * FROM publishing.refusal(403, 'Ο ρόλος σας δεν επιτρέπει αυτό το βήμα.');
    ELSIF rule.needs_revision AND revision IS NULL THEN
        RETURN QUERY SELECT * FROM publishing.refusal(428,
            'Λείπει το If-Match: πείτε ποια αναθεώρηση του πρόχειρου βλέπετε.');
    ELSIF rule.needs_revision AND revision <> d.revision THEN
        RETURN QUERY SELECT * FROM publishing.refusal(412,
            'Το πρόχειρο άλλαξε στο μεταξύ από άλλον. Ανοίξτε το ξανά, δείτε τι άλλαξε και επαναλάβετε.');
    ELSIF d.state <> ALL (rule.states) THEN
        RETURN QUERY SELECT * FROM publishing.refusal(409,
            'Το πρόχειρο δεν είναι σε κατάσταση που επιτρέπει αυτό το βήμα. Ανοίξτε το ξανά.');
    ELSIF action <> 'show' AND EXISTS (SELECT FROM publishing.work_of(draft)) THEN
        RETURN QUERY SELECT * FROM publishing.refusal(409,
            'Για το πρόχειρο τρέχει ήδη μια εργασία. Περιμένετε να τελειώσει.');
    ELSE
        RETURN QUERY SELECT * FROM publishing.act(w, d, action, argument);
    END IF;
END
$$;
