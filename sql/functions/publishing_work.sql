-- SPDX-License-Identifier: EUPL-1.2
--
-- Publishing, as the process does it that works for the service: with a ticket that somebody with the right to it has
-- ordered, and with nothing else. What a draft may touch is not believed from its lines but looked up, after the merge,
-- in the rows that it has opened and closed.

-- Takes a work; a ticket is taken once.
DROP FUNCTION IF EXISTS publishing.work_take(bytea);
CREATE FUNCTION publishing.work_take(ticket bytea)
RETURNS TABLE (kind text, draft bigint)
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    UPDATE publishing.work AS w
    SET taken_at = clock_timestamp()
    WHERE w.ticket = work_take.ticket
      AND w.taken_at IS NULL AND w.ended_at IS NULL
      AND w.ordered_at > clock_timestamp() - interval '3 minutes'
    RETURNING w.kind, w.draft
$$;

-- What is under way of a ticket; raises when it no longer holds.
CREATE OR REPLACE FUNCTION publishing.work_held(ticket bytea)
RETURNS publishing.work
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    held publishing.work;
BEGIN
    SELECT w.* INTO held
    FROM publishing.work AS w
    JOIN publishing.draft AS d ON d.draft = w.draft AND d.revision = w.revision
    WHERE w.ticket = work_held.ticket AND w.taken_at IS NOT NULL AND w.ended_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no work is under way with this ticket' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN held;
END
$$;

CREATE OR REPLACE FUNCTION publishing.work_progress(ticket bytea, done smallint, saying text)
RETURNS void
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    UPDATE publishing.work AS w
    SET done = work_progress.done, saying = left(work_progress.saying, 200)
    WHERE w.ticket = work_progress.ticket AND w.ended_at IS NULL
$$;

-- What a file said, instead of what the draft held.
CREATE OR REPLACE FUNCTION publishing.work_content(ticket bytea, content jsonb)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    held publishing.work := publishing.work_held(ticket);
BEGIN
    IF held.kind <> 'read' THEN
        RAISE EXCEPTION 'this work reads no file' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE publishing.draft AS d SET content = work_content.content WHERE d.draft = held.draft;
END
$$;

CREATE OR REPLACE FUNCTION publishing.csv_cell(cell text)
RETURNS text
LANGUAGE sql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT '"' || replace(translate(cell, E'\r\n', '  '), '"', '""') || '"'
$$;

-- The sheets of the draft as files; each row on the line on which it stood.
DROP FUNCTION IF EXISTS publishing.work_sheets(bytea);
CREATE FUNCTION publishing.work_sheets(ticket bytea)
RETURNS TABLE (key text, csv text)
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    WITH held AS (
        SELECT d.content
        FROM publishing.work_held(ticket) AS w
        JOIN publishing.draft AS d ON d.draft = w.draft
    ), line AS (
        SELECT s.sheet ->> 'key' AS key, (r.row ->> 0)::integer AS line,
               (SELECT string_agg(publishing.csv_cell(c.cell), ',' ORDER BY c.i)
                FROM jsonb_array_elements_text(r.row -> 1) WITH ORDINALITY AS c (cell, i)) AS text
        FROM held
        CROSS JOIN LATERAL jsonb_array_elements(held.content -> 'sheets') AS s (sheet)
        CROSS JOIN LATERAL jsonb_array_elements(s.sheet -> 'rows') AS r (row)
    ), spaced AS (
        SELECT l.key, l.line, l.text, l.line - lag(l.line, 1, 0) OVER (PARTITION BY l.key ORDER BY l.line) AS gap
        FROM line AS l
    )
    SELECT s.key, string_agg(repeat(E'\n', s.gap - 1) || s.text || E'\n', '' ORDER BY s.line)
    FROM spaced AS s
    GROUP BY s.key
    ORDER BY s.key
$$;

-- Is it one of those that the municipality answers for: the structure itself, one of its own, one of the same body?
CREATE OR REPLACE FUNCTION publishing.owns_structure(owner integer, structure integer)
RETURNS boolean
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT
        FROM registry.structure_version AS s
        JOIN registry.structure_version AS o ON o.structure = owns_structure.owner AND o.until IS NULL
        WHERE s.structure = owns_structure.structure
          AND s.until IS NULL
          AND (s.structure = o.structure OR s.parent = o.structure OR s.body = o.body))
$$;

CREATE OR REPLACE FUNCTION publishing.owns_programme(p registry.programme_version, places integer[])
RETURNS boolean
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT p.level = 'municipal' AND p.area_kind = 'municipalities' AND p.area_places && places
$$;

-- What the rows since a register version do that is not the structure's to do; none: all of it is its own.
DROP FUNCTION IF EXISTS publishing.trespasses(integer, bigint);
CREATE FUNCTION publishing.trespasses(structure integer, before bigint)
RETURNS TABLE (sheet text, line integer, value text, message text)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    WITH mine AS (
        SELECT publishing.places_of(trespasses.structure) AS places
    )
    SELECT 'programmes', v.file_line, p.code,
           CASE WHEN v.level <> 'municipal'
                THEN 'το πρόγραμμα δεν είναι δημοτικό: ο δήμος συμπληρώνει μόνο τις δικές του παροχές (φύλλο Παροχές), '
                     || 'με την περιοχή, το σημείο και τις ώρες, όχι το πρόγραμμα.'
                ELSE 'το πρόγραμμα δεν είναι του δήμου σας: στην περιοχή του πρέπει να είναι ονομαστικά και ο δήμος '
                     || 'σας (municipalities:…). Αν είναι νέο, δώστε του δικό σας κωδικό.' END
    FROM mine, registry.programme_version AS v
    JOIN registry.programme AS p ON p.programme = v.programme
    WHERE (v.since > before OR v.until > before) AND NOT publishing.owns_programme(v, mine.places)
    UNION ALL
    SELECT 'criteria', c.file_line, p.code,
           'τα κριτήρια αυτού του προγράμματος δεν είναι του δήμου σας.'
    FROM mine, registry.criterion AS c
    JOIN registry.programme AS p ON p.programme = c.programme
    WHERE (c.since > before OR c.until > before)
      AND NOT EXISTS (SELECT FROM registry.programme_version AS v
                      WHERE v.programme = c.programme AND v.valid_from = c.valid_from AND v.until IS NULL
                        AND publishing.owns_programme(v, mine.places))
    UNION ALL
    SELECT 'documents', c.file_line, p.code,
           'τα δικαιολογητικά αυτού του προγράμματος δεν είναι του δήμου σας.'
    FROM mine, registry.document AS c
    JOIN registry.programme AS p ON p.programme = c.programme
    WHERE (c.since > before OR c.until > before)
      AND NOT EXISTS (SELECT FROM registry.programme_version AS v
                      WHERE v.programme = c.programme AND v.valid_from = c.valid_from AND v.until IS NULL
                        AND publishing.owns_programme(v, mine.places))
    UNION ALL
    SELECT 'parameters', c.file_line, c.code,
           'η παράμετρος υπάρχει ήδη και δεν την έφερε ο δήμος σας· δώστε στη δική σας άλλον κωδικό.'
    FROM (SELECT x.code, x.file_line FROM registry.parameter AS x WHERE x.since > before OR x.until > before
          UNION ALL
          SELECT x.code, x.file_line FROM registry.parameter_cell AS x WHERE x.since > before OR x.until > before) AS c
    WHERE EXISTS (SELECT FROM registry.parameter AS old WHERE old.code = c.code AND old.since <= before)
      AND NOT EXISTS (SELECT FROM publishing.parameter_owner AS o
                      WHERE o.code = c.code AND o.structure = trespasses.structure)
    UNION ALL
    SELECT 'offers', v.file_line, o.code,
           CASE WHEN publishing.owns_structure(trespasses.structure, v.structure)
                THEN 'η περιοχή της παροχής πρέπει να είναι μέσα στον δήμο σας (municipalities:…).'
                ELSE 'η δομή αυτής της παροχής δεν είναι του δήμου σας.' END
    FROM mine, registry.offer_version AS v
    JOIN registry.offer AS o ON o.offer = v.offer
    WHERE (v.since > before OR v.until > before)
      AND NOT (publishing.owns_structure(trespasses.structure, v.structure)
               AND v.area_kind = 'municipalities' AND v.area_places <@ mine.places)
    UNION ALL
    SELECT 'sites', v.file_line, s.code, 'η δομή αυτού του σημείου δεν είναι του δήμου σας.'
    FROM registry.site_version AS v
    JOIN registry.site AS s ON s.site = v.site
    WHERE (v.since > before OR v.until > before)
      AND NOT publishing.owns_structure(trespasses.structure, v.structure)
    UNION ALL
    SELECT 'additions', v.file_line, v.code,
           'η προσθήκη αφορά άλλον δήμο· γράψτε τον δικό σας, και αν ο κωδικός υπάρχει ήδη αλλού, δώστε άλλον.'
    FROM mine, registry.addition AS v
    WHERE (v.since > before OR v.until > before) AND v.place <> ALL (mine.places)
    UNION ALL
    SELECT 'structures', v.file_line, s.code, 'οι δομές δεν αλλάζουν από εδώ.'
    FROM registry.structure_version AS v
    JOIN registry.structure AS s ON s.structure = v.structure
    WHERE v.since > before OR v.until > before
    ORDER BY 1, 2
$$;

CREATE OR REPLACE FUNCTION publishing.work_trespasses(ticket bytea, before bigint)
RETURNS TABLE (sheet text, line integer, value text, message text)
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT t.sheet, t.line, t.value, t.message
    FROM publishing.work_held(ticket) AS w
    CROSS JOIN LATERAL publishing.trespasses(w.structure, before) AS t
$$;

-- Municipalities that programmes opened since a version are for, beside the structure's own.
CREATE OR REPLACE FUNCTION publishing.work_others(ticket bytea, before bigint)
RETURNS integer[]
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT ARRAY(
        SELECT DISTINCT a
        FROM publishing.work_held(ticket) AS w
        CROSS JOIN registry.programme_version AS v
        CROSS JOIN LATERAL unnest(v.area_places) AS a
        WHERE v.since > before AND v.until IS NULL AND v.area_kind = 'municipalities'
          AND a <> ALL (publishing.places_of(w.structure))
        ORDER BY a)
$$;

-- The end of a reading or a check: the report, and whether the draft may go on.
CREATE OR REPLACE FUNCTION publishing.work_checked(ticket bytea, report jsonb, others integer[])
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    held publishing.work := publishing.work_held(ticket);
    is_right boolean := (report ->> 'rejected')::bigint = 0;
BEGIN
    UPDATE publishing.draft AS d
    SET report = work_checked.report, others = COALESCE(work_checked.others, '{}'), checked_revision = d.revision,
        state = CASE WHEN d.state IN ('draft', 'checked', 'submitted', 'approved')
                     THEN CASE WHEN is_right THEN CASE WHEN d.state = 'draft' THEN 'checked' ELSE d.state END
                               ELSE 'draft' END
                     ELSE d.state END,
        approved_by = CASE WHEN is_right THEN d.approved_by END,
        approved_at = CASE WHEN is_right THEN d.approved_at END,
        changed_at = clock_timestamp()
    WHERE d.draft = held.draft;
    UPDATE publishing.work AS w SET ended_at = clock_timestamp(), done = 100 WHERE w.ticket = work_checked.ticket;
END
$$;

-- It did not come to an end: the service tells why.
CREATE OR REPLACE FUNCTION publishing.work_failed(ticket bytea, sentence text)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    held publishing.work;
BEGIN
    UPDATE publishing.work AS w
    SET ended_at = clock_timestamp(), saying = left(sentence, 200)
    WHERE w.ticket = work_failed.ticket AND w.ended_at IS NULL
    RETURNING w.* INTO held;
    IF FOUND AND held.kind IN ('read', 'check', 'publish', 'roll_back') THEN
        UPDATE publishing.draft AS d
        SET report = jsonb_build_object('rejected', 1, 'errors', jsonb_build_array(jsonb_build_object(
                'message', left(sentence, 500))), 'warnings', '[]'::jsonb, 'repairs', '[]'::jsonb, 'notes', '[]'::jsonb)
        WHERE d.draft = held.draft AND d.revision = held.revision AND d.state <> 'live';
    END IF;
END
$$;

-- In the transaction of the merge, after it: whoever ordered it may approve today and has not written it, and every row
-- that it opened or closed is the municipality's own. Then it is live.
CREATE OR REPLACE FUNCTION publishing.work_publish(ticket bytea, before bigint, report jsonb)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    held publishing.work := publishing.work_held(ticket);
    opened bigint[] := ARRAY(SELECT v.version FROM registry.register_version AS v WHERE v.version > before ORDER BY 1);
    d publishing.draft;
BEGIN
    SELECT * INTO d FROM publishing.draft AS c WHERE c.draft = held.draft FOR UPDATE;
    IF held.kind <> 'publish' OR d.state <> 'approved' OR d.approved_by IS DISTINCT FROM held.account
       OR d.approved_by = ANY (d.editors) OR d.live_from > registry.today() OR NOT publishing.all_confirmed(d)
       OR d.checked_revision IS DISTINCT FROM d.revision
       OR NOT EXISTS (SELECT FROM account.role AS r
                      JOIN account.account AS a ON a.account = r.account AND NOT a.disabled
                      WHERE r.account = held.account AND r.role = 4 AND r.structure = d.structure
                        AND r.valid_from <= registry.today()
                        AND (r.valid_to IS NULL OR r.valid_to >= registry.today())) THEN
        RAISE EXCEPTION 'this draft may not be published' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (SELECT FROM publishing.trespasses(d.structure, before)) THEN
        RAISE EXCEPTION 'rows of others' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO publishing.parameter_owner (code, structure)
    SELECT DISTINCT p.code, d.structure FROM registry.parameter AS p WHERE p.since > before
    ON CONFLICT DO NOTHING;
    PERFORM publishing.supersede(d.draft, opened);
    UPDATE publishing.draft AS c
    SET state = 'live', published_at = clock_timestamp(), changed_at = clock_timestamp(), versions = opened,
        report = work_publish.report
    WHERE c.draft = d.draft;
    PERFORM publishing.note_step(d.draft, held.account, held.session, d.structure, 4::smallint, 'live', NULL);
    UPDATE publishing.work AS w SET ended_at = clock_timestamp(), done = 100 WHERE w.ticket = work_publish.ticket;
END
$$;

-- What was live and has now lost a row to the new one is archived.
CREATE OR REPLACE FUNCTION publishing.supersede(draft bigint, opened bigint[])
RETURNS void
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    UPDATE publishing.draft AS d
    SET state = 'archived', changed_at = clock_timestamp()
    WHERE d.state = 'live' AND d.draft <> supersede.draft AND d.versions IS NOT NULL
      AND (EXISTS (SELECT FROM registry.programme_version AS v
                   WHERE v.since = ANY (d.versions) AND v.until = ANY (opened))
           OR EXISTS (SELECT FROM registry.criterion AS v
                      WHERE v.since = ANY (d.versions) AND v.until = ANY (opened))
           OR EXISTS (SELECT FROM registry.document AS v
                      WHERE v.since = ANY (d.versions) AND v.until = ANY (opened))
           OR EXISTS (SELECT FROM registry.offer_version AS v
                      WHERE v.since = ANY (d.versions) AND v.until = ANY (opened))
           OR EXISTS (SELECT FROM registry.addition AS v
                      WHERE v.since = ANY (d.versions) AND v.until = ANY (opened)))
$$;

-- Has anything that these versions opened been closed again? Then they cannot be taken back one by one.
CREATE OR REPLACE FUNCTION publishing.is_overtaken(versions bigint[])
RETURNS boolean
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM registry.programme_version AS v WHERE v.since = ANY (versions) AND v.until IS NOT NULL)
        OR EXISTS (SELECT FROM registry.criterion AS v WHERE v.since = ANY (versions) AND v.until IS NOT NULL)
        OR EXISTS (SELECT FROM registry.document AS v WHERE v.since = ANY (versions) AND v.until IS NOT NULL)
        OR EXISTS (SELECT FROM registry.parameter AS v WHERE v.since = ANY (versions) AND v.until IS NOT NULL)
        OR EXISTS (SELECT FROM registry.parameter_cell AS v WHERE v.since = ANY (versions) AND v.until IS NOT NULL)
        OR EXISTS (SELECT FROM registry.offer_version AS v WHERE v.since = ANY (versions) AND v.until IS NOT NULL)
        OR EXISTS (SELECT FROM registry.site_version AS v WHERE v.since = ANY (versions) AND v.until IS NOT NULL)
        OR EXISTS (SELECT FROM registry.addition AS v WHERE v.since = ANY (versions) AND v.until IS NOT NULL)
$$;

-- Under a new register version: what the versions opened is closed, and what they closed is opened as it was, to the
-- last column. A key that somebody has opened anew since then refuses, by its unique index.
CREATE OR REPLACE FUNCTION publishing.take_back(versions bigint[], made bigint)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    again CONSTANT jsonb := jsonb_build_object('since', made, 'until', NULL);
BEGIN
    UPDATE registry.programme_version AS v SET until = made WHERE v.since = ANY (versions) AND v.until IS NULL;
    INSERT INTO registry.programme_version
    SELECT o.* FROM registry.programme_version AS v, LATERAL jsonb_populate_record(v, again) AS o
    WHERE v.until = ANY (versions) AND v.since <> ALL (versions);
    UPDATE registry.criterion AS v SET until = made WHERE v.since = ANY (versions) AND v.until IS NULL;
    INSERT INTO registry.criterion
    SELECT o.* FROM registry.criterion AS v, LATERAL jsonb_populate_record(v, again) AS o
    WHERE v.until = ANY (versions) AND v.since <> ALL (versions);
    UPDATE registry.document AS v SET until = made WHERE v.since = ANY (versions) AND v.until IS NULL;
    INSERT INTO registry.document
    SELECT o.* FROM registry.document AS v, LATERAL jsonb_populate_record(v, again) AS o
    WHERE v.until = ANY (versions) AND v.since <> ALL (versions);
    UPDATE registry.parameter AS v SET until = made WHERE v.since = ANY (versions) AND v.until IS NULL;
    INSERT INTO registry.parameter
    SELECT o.* FROM registry.parameter AS v, LATERAL jsonb_populate_record(v, again) AS o
    WHERE v.until = ANY (versions) AND v.since <> ALL (versions);
    UPDATE registry.parameter_cell AS v SET until = made WHERE v.since = ANY (versions) AND v.until IS NULL;
    INSERT INTO registry.parameter_cell
    SELECT o.* FROM registry.parameter_cell AS v, LATERAL jsonb_populate_record(v, again) AS o
    WHERE v.until = ANY (versions) AND v.since <> ALL (versions);
    UPDATE registry.site_version AS v SET until = made WHERE v.since = ANY (versions) AND v.until IS NULL;
    INSERT INTO registry.site_version
    SELECT o.* FROM registry.site_version AS v, LATERAL jsonb_populate_record(v, again) AS o
    WHERE v.until = ANY (versions) AND v.since <> ALL (versions);
    UPDATE registry.offer_version AS v SET until = made WHERE v.since = ANY (versions) AND v.until IS NULL;
    INSERT INTO registry.offer_version
    SELECT o.* FROM registry.offer_version AS v, LATERAL jsonb_populate_record(v, again) AS o
    WHERE v.until = ANY (versions) AND v.since <> ALL (versions);
    UPDATE registry.addition AS v SET until = made WHERE v.since = ANY (versions) AND v.until IS NULL;
    INSERT INTO registry.addition
    SELECT o.* FROM registry.addition AS v, LATERAL jsonb_populate_record(v, again) AS o
    WHERE v.until = ANY (versions) AND v.since <> ALL (versions);
END
$$;

-- Takes a publication back. Gives NULL, or the sentence that says why not.
CREATE OR REPLACE FUNCTION publishing.work_roll_back(ticket bytea)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    held publishing.work := publishing.work_held(ticket);
    d publishing.draft;
BEGIN
    SELECT * INTO d FROM publishing.draft AS c WHERE c.draft = held.draft FOR UPDATE;
    IF held.kind <> 'roll_back' OR d.state <> 'live' OR d.structure <> held.structure THEN
        RAISE EXCEPTION 'this draft may not be rolled back' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF d.versions IS NULL OR publishing.is_overtaken(d.versions) THEN
        RETURN 'Ό,τι δημοσιεύτηκε έχει αλλάξει ξανά από τότε. Επαναφέρετε πρώτα τη νεότερη δημοσίευση.';
    END IF;
    PERFORM publishing.take_back(d.versions, registry.register_open('programmes', NULL));
    UPDATE publishing.draft AS c
    SET state = 'archived', rolled_back_at = clock_timestamp(), changed_at = clock_timestamp()
    WHERE c.draft = d.draft;
    UPDATE publishing.work AS w SET ended_at = clock_timestamp(), done = 100 WHERE w.ticket = work_roll_back.ticket;
    RETURN NULL;
EXCEPTION WHEN unique_violation THEN
    RETURN 'Κάποια εγγραφή που θα επανερχόταν έχει γραφτεί ξανά από τότε. Επαναφέρετε πρώτα τη νεότερη αλλαγή.';
END
$$;

-- Orders the publication of what was approved for a day that has come.
DROP FUNCTION IF EXISTS publishing.work_due();
CREATE FUNCTION publishing.work_due()
RETURNS TABLE (ticket bytea)
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT decode(o.ticket, 'hex')
    FROM publishing.draft AS d
    CROSS JOIN LATERAL publishing.order_work(d.draft, 'publish', d.approved_by, NULL, d.structure) AS o (ticket)
    WHERE d.state = 'approved' AND d.live_from <= registry.today() AND publishing.all_confirmed(d)
      AND o.ticket IS NOT NULL
$$;

-- What a municipality's workbook is filled with, by the code of its structure: all of it is public.
--   kind  area, municipality, structure, site, offer, addition, own (a programme of its own), programme (any), name
DROP FUNCTION IF EXISTS publishing.template(text);
CREATE FUNCTION publishing.template(structure_code text)
RETURNS TABLE (kind text, code text)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    WITH mine AS (
        SELECT s.structure, publishing.places_of(s.structure) AS places
        FROM registry.structure AS s
        WHERE s.code = template.structure_code
    )
    SELECT 'name', v.name
    FROM mine JOIN registry.structure_version AS v ON v.structure = mine.structure AND v.until IS NULL
    UNION ALL
    SELECT 'area', 'municipalities:' || string_agg(c.code, '|' ORDER BY c.code)
    FROM mine CROSS JOIN LATERAL unnest(mine.places) AS p (place)
    JOIN registry.place_code AS c ON c.place = p.place AND c.until IS NULL AND c.edition = 'elstat2021'
    HAVING count(*) > 0
    UNION ALL
    SELECT 'municipality', c.code
    FROM mine CROSS JOIN LATERAL unnest(mine.places) AS p (place)
    JOIN registry.place_code AS c ON c.place = p.place AND c.until IS NULL AND c.edition = 'elstat2021'
    UNION ALL
    SELECT 'addition', v.code
    FROM mine CROSS JOIN registry.addition AS v
    WHERE v.until IS NULL AND v.place = ANY (mine.places)
    UNION ALL
    SELECT 'structure', s.code
    FROM mine CROSS JOIN registry.structure AS s
    WHERE publishing.owns_structure(mine.structure, s.structure)
    UNION ALL
    SELECT 'site', t.code
    FROM mine CROSS JOIN registry.site_version AS v
    JOIN registry.site AS t ON t.site = v.site
    WHERE v.until IS NULL AND publishing.owns_structure(mine.structure, v.structure)
    UNION ALL
    SELECT 'offer', o.code
    FROM mine CROSS JOIN registry.offer_version AS v
    JOIN registry.offer AS o ON o.offer = v.offer
    WHERE v.until IS NULL AND v.area_kind = 'municipalities' AND v.area_places <@ mine.places
      AND publishing.owns_structure(mine.structure, v.structure)
    UNION ALL
    SELECT DISTINCT 'own', p.code
    FROM mine CROSS JOIN registry.programme_version AS v
    JOIN registry.programme AS p ON p.programme = v.programme
    WHERE v.until IS NULL AND publishing.owns_programme(v, mine.places)
    UNION ALL
    SELECT DISTINCT 'programme', p.code
    FROM registry.programme_version AS v
    JOIN registry.programme AS p ON p.programme = v.programme
    WHERE v.until IS NULL AND (v.valid_to IS NULL OR v.valid_to >= registry.today())
    ORDER BY 1, 2
$$;
